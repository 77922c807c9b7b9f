import { mkdirSync } from 'node:fs';
import { expect, origin, post, test } from './fixture';

const PAGES = ['/', '/certificates', '/policies', '/policies/new', '/profiles', '/profiles/new', '/authentication-policies', '/device-groups', '/devices', '/authorities', '/divisions',
  '/users', '/service-users', '/audit', '/account', '/settings', '/me', '/decoder', '/jobs/new', '/templates', '/nowhere'];

/** Pictures of every page for people to look at; the only thing that is tested is that they can be taken. */
test('screenshots', async ({ console: page, api }) => {
  test.setTimeout(600_000);
  mkdirSync('target/screenshots', { recursive: true });
  await post(api, 'divisions', { name: 'Plant Lyon', description: 'Gateways and sensors of the northern lines' });
  const policies = (await (await api.get('certificate-policies')).json()) as { items: { id: string }[] };
  const certificates = (await (await api.get('certificates')).json()) as { items: { id: string }[] };
  const details = [
    ...(policies.items[0] ? [`/policies/${policies.items[0].id}`] : []),
    ...(certificates.items[0] ? [`/certificates/${certificates.items[0].id}`] : []),
  ];
  const looks = process.env['CREST_ALL_LOOKS']
    ? [['light', 'en', 1440], ['dark', 'en', 1440], ['light', 'zh-CN', 1440], ['dark', 'zh-CN', 360], ['light', 'en', 360], ['light', 'en', 2560]] as const
    : [['light', 'en', 1440], ['dark', 'zh-CN', 360]] as const;
  for (const [theme, language, width] of looks) {
    await page.setViewportSize({ width, height: 900 });
    await page.evaluate(([look, tongue]) => {
      localStorage.setItem('crest.theme', look ?? '');
      localStorage.setItem('crest.language', tongue ?? '');
    }, [theme, language]);
    for (const path of [...PAGES, ...details]) {
      await page.goto(origin() + path);
      await expect(page.locator('[aria-busy="true"]')).toHaveCount(0);
      await page.waitForTimeout(250);
      const name = path.replaceAll('/', '-').replace(/[0-9a-f-]{36}$/, 'detail') || '-';
      await page.screenshot({ path: `target/screenshots/${theme}-${language}-${width}${name === '-' ? '-overview' : name}.png`, fullPage: true });
    }
  }
});
