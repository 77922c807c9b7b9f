import { origin, test } from './fixture';
import { full } from './full';
import { broken, history, LISTS, look, NAVIGATION, nothing, shoot } from './looks';

/** Which to take: all, or some such as "light/zh-CN/1440 dark/en/2560"; only few where nothing is said. */
const ASKED = process.env['CREST_LOOKS'];
const ALL = Boolean(ASKED);
const EVERY = (['light', 'dark'] as const).flatMap((theme) => (['en', 'zh-CN'] as const).flatMap((language) => [360, 1440, 2560].map((width) => look(theme, language, width))));
const LOOKS = ASKED
  ? EVERY.filter(({ theme, language, width }) => ASKED === 'all' || ASKED.split(' ').includes(`${theme}/${language}/${width}`))
  : [look('dark', 'zh-CN', 360)];
const FEW = [look('light', 'en', 1440), look('dark', 'zh-CN', 360)];

/** Pictures for people to look at, in target/screenshots; what is tested is that every page can be shown. */
test('screenshots of a full store, of an empty one and of one that is down', async ({ console: page, api, expected }) => {
  test.setTimeout(ALL ? 3_600_000 : 600_000);
  const pages = await full(api);
  expected.add(404);
  await history(page);
  for (const each of LOOKS) {
    await shoot(page, each, { ...NAVIGATION, ...(ALL ? pages : {}) }, 'full');
  }
  await page.unrouteAll();
  await nothing(page);
  for (const each of ALL ? LOOKS : FEW.slice(0, 1)) {
    await shoot(page, each, LISTS, 'empty');
  }
  await page.unrouteAll();
  expected.add(503);
  await broken(page);
  for (const each of ALL ? LOOKS : FEW.slice(1)) {
    await shoot(page, each, { overview: '/', certificates: '/certificates', 'certificate-valid': pages['certificate-valid'] ?? '/', 'policies-new': '/policies/new' }, 'error');
  }
  await page.unrouteAll();
});

test('screenshots of the way in', async ({ page }) => {
  await page.goto(`${origin()}/sign-in`);
  for (const each of LOOKS) {
    await shoot(page, each, { 'sign-in': '/sign-in', 'open-decoder': '/open/decoder' }, 'full');
  }
});
