import { describe, expect, it } from 'vitest';
import { pointerPath, problemOf } from '../src/api/problem';
import { certificateCan, deviceCan } from '../src/api/can';
import { patchOf, withoutEmpty } from '../src/forms/fields';
import { paths } from '../src/paths';
import { commandsFor } from '../src/pages/policies/commands';
import { readSpan, relative, writeSpan } from '../src/ui/clock';
import { ticks } from '../src/ui/Charts';

describe('problems', () => {
  it('lead from a pointer to a field of the form (RFC 6901)', () => {
    expect(pointerPath('/credentials/0/na~1me')).toEqual(['credentials', 0, 'na/me']);
    expect(pointerPath('')).toEqual([]);
  });

  it('are read from problem details, and made up from nothing where there are none', async () => {
    const body = { type: 'urn:crest:problem:division-invalid', title: 'No', status: 400, detail: 'd', request_id: 'r', errors: [{ pointer: '/name', detail: 'x' }] };
    const problem = await problemOf(new Response(JSON.stringify(body), { status: 400, headers: { 'retry-after': '7' } }));
    expect(problem.code).toBe('division-invalid');
    expect(problem.faults).toEqual([{ path: ['name'], detail: 'x' }]);
    expect(problem.retryAfterSeconds).toBe(7);
    expect((await problemOf(new Response('<html>', { status: 502 }))).status).toBe(502);
  });
});

describe('action rules', () => {
  const may = new Set(['certificate_revoke', 'device_change'] as const);

  it('give the role first, then the state', () => {
    expect(certificateCan.revoke(new Set(), { status: 'valid' })).toBe('role');
    expect(certificateCan.revoke(may, { status: 'revoked' })).toBe('revoked');
    expect(certificateCan.revoke(may, { status: 'valid' })).toBeUndefined();
    expect(deviceCan.remove(may, { state: 'provisioned' })).toBe('not_disabled');
  });
});

describe('forms', () => {
  it('send what changed, and null for what was emptied (RFC 7396)', () => {
    expect(patchOf({ name: 'a', description: 'b', tags: ['x'] }, { name: 'a', description: '', tags: ['x', 'y'] })).toEqual({ description: null, tags: ['x', 'y'] });
  });

  it('take away what an object within no longer has, and leave alone what the form does not show', () => {
    const before = { id: 'x', content: { validity: { usual: 'P30D', until: '2027-06-01T00:00:00Z' }, critical: true }, custom: { line: '9' } };
    const after = { content: { validity: { usual: 'P30D' }, critical: true }, custom: { row: '1' } };
    expect(patchOf(before, after)).toEqual({ content: { validity: { until: null } }, custom: { line: null, row: '1' } });
  });

  it('leave out what is empty', () => {
    expect(withoutEmpty({ a: '', b: undefined, c: null, d: { e: '' }, f: [], g: 0 })).toEqual({ d: {}, f: [], g: 0 });
  });
});

describe('times', () => {
  it('read and write spans of one unit', () => {
    for (const iso of ['PT5M', 'PT12H', 'P30D', 'P6M', 'P2Y']) {
      const span = readSpan(iso);
      expect(span && writeSpan(span)).toBe(iso);
    }
    expect(readSpan('P1Y2M')).toBeUndefined();
  });

  it('are told from now', () => {
    expect(relative('2026-01-01T00:00:00Z', 'en', Date.parse('2026-01-03T00:00:00Z'))).toBe('2 days ago');
  });
});

describe('charts', () => {
  it('have few whole ticks', () => {
    for (const most of [1, 3, 7, 42, 1234, 987_654]) {
      const shown = ticks(most);
      expect(shown.length).toBeLessThanOrEqual(6);
      expect(shown.every(Number.isInteger)).toBe(true);
      expect(shown.at(-1)).toBeGreaterThanOrEqual(most);
    }
  });
});

describe('commands', () => {
  it('have what the policy asks for', () => {
    const operations = { cacerts: 'c', csrattrs: 'a', simpleenroll: 'https://e', simplereenroll: 'https://r', serverkeygen: 'k' };
    const commands = commandsFor(
      { public_host: operations, client_auth_host: operations },
      {
        subject: [{ name: 'subject.organization_name', oid: '2.5.4.10', include: 'required', asked: true, sources: ['csr'] }],
        subject_alt_names: [{ type: 'san.dns_name', include: 'required', asked: true, most: 1, sources: ['csr'] }],
        keys: [{ type: 'rsa_3072', title: 'RSA 3072', preferred: true }],
        keypair_generation: 'local',
        channel_binding: 'optional',
        common_name_to_dns: false,
        drops_unlisted: false,
      },
    );
    expect(commands.request).toContain('rsa_keygen_bits:3072');
    expect(commands.request).toContain("-subj '/O=Example' ");
    expect(commands.request).toContain('subjectAltName=DNS:');
  });
});

describe('addresses', () => {
  it('stay what they are: people keep links', () => {
    const all = Object.fromEntries(Object.entries(paths).map(([name, path]) => [name, (path as (...ids: string[]) => string)('ID', 'ID2')]));
    expect(all).toMatchSnapshot();
  });
});
