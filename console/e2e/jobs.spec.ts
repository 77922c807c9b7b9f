import { batch, choose, downloaded, enrolment, expect, fault, field, get, nextPage, noViolations, origin, post, refusesBy, shown, state, test } from './fixture';

const csv = (name: string, text: string) => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

test('batch jobs: a file of certificates, its progress, its bad rows, its results', async ({ console: page, api, expected }) => {
  expected.add(400).add(422);
  await enrolment(api, 'Batches', { keypair_generation: 'server_side' });
  await page.getByRole('link', { name: 'Batch jobs' }).click();
  await page.getByRole('button', { name: 'New batch job' }).first().click();
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(fault(page, 'Certificate policy')).toHaveText('Please fill this in.');
  await expect(fault(page, 'File')).toHaveText('Please fill this in.');
  await choose(page, 'Certificate policy', 'Batches');
  await field(page, 'Name').fill('Night shift');
  const file = page.locator('input[type=file]');
  await file.setInputFiles(csv('wrong.csv', 'colour\nred\n'));
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(fault(page, 'File')).toContainText('Column 1');
  const rows = Array.from({ length: 59 }, (_, index) => `night-${index},night-${index}.example,row ${index}`);
  await file.setInputFiles(csv('night.csv', ['subject.common_name,san.dns_name,label', ...rows, 'bad-1,not a host name,the bad one'].join('\n')));
  await expect(page.getByText(/^night\.csv \(.*kB\)$/)).toBeVisible();
  await noViolations(page);
  await page.getByRole('button', { name: 'Upload and start' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('This is shown once only')).toBeVisible();
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Night shift' })).toBeVisible();
  await expect(state(page)).toHaveText('Done', { timeout: 60_000 });
  await expect(page.getByText('59 of 60 rows done, 1 failed')).toBeVisible();
  await expect(page.getByRole('progressbar')).toHaveAttribute('aria-valuenow', '100');
  await refusesBy(page, page.getByRole('button', { name: 'Cancel the job' }), 'It has ended already.');
  await noViolations(page);

  await shown(page, 50);
  await nextPage(page);
  await shown(page, 10);
  await choose(page, 'Status', 'Failed');
  await shown(page, 1);
  await expect(page.getByRole('row', { name: /the bad one/ }).getByText('san.dns_name')).toBeVisible();
  await choose(page, 'Status', 'Done');
  await page.getByRole('row', { name: /row 0 / }).getByRole('link').click();
  await expect(page.getByRole('heading', { level: 1, name: /CN=night-0/ })).toBeVisible();
  await page.goBack();
  const results = await downloaded(page, () => page.getByRole('link', { name: 'Results (CSV)' }).click());
  expect(results.content.toString()).toContain('the bad one');
  const files = await downloaded(page, () => page.getByRole('link', { name: 'Certificates and keys (ZIP)' }).click());
  expect(files.content.subarray(0, 2).toString()).toBe('PK');
});

test('batch jobs: a file of devices, list and filters', async ({ console: page, api }) => {
  const division = await post(api, 'divisions', { name: 'Imports' });
  const group = await post(api, 'device-groups', { name: 'Imports', division_id: division.id, identity_attributes: ['serial_number'] });
  await page.goto(`${origin()}/devices`);
  await page.getByRole('button', { name: 'Register many by CSV' }).first().click();
  await expect(page.getByRole('radio', { name: 'Devices' })).toBeChecked();
  await choose(page, 'Device group', 'Imports');
  await page.locator('input[type=file]').setInputFiles(csv('devices.csv', 'serial_number,name\nI-1,Import 1\nI-2,Import 2\nI-1,again\n'));
  await page.getByRole('button', { name: 'Upload and start' }).click();
  await expect(state(page)).toHaveText('Done', { timeout: 60_000 });
  await expect(page.getByText('2 of 3 rows done, 1 failed')).toBeVisible();
  await choose(page, 'Status', 'Done');
  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: /Import/ })).toBeVisible();

  for (let index = 0; index < 52; index++) {
    const made = await api.post(`jobs?kind=device_registrations&group_id=${group.id}&name=import-${index}`, { data: `serial_number\nJ-${index}\n`, headers: { 'content-type': 'text/csv' } });
    expect(made.ok()).toBe(true);
  }
  await page.getByRole('link', { name: 'Batch jobs' }).click();
  await choose(page, 'Kind', 'Devices');
  await shown(page, 50);
  await nextPage(page);
  await choose(page, 'Status', 'Cancelled');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByRole('link', { name: 'import-51' })).toBeVisible();
});

test('batch jobs: who may not start or stop them is told why', async ({ auditor: page, api }) => {
  const { policy } = await enrolment(api, 'Batch to read');
  const id = await batch(api, `kind=certificate_requests&policy_id=${policy}&name=read`, 'subject.common_name\nread-1\n');
  await page.goto(`${origin()}/jobs`);
  await refusesBy(page, page.getByRole('button', { name: 'New batch job' }).first());
  await page.goto(`${origin()}/jobs/${id}`);
  await refusesBy(page, page.getByRole('button', { name: 'Cancel the job' }));
  await expect(page.getByRole('link', { name: 'Results (CSV)' })).toBeVisible();
  // The keys are for those who may ask for certificates.
  await expect(page.getByRole('link', { name: 'Certificates and keys (ZIP)' })).toHaveCount(0);
  expect((await get<{ done: number }>(api, `jobs/${id}`)).done).toBe(1);
});
