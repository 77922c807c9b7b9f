#!/usr/bin/env node
// How soon lists answer and show in the browser: the list's own request, and from the change of the address to the last change of the page, in headless Chromium; beside a list of a few lines in
// the same run.
//   node bench/console-lists.mjs DATA [TIMES]     with a quickstart running on the folder DATA, filled by bench/many-certificates.sh, as ./crest bench lists does it all
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';

const { chromium } = createRequire(new URL('../console/package.json', import.meta.url))('playwright-core');
const [data, times = '9'] = process.argv.slice(2);
if (!data) {
  console.error('node bench/console-lists.mjs DATA [TIMES]');
  process.exit(2);
}
const { signInUrl, apiUrl } = JSON.parse(readFileSync(join(data, 'quickstart.json'), 'utf8'));

/** Runs in the page: counts requests on their way and remembers when the page last changed. */
function watch() {
  const state = { last: 0, busy: 0, answer: 0 };
  const real = window.fetch.bind(window);
  window.fetch = async (...request) => {
    state.busy += 1;
    const asked = performance.now();
    try {
      return await real(...request);
    } finally {
      state.busy -= 1;
      state.answer = Math.max(state.answer, performance.now() - asked);
    }
  };
  new MutationObserver(() => {
    state.last = performance.now();
  }).observe(document, { childList: true, subtree: true, characterData: true });
  window.crestTook = async (change) => {
    const began = performance.now();
    state.answer = 0;
    change();
    do {
      await new Promise((resolve) => setTimeout(resolve, 50));
    } while (state.busy > 0 || performance.now() - Math.max(state.last, began) < 400);
    return { shown: state.last - began, answer: state.answer };
  };
}

const browser = await chromium.launch({ executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium', args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update', '--disable-sync'] });
const page = await (await browser.newContext({ ignoreHTTPSErrors: true })).newPage();
await page.addInitScript(watch);
await page.goto(signInUrl);
await page.getByRole('navigation').first().waitFor();
await page.goto(new URL('/certificates?status=suspended', apiUrl).href);
await page.getByRole('table').waitFor();

const go = (address) => page.evaluate((to) => window.crestTook(() => {
  history.pushState({}, '', to);
  dispatchEvent(new PopStateEvent('popstate', { state: {} }));
}), address);
const median = (list) => list.toSorted((a, b) => a - b)[Math.floor(list.length / 2)];

async function measured(addresses) {
  const took = [];
  for (let i = 0; i < Number(times); i++) {
    took.push(await go(addresses(i)));
    // The console anew, so that nothing is shown from what it remembers; but with its own parts loaded, and another list shown.
    await page.goto(new URL('/certificates?status=suspended', apiUrl).href);
    await page.getByRole('table').waitFor();
    await page.waitForTimeout(300);
  }
  return { shown: median(took.map((it) => it.shown)), answer: median(took.map((it) => it.answer)) };
}

const few = await measured(() => '/certificates?common_name=demo-device-');
const answered = (took) => `answered in ${took.answer.toFixed(0)} ms`;
console.log(`a list of a few lines          ${answered(few)}, shown in ${few.shown.toFixed(0)} ms`);
const lists = {
  'certificates, first page': () => '/certificates',
  'oldest expiry first': () => '/certificates?sort=not_after',
  'revoked': () => '/certificates?status=revoked',
  'revoked, by expiry': () => '/certificates?status=revoked&sort=not_after',
  'one name': (i) => `/certificates?common_name=sensor-${777_001 + i}`,
  'names that begin so': (i) => `/certificates?common_name=sensor-77${i}`,
  'one serial number': (i) => `/certificates?serial=${(500_000 + i).toString(16).padStart(40, '0')}`,
  'one alternative name': (i) => `/certificates?san=sensor-${600_009 + 10 * i}.example`,
  'expiring within a month': (i) => `/certificates?expires_from=${new Date(Date.now() + i * 1000).toISOString()}&expires_to=${new Date(Date.now() + 30 * 86_400_000).toISOString()}`,
};
for (const [what, addresses] of Object.entries(lists)) {
  const took = await measured(addresses);
  console.log(`${what.padEnd(30)} ${answered(took)}, shown in ${took.shown.toFixed(0)} ms, ${(took.shown / few.shown).toFixed(1)} times as long`);
}
await browser.close();
