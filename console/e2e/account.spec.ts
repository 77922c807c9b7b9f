import { createHmac } from 'node:crypto';
import { agree, choose, copied, expect, fault, field, get, noViolations, origin, refusesBy, signInAs, test } from './fixture';

/** A one-time code as an app makes it: RFC 6238 with its usual numbers. */
function codeOf(secret: string, at = Date.now()) {
  const bits = [...secret].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from((bits.match(/.{8}/g) ?? []).map((byte) => parseInt(byte, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(at / 30_000)));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE((mac[19] ?? 0) & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

test('the account: plan, limit, use; faults are told at their fields', async ({ console: page, api, expected }) => {
  expected.add(400).add(422);
  await page.getByRole('link', { name: 'Account', exact: true }).click();
  const name = await page.getByRole('heading', { level: 1 }).innerText();
  await expect(page.getByText('Advanced: certificates and devices').first()).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  const dialog = page.getByRole('dialog');
  await field(dialog, 'Name').fill('');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(fault(page, 'Name')).toHaveText('Please fill this in.');
  await field(dialog, 'Name').fill('x'.repeat(500));
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(fault(page, 'Name')).not.toHaveText('Please fill this in.');
  await field(dialog, 'Name').fill('Otter Works');
  await field(dialog, 'Certificate limit').fill('1');
  await noViolations(page);
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Otter Works' })).toBeVisible();
  await expect(page.getByText(/of 1 used/)).toBeVisible();

  await page.getByRole('button', { name: 'Edit' }).click();
  await field(dialog, 'Name').fill(name);
  await field(dialog, 'Certificate limit').fill('');
  await choose(page, 'Plan', 'Essentials: certificates');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Essentials: certificates').first()).toBeVisible();
  await expect(page.getByText(/uses, no limit/)).toBeVisible();
  await page.getByRole('button', { name: 'Edit' }).click();
  await choose(page, 'Plan', 'Advanced: certificates and devices');
  await dialog.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Advanced: certificates and devices').first()).toBeVisible();
  expect((await get<{ items: { name: string }[] }>(api, 'accounts')).items.map((each) => each.name)).toContain(name);
});

test('account and settings: what each role sees of them', async ({ page, api, expected }) => {
  await signInAs(page, api, 'auditor');
  await page.goto(`${origin()}/account`);
  await refusesBy(page, page.getByRole('button', { name: 'Edit' }));
  await page.goto(`${origin()}/settings`);
  await expect(page.getByText('EST with passcode')).toBeVisible();
  await page.getByRole('button', { name: 'Copy EST with passcode' }).click();
  expect(await copied(page)).toMatch(/^https:\/\//);
  expect(await page.getByRole('table').getByRole('row').count()).toBeGreaterThan(20);
  // No setting shows what is secret.
  await expect(page.getByRole('table')).not.toContainText(/-----BEGIN|crest_[A-Za-z0-9]{20}/);
  await page.context().clearCookies();
  expected.add(403);
  await signInAs(page, api, 'device_administrator');
  await page.goto(`${origin()}/settings`);
  await expect(page.getByText('Your role does not allow this').first()).toBeVisible();
});

test('my sign-in: password, one-time codes, recovery codes, keys, sessions', async ({ page, api, browser, expected }) => {
  expected.add(400).add(401).add(403).add(422).add(429);
  const person = await signInAs(page, api, 'auditor');
  await page.goto(`${origin()}/me`);
  const panel = (name: string) => page.locator('.crest-panel').filter({ has: page.getByRole('heading', { level: 2, name, exact: true }) });
  const password = panel('Password');
  await password.getByRole('button', { name: 'Change the password' }).click();
  await expect(password.getByText('Please fill this in.')).toHaveCount(2);
  await field(password, 'Present password').fill(person.password);
  await field(password, 'New password').fill('short');
  await password.getByRole('button', { name: 'Change the password' }).click();
  await expect(password.locator('.ant-form-item-explain-error').filter({ hasText: /12/ })).toBeVisible();

  // A second browser is signed in, and is out once the password changes.
  const other = await browser.newContext({ ignoreHTTPSErrors: true });
  const second = await other.newPage();
  await second.goto(`${origin()}/sign-in`);
  await second.getByLabel('User name').fill(person.name);
  await second.getByLabel('Password').fill(person.password);
  await second.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(second.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.reload();
  await expect(panel('Sessions').getByRole('listitem')).toHaveCount(2);
  await panel('Sessions').getByRole('button', { name: 'End' }).click();
  await expect(panel('Sessions').getByRole('listitem')).toHaveCount(1);
  await second.reload();
  await expect(second.getByRole('heading', { level: 1, name: 'Sign in' })).toBeVisible();

  const fresh = 'badger willow anvil thirteen';
  await field(password, 'Present password').fill(person.password);
  await field(password, 'New password').fill(fresh);
  await password.getByRole('button', { name: 'Change the password' }).click();
  await expect(page.getByText('The password is changed.')).toBeVisible();

  const codes = panel('One-time codes');
  await field(codes, 'Present password').fill('not this one, surely');
  await codes.getByRole('button', { name: 'Set up' }).click();
  await expect(codes.locator('.ant-form-item-explain-error').or(codes.getByRole('alert')).first()).toBeVisible();
  await page.waitForTimeout(1500); // The pause after a failure.
  await field(codes, 'Present password').fill(fresh);
  await codes.getByRole('button', { name: 'Set up' }).click();
  await noViolations(page);
  await codes.getByRole('button', { name: 'Copy One-time codes' }).click();
  const secret = await copied(page);
  await field(codes, 'Code that the app shows now').fill('000000');
  await codes.getByRole('button', { name: 'Confirm' }).click();
  await expect(codes.locator('.ant-form-item-explain-error').or(codes.getByRole('alert')).first()).toBeVisible();
  await page.waitForTimeout(1500);
  await field(codes, 'Code that the app shows now').fill(codeOf(secret));
  await codes.getByRole('button', { name: 'Confirm' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Copy Recovery codes' }).click();
  const recovery = (await copied(page)).split('\n');
  expect(recovery.length).toBeGreaterThan(5);
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await expect(codes.getByText(`On; ${recovery.length} recovery codes left`)).toBeVisible();

  await page.getByRole('button', { name: 'New API key' }).first().click();
  await field(dialog, 'Name').fill('mine');
  await dialog.getByRole('button', { name: 'Create' }).click();
  await expect(dialog.getByText(/^crest_/)).toBeVisible();
  await dialog.getByRole('button', { name: 'I have kept it' }).click();
  await page.getByRole('row', { name: /mine/ }).getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete' }).click();
  await expect(page.getByRole('heading', { name: 'No API key' })).toBeVisible();

  // The next sign-in asks for the second factor; a recovery code does.
  await second.getByLabel('User name').fill(person.name);
  await second.getByLabel('Password').fill(fresh);
  await second.getByRole('button', { name: 'Sign in', exact: true }).click();
  await second.getByRole('button', { name: 'Use a recovery code instead' }).click();
  await second.getByLabel('Recovery code').fill(recovery[0] ?? '');
  await second.getByRole('button', { name: 'Sign in', exact: true }).click();
  await expect(second.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await other.close();
  await page.reload();
  await expect(codes.getByText(`On; ${recovery.length - 1} recovery codes left`)).toBeVisible();
  await field(codes, 'Present password').fill(fresh);
  await codes.getByRole('button', { name: 'Do without' }).click();
  await expect(codes.getByText('Off', { exact: true })).toBeVisible();
});

test('my sign-in: a passkey is made, signs in without a password, and is deleted', async ({ page, api, expected }) => {
  expected.add(401);
  const authenticator = await page.context().newCDPSession(page);
  await authenticator.send('WebAuthn.enable');
  await authenticator.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const person = await signInAs(page, api, 'auditor');
  await page.goto(`${origin()}/me`);
  const panel = page.locator('.crest-panel').filter({ has: page.getByRole('heading', { level: 2, name: 'Passkeys' }) });
  await field(panel, "Name, such as the device's").fill('This laptop');
  await field(panel, 'Present password').fill(person.password);
  await panel.getByRole('button', { name: 'Add a passkey' }).click();
  await expect(panel.getByText('This laptop')).toBeVisible();
  await page.getByRole('button', { name: /my account/ }).click();
  await page.getByRole('menuitem', { name: 'Sign out' }).click();
  await page.getByRole('button', { name: 'Sign in with a passkey' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  await page.goto(`${origin()}/me`);
  await panel.getByRole('button', { name: 'Delete' }).click();
  await agree(page, 'Delete');
  await expect(panel.getByText('None yet')).toBeVisible();
});
