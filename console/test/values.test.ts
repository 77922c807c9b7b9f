import { describe, expect, it } from 'vitest';
import { commonName } from '../src/api/values';

describe('the common name of a subject', () => {
  it('is found wherever it stands', () => {
    expect(commonName('CN=device-0001')).toBe('device-0001');
    expect(commonName('O=Example,CN=device-0001,C=DE')).toBe('device-0001');
    expect(commonName('SERIALNUMBER=7+CN=device-0001')).toBe('device-0001');
  });

  it('is read as it was before it was written into a subject', () => {
    expect(commonName('CN=Smith\\, J.,O=Example')).toBe('Smith, J.');
  });

  it('is not made up', () => {
    expect(commonName('O=ACN=x')).toBeUndefined();
    expect(commonName('')).toBeUndefined();
  });
});
