// @vitest-environment node
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode } from '../src/decoder/decode';
import { blocksOf, blocksOfText, pemOf } from '../src/decoder/input';
import { open } from '../src/decoder/open';

const folder = mkdtempSync(join(tmpdir(), 'crest-decode-'));

/** Everything is made by openssl: what people paste comes from elsewhere. */
function openssl(...args: string[]) {
  return execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
}

const read = (name: string) => readFileSync(join(folder, name), 'utf8');

async function kinds(text: string) {
  return Promise.all(blocksOfText(text).map(async (block) => (await decode(block)).kind));
}

beforeAll(() => {
  openssl('ecparam', '-name', 'prime256v1', '-genkey', '-noout', '-out', 'ec.pem');
  openssl('genrsa', '-out', 'rsa.pem', '1024');
  openssl('pkcs8', '-topk8', '-in', 'ec.pem', '-passout', 'pass:secret', '-out', 'encrypted.pem');
  openssl('req', '-new', '-key', 'ec.pem', '-subj', '/O=Example/CN=device-1', '-addext', 'subjectAltName=DNS:a.example,IP:192.0.2.1', '-out', 'csr.pem');
  openssl('req', '-x509', '-key', 'rsa.pem', '-sha1', '-subj', '/CN=Old', '-days', '1', '-set_serial', '7', '-out', 'weak.pem');
  openssl('req', '-x509', '-key', 'ec.pem', '-subj', '/CN=Root', '-days', '30', '-out', 'root.pem');
  openssl('crl2pkcs7', '-nocrl', '-certfile', 'root.pem', '-certfile', 'weak.pem', '-out', 'both.p7b');
  openssl('pkcs12', '-export', '-inkey', 'ec.pem', '-in', 'root.pem', '-passout', 'pass:secret', '-out', 'key.p12');
});

async function unlocked(name: string, passphrase: string) {
  const [block] = blocksOf(new Uint8Array(readFileSync(join(folder, name))));
  return block ? open(block, (await decode(block)).kind, passphrase) : undefined;
}

describe('a passphrase', () => {
  it('opens a PKCS#12 file: its certificate and its key, whose content is not shown', async () => {
    const opened = await unlocked('key.p12', 'secret');
    const contents = opened?.outcome === 'open' ? opened.contents : [];
    expect(contents.map((it) => it.kind).sort()).toEqual(['certificate', 'private_key']);
    expect(contents.find((it) => it.kind === 'certificate')?.title).toBe('CN=Root');
    expect(contents.find((it) => it.kind === 'private_key')?.title).toBe('EC');
  });

  it('opens an encrypted key, with each hash and cipher that openssl writes', async () => {
    expect(await unlocked('encrypted.pem', 'secret')).toMatchObject({ outcome: 'open', contents: [{ kind: 'private_key', title: 'EC' }] });
    for (const [cipher, prf] of [['aes-128-cbc', 'hmacWithSHA1'], ['aes-192-cbc', 'hmacWithSHA384'], ['aes-256-cbc', 'hmacWithSHA512']] as const) {
      openssl('pkcs8', '-topk8', '-in', 'ec.pem', '-passout', 'pass:secret', '-v2', cipher, '-v2prf', prf, '-out', 'other.pem');
      expect(await unlocked('other.pem', 'secret')).toMatchObject({ outcome: 'open', contents: [{ kind: 'private_key' }] });
    }
  });

  it('that is wrong opens nothing', async () => {
    for (const wrong of ['', 'Secret', 'secret ', '密码', '1', '2', '3', '4']) {
      expect(await unlocked('key.p12', wrong)).toEqual({ outcome: 'wrong_passphrase' });
      expect(await unlocked('encrypted.pem', wrong)).toEqual({ outcome: 'wrong_passphrase' });
    }
  });

  it('is no use for ciphers that browsers do not have', async () => {
    openssl('pkcs12', '-export', '-keypbe', 'PBE-SHA1-3DES', '-certpbe', 'PBE-SHA1-3DES', '-inkey', 'ec.pem', '-in', 'root.pem', '-passout', 'pass:secret', '-out', 'old.p12');
    expect(await unlocked('old.p12', 'secret')).toEqual({ outcome: 'unknown_encryption' });
  });
});

describe('the decoder', () => {
  it('knows each kind by its content', async () => {
    expect(await kinds(read('root.pem'))).toEqual(['certificate']);
    expect(await kinds(read('csr.pem'))).toEqual(['request']);
    expect(await kinds(read('both.p7b'))).toEqual(['pkcs7']);
    expect(await kinds(read('encrypted.pem'))).toEqual(['encrypted_key']);
    expect(await kinds(read('ec.pem'))).toEqual(['private_key']);
    expect(await kinds(read('rsa.pem'))).toEqual(['private_key']);
    const [pfx] = blocksOf(new Uint8Array(readFileSync(join(folder, 'key.p12'))));
    expect(pfx && (await decode(pfx)).kind).toBe('pkcs12');
  });

  it('takes PEM, base64 with or without line breaks, DER, several at once, and base64 of PEM', async () => {
    const pem = read('root.pem');
    const base64 = pem.replaceAll(/-----.*-----|\n/g, '');
    expect(await kinds(base64)).toEqual(['certificate']);
    expect(await kinds(btoa(pem))).toEqual(['certificate']);
    expect(await kinds(`noise\n${pem}\nmore\n${read('csr.pem')}`)).toEqual(['certificate', 'request']);
    expect(blocksOf(Uint8Array.from(atob(base64), (it) => it.charCodeAt(0)))).toHaveLength(1);
    expect(blocksOfText('not a certificate!')).toEqual([]);
  });

  it('shows names, fingerprints and each extension as openssl does', async () => {
    const [block] = blocksOfText(read('csr.pem'));
    const request = block && (await decode(block));
    const facts = new Map(request?.facts.map((fact) => [fact.field, fact.value]));
    expect(facts.get('subject')).toContain('CN=device-1');
    expect(facts.get('sans')).toBe('dns:a.example, ip:192.0.2.1');
    expect(request?.warnings).toEqual([]);

    const [root] = blocksOfText(read('root.pem'));
    const certificate = root && (await decode(root));
    const printed = openssl('x509', '-in', 'root.pem', '-noout', '-fingerprint', '-sha256').toString().trim().split('=')[1];
    expect(certificate?.facts.find((fact) => fact.field === 'sha256')?.value.toUpperCase()).toBe(printed);
    expect(certificate?.extensions.find((each) => each.oid === '2.5.29.19')).toMatchObject({ name: 'Basic Constraints', critical: true });
    expect(certificate?.pem).toBe(pemOf('CERTIFICATE', root?.der ?? new Uint8Array()));
  });

  it('warns of what is weak, old or secret', async () => {
    const [weak] = blocksOfText(read('weak.pem'));
    expect(weak && (await decode(weak, new Date(Date.now() + 9e10))).warnings).toEqual(expect.arrayContaining(['weak_key', 'weak_signature', 'short_serial', 'expired']));
    const [key] = blocksOfText(read('ec.pem'));
    expect(key && (await decode(key)).warnings).toEqual(['key_exposed']);
  });

  it('says of any bytes what they are, and never fails', async () => {
    const whole = blocksOfText(read('root.pem'))[0]?.der ?? new Uint8Array();
    for (let cut = 0; cut < whole.length; cut += 7) {
      expect((await decode({ der: whole.slice(0, cut) })).kind).toBe('unknown');
      const changed = whole.slice();
      changed[cut] = (changed[cut] ?? 0) ^ 0x55;
      expect(await decode({ der: changed })).toHaveProperty('kind');
    }
  });
});
