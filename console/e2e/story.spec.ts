import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from '@playwright/test';
import { choose, copied, expect, noViolations, quickstart, test } from './fixture';

/** product.md §3, steps 1 to 4, by what a reader sees: nothing but the console and a shell. */
test('the whole seed: from the first division to a decoded certificate and a listed device', async ({ console: page }) => {
  test.setTimeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), 'crest-story-'));
  const shell = (script: string, environment: Record<string, string> = {}) =>
    execFileSync('bash', ['-euo', 'pipefail', '-c', script], { cwd: folder, encoding: 'utf8', env: { ...process.env, ...environment } });
  writeFileSync(join(folder, 'trust-anchor.pem'), readFileSync(join(quickstart().data, 'quickstart', 'trust-anchor.pem')));

  // Configure EST.
  await page.getByRole('link', { name: 'Divisions' }).click();
  await page.getByRole('button', { name: 'New division' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Story Plant');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Story Plant' })).toBeVisible();

  await page.getByRole('link', { name: 'Authentication policies' }).click();
  await page.getByRole('button', { name: 'New authentication policy' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Story Line');
  await choose(page, 'Division', 'Story Plant');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('button', { name: 'Add passcode' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Shift A');
  await page.getByLabel('Usage limit').fill('50');
  await page.getByRole('button', { name: 'Create' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Copy Passcode' }).click();
  const passcode = await copied(page);
  expect(passcode).toMatch(/^[0-9A-Za-z]{20,64}$/);
  await page.getByRole('button', { name: 'I have kept it' }).click();
  await expect(page.getByText('0 of 50 used')).toBeVisible();

  await page.getByRole('link', { name: 'Certificate profiles' }).click();
  await page.getByRole('button', { name: 'New certificate profile' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Story Sensor');
  await choose(page, 'Template', 'Device TLS client');
  await expect(page.getByRole('heading', { name: 'What a certificate looks like' })).toBeVisible();
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Story Sensor' })).toBeVisible();

  await policy(page, 'Story Sensors');
  await expect(page.getByRole('heading', { name: 'EST URLs' })).toBeVisible();
  await noViolations(page);

  // Obtain the endpoints, and request a certificate with the commands that the page offers.
  await page.getByRole('button', { name: 'Copy Enroll: With a passcode' }).click();
  expect(await copied(page)).toMatch(/\/\.well-known\/est\/devicetrustmanager\/IOT_[-0-9a-f]+\/simpleenroll$/);
  await page.getByRole('button', { name: 'Copy Key and request' }).click();
  shell(await copied(page));
  await page.getByRole('tab', { name: 'Enrol with a passcode' }).click();
  await page.getByRole('button', { name: 'Copy Enrol with a passcode' }).click();
  shell(await copied(page), { PASSCODE: passcode });
  const reply = readFileSync(join(folder, 'reply.b64'), 'utf8');
  await page.getByRole('tab', { name: 'Renew', exact: true }).click();
  await page.getByRole('button', { name: 'Copy Renew', exact: true }).click();
  shell(await copied(page));

  await page.getByRole('tab', { name: 'Latest enrolments and refusals' }).click();
  await expect(page.getByText('simplereenroll')).toBeVisible();
  await expect(page.getByText('simpleenroll', { exact: true })).toBeVisible();

  // Decode the reply.
  await page.getByRole('link', { name: 'Decoder' }).click();
  await page.getByRole('textbox', { name: 'What to decode' }).fill(reply);
  await expect(page.getByRole('heading', { name: 'Certificates in PKCS#7' })).toBeVisible();
  await expect(page.getByText('CN=device-0001').first()).toBeVisible();
  await noViolations(page);

  // Use EST with device management.
  await policy(page, 'Story Birth', 'Secure device lifecycle');
  await page.getByRole('link', { name: 'Device groups' }).click();
  await page.getByRole('button', { name: 'New device group' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Story Gateways');
  await choose(page, 'Division', 'Story Plant');
  await page.getByRole('button', { name: 'Create' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Story Gateways' })).toBeVisible();
  await page.getByRole('button', { name: 'Assign a policy' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Birth');
  await choose(page, 'Certificate policy', 'Story Birth');
  await page.getByRole('button', { name: 'Assign a policy' }).click();
  await page.getByRole('button', { name: 'Copy Key and request' }).click();
  shell((await copied(page)).replace('device-0001', 'GW-0001'));
  await page.getByRole('tab', { name: 'Enrol with a passcode' }).click();
  await page.getByRole('button', { name: 'Copy Enrol with a passcode' }).click();
  shell(await copied(page), { PASSCODE: passcode });
  await page.getByRole('link', { name: 'Devices', exact: true }).click();
  await page.getByRole('link', { name: 'GW-0001' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'GW-0001' })).toBeVisible();
  await expect(page.getByText('Provisioned')).toBeVisible();
  await expect(page.getByRole('link', { name: 'GW-0001' })).toBeVisible();
  await noViolations(page);
  await page.getByRole('link', { name: 'Certificates', exact: true }).click();
  await choose(page, 'Device', 'GW-0001');
  await expect(page.getByText('1 entry shown')).toBeVisible();
  await page.getByRole('link', { name: 'GW-0001' }).click();
  await expect(page.getByRole('heading', { level: 1, name: /GW-0001/ })).toBeVisible();
  await expect(page.getByRole('link', { name: 'GW-0001', exact: true })).toHaveAttribute('href', /^\/devices\//);
});

/** The wizard, with the seed's words. */
async function policy(page: Page, name: string, model = 'Certificate issuance only') {
  await page.getByRole('link', { name: 'Certificate policies' }).click();
  await page.getByRole('button', { name: 'New certificate policy' }).first().click();
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill(name);
  await choose(page, 'Division', 'Story Plant');
  await page.getByRole('radio', { name: model }).check();
  await choose(page, 'Authentication policy', 'Story Line');
  await page.getByRole('button', { name: 'Next' }).click();
  await choose(page, 'Certificate profile', 'Story Sensor');
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByRole('button', { name: 'Finish' }).click();
  await expect(page.getByRole('heading', { level: 1, name })).toBeVisible();
}
