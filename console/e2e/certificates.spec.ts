import { execFileSync } from 'node:child_process';
import { agree, batch, choose, downloaded, enrolment, expect, fault, field, get, issue, nextPage, noViolations, origin, refusesBy, search, shown, state, test, type Issued } from './fixture';

interface Detail {
  certificate: { serial_number: string };
}

test('certificates: list, every filter, pages, order', async ({ console: page, api }) => {
  const { policy } = await enrolment(api, 'Certs');
  const rows = Array.from({ length: 60 }, (_, index) => `cert-${String(index).padStart(2, '0')},cert-${index}.certs.example`);
  await batch(api, `kind=certificate_requests&policy_id=${policy}&name=certs`, ['subject.common_name,san.dns_name', ...rows].join('\n'));

  await page.getByRole('link', { name: 'Certificates', exact: true }).click();
  await choose(page, 'Certificate policy', 'Certs');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 10);
  await page.getByRole('button', { name: 'Previous' }).click();
  await shown(page, 50);

  await search(page, 'Common name', 'cert-1');
  await shown(page, 10);
  await search(page, 'Common name', 'cert-17');
  await shown(page, 1);
  await page.getByRole('link', { name: 'cert-17' }).click();
  await expect(page).toHaveURL(/certificates\/[-0-9a-f]+$/);
  const { certificate } = await get<Detail>(api, `certificates/${page.url().split('/').at(-1)}`);

  await page.goto(`${origin()}/certificates`);
  await search(page, 'Serial number', certificate.serial_number);
  await shown(page, 1);
  await expect(page.getByRole('link', { name: 'cert-17' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Serial number' }).fill('');
  await search(page, 'Alternative name', 'cert-18.certs.example');
  await shown(page, 1);
  await expect(page.getByRole('link', { name: 'cert-18' })).toBeVisible();
  await choose(page, 'Status', 'Revoked');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page).toHaveURL(/\/certificates$/);
  await choose(page, 'Division', 'Certs');
  await shown(page, 50);
});

test('certificates: what the overview counts as expiring soon is what its link lists', async ({ console: page, api }) => {
  const { policy } = await enrolment(api, 'Lasting');
  await issue(api, policy, { 'subject.common_name': ['lasting-1'] });
  await page.reload();
  const tally = page.getByRole('region', { name: 'Expiring' }).getByRole('link', { name: /7 days/ });
  await expect(tally).toBeVisible();
  const count = Number(await tally.locator('strong').innerText());
  expect(count).toBe(0);
  await tally.click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  const listed = (days: number) => page.goto(`${origin()}/certificates?common_name=lasting-1&expires_to=${new Date(Date.now() + days * 86_400_000).toISOString()}`);
  await listed(90);
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await listed(800);
  await shown(page, 1);
});

test('certificates: one is looked at, downloaded, suspended, resumed, renewed and revoked', async ({ console: page, api }) => {
  const { policy } = await enrolment(api, 'Cycle', { keypair_generation: 'server_side' });
  const { id } = await issue(api, policy, { 'subject.common_name': ['cycle-1'], 'san.dns_name': ['cycle-1.example'] });
  await page.goto(`${origin()}/certificates/${id}`);
  await expect(page.getByRole('heading', { level: 1, name: /CN=cycle-1/ })).toBeVisible();
  await expect(state(page)).toHaveText('Valid');
  await expect(page.getByText('cycle-1.example').first()).toBeVisible();
  await expect(page.getByRole('link', { name: 'Cycle', exact: true })).toHaveCount(3);
  await noViolations(page);

  for (const [link, file, start] of [
    ['PEM', `${id}.pem`, /^-----BEGIN CERTIFICATE-----/],
    ['DER', `${id}.cer`, /^0\x82/],
    ['PKCS#7', `${id}.p7c`, /^0\x82/],
    ['Chain (PEM)', `${id}-chain.pem`, /^(-----BEGIN CERTIFICATE-----[^-]+-----END CERTIFICATE-----\s+){2,}$/],
  ] as const) {
    const { name, content } = await downloaded(page, () => page.getByRole('link', { name: link, exact: true }).click());
    expect(name).toBe(file);
    expect(content.toString('latin1')).toMatch(start);
  }

  await page.getByRole('button', { name: 'Suspend' }).click();
  await noViolations(page);
  await field(page.getByRole('dialog'), 'Remark').fill('in for repair');
  await agree(page, 'Suspend');
  await expect(state(page)).toHaveText('Suspended');
  await expect(page.getByText('in for repair')).toBeVisible();
  await refusesBy(page, page.getByRole('button', { name: 'Renew' }), 'It is suspended.');
  await page.getByRole('button', { name: 'Resume' }).click();
  await expect(state(page)).toHaveText('Valid');

  await page.getByRole('button', { name: 'Renew' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('This is shown once only')).toBeVisible();
  const { name, content } = await downloaded(page, () => dialog.getByRole('button', { name: 'Save the key file' }).click());
  expect(name).toMatch(/\.p12$/);
  expect(content[0]).toBe(0x30);
  await dialog.getByRole('button', { name: 'Open the certificate' }).click();
  await expect(page.getByRole('heading', { name: 'Renewal chain' })).toBeVisible();
  await expect(page).not.toHaveURL(new RegExp(id));
  await page.locator(`.crest-timeline a[href="/certificates/${id}"]`).click();
  await expect(page).toHaveURL(new RegExp(id));

  await page.getByRole('button', { name: 'Revoke' }).click();
  await choose(page, 'Reason', 'The key may be known to others');
  await agree(page, 'Revoke');
  await expect(state(page)).toHaveText('Revoked');
  await expect(page.locator('#content').getByText(/The key may be known to others/)).toBeVisible();
  for (const action of ['Renew', 'Suspend', 'Revoke']) {
    await refusesBy(page, page.getByRole('button', { name: action }), 'It is revoked, and that is for good.');
  }
});

test('certificates: requested by a request of one\'s own; faults are told at their fields', async ({ console: page, api, expected }) => {
  await enrolment(api, 'Ordering');
  expected.add(422).add(400);
  await page.goto(`${origin()}/certificates/request`);
  await page.getByRole('button', { name: 'Issue the certificate' }).click();
  await expect(fault(page, 'Certificate policy')).toHaveText('Please fill this in.');
  await expect(fault(page, 'Certification request (PKCS#10)')).toHaveText('Please fill this in.');
  await choose(page, 'Certificate policy', 'Ordering');
  await field(page, 'Certification request (PKCS#10)').fill('-----BEGIN CERTIFICATE REQUEST-----\nMAA=\n-----END CERTIFICATE REQUEST-----');
  await page.getByRole('button', { name: 'Issue the certificate' }).click();
  await expect(fault(page, 'Certification request (PKCS#10)')).toContainText(/request/i);
  await noViolations(page);
  const csr = execFileSync('openssl', ['req', '-new', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=ordering-1'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  await field(page, 'Certification request (PKCS#10)').fill(csr);
  await page.getByRole('button', { name: 'Issue the certificate' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Open the certificate' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /CN=ordering-1/ })).toBeVisible();

  await page.goto(`${origin()}/certificates/request`);
  await choose(page, 'Certificate policy', 'Ordering');
  await page.getByRole('radio', { name: 'Crest makes the key' }).check();
  await page.getByRole('textbox', { name: 'Value' }).fill('ordering-2');
  await page.getByRole('button', { name: 'Add a name' }).click();
  await choose(page, /^Field$/, 'subject.common_name');
  await page.getByRole('textbox', { name: 'Value' }).nth(1).fill('not a host name');
  await page.getByRole('button', { name: 'Issue the certificate' }).click();
  await expect(fault(page, 'Names')).toContainText('san.dns_name');
});

test('certificates: who may only read is told so', async ({ auditor: page, api }) => {
  const { policy } = await enrolment(api, 'Read only');
  const made: Issued = await issue(api, policy, { 'subject.common_name': ['read-only-1'] });
  await page.goto(`${origin()}/certificates`);
  await refusesBy(page, page.getByRole('button', { name: 'Request a certificate' }).first());
  await page.goto(`${origin()}/certificates/${made.id}`);
  for (const action of ['Renew', 'Suspend', 'Revoke']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
});
