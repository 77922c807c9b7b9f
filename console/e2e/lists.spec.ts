import { agree, expect, origin, post, test } from './fixture';

const LISTS = ['/certificates', '/jobs', '/policies', '/profiles', '/templates', '/authentication-policies', '/device-groups', '/devices', '/divisions', '/users', '/service-users', '/audit'];

test('every list is ordered by each column that says so, and searched by each field', async ({ console: page, api }) => {
  test.setTimeout(240_000);
  const division = await post(api, 'divisions', { name: 'Ordered' });
  const group = await post(api, 'device-groups', { name: 'Ordered', division_id: division.id, identity_attributes: ['serial_number'] });
  await post(api, 'devices', { group_id: group.id, inventory: { serial_number: 'ORDERED-1' } });
  await post(api, 'service-users', { name: 'ordered' });
  await api.post(`jobs?kind=device_registrations&group_id=${group.id}&name=ordered`, { data: 'serial_number\nORDERED-2\n', headers: { 'content-type': 'text/csv' } });
  for (const path of LISTS) {
    await page.goto(origin() + path);
    await expect(page.getByText(/entr(y|ies) shown/)).toBeVisible();
    const sortable = page.locator('th.ant-table-column-has-sorters');
    for (let column = 0; column < (await sortable.count()); column++) {
      await sortable.nth(column).click();
      await expect(page).toHaveURL(/sort=/);
      await expect(sortable.nth(column)).toHaveAttribute('aria-sort', 'ascending');
      await sortable.nth(column).click();
      await expect(page).toHaveURL(/sort=-/);
      await expect(page.getByText(/entr(y|ies) shown/)).toBeVisible();
    }
    for (const search of await page.getByRole('search').getByRole('searchbox').all()) {
      await search.fill('1');
      await expect(page).toHaveURL(/=1(&|$)/);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await search.fill('');
      await expect(page).not.toHaveURL(/=1(&|$)/);
    }
  }
});

test('a row is opened by a click, a batch shows its rows, a certificate is revoked and says so', async ({ console: page, api }) => {
  const policies = (await (await api.get('certificate-policies')).json()) as { items: { id: string; division_id: string; profile_id: string }[] };
  const demo = policies.items[0];
  const policy = await post(api, 'certificate-policies', { name: 'By hand', division_id: demo?.division_id, profile_id: demo?.profile_id, methods: ['single_request'], keypair_generation: 'server_side' });
  await page.goto(`${origin()}/certificates/request`);
  await page.getByRole('combobox', { name: 'Certificate policy' }).click();
  await page.getByTitle('By hand', { exact: true }).last().click();
  await page.getByRole('radio', { name: 'Crest makes the key' }).check();
  await page.getByRole('textbox', { name: 'Value' }).fill('by-hand-1');
  await page.getByRole('button', { name: 'Issue the certificate' }).click();
  const dialog = page.getByRole('dialog');
  await expect(dialog.getByText('This is shown once only')).toBeVisible();
  await dialog.getByRole('button', { name: 'Open the certificate' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /CN=by-hand-1/ })).toBeVisible();
  await page.getByRole('button', { name: 'Revoke' }).click();
  await page.getByRole('dialog').getByLabel('Remark').fill('lost in the field');
  await agree(page, 'Revoke');
  await expect(page.locator('.crest-tag', { hasText: /^Revoked$/ }).first()).toBeVisible();
  await expect(page.locator('#content').getByText('lost in the field')).toBeVisible();
  await expect(page.getByRole('button', { name: 'Suspend' })).toHaveAttribute('aria-disabled', 'true');
  expect(policy.id).toMatch(/^IOT_/);
});

test('a person is invited, given a role, switched off; a program gets a key that is shown once', async ({ console: page }) => {
  await page.goto(`${origin()}/users/new`);
  await page.getByLabel('User name').fill('ada');
  await page.getByRole('button', { name: 'Add a role' }).click();
  await page.getByRole('combobox', { name: 'Role' }).click();
  await page.getByTitle('Auditor', { exact: true }).last().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'ada' })).toBeVisible();
  await page.getByRole('button', { name: 'Invitation link', exact: true }).click();
  await expect(page.getByRole('dialog').getByText(/#invitation=/)).toBeVisible();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('button', { name: 'Disable' }).click();
  await agree(page, 'Disable');
  await expect(page.getByText('Disabled', { exact: true })).toBeVisible();

  await page.goto(`${origin()}/service-users/new`);
  await page.getByLabel('User name').fill('line-3');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'New API key' }).first().click();
  await page.getByRole('dialog').getByLabel('Name').fill('first');
  await page.getByRole('dialog').getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('dialog').getByText(/^crest_/)).toBeVisible();
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByRole('cell', { name: 'first', exact: true })).toBeVisible();
});

test('whose change came later is told, and overwrites nothing', async ({ console: page, api, expected }) => {
  expected.add(409);
  const division = await post(api, 'divisions', { name: 'Contested' });
  await page.goto(`${origin()}/divisions/${division.id}/edit`);
  await page.getByLabel('Description').fill('mine');
  const theirs = await api.patch(`divisions/${division.id}`, { data: { description: 'theirs' } });
  expect(theirs.ok()).toBe(true);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Somebody else changed this meanwhile')).toBeVisible();
  await page.getByRole('button', { name: 'Cancel' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Leave' }).click();
  await expect(page.getByText('theirs')).toBeVisible();
});

test('an auditor sees everything and can change nothing', async ({ auditor: page }) => {
  for (const [path, button] of [['/policies', 'New certificate policy'], ['/devices', 'Register a device'], ['/users', 'New user'], ['/authorities', 'New CA'], ['/certificates', 'Request a certificate']] as const) {
    await page.goto(origin() + path);
    await expect(page.getByRole('button', { name: button }).first()).toHaveAttribute('aria-disabled', 'true');
  }
});
