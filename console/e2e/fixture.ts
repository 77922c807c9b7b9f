import AxeBuilder from '@axe-core/playwright';
import { expect, request as http, test as base, type APIRequestContext, type Page } from '@playwright/test';
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
  console: async ({ page, problems, expected, api }, use) => {
    watch(page, problems, expected);
    await signInAs(page, api, 'solution_administrator', 'system_administrator');
    await use(page);
    expect(problems).toEqual([]);
  },
});

export { expect };

/** Answers of the API that have to be good. */
export async function post(api: APIRequestContext, path: string, data: object = {}) {
  const reply = await api.post(path, { data });
  expect(reply.ok(), `${path}: ${reply.status()} ${await reply.text()}`).toBe(true);
  return (await reply.json()) as Record<string, never> & { id: string };
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

export async function noViolations(page: Page) {
  const found = await new AxeBuilder({ page }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa', 'wcag22aa']).analyze();
  const serious = found.violations.filter((each) => each.impact === 'serious' || each.impact === 'critical');
  expect(
    serious.map((each) => `${each.id}: ${each.help}: ${each.nodes.map((node) => node.target.join(' ')).slice(0, 3).join(' | ')}`),
  ).toEqual([]);
}
