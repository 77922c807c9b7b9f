import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { agree, choose, expect, fault, field, get, noViolations, origin, post, refusesBy, state, test } from './fixture';

/** A CA elsewhere, by OpenSSL. */
function elsewhere(name: string) {
  const folder = mkdtempSync(join(tmpdir(), 'crest-ca-'));
  const openssl = (...args: string[]) => execFileSync('openssl', args, { cwd: folder, encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  const extensions = ['-addext', 'basicConstraints=critical,CA:true', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'];
  openssl('req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', 'root.key', '-out', 'root.pem', '-subj', `/CN=${name}`, '-days', '3650', ...extensions);
  return {
    folder,
    /** Certifies a request for a CA; answers it and the root above it. */
    certify(request: string) {
      writeFileSync(join(folder, 'request.pem'), request);
      writeFileSync(join(folder, 'extensions'), 'basicConstraints=critical,CA:true,pathlen:0\nkeyUsage=critical,keyCertSign,cRLSign\nsubjectKeyIdentifier=hash\nauthorityKeyIdentifier=keyid\n');
      const made = openssl('x509', '-req', '-in', 'request.pem', '-CA', 'root.pem', '-CAkey', 'root.key', '-days', '1000', '-extfile', 'extensions');
      return made + readFileSync(join(folder, 'root.pem'), 'utf8');
    },
    /** The root with its key, as files to import. */
    bundle() {
      openssl('pkcs12', '-export', '-inkey', 'root.key', '-in', 'root.pem', '-out', 'root.p12', '-passout', 'pass:otter');
      return join(folder, 'root.p12');
    },
  };
}

test('authorities: the tree, a root and one below it, renamed, renewed, stopped', async ({ console: page, expected }) => {
  expected.add(400).add(422).add(409);
  await page.getByRole('link', { name: 'Certificate authorities' }).click();
  await expect(page.getByRole('tree', { name: 'Certificate authorities' })).toBeVisible();
  await page.getByRole('button', { name: 'New CA' }).click();
  await page.getByRole('button', { name: 'Create' }).click();
  for (const missing of ['Name', 'Below', 'Common name']) {
    await expect(fault(page, missing)).toHaveText('Please fill this in.');
  }
  await field(page, 'Name').fill('Plant root');
  await choose(page, 'Kind', 'Root');
  await field(page, 'Common name').fill('Plant root');
  await field(page, 'Country (two letters)').fill('Germany');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Country (two letters)')).toBeVisible();
  await field(page, 'Country (two letters)').fill('DE');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plant root' })).toBeVisible();
  await noViolations(page);

  await page.goto(`${origin()}/authorities/new`);
  await field(page, 'Name').fill('Plant root');
  await choose(page, 'Below', 'Plant root');
  await field(page, 'Common name').fill('Plant issuing');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toContainText(/taken|already|in use/i);
  await field(page, 'Name').fill('Plant issuing');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plant issuing' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Plant root' })).toBeVisible();
  await expect(page.getByRole('region', { name: 'Chain (PEM)' })).toContainText('BEGIN CERTIFICATE');

  await page.getByRole('button', { name: 'Rename' }).click();
  await page.getByRole('dialog').getByRole('textbox', { name: 'Name' }).fill('Plant line CA');
  await page.getByRole('dialog').getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Plant line CA' })).toBeVisible();
  await page.getByRole('button', { name: 'Renew' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Renew' }).click();
  await expect(page.getByRole('heading', { name: 'Former certificates' })).toBeVisible();
  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(page.getByRole('dialog').getByRole('button', { name: 'Disable' })).toBeDisabled();
  await page.getByRole('dialog').getByRole('textbox').fill('Plant line CA');
  await agree(page, 'Disable');
  await expect(state(page)).toHaveText('Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(state(page)).toHaveText('Enabled');
});

test('authorities: certified elsewhere, withdrawn, imported', async ({ console: page, expected, api }) => {
  expected.add(400).add(422).add(409);
  const root = elsewhere('Root elsewhere');
  await page.goto(`${origin()}/authorities/new`);
  await field(page, 'Name').fill('Certified elsewhere');
  await page.getByRole('checkbox', { name: 'A CA elsewhere certifies it' }).check();
  await field(page, 'Common name').fill('Certified elsewhere');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(state(page)).toHaveText('Pending');
  await refusesBy(page, page.getByRole('button', { name: 'Renew' }), 'It still waits for its certificate.');
  const { request } = await get<{ request: string }>(api, `certificate-authorities/${page.url().split('/').at(-1)}/request`);
  await expect(page.getByRole('region', { name: 'Request for the CA elsewhere' })).toHaveText(request.trim());
  await noViolations(page);
  await page.getByRole('button', { name: 'Install the certificate' }).click();
  await expect(fault(page, 'Certificate and chain (PEM or PKCS#7)')).toHaveText('Please fill this in.');
  const file = page.getByRole('textbox', { name: 'Certificate and chain (PEM or PKCS#7)' });
  await file.fill(readFileSync(join(root.folder, 'root.pem'), 'utf8'));
  await page.getByRole('button', { name: 'Install the certificate' }).click();
  await expect(fault(page, 'Certificate and chain (PEM or PKCS#7)')).toContainText(/certificate|key/i);
  await file.fill(root.certify(request));
  await page.getByRole('button', { name: 'Install the certificate' }).click();
  await expect(state(page)).toHaveText('Enabled');

  const waiting = await post(api, 'certificate-authorities', { name: 'Never certified', kind: 'issuing', external: true, subject: { common_name: 'Never certified' } });
  await page.goto(`${origin()}/authorities/${waiting.id}`);
  await page.getByRole('button', { name: 'Withdraw' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Withdraw' }).click();
  await expect(page).toHaveURL(/\/authorities$/);
  await expect(page.getByText('Never certified')).toHaveCount(0);

  await page.getByRole('button', { name: 'Import a CA' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Import a CA' })).toBeVisible();
  await field(page, 'Name').fill('Imported root');
  await page.getByRole('button', { name: 'Import a CA' }).click();
  await expect(fault(page, 'PKCS#12 or PEM with key and chain')).toHaveText('Please fill this in.');
  await page.locator('input[type=file]').setInputFiles(elsewhere('Another root').bundle());
  await expect(page.getByText('root.p12', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Import a CA' }).click();
  await expect(fault(page, 'Passphrase')).toContainText('needed');
  await field(page, 'Passphrase').fill('badger');
  await page.getByRole('button', { name: 'Import a CA' }).click();
  await expect(fault(page, 'PKCS#12 or PEM with key and chain')).toContainText('passphrase is wrong');
  await field(page, 'Passphrase').fill('otter');
  await page.getByRole('button', { name: 'Import a CA' }).click();
  await expect(fault(page, 'Kind')).toContainText('Must be root');
  await choose(page, 'Kind', 'Root');
  await page.getByRole('button', { name: 'Import a CA' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Imported root' })).toBeVisible();
  await expect(page.getByText('held here, encrypted')).toBeVisible();
});

test('authorities: who may not change them is told why', async ({ auditor: page, api }) => {
  await page.goto(`${origin()}/authorities`);
  for (const button of ['New CA', 'Import a CA']) {
    await refusesBy(page, page.getByRole('button', { name: button }));
  }
  const all = await get<{ items: { id: string; kind: string; status: string }[] }>(api, 'certificate-authorities');
  const issuing = all.items.find((each) => each.kind === 'issuing' && each.status === 'enabled');
  await page.goto(`${origin()}/authorities/${issuing?.id}`);
  for (const action of ['Rename', 'Renew', 'Disable']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
});
