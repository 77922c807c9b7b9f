import { choose, copied, downloaded, expect, get, nextPage, noViolations, origin, post, search, shown, signInAs, state, test } from './fixture';

interface Event {
  id: string;
  action: string;
  actor: string;
  request_id: string;
}

test('the audit log: every filter, pages, a record, export, the chain is proven', async ({ console: page, api }) => {
  for (let index = 0; index < 50; index++) {
    await post(api, 'divisions', { name: `Audited ${index}` });
  }
  const division = await post(api, 'divisions', { name: 'Audited' });
  const patched = await api.patch(`divisions/${division.id}`, { data: { description: 'once' } });
  expect(patched.ok()).toBe(true);
  await page.getByRole('link', { name: 'Audit log' }).click();
  await shown(page, 50);
  await nextPage(page);
  await page.getByRole('button', { name: 'Previous' }).click();

  await search(page, 'Id of the object', division.id);
  await shown(page, 2);
  await search(page, 'Action', 'division.create');
  await shown(page, 1);
  await choose(page, 'Outcome', 'Refused');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await choose(page, 'Outcome', 'Succeeded');
  await shown(page, 1);
  const event = (await get<{ items: Event[] }>(api, `audit-events?resource_id=${division.id}&action=division.create`)).items[0];
  await search(page, 'By whom', event?.actor ?? '');
  await search(page, 'Request id', event?.request_id ?? '');
  await shown(page, 1);
  await search(page, 'From', '203.0.113.1');
  await expect(page.getByRole('heading', { name: 'Nothing matches' })).toBeVisible();
  await search(page, 'From', '127.0.0.1');
  await shown(page, 1);

  // Both days are part of what is asked for.
  const today = new Date(await page.evaluate(() => new Date(Date.now() - new Date().getTimezoneOffset() * 60_000).toISOString())).toISOString().slice(0, 10);
  for (const label of ['From day', 'Until day']) {
    await page.getByRole('textbox', { name: label }).fill(today);
    await page.getByRole('textbox', { name: label }).press('Enter');
  }
  await expect(page).toHaveURL(/at_from=.*at_to=/);
  await shown(page, 1);

  await page.getByRole('button', { name: 'Download' }).click();
  const csv = await downloaded(page, () => page.getByRole('link', { name: 'Export (CSV)' }).click());
  expect(csv.content.toString().trim().split('\n')).toHaveLength(2);
  expect(csv.content.toString()).toContain(division.id);
  await page.getByRole('button', { name: 'Download' }).click();
  const lines = await downloaded(page, () => page.getByRole('link', { name: 'Export (JSON lines)' }).click());
  expect(lines.content.toString()).toContain(event?.request_id);

  await page.getByRole('table').getByRole('link').first().click();
  await expect(page.getByRole('heading', { level: 1, name: 'division.create' })).toBeVisible();
  await expect(state(page)).toHaveText('Succeeded');
  await page.getByRole('button', { name: 'Copy Request id' }).click();
  expect(await copied(page)).toBe(event?.request_id);
  await noViolations(page);

  await page.goto(`${origin()}/audit`);
  await page.getByRole('button', { name: 'Verify the chains' }).click();
  await expect(page.getByRole('dialog').getByText('Every chain is intact.')).toBeVisible();
  await noViolations(page);
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
});

test('the audit log: who may not see it is told so', async ({ page, api, expected }) => {
  expected.add(403);
  await signInAs(page, api, 'device_creator');
  await page.goto(`${origin()}/audit`);
  await expect(page.getByText('Your role does not allow this').first()).toBeVisible();
  await noViolations(page);
  const navigation = page.getByRole('navigation', { name: 'Main navigation' });
  await expect(navigation.getByRole('link', { name: 'Devices', exact: true })).toBeVisible();
  await expect(navigation.getByRole('link', { name: 'Audit log' })).toHaveCount(0);
});
