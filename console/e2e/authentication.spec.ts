import { execFileSync } from 'node:child_process';
import { agree, choose, copied, enrolment, expect, fault, field, get, many, nextPage, noViolations, origin, post, refusesBy, search, shown, state, test } from './fixture';

test('authentication policies: list, filter, pages, create, edit, faults, disabled, deleted, restored', async ({ console: page, api, expected }) => {
  expected.add(409);
  const division = await post(api, 'divisions', { name: 'Gates' });
  await many(api, 'authentication-policies', 51, (number) => ({ name: `Gate ${number}`, division_id: division.id }));
  await page.getByRole('link', { name: 'Authentication policies' }).click();
  await choose(page, 'Division', 'Gates');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 1);
  await search(page, 'Search by name', 'gate 07');
  await shown(page, 1);
  await choose(page, 'Status', 'Deleted');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();

  await page.getByRole('button', { name: 'New authentication policy' }).first().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await expect(fault(page, 'Division')).toHaveText('Please fill this in.');
  await field(page, 'Name').fill('Gate 07');
  await choose(page, 'Division', 'Gates');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toContainText(/taken|already|in use/i);
  await field(page, 'Name').fill('Main gate');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Main gate' })).toBeVisible();
  await noViolations(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page, 'Description').fill('by the river');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('by the river')).toBeVisible();
  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(state(page)).toHaveText('Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(state(page)).toHaveText('Active');
  await page.getByRole('button', { name: 'Delete' }).click();
  await agree(page, 'Delete');
  await expect(state(page)).toHaveText('Deleted');
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
});

test('credentials: a passcode is shown once, has its limits, is changed, disabled, deleted, restored', async ({ console: page, api, expected }) => {
  expected.add(400).add(422).add(409);
  const { authentication } = await enrolment(api, 'Passcodes');
  await page.goto(`${origin()}/authentication-policies/${authentication}`);
  await expect(page.getByRole('link', { name: 'Passcodes', exact: true }).last()).toBeVisible();
  await page.getByRole('button', { name: 'Add passcode' }).first().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await field(page, 'Name').fill('Shift B');
  await field(page, 'Own passcode').fill('short');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Own passcode')).toBeVisible();
  await field(page, 'Own passcode').fill('');
  await field(page, 'Usage limit').fill('3');
  await field(page, 'User name').fill('line-b');
  await field(page, 'Valid until').fill('2030-01-01 00:00:00');
  await field(page, 'Valid until').press('Enter');
  await noViolations(page);
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('This is shown once only')).toBeVisible();
  await noViolations(page);
  await dialog.getByRole('button', { name: 'Copy Passcode' }).click();
  const passcode = await copied(page);
  expect(passcode).toMatch(/^[0-9A-Za-z]{20,64}$/);
  await page.keyboard.press('Escape');
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText('0 of 3 used')).toBeVisible();
  await expect(page.getByText(/2030/)).toBeVisible();
  await page.reload();
  await expect(page.getByRole('link', { name: 'Shift B' })).toBeVisible();
  await expect(page.locator('body')).not.toContainText(passcode);

  await page.getByRole('link', { name: 'Shift B' }).click();
  await field(page, 'Usage limit').fill('7');
  const end = page.locator('.ant-picker').filter({ has: field(page, 'Valid until') });
  await end.hover();
  await end.locator('.ant-picker-clear').click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('0 of 7 used')).toBeVisible();
  await expect(page.getByText('without end')).toBeVisible();

  const actions = page.getByRole('cell').getByRole('button', { name: 'Actions' });
  const row = page.getByRole('row', { name: /Shift B/ });
  for (const [action, becomes] of [['Disable', 'Disabled'], ['Enable', 'Active']] as const) {
    await actions.click();
    await page.getByRole('menuitem', { name: action }).click();
    await expect(row.locator('.crest-tag')).toHaveText(becomes);
  }
  await actions.click();
  await page.getByRole('menuitem', { name: 'Delete' }).click();
  await agree(page, 'Delete');
  await choose(page, 'Status', 'Deleted');
  await expect(row.locator('.crest-tag')).toHaveText('Deleted');
  await actions.click();
  await page.getByRole('menuitem', { name: 'Restore' }).click();
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(row).toBeVisible();
});

test('credentials: certificates and CAs, registered values, and their faults', async ({ console: page, api, expected }) => {
  expected.add(400).add(422).add(409);
  const { authentication } = await enrolment(api, 'Births');
  await page.goto(`${origin()}/authentication-policies/${authentication}`);
  await page.getByRole('button', { name: 'Add authentication certificate' }).first().click();
  await field(page, 'Name').fill('Made by Crest');
  await field(page, 'Common name').fill('birth-1');
  await page.getByRole('button', { name: 'Create' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Copy Private key' }).click();
  expect(await copied(page)).toMatch(/^-----BEGIN PRIVATE KEY-----/);
  await expect(dialog.getByRole('button', { name: 'Save as authentication_certificate.pem' })).toBeVisible();
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText('CN=birth-1')).toBeVisible();

  await page.getByRole('button', { name: 'Add authentication certificate' }).first().click();
  await field(page, 'Name').fill('Ours');
  await page.getByRole('radio', { name: 'I have one' }).check();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Certificate (PEM)')).toHaveText('Please fill this in.');
  await page.getByRole('textbox', { name: 'Certificate (PEM)' }).fill('-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Certificate (PEM)')).toContainText(/certificate/i);
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();

  const authority = execFileSync('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-keyout', '/dev/null', '-subj', '/CN=Maker CA', '-days', '30', '-addext', 'keyUsage=critical,keyCertSign,cRLSign'], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  await page.getByRole('button', { name: 'Add authentication CA' }).first().click();
  await field(page, 'Name').fill('Maker');
  await page.getByRole('textbox', { name: 'Certificate of the CA (PEM)' }).fill(authority);
  await page.getByRole('button', { name: 'Add a registered value' }).click();
  await choose(page, 'Match', 'matches the expression');
  await page.getByRole('textbox', { name: 'Value' }).fill('([');
  await noViolations(page);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('alert').or(page.locator('.ant-form-item-explain-error')).first()).toBeVisible();
  await choose(page, 'Match', 'is in the list');
  await page.getByRole('textbox', { name: 'Values, one a line' }).fill('device-1\ndevice-2\n');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText('CN=Maker CA')).toBeVisible();
  const made = await get<{ items: { name: string; registered_values?: { values: string[] }[] }[] }>(api, `authentication-policies/${authentication}/credentials?name=Maker`);
  expect(made.items[0]?.registered_values?.[0]?.values).toEqual(['device-1', 'device-2']);

  await choose(page, 'Kind', 'Authentication CA');
  await shown(page, 1);
  await search(page, 'Search by name', 'ours');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
});

test('authentication policies and credentials: who may not change them is told why', async ({ auditor: page, api }) => {
  const { authentication } = await enrolment(api, 'Gate to read');
  await post(api, `authentication-policies/${authentication}/credentials`, { kind: 'passcode', name: 'Kept' });
  await page.goto(`${origin()}/authentication-policies`);
  await refusesBy(page, page.getByRole('button', { name: 'New authentication policy' }).first());
  await page.goto(`${origin()}/authentication-policies/${authentication}`);
  for (const action of ['Edit', 'Disable', 'Delete', 'Add passcode', 'Add authentication certificate', 'Add authentication CA']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
  await expect(page.getByRole('cell').getByRole('button', { name: 'Actions' })).toBeDisabled();
});
