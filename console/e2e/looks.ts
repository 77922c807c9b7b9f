import { mkdirSync } from 'node:fs';
import type { Page, Route } from '@playwright/test';
import { expect, origin } from './fixture';
import type { Pages } from './full';

export interface Look {
  theme: 'light' | 'dark';
  language: 'en' | 'zh-CN';
  width: number;
}

export const look = (theme: Look['theme'], language: Look['language'], width: number): Look => ({ theme, language, width });

/** Every page that a link of the navigation leads to, and every form. */
export const NAVIGATION: Pages = {
  overview: '/',
  ...Object.fromEntries(
    ['certificates', 'certificates/request', 'jobs', 'jobs/new', 'policies', 'policies/new', 'profiles', 'profiles/new', 'templates', 'templates/new', 'authentication-policies',
      'authentication-policies/new', 'device-groups', 'device-groups/new', 'devices', 'devices/new', 'authorities', 'authorities/new', 'authorities/import', 'divisions', 'divisions/new',
      'users', 'users/new', 'service-users', 'service-users/new', 'audit', 'account', 'settings', 'me', 'decoder', 'nowhere'].map((path) => [path.replaceAll('/', '-'), `/${path}`]),
  ),
};

/** The pages that show something else when there is nothing. */
export const LISTS: Pages = Object.fromEntries(
  Object.entries(NAVIGATION).filter(([name]) => /^(overview|certificates|jobs|policies|profiles|authentication-policies|device-groups|devices|authorities|divisions|users|service-users|audit)$/.test(name)),
);

/** Takes pictures of pages in a look, into a folder for people to look at. */
export async function shoot(page: Page, { theme, language, width }: Look, pages: Pages, state: string) {
  const folder = `target/screenshots/${state}/${theme}-${language}-${width}`;
  mkdirSync(folder, { recursive: true });
  await page.setViewportSize({ width, height: 900 });
  await page.evaluate(([chosen, tongue]) => {
    localStorage.setItem('crest.theme', chosen ?? '');
    localStorage.setItem('crest.language', tongue ?? '');
  }, [theme, language]);
  for (const [name, path] of Object.entries(pages)) {
    await page.goto(origin() + path);
    await expect(page.locator('main').first()).toBeVisible();
    await expect(page.locator('[aria-busy="true"], .ant-spin-spinning')).toHaveCount(0);
    await page.waitForTimeout(250);
    await page.screenshot({ path: `${folder}/${name}.png`, fullPage: true });
  }
}

const API = /\/api\/v1\/(?!session|me\b|account)/;

/** The answers of a store in which nothing was made yet. */
export async function nothing(page: Page) {
  await page.route(API, async (route: Route) => {
    const reply = await route.fetch();
    const body = (await reply.json()) as unknown;
    await route.fulfill({ response: reply, json: emptied(body) });
  });
}

function emptied(value: unknown): unknown {
  if (Array.isArray(value)) {
    return [];
  }
  if (typeof value === 'number') {
    return 0;
  }
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).filter(([name]) => name !== 'next').map(([name, each]) => [name, emptied(each)]));
  }
  return value;
}

/** The answers of a server whose store is down. */
export async function broken(page: Page) {
  await page.route(API, (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      json: { type: 'urn:crest:problem:store-unavailable', title: 'Not available right now', status: 503, detail: 'The store cannot be reached right now.', request_id: '1m8pztddcsbqh9ex' },
    }),
  );
}

interface Statistics {
  enrollments: { issued: number; refused: number; points: { at: string; issued: number; refused: number }[] };
  expiry_calendar: { days: { date: string; count: number }[] };
}

/** A history that no test can wait for: enrolments of a week, and when their certificates expire. */
export async function history(page: Page) {
  await page.route(/\/api\/v1\/statistics/, async (route: Route) => {
    const reply = await route.fetch();
    const it = (await reply.json()) as Statistics;
    it.enrollments.points.forEach((point, index) => {
      const hour = new Date(point.at).getUTCHours();
      point.issued += hour > 5 && hour < 17 ? 4 + ((index * 7) % 9) : (index * 3) % 3;
      point.refused += index % 11 === 0 ? 2 : index % 40 === 0 ? 7 : 0;
    });
    it.enrollments.issued = it.enrollments.points.reduce((sum, point) => sum + point.issued, 0);
    it.enrollments.refused = it.enrollments.points.reduce((sum, point) => sum + point.refused, 0);
    it.expiry_calendar.days.forEach((day, index) => {
      day.count += index % 7 < 5 ? (index * 5) % 13 : 0;
    });
    await route.fulfill({ response: reply, json: it });
  });
}
