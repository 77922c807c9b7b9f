import { agree, choose, downloaded, expect, fault, field, many, nextPage, noViolations, origin, post, refusesBy, search, shown, signInAs, state, test } from './fixture';

test('users: list, filter, pages, create, edit, faults, delete', async ({ console: page, api, expected }) => {
  expected.add(400).add(422).add(409);
  await post(api, 'divisions', { name: 'Shop floor' });
  await many(api, 'users', 51, (number) => ({ name: `worker-${number}`, roles: [{ role: number === '07' ? 'approver' : 'device_creator' }] }));
  await page.getByRole('link', { name: 'Users', exact: true }).click();
  await search(page, 'Search by name', 'worker-');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 1);
  await choose(page, 'Role', 'Approver');
  await shown(page, 1);
  await choose(page, 'Status', 'Disabled');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();

  await page.getByRole('button', { name: 'New user' }).first().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'User name')).toHaveText('Please fill this in.');
  await field(page, 'User name').fill('worker-07');
  await page.getByRole('button', { name: 'Add a role' }).click();
  await choose(page, 'Role', 'Device administrator');
  await choose(page, 'Divisions', 'Shop floor');
  await page.keyboard.press('Escape');
  await noViolations(page);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'User name')).toContainText(/taken|already|in use/i);
  await field(page, 'User name').fill('grace');
  await field(page, 'E-mail').fill('not an address');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'E-mail')).toHaveText('Please enter an e-mail address.');
  await field(page, 'E-mail').fill('grace@example.com');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'grace' })).toBeVisible();
  await expect(page.getByText('Device administrator')).toBeVisible();
  await expect(page.getByRole('link', { name: 'Shop floor' })).toBeVisible();
  await noViolations(page);

  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page, 'Full name').fill('Grace H.');
  await field(page, 'E-mail').fill('');
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Grace H.' })).toBeVisible();
  await expect(page.getByText('grace@example.com')).toHaveCount(0);
  await expect(page.getByText('Device administrator')).toHaveCount(0);
  await page.getByRole('button', { name: 'Disable' }).click();
  await agree(page, 'Disable');
  await expect(state(page)).toHaveText('Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(state(page)).toHaveText('Enabled');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('grace');
  await agree(page, 'Delete');
  await expect(page).toHaveURL(/\/users$/);
});

test('service users: list, filter, create, edit, faults, keys and certificates', async ({ console: page, api, expected }) => {
  expected.add(400).add(422).add(409);
  await many(api, 'service-users', 51, (number) => ({ name: `robot-${number}` }));
  await page.getByRole('link', { name: 'Service users' }).click();
  await search(page, 'Search by name', 'robot-');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 1);
  await page.getByRole('button', { name: 'New service user' }).first().click();
  await field(page, 'User name').fill('robot-07');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'User name')).toContainText(/taken|already|in use/i);
  await field(page, 'User name').fill('arm');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'arm' })).toBeVisible();
  await noViolations(page);
  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page, 'Description').fill('welds');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('welds')).toBeVisible();

  const dialog = page.getByRole('dialog');
  await page.getByRole('button', { name: 'New API key' }).first().click();
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Please fill this in.')).toBeVisible();
  await field(dialog, 'Name').fill('arm key');
  await noViolations(page);
  await dialog.getByRole('button', { name: 'Create' }).click();
  const key = await dialog.getByText(/^crest_/).innerText();
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByRole('cell', { name: 'arm key' })).toBeVisible();
  await page.reload();
  await expect(page.getByRole('cell', { name: 'arm key' })).toBeVisible();
  await expect(page.locator('body')).not.toContainText(key);
  await page.getByRole('row', { name: /arm key/ }).getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'No API key' })).toBeVisible();

  await page.getByRole('button', { name: 'New client certificate' }).first().click();
  await field(dialog, 'Name').fill('arm certificate');
  await dialog.getByRole('textbox', { name: /Certificate \(PEM\)/ }).fill('not a certificate');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Certificate (PEM); empty: Crest makes one')).toBeVisible();
  await dialog.getByRole('textbox', { name: /Certificate \(PEM\)/ }).fill('');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText('Password of the PKCS#12 file')).toBeVisible();
  const file = await downloaded(page, () => dialog.getByRole('button', { name: /Save as/ }).click());
  expect(Buffer.from(file.content.toString(), 'base64')[0]).toBe(0x30);
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('row', { name: /arm certificate/ }).getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'No client certificate' })).toBeVisible();
});

test('users and service users: who may not change them is told why; who may not see them, too', async ({ page, api, expected }) => {
  const person = await post(api, 'users', { name: 'to-read' });
  const robot = await post(api, 'service-users', { name: 'robot-to-read' });
  await signInAs(page, api, 'auditor');
  await page.goto(`${origin()}/users`);
  await refusesBy(page, page.getByRole('button', { name: 'New user' }).first());
  await page.goto(`${origin()}/users/${person.id}`);
  for (const action of ['Edit', 'Disable', 'Delete', 'Invitation link, second factor reset']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
  await page.goto(`${origin()}/service-users/${robot.id}`);
  for (const action of ['Edit', 'Disable', 'Delete', 'New API key', 'New client certificate']) {
    await refusesBy(page, page.getByRole('button', { name: action, exact: true }).first());
  }
  expected.add(403);
  await page.context().clearCookies();
  await signInAs(page, api, 'device_creator');
  await page.goto(`${origin()}/users`);
  await expect(page.getByText('Your role does not allow this').first()).toBeVisible();
});
