import { agree, choose, expect, fault, field, get, many, nextPage, noViolations, origin, post, refusesBy, search, shown, state, test } from './fixture';

interface Profile {
  content: { validity: { usual: string; until?: string }; subject: { attribute: string }[] };
}

test('certificate profiles: list, filter, pages, live preview, create, edit, faults', async ({ console: page, api, expected }) => {
  await many(api, 'certificate-profiles', 51, (number) => ({ name: `Look ${number}`, template: 'device-tls-client' }));
  await post(api, 'certificate-profiles/' + (await post(api, 'certificate-profiles', { name: 'Look disabled', template: 'device-tls-client' })).id + '/disable');
  await page.getByRole('link', { name: 'Certificate profiles' }).click();
  await search(page, 'Search by name', 'look');
  await shown(page, 50);
  await nextPage(page);
  await shown(page, 2);
  await choose(page, 'Status', 'Disabled');
  await shown(page, 1);
  await choose(page, 'Template', 'Device TLS client');
  await shown(page, 1);
  await search(page, 'Search by name', 'look 07');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();

  await page.getByRole('button', { name: 'New certificate profile' }).first().click();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await expect(fault(page, 'Template')).toHaveText('Please fill this in.');
  await field(page, 'Name').fill('Look 07');
  await choose(page, 'Template', 'Device TLS client');
  const preview = page.getByRole('complementary');
  await expect(preview.getByRole('heading', { name: 'What a certificate looks like' })).toBeVisible();
  await expect(preview.getByText(/client/i).first()).toBeVisible();
  await noViolations(page);

  // The preview follows what is entered, and says what the template does not allow.
  expected.add(400).add(422).add(409);
  await field(page, 'Usual').fill('99999');
  await expect(preview.getByRole('alert')).toContainText(/validity/);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Usual')).toBeVisible();
  await field(page, 'Usual').fill('30');
  await expect(preview.getByRole('alert')).toHaveCount(0);
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Name')).toContainText(/taken|already|in use/i);
  await field(page, 'Name').fill('Look of a month');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Look of a month' })).toBeVisible();
  await noViolations(page);
  const id = page.url().split('/').at(-1) ?? '';
  expect((await get<Profile>(api, `certificate-profiles/${id}`)).content.validity.usual).toMatch(/^P30D$/);
});

test('certificate profiles: what is emptied is gone; disabled, deleted, restored', async ({ console: page, api, expected }) => {
  expected.add(400);
  const made = await post(api, 'certificate-profiles', { name: 'Ending', template: 'device-tls-client', content: { validity: { until: '2027-06-01T00:00:00Z' } } });
  await page.goto(`${origin()}/profiles/${made.id}/edit`);
  await field(page, 'Description').fill('without a fixed end');
  const picker = page.locator('.ant-picker').filter({ has: field(page, 'Fixed end') });
  await picker.hover();
  await picker.locator('.ant-picker-clear').click();
  await page.getByRole('button', { name: 'Save changes' }).click();
  for (const [part, days] of [['Usual', '90'], ['Shortest', '1'], ['Longest', '90']] as const) {
    await expect(fault(page, part)).toHaveText('Is missing');
    await field(page, part).fill(days);
  }
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Ending' })).toBeVisible();
  await expect(page.getByText('without a fixed end')).toBeVisible();
  expect((await get<Profile>(api, `certificate-profiles/${made.id}`)).content.validity.until).toBeUndefined();
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

test('certificate templates: list, filter, create, edit, faults; those that came with Crest stay', async ({ console: page, expected }) => {
  expected.add(400).add(422).add(409);
  await page.getByRole('link', { name: 'Certificate templates' }).click();
  await search(page, 'Search by name', 'device tls');
  await expect(page.getByRole('link', { name: 'Device TLS client', exact: true })).toBeVisible();
  await page.getByRole('link', { name: 'Device TLS client', exact: true }).click();
  await expect(page.getByRole('heading', { name: 'What a certificate looks like' })).toBeVisible();
  await noViolations(page);
  await refusesBy(page, page.getByRole('button', { name: 'Edit' }), 'It came with Crest and cannot be changed.');
  await refusesBy(page, page.getByRole('button', { name: 'Delete' }), 'It came with Crest and cannot be changed.');

  await page.goto(`${origin()}/templates/new`);
  await field(page, 'Name').fill('Own look');
  const content = page.getByRole('textbox', { name: /Content/ });
  const start = JSON.parse(await content.inputValue()) as Record<string, unknown>;
  await content.fill('{');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(fault(page, 'Content (JSON)')).toHaveText('This is not valid JSON.');
  await content.fill(JSON.stringify({ ...start, serial_octets: 3 }));
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByText(/serial_octets|serial/i).last()).toBeVisible();
  await content.fill(JSON.stringify({ ...start, drop_unlisted: true }));
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Own look' })).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  await field(page, 'Description').fill('of our own');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('of our own')).toBeVisible();
  await page.getByRole('button', { name: 'Delete' }).click();
  await agree(page, 'Delete');
  await expect(state(page)).toHaveText('Deleted');
});

test('certificate profiles and templates: who may not change them is told why', async ({ auditor: page, api }) => {
  const made = await post(api, 'certificate-profiles', { name: 'Look to read', template: 'device-tls-client' });
  for (const [list, button] of [['profiles', 'New certificate profile'], ['templates', 'New template']] as const) {
    await page.goto(`${origin()}/${list}`);
    await refusesBy(page, page.getByRole('button', { name: button }).first());
  }
  await page.goto(`${origin()}/profiles/${made.id}`);
  await expect(page.getByRole('heading', { name: 'What a certificate looks like' })).toBeVisible();
  for (const action of ['Edit', 'Disable', 'Delete']) {
    await refusesBy(page, page.getByRole('button', { name: action }));
  }
});
