import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, request as http, test as base, type APIRequestContext, type Locator, type Page } from '@playwright/test';
import type { Quickstart } from './server';

export const quickstart = () => JSON.parse(process.env['CREST_E2E'] ?? '{}') as Quickstart;

/** The address of the console. */
export const origin = () => new URL(quickstart().apiUrl).origin;

/** What a page may not do unnoticed. */
function watch(page: Page, problems: string[], expected: Set<number>) {
  page.on('console', (message) => {
    // A refusal that a test asks for is told by the browser as well.
    const refusal = /the server responded with a status of (\d+)/.exec(message.text());
    if (message.type() === 'error' && !(refusal && expected.has(Number(refusal[1])))) {
      problems.push(`console: ${message.text()}`);
    }
  });
  page.on('pageerror', (error) => problems.push(`page: ${error.message}`));
  page.on('requestfailed', (failed) => {
    const reason = failed.failure()?.errorText ?? '';
    // What a page no longer needs when it is left is no failure.
    if (reason !== 'net::ERR_ABORTED') {
      problems.push(`request: ${failed.url()} ${reason}`);
    }
  });
  page.on('response', (response) => {
    if (response.status() >= 400 && !expected.has(response.status())) {
      problems.push(`answer: ${response.status()} ${response.url()}`);
    }
  });
}

interface Fixtures {
  /** The API, as the quickstart's program uses it. */
  api: APIRequestContext;
  /** Statuses that the test provokes on purpose. */
  expected: Set<number>;
  problems: string[];
  /** A page of a signed-in administrator. */
  console: Page;
  /** A page of somebody who may see everything and change nothing. */
  auditor: Page;
}

export const test = base.extend<Fixtures>({
  api: async ({}, use) => {
    const { apiUrl, apiKey } = quickstart();
    const context = await http.newContext({ baseURL: `${apiUrl}/`, ignoreHTTPSErrors: true, extraHTTPHeaders: { 'x-api-key': apiKey } });
    await use(context);
    await context.dispose();
  },
  expected: async ({}, use) => use(new Set<number>()),
  problems: async ({}, use) => use([]),
  page: async ({ page, problems, expected }, use) => {
    watch(page, problems, expected);
    await use(page);
    expect(problems).toEqual([]);
  },
  console: async ({ page, api }, use) => {
    await signedInAs(page, api, 'solution_administrator', 'system_administrator');
    await use(page);
  },
  auditor: async ({ page, api }, use) => {
    await signedInAs(page, api, 'auditor');
    await use(page);
  },
});

export { expect };

/** Answers of the API that have to be good. */
export async function post(api: APIRequestContext, path: string, data: object = {}) {
  const reply = await api.post(path, { data });
  expect(reply.ok(), `${path}: ${reply.status()} ${await reply.text()}`).toBe(true);
  return (await reply.json()) as Record<string, never> & { id: string };
}

export async function get<T>(api: APIRequestContext, path: string) {
  const reply = await api.get(path);
  expect(reply.ok(), `${path}: ${reply.status()}`).toBe(true);
  return (await reply.json()) as T;
}

/** Makes several of a kind. */
export async function many(api: APIRequestContext, path: string, count: number, draft: (index: string) => object) {
  const numbers = Array.from({ length: count }, (_, index) => String(index).padStart(2, '0'));
  for (let from = 0; from < count; from += 10) {
    await Promise.all(numbers.slice(from, from + 10).map((number) => post(api, path, draft(number))));
  }
}

export interface Enrolment {
  division: string;
  authentication: string;
  profile: string;
  policy: string;
}

/** What a certificate needs, all of one name, which no other test may use. */
export async function enrolment(api: APIRequestContext, name: string, policy: object = {}): Promise<Enrolment> {
  const division = (await post(api, 'divisions', { name })).id;
  const authentication = (await post(api, 'authentication-policies', { name, division_id: division })).id;
  const profile = (await post(api, 'certificate-profiles', { name, template: 'device-tls-client' })).id;
  const draft = {
    name, division_id: division, profile_id: profile, authentication_policy_id: authentication,
    methods: ['est', 'single_request', 'batch_request'], keypair_generation: 'customizable', ...policy,
  };
  return { division, authentication, profile, policy: (await post(api, 'certificate-policies', draft)).id };
}

export interface Issued {
  id: string;
  pem: string;
  certificate: { serial_number: string; fingerprint: string };
}

export async function issue(api: APIRequestContext, policy: string, names: Record<string, string[]>) {
  return (await post(api, 'certificate-requests', { policy_id: policy, names })) as unknown as Issued;
}

/** Runs a batch from CSV to its end. */
export async function batch(api: APIRequestContext, query: string, csv: string) {
  const reply = await api.post(`jobs?${query}`, { data: csv, headers: { 'content-type': 'text/csv' } });
  expect(reply.ok(), await reply.text()).toBe(true);
  const { id } = (await reply.json()) as { id: string };
  await expect.poll(async () => (await get<{ status: string }>(api, `jobs/${id}`)).status, { timeout: 60_000 }).toBe('done');
  return id;
}

const PASSWORD = 'otter lantern gravel seventeen';

let people = 0;

/** Makes somebody with a role, who takes up an invitation on the page and is then signed in. */
export async function signInAs(page: Page, api: APIRequestContext, ...roles: string[]) {
  people += 1;
  const name = `${(roles[0] ?? 'nobody').replaceAll('_', '-')}-${process.pid}-${people}`;
  const person = await post(api, 'users', { name, roles: roles.map((role) => ({ role })) });
  const invitation = (await post(api, `users/${person.id}/invitations`)) as unknown as { url: string };
  await page.goto(new URL(invitation.url, origin()).href);
  await page.getByLabel('New password').fill(PASSWORD);
  await page.getByLabel('The password again').fill(PASSWORD);
  await page.getByRole('button', { name: 'Set the password and sign in' }).click();
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
  return { name, password: PASSWORD };
}

const sessions = new Map<string, { name: string; value: string }[]>();

/** A page of one person with these roles, who signs in once for all tests. */
async function signedInAs(page: Page, api: APIRequestContext, ...roles: string[]) {
  const known = sessions.get(roles.join());
  if (!known) {
    await signInAs(page, api, ...roles);
    sessions.set(roles.join(), await page.context().cookies());
    return;
  }
  // Cookies of one host may not name it as their domain.
  await page.context().addCookies(known.map(({ name, value }) => ({ name, value, url: origin(), httpOnly: true, secure: true, sameSite: 'Lax' })));
  await page.goto(origin());
  await expect(page.getByRole('heading', { level: 1, name: 'Overview' })).toBeVisible();
}

export async function noViolations(page: Page) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  const serious = found.violations.filter((each) => each.impact === 'serious' || each.impact === 'critical');
  expect(
    serious.map((each) => `${each.id}: ${each.help}: ${each.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`),
  ).toEqual([]);
}

/** What axe finds of contrast where the system is dark; all else is the same in both. */
export async function noViolationsInTheDark(page: Page) {
  await page.emulateMedia({ colorScheme: 'dark' });
  await expect(page.locator('html[data-theme="dark"]')).toHaveCount(1);
  const found = await new AxeBuilder({ page }).withRules(['color-contrast']).analyze();
  expect(found.violations.flatMap((each) => each.nodes.map((node) => node.target.join(' ')))).toEqual([]);
  await page.emulateMedia({ colorScheme: 'light' });
}

/** A label as it reads with the mark of optional fields. */
function labelled(label: string) {
  return new RegExp(`^${label.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&')}\\s*(\\(optional\\))?$`);
}

/** A form's field by its whole label. */
export function field(at: Page | Locator, label: string) {
  return at.locator('input, textarea').and(at.getByLabel(labelled(label))).first();
}

/** What a form says is wrong with a field. */
export function fault(page: Page, label: string) {
  const root = page.locator('.ant-form-item').filter({ has: page.locator('label', { hasText: labelled(label) }) });
  return root.locator('.ant-form-item-explain-error').first();
}

/** Chooses from a list, by typing where that is possible. */
export async function choose(page: Page, label: string | RegExp, option: string) {
  const box = page.getByRole('combobox', { name: label }).first();
  await box.click();
  if (await box.isEditable()) {
    await box.fill(option);
  }
  // Each box has a list of its own; that of the box before may still be on its way out.
  await expect(box).toHaveAttribute('aria-controls', /./);
  const list = page.locator('.ant-select-dropdown').filter({ has: page.locator(`[id="${await box.getAttribute('aria-controls')}"]`) });
  const chosen = list.getByTitle(option, { exact: true }).last();
  if ((await page.locator('.ant-select-multiple').filter({ has: box }).count()) > 0) {
    await chosen.click();
    return;
  }
  // The list may be made anew by what was typed, just when it is clicked.
  await expect(async () => {
    await chosen.click({ timeout: 3000 });
    await expect(list).toBeHidden({ timeout: 2000 });
  }).toPass({ timeout: 60_000 });
}

/** Answers the dialog that asks; a click while it still moves may be lost. */
export async function agree(page: Page, name: string) {
  const dialog = page.getByRole('dialog');
  await expect(dialog).toBeVisible();
  await expect(async () => {
    if ((await dialog.count()) > 0) {
      await dialog.getByRole('button', { name, exact: true }).last().click({ timeout: 3000 });
    }
    await expect(dialog).toHaveCount(0, { timeout: 5000 });
  }).toPass({ timeout: 60_000 });
}

export async function copied(page: Page) {
  return page.evaluate(() => navigator.clipboard.readText());
}

/** Searches a list, and waits until it is what was searched for. */
export async function search(page: Page, label: string, text: string) {
  const answer = page.waitForResponse((response) => [...new URL(response.url()).searchParams.values()].includes(text));
  await page.getByRole('searchbox', { name: label, exact: true }).fill(text);
  await answer;
  await expect(page).toHaveURL((url) => [...url.searchParams.values()].includes(text));
  await expect(page.getByRole('search').first().locator('.ant-btn-loading')).toHaveCount(0);
}

/** Goes to the second page of a list, once it is no longer the list before. */
export async function nextPage(page: Page) {
  await expect(async () => {
    await page.getByRole('button', { name: 'Next' }).click();
    await expect(page).toHaveURL(/cursor=/, { timeout: 2000 });
  }).toPass();
}

/** How many entries a list says that it shows. */
export async function shown(page: Page, count: number) {
  await expect(page.getByText(count === 1 ? '1 entry shown' : `${count} entries shown`, { exact: true })).toBeVisible();
}

/** The state beside a page's heading. */
export function state(page: Page) {
  return page.locator('.crest-title .crest-tag');
}

/** A button that cannot be used says why. */
export async function refusesBy(page: Page, button: Locator, reason = 'Your role does not allow this.') {
  // The tooltips of buttons that were pointed at before stay in the page, out of sight.
  const tooltip = page.getByRole('tooltip', { name: reason }).filter({ visible: true });
  await expect(button).toHaveAttribute('aria-disabled', 'true');
  await button.hover();
  await expect(tooltip).toHaveCount(1);
  await page.mouse.move(0, 0);
  await expect(tooltip).toHaveCount(0);
}

/** What a click downloads. */
export async function downloaded(page: Page, click: () => Promise<void>) {
  const waiting = page.waitForEvent('download');
  await click();
  const file = await waiting;
  return { name: file.suggestedFilename(), content: readFileSync(await file.path()) };
}
