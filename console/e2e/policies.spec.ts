import { agree, choose, copied, enrolment, expect, fault, field, many, nextPage, noViolations, origin, post, refusesBy, search, shown, state, test } from './fixture';

test('certificate policies: list, filter, pages', async ({ console: page, api }) => {
  const { division, profile } = await enrolment(api, 'Listed policies');
  await many(api, 'certificate-policies', 51, (number) => ({ name: `Rule ${number}`, division_id: division, profile_id: profile, methods: ['single_request'] }));
  await page.getByRole('link', { name: 'Certificate policies' }).click();
  await choose(page, 'Division', 'Listed policies');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 2);
  await choose(page, 'Methods', 'EST');
  await shown(page, 1);
  await search(page, 'Search by name', 'rule 07');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await page.getByRole('button', { name: 'Clear filters' }).click();
  await expect(page.getByRole('searchbox', { name: 'Search by name' })).toHaveValue('');
  await search(page, 'Search by name', 'rule 07');
  await shown(page, 1);
  await choose(page, 'Status', 'Disabled');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
});

test('certificate policies: the wizard tells each fault at its field, and goes to the step that has it', async ({ console: page, api, expected }) => {
  await enrolment(api, 'Wizard');
  expected.add(400).add(422).add(409);
  await page.goto(`${origin()}/policies/new`);
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await expect(fault(page, 'Division')).toHaveText('Please fill this in.');
  await field(page, 'Name').fill('Wizard');
  await choose(page, 'Division', 'Wizard');
  await choose(page, 'Authentication policy', 'Wizard');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(fault(page, 'Certificate profile')).toHaveText('Please fill this in.');
  await noViolations(page);
  await choose(page, 'Certificate profile', 'Wizard');
  await page.getByRole('radio', { name: 'Customizable' }).check();
  await choose(page, 'Default key type', 'ECDSA P-384');
  await page.getByRole('button', { name: 'Next' }).click();

  const labels = page.getByRole('combobox', { name: /EST labels/ });
  await labels.fill('not/a/label');
  await labels.press('Enter');
  const addresses = page.getByRole('combobox', { name: /Only from these addresses/ });
  await addresses.fill('300.1.1.1');
  await addresses.press('Enter');
  await noViolations(page);
  await page.getByRole('button', { name: 'Finish' }).click();
  // The name is taken: the first step is shown again. What is wrong with the last step was said with it, and waits there.
  await expect(fault(page, 'Name')).toBeVisible();
  await field(page, 'Name').fill('Wizard of labels');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Next' }).click();
  await expect(fault(page, 'EST labels')).toBeVisible();
  await expect(fault(page, 'Only from these addresses')).toContainText('10.0.0.0/8');
  await addresses.press('Backspace');
  await addresses.fill('127.0.0.0/8');
  await addresses.press('Enter');
  await labels.press('Backspace');
  await labels.fill('wizard');
  await labels.press('Enter');
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Wizard of labels' })).toBeVisible();

  // Each address has a button that copies it.
  for (const [way, middle] of [['By policy', 'devicetrustmanager/IOT_'], ['Label wizard', 'wizard/']] as const) {
    await page.getByRole('radiogroup', { name: 'Address form' }).getByText(way).click();
    for (const [operation, name] of [['simpleenroll', 'Enroll'], ['simplereenroll', 'Reenroll'], ['serverkeygen', 'Have a key made'], ['csrattrs', 'Ask what a request must contain'], ['cacerts', 'Get the CA certificates']]) {
      for (const host of ['With a passcode', 'With a certificate']) {
        await page.getByRole('button', { name: `Copy ${name}: ${host}`, exact: true }).click();
        expect(await copied(page)).toMatch(new RegExp(`^https://.+/\\.well-known/est/${middle}.*${operation}$`));
      }
    }
  }
  await expect(page.getByRole('heading', { name: 'What a request must contain' })).toBeVisible();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.getByText('127.0.0.0/8')).toBeVisible();
  await expect(page.getByText('ECDSA P-384')).toBeVisible();
  await noViolations(page);
});

test('certificate policies: what is emptied is gone; disabled, deleted, restored', async ({ console: page, api }) => {
  const restrictions = { addresses: ['192.0.2.0/24'], start: '2026-01-01T00:00:00Z', hours: { days: ['monday'], from: '08:00', to: '17:00', zone: 'Europe/Berlin' } };
  const { policy, profile } = await enrolment(api, 'Changing', { labels: ['changing'], restrictions });
  await page.goto(`${origin()}/policies/${policy}`);
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.getByText('Monday 08:00–17:00 (Europe/Berlin)')).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page, 'Name').fill('Changed');
  await page.getByRole('combobox', { name: /EST labels/ }).press('Backspace');
  await page.getByRole('combobox', { name: /Only from these addresses/ }).press('Backspace');
  await page.getByRole('combobox', { name: 'Days' }).press('Backspace');
  for (const cleared of ['Not before', 'From', 'To']) {
    const picker = page.locator('.ant-picker').filter({ has: field(page, cleared) });
    await picker.hover();
    await picker.locator('.ant-picker-clear').click();
  }
  await noViolations(page);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Changed' })).toBeVisible();
  await page.getByRole('tab', { name: 'Settings' }).click();
  await expect(page.getByText('EST labels')).toBeVisible();
  for (const gone of ['Europe/Berlin', '192.0.2.0/24', '2026', 'changing']) {
    await expect(page.locator('.crest-facts').getByText(gone, { exact: true })).toHaveCount(0);
  }
  const now = (await (await api.get(`certificate-policies/${policy}`)).json()) as { restrictions: object; labels?: string[] };
  expect(now.labels ?? []).toEqual([]);
  expect(JSON.stringify(now.restrictions)).not.toMatch(/192|2026|Berlin/);

  await page.getByRole('button', { name: 'Disable' }).click();
  await expect(state(page)).toHaveText('Disabled');
  await page.getByRole('button', { name: 'Enable' }).click();
  await expect(state(page)).toHaveText('Active');
  await post(api, `certificate-profiles/${profile}/disable`);
  await page.reload();
  await expect(page.getByText('Not serving', { exact: true })).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await agree(page, 'Delete');
  await expect(state(page)).toHaveText('Deleted');
  await page.getByRole('button', { name: 'Restore' }).click();
  await expect(page.getByRole('button', { name: 'Edit' })).toBeVisible();
});

test('certificate policies: who may not change them is told why', async ({ auditor: page, api }) => {
  const { policy } = await enrolment(api, 'Policy to read');
  await page.goto(`${origin()}/policies`);
  await refusesBy(page, page.getByRole('button', { name: 'New certificate policy' }).first());
  await page.goto(`${origin()}/policies/${policy}`);
  await expect(page.getByRole('heading', { name: 'EST URLs' })).toBeVisible();
  for (const action of ['Edit', 'Disable', 'Delete']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
});
