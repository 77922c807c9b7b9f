import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { copied, expect, noViolations, origin, test } from './fixture';

/** One of each kind, by OpenSSL. */
function samples() {
  const folder = mkdtempSync(join(tmpdir(), 'crest-decoder-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] });
  const ec = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes'];
  openssl('req', '-x509', ...ec, '-keyout', 'key.pem', '-out', 'certificate.pem', '-subj', '/CN=sample/O=Otter', '-days', '30', '-addext', 'subjectAltName=DNS:sample.example', '-addext', 'keyUsage=critical,keyCertSign,cRLSign,digitalSignature');
  openssl('req', '-new', '-key', 'key.pem', '-out', 'request.pem', '-subj', '/CN=asking', '-addext', 'subjectAltName=DNS:asking.example');
  openssl('x509', '-in', 'certificate.pem', '-outform', 'DER', '-out', 'certificate.cer');
  openssl('crl2pkcs7', '-nocrl', '-certfile', 'certificate.pem', '-outform', 'DER', '-out', 'bundle.p7c');
  openssl('pkcs12', '-export', '-inkey', 'key.pem', '-in', 'certificate.pem', '-out', 'bundle.p12', '-passout', 'pass:otter');
  openssl('pkcs8', '-topk8', '-in', 'key.pem', '-out', 'encrypted.pem', '-passout', 'pass:otter');
  openssl('genrsa', '-traditional', '-out', 'rsa.pem', '2048');
  openssl('ec', '-in', 'key.pem', '-out', 'ec.pem');
  openssl('req', '-x509', '-newkey', 'rsa:1024', '-sha1', '-nodes', '-keyout', '/dev/null', '-out', 'weak.pem', '-subj', '/CN=weak', '-days', '1', '-set_serial', '7');
  writeFileSync(join(folder, 'index'), 'R\t300101000000Z\t260101000000Z\t0ABCDE\tunknown\t/CN=lost\n');
  writeFileSync(join(folder, 'ca.cnf'), '[ca]\ndefault_ca=it\n[it]\ndatabase=index\ndefault_md=sha256\ndefault_crl_days=7\n');
  openssl('ca', '-gencrl', '-config', 'ca.cnf', '-keyfile', 'key.pem', '-cert', 'certificate.pem', '-out', 'list.crl');
  return { folder, text: (name: string) => readFileSync(join(folder, name), 'utf8'), base64: (name: string) => readFileSync(join(folder, name)).toString('base64') };
}

async function paste(page: Page, text: string, kind: string) {
  await page.getByRole('textbox', { name: 'What to decode' }).fill(text);
  await expect(page.getByRole('region', { name: 'What it is' }).getByRole('heading', { level: 2, name: kind, exact: true }).first()).toBeVisible();
}

test('the decoder: each kind, pasted or as a file; bad input; nothing is sent', async ({ console: page }) => {
  const sample = samples();
  await page.getByRole('link', { name: 'Decoder' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Decoder' })).toBeVisible();
  await page.waitForLoadState('networkidle');
  const sent: string[] = [];
  page.on('request', (request) => {
    if (request.method() !== 'GET') {
      sent.push(request.url());
    }
  });
  const result = page.getByRole('region', { name: 'What it is' });

  await paste(page, sample.text('certificate.pem'), 'Certificate');
  await expect(result.getByText('sample.example').first()).toBeVisible();
  await expect(result.getByText('Subject Alternative Name')).toBeVisible();
  await noViolations(page);
  await paste(page, sample.text('request.pem'), 'Certification request (PKCS#10)');
  await expect(result.getByText('CN=asking').first()).toBeVisible();
  await paste(page, sample.base64('bundle.p7c'), 'Certificates in PKCS#7');
  await expect(result.getByRole('heading', { level: 2, name: 'Certificate', exact: true })).toBeVisible();
  await result.getByRole('button', { name: 'Copy PEM' }).last().click();
  expect((await copied(page)).replaceAll(/\s/g, '')).toBe(sample.text('certificate.pem').replaceAll(/\s/g, ''));
  await paste(page, sample.base64('bundle.p12'), 'PKCS#12');
  await expect(result.getByText(/SHA-256/).first()).toBeVisible();
  await paste(page, sample.text('list.crl'), 'Revocation list (CRL)');
  await expect(result.getByText(/0abcde/i)).toBeVisible();
  for (const name of ['key.pem', 'rsa.pem', 'ec.pem']) {
    await paste(page, sample.text(name), 'Private key');
    await expect(result.getByText('This is a secret.')).toBeVisible();
    await expect(result.getByRole('button', { name: 'Copy PEM' })).toHaveCount(0);
  }
  await noViolations(page);
  await paste(page, sample.text('encrypted.pem'), 'Encrypted private key');
  await paste(page, sample.text('weak.pem'), 'Certificate');
  for (const warning of ['shorter than 2048 bits', 'a hash that can be forged', 'less than 64 bits']) {
    await expect(result.getByText(warning)).toBeVisible();
  }
  await paste(page, sample.text('request.pem') + sample.text('certificate.pem'), 'Certification request (PKCS#10)');
  await expect(result.getByRole('heading', { level: 2 })).toHaveCount(2);
  await paste(page, 'MAA=', 'DER of another kind');
  for (const bad of ['neither this', '-----BEGIN CERTIFICATE-----\n!\n-----END CERTIFICATE-----']) {
    await page.getByRole('textbox', { name: 'What to decode' }).fill(bad);
    await expect(result.getByText('This is neither PEM, nor base64, nor DER.')).toBeVisible();
  }

  await page.locator('input[type=file]').setInputFiles(join(sample.folder, 'certificate.cer'));
  await expect(result.getByRole('heading', { level: 2, name: 'Certificate', exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Clear' }).click();
  await expect(result.getByRole('heading')).toHaveCount(0);
  expect(sent).toEqual([]);
});

test('the decoder without sign-in decodes, too', async ({ page, expected }) => {
  expected.add(401); // Asking who is signed in, when nobody is.
  const sample = samples();
  await page.goto(`${origin()}/open/decoder`);
  await paste(page, sample.text('certificate.pem'), 'Certificate');
  await noViolations(page);
});
