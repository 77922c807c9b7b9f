import { expect, noViolations, noViolationsInTheDark, origin, post, quickstart, signInAs, test } from './fixture';

/** Every page that a link of the navigation leads to, and every form. */
const PAGES: [path: string, heading: string | RegExp][] = [
  ['/', 'Overview'],
  ['/certificates', 'Certificates'],
  ['/certificates/request', 'Request a certificate'],
  ['/jobs', 'Batch jobs'],
  ['/jobs/new', 'New batch job'],
  ['/policies', 'Certificate policies'],
  ['/policies/new', 'New certificate policy'],
  ['/profiles', 'Certificate profiles'],
  ['/profiles/new', 'New certificate profile'],
  ['/templates', 'Certificate templates'],
  ['/templates/new', 'New template'],
  ['/authentication-policies', 'Authentication policies'],
  ['/authentication-policies/new', 'New authentication policy'],
  ['/device-groups', 'Device groups'],
  ['/device-groups/new', 'New device group'],
  ['/devices', 'Devices'],
  ['/devices/new', 'Register a device'],
  ['/authorities', 'Certificate authorities'],
  ['/authorities/new', 'New CA'],
  ['/authorities/import', 'Import a CA'],
  ['/divisions', 'Divisions'],
  ['/divisions/new', 'New division'],
  ['/users', 'Users'],
  ['/users/new', 'New user'],
  ['/service-users', 'Service users'],
  ['/service-users/new', 'New service user'],
  ['/audit', 'Audit log'],
  ['/account', /.+/],
  ['/settings', 'Settings'],
  ['/me', 'My sign-in and keys'],
  ['/decoder', 'Decoder'],
];

test('every page opens by its address, without a fault of its own or of accessibility', async ({ console: page }) => {
  test.setTimeout(360_000);
  for (const [path, heading] of PAGES) {
    await page.goto(origin() + path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
    await test.step(path, () => noViolations(page));
    await test.step(`${path} in the dark`, () => noViolationsInTheDark(page));
  }
});

test('what is not there says so, in the console and from the API', async ({ console: page, expected }) => {
  expected.add(404);
  await page.goto(`${origin()}/nowhere`);
  await expect(page.getByRole('heading', { level: 1, name: 'This page does not exist' })).toBeVisible();
  await page.goto(`${origin()}/certificates/01a21525-1328-736b-b036-8fe456347f77`);
  await expect(page.getByText('There is nothing here')).toBeVisible();
});

test('who is not signed in comes back after signing in; a wrong password says what to do', async ({ page, api, expected }) => {
  expected.add(401);
  const person = await signInAs(page, api, 'auditor');
  await page.getByRole('button', { name: /my account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.goto(`${origin()}/audit?outcome=refused`);
  await expect(page.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();
  await noViolations(page);
  await page.getByLabel('User name').fill(person.name);
  await page.getByLabel('Password').fill('not this one, surely');
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page.getByRole('alert')).toBeVisible();
  await page.waitForTimeout(1500); // The pause after a failure.
  await page.getByLabel('Password').fill(person.password);
  await page.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(page).toHaveURL(/\/audit\?outcome=refused/);
});

test('the link that quickstart prints lands on the overview', async ({ page }) => {
  await page.goto(quickstart().signInUrl);
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  expect(page.url()).not.toContain('token');
});

test('the decoder is open to everybody, as quickstart allows it', async ({ page, expected }) => {
  expected.add(401); // Asking who is signed in, when nobody is.
  await page.goto(`${origin()}/sign-in`);
  await page.getByRole('link', { name: 'Decode a certificate without signing in' }).click();
  await page.getByRole('textbox', { name: 'What to decode' }).fill('not a certificate!');
  await expect(page.getByText('This is neither PEM, nor base64, nor DER.')).toBeVisible();
  await noViolations(page);
});

test('a language and an appearance are chosen and kept', async ({ console: page }) => {
  await page.getByRole('button', { name: 'Language' }).click();
  await page.getByRole('menuitem', { name: '简体中文' }).click();
  await expect(page.getByRole('heading', { level: 1, name: '概览' })).toBeVisible();
  await page.getByRole('button', { name: '外观' }).click();
  await page.getByRole('menuitem', { name: '深色' }).click();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: '概览' })).toBeVisible();
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark');
  await noViolations(page);
  await page.goto(`${origin()}/audit`);
  await noViolations(page);
});

test('what the API refuses is told in the language chosen', async ({ console: page, api, expected }) => {
  expected.add(409);
  await post(api, 'divisions', { name: 'Taken' });
  await page.evaluate(() => localStorage.setItem('crest.language', 'zh-CN'));
  await page.goto(`${origin()}/divisions/new`);
  await page.getByRole('textbox', { name: '名称', exact: true }).fill('Taken');
  await page.getByRole('button', { name: /创\s?建/ }).click();
  await expect(page.getByText('在此账户中已被使用').first()).toBeVisible();
});

test('by keyboard alone: skip link, navigation, a form', async ({ console: page }) => {
  await page.reload();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Skip to the content' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  await page.getByRole('link', { name: 'Divisions' }).focus();
  await page.keyboard.press('Enter');
  await expect(page.locator('#content')).toBeFocused();
  await page.getByRole('button', { name: 'New division' }).first().focus();
  await page.keyboard.press('Enter');
  await page.getByRole('textbox', { name: 'Name', exact: true }).focus();
  await page.keyboard.type('By keyboard');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { level: 1, name: 'By keyboard' })).toBeVisible();
});

test('the first load of the overview stays below 350 kB', async ({ console: page }) => {
  let bytes = 0;
  const session = await page.context().newCDPSession(page);
  await session.send('Network.enable');
  await session.send('Network.setCacheDisabled', { cacheDisabled: true });
  session.on('Network.loadingFinished', (event) => {
    bytes += event.encodedDataLength;
  });
  await page.goto(origin());
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.waitForLoadState('networkidle').catch(() => undefined);
  console.log(`first load: ${Math.round(bytes / 1000)} kB`);
  expect(bytes).toBeLessThan(350_000);
});

test('a narrow screen shows every page without scrolling sideways', async ({ console: page, api }) => {
  test.setTimeout(180_000);
  await post(api, 'divisions', { name: `Narrow ${'long name '.repeat(8).trim()}` });
  await page.setViewportSize({ width: 360, height: 780 });
  for (const [path, heading] of PAGES) {
    await page.goto(origin() + path);
    await expect(page.getByRole('heading', { level: 1, name: heading })).toBeVisible();
    const beyond = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    expect(beyond, path).toBeLessThanOrEqual(1);
  }
  await page.getByRole('button', { name: 'Open the navigation' }).click();
  await page.getByRole('dialog').getByRole('link', { name: 'Divisions' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Divisions' })).toBeVisible();
});
