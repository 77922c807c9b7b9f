import i18next from 'i18next';
import { beforeAll, describe, expect, it } from 'vitest';
import chinese from '../src/i18n/zh-CN';
import english from '../src/i18n/en';
import { previewText } from '../src/pages/profiles/previewText';

beforeAll(() =>
  i18next.init({
    lng: 'en',
    resources: { en: { translation: english }, 'zh-CN': { translation: chinese } },
    interpolation: { escapeValue: false },
  }),
);

const told = (value: string, language: 'en' | 'zh-CN') => previewText(value, i18next.getFixedT(language), language);

describe('a value of a preview', () => {
  it('says in English what the API says', () => {
    for (const value of [
      '16 random octets', "the issuer's usual one", 'not a CA', "what is registered for the credential, or else the device's serial_number, or else as in the request",
      'as in the request, or else “Example” (up to 5)', 'in the last 90 days, and 12 hours after the end', 'at any time', 'never', 'the same key pair or a new one',
      'EC P-256 (where the server makes it)', 'digitalSignature (critical)', 'the common name, where it is a host name',
    ]) {
      expect(told(value, 'en')).toBe(value);
    }
  });

  it('is put into Chinese with the values in it', () => {
    expect(told('in the last 90 days, and 1 day 12 hours after the end', 'zh-CN')).toBe('到期前最后 90天，以及到期后 1天 12小时内');
    expect(told("the device's serial_number, or else “Example” (up to 5)", 'zh-CN')).toBe('设备的 serial_number，否则为“Example”（最多 5 个）');
    expect(told("the device's never", 'zh-CN')).toBe('设备的 never');
    expect(told('digitalSignature (critical)', 'zh-CN')).toBe('digitalSignature（关键）');
  });

  it('stays as it is where it is a name, or not known', () => {
    for (const value of ['1.2.840.113549', 'never (again)', '“never”', '2027-01-01T00:00:00Z', 'EC P-256']) {
      expect(told(value, 'zh-CN')).toBe(value);
    }
  });
});
