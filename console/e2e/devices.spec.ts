import { agree, choose, copied, enrolment, expect, fault, field, get, many, nextPage, noViolations, origin, post, refusesBy, search, shown, state, test } from './fixture';

test('device groups: list, filter, pages, create, edit, faults, assignments, delete', async ({ console: page, api, expected }) => {
  expected.add(400).add(422).add(409);
  const { division, authentication } = await enrolment(api, 'Fleet', { model: 'device_lifecycle' });
  await many(api, 'device-groups', 51, (number) => ({ name: `Series ${number}`, division_id: division, identity_attributes: ['serial_number'], tags: [`t${number}`] }));
  await page.getByRole('link', { name: 'Device groups' }).click();
  await choose(page, 'Division', 'Fleet');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 1);
  await search(page, 'Tags', 't07');
  await shown(page, 1);
  await search(page, 'Search by name', 'series 08');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();

  await page.getByRole('button', { name: 'New device group' }).first().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await expect(fault(page, 'Division')).toHaveText('Please fill this in.');
  await field(page, 'Name').fill('Series 07');
  await choose(page, 'Division', 'Fleet');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toContainText(/taken|already|in use/i);
  await field(page, 'Name').fill('Gateways');
  const identity = page.getByRole('combobox', { name: /Identity attributes/ });
  await identity.fill('not an attribute!');
  await identity.press('Enter');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Identity attributes')).toBeVisible();
  for (let words = await page.locator('.ant-form-item').filter({ has: identity }).locator('.ant-select-selection-item').count(); words > 1; words--) {
    await identity.press('Backspace');
  }
  await page.getByRole('button', { name: 'Add an attribute' }).click();
  await page.getByRole('textbox', { name: 'Attribute' }).fill('firmware');
  await page.getByRole('textbox', { name: 'Value' }).fill('2.4');
  await noViolations(page);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Gateways' })).toBeVisible();
  await expect(page.getByText('firmware: 2.4')).toBeVisible();

  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await field(page, 'Description').fill('of the northern lines');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('of the northern lines')).toBeVisible();
  await expect(page.getByText('firmware: 2.4')).toHaveCount(0);

  await page.getByRole('button', { name: 'Assign a policy' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Assign a policy' })).toBeVisible();
  await page.getByRole('button', { name: 'Assign a policy' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await expect(fault(page, 'Certificate policy')).toHaveText('Please fill this in.');
  await field(page, 'Name').fill('Birth');
  await choose(page, 'Certificate policy', 'Fleet');
  await choose(page, 'Authentication policy', 'Fleet');
  await noViolations(page);
  await page.getByRole('button', { name: 'Assign a policy' }).click();
  await expect(page.getByRole('heading', { level: 2, name: 'Birth' })).toBeVisible();
  await expect(page.getByText('subject.common_name → serial_number')).toBeVisible();
  await page.getByRole('button', { name: 'Copy Enroll: With a passcode' }).click();
  expect(await copied(page)).toMatch(/simpleenroll$/);
  await noViolations(page);
  const assignment = page.locator('.crest-panel').filter({ has: page.getByRole('heading', { level: 2, name: 'Birth' }) });
  await assignment.getByRole('button', { name: 'Edit' }).click();
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Add a mapping' }).click();
  await choose(page, 'Field of the certificate', 'subject.serial_number');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('subject.serial_number → serial_number')).toBeVisible();
  await expect(page.getByText('subject.common_name → serial_number')).toHaveCount(0);
  await expect(assignment.getByRole('link', { name: 'Fleet' })).toHaveCount(2);
  expect(authentication).toBeTruthy();

  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(state(page)).toHaveText('Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(state(page)).toHaveText('Enabled');
  await assignment.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
  await expect(page.getByRole('heading', { name: 'No policy is assigned' })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Gateways');
  await agree(page, 'Delete');
  await expect(page).toHaveURL(/\/device-groups$/);
});

test('devices: list, filter, pages, register, faults, attributes, state, what happened', async ({ console: page, api, expected }) => {
  expected.add(400).add(422).add(409);
  const division = await post(api, 'divisions', { name: 'Sensors' });
  const group = await post(api, 'device-groups', { name: 'Sensors', division_id: division.id, identity_attributes: ['serial_number'], custom_attributes: ['line'] });
  await many(api, 'devices', 51, (number) => ({ group_id: group.id, name: `Sensor ${number}`, inventory: { serial_number: `S-${number}` } }));
  await page.getByRole('link', { name: 'Devices', exact: true }).click();
  await choose(page, 'Device group', 'Sensors');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 1);
  await search(page, 'Identity', 'S-07');
  await shown(page, 1);
  await expect(page.getByRole('link', { name: 'Sensor 07' })).toBeVisible();
  await page.getByRole('searchbox', { name: 'Identity' }).fill('');
  await search(page, 'Name', 'sensor 08');
  await shown(page, 1);
  await choose(page, 'State', 'Provisioned');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();

  await page.getByRole('button', { name: 'Register a device' }).first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'Register a device' })).toBeVisible();
  await page.getByRole('button', { name: 'Register a device' }).click();
  await expect(fault(page, 'Device group')).toHaveText('Please fill this in.');
  await choose(page, 'Device group', 'Sensors');
  await page.getByRole('textbox', { name: 'Value' }).fill('S-07');
  await page.getByRole('button', { name: 'Register a device' }).click();
  await expect(page.getByRole('alert').or(page.locator('.ant-form-item-explain-error')).first()).toContainText(/serial_number|identity|registered|already/i);
  await page.getByRole('textbox', { name: 'Value' }).fill('S-99');
  const custom = page.locator('.ant-form-item').filter({ has: page.locator('label', { hasText: 'Custom attributes' }) });
  await custom.getByRole('button', { name: 'Add an attribute' }).click();
  await custom.getByRole('textbox', { name: 'Attribute' }).fill('line');
  await custom.getByRole('textbox', { name: 'Value' }).fill('nine');
  await noViolations(page);
  await page.getByRole('button', { name: 'Register a device' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'S-99' })).toBeVisible();
  await expect(state(page)).toHaveText('Registered');
  await expect(page.getByText('nine')).toBeVisible();
  await noViolations(page);

  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page, 'Name').fill('Pump room');
  await custom.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Pump room' })).toBeVisible();
  await expect(page.getByText('nine')).toHaveCount(0);

  await page.getByRole('button', { name: 'Allow enrolling anew' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Allow enrolling anew' }).click();
  await expect(page.getByText('May enrol anew until')).toBeVisible();
  await page.getByRole('button', { name: 'Take the grant back' }).click();
  await expect(page.getByText('May enrol anew until')).toHaveCount(0);
  await refusesBy(page, page.getByRole('button', { name: 'Delete' }), 'Disable it first.');
  await page.getByRole('button', { name: 'Disable' }).click();
  await agree(page, 'Disable');
  await expect(state(page)).toHaveText('Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(state(page)).toHaveText('Registered');
  await page.getByRole('button', { name: 'Disable' }).click();
  await agree(page, 'Disable');
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('textbox').fill('Pump room');
  await agree(page, 'Delete');
  await expect(state(page)).toHaveText('Deleted');

  await page.getByRole('tab', { name: 'What happened' }).click();
  for (const action of ['device.register', 'device.disable', 'device.delete']) {
    await expect(page.getByRole('tabpanel').getByRole('link', { name: action }).first()).toBeVisible();
  }
  await noViolations(page);
  await page.getByRole('tabpanel').getByRole('link', { name: 'device.register' }).last().click();
  await expect(page.getByRole('heading', { level: 1, name: 'device.register' })).toBeVisible();
  expect((await get<{ state: string }[] & { items: object[] }>(api, `devices?group_id=${group.id}&state=deleted`)).items).toHaveLength(1);
});

test('devices and groups: who may not change them is told why', async ({ auditor: page, api }) => {
  const division = await post(api, 'divisions', { name: 'Group to read' });
  const group = await post(api, 'device-groups', { name: 'Group to read', division_id: division.id, identity_attributes: ['serial_number'] });
  await page.goto(`${origin()}/device-groups`);
  await refusesBy(page, page.getByRole('button', { name: 'New device group' }).first());
  await page.goto(`${origin()}/device-groups/${group.id}`);
  for (const action of ['Edit', 'Disable', 'Delete', 'Assign a policy', 'Register a device']) {
    await refusesBy(page, page.getByRole('button', { name: action }).first());
  }
  const device = await post(api, 'devices', { group_id: group.id, inventory: { serial_number: 'R-1' } });
  await page.goto(`${origin()}/devices`);
  for (const action of ['Register a device', 'Register many by CSV']) {
    await refusesBy(page, page.getByRole('button', { name: action }).first());
  }
  await page.goto(`${origin()}/devices/${device.id}`);
  for (const action of ['Edit', 'Allow enrolling anew', 'Disable', 'Delete']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
});
