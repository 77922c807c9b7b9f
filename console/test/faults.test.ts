import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { problemOf } from '../src/api/problem';
import { faultText, joinedFaultText, tellFaultsBy } from '../src/i18n/faults';
import faults from '../src/i18n/zh-CN/faults.json';
import { javaTexts } from './java-texts';

/** Where refusals are made, and where texts are made that refusals pass on. */
const SOURCES = ['../server/src/main/java/dev/crest/server', '../ca/src/main/java/dev/crest/ca/profile', '../pkix/src/main/java/dev/crest/pkix'];
const entries = Object.entries<string>(faults);

const places = (text: string) => [...text.matchAll(/\{(\d)!?\}/g)].map((found) => found[1]).sort().join();

describe('what the API refuses, in Chinese', () => {
  beforeEach(() => tellFaultsBy(faults));
  afterEach(() => tellFaultsBy({}));

  it('is told word by word, or with the values in their places', () => {
    expect(faultText('Your roles do not permit this.')).toBe('您的角色无权执行此操作。');
    expect(faultText('must be at most 100')).toBe('最多为 100');
    expect(faultText('It was changed meanwhile: its version is 4 now, not 3.')).toBe('它已在此期间被更改：现在的版本是 4，而不是 3。');
    expect(faultText('must be one of a, (b) and $& c')).toBe('必须是以下之一：a, (b) and $& c');
    expect(faultText('must be given: the present one')).toBe('必须填写当前密码');
  });

  it('is told by the most specific of several templates', () => {
    expect(faultText('must be at most 3 roles')).toBe('最多 3 个角色');
    expect(faultText('A key of type RSA 2048 is not allowed; allowed are EC P-256.')).toBe('不允许 RSA 2048 类型的密钥；允许的类型：EC P-256。');
    expect(faultText('It is used by device groups: a, b, and 2 more.')).toBe('正被设备组使用：a, b，另有 2 个。');
  });

  it('is told with the field before it, and with the texts within it', () => {
    expect(faultText('name: is taken in this account')).toBe('name：在此账户中已被使用');
    expect(faultText('credentials[0].usage_limit: must be at least 1')).toBe('credentials[0].usage_limit：至少为 1');
    expect(faultText('Line 7 is too long.')).toBe('第 7 行过长。');
    expect(faultText('san.dns_name has an empty label or a trailing dot.')).toBe('san.dns_name 含有空标签或以点结尾。');
    expect(faultText('the certificate of CN=Root has no subject')).toBe('CN=Root 的证书没有主体');
    expect(faultText('notAfter lies after the CA\'s own (Crest CERT-06)')).toBe('失效时间晚于 CA 证书的失效时间（Crest CERT-06）');
    expect(faultText('The body is not a PKCS#10 certification request: the object is cut off.')).toBe('内容不是 PKCS#10 证书请求：内容不完整。');
    expect(joinedFaultText('csr: The request names nothing; please provide a subject. san.dns_name: san.dns_name is empty.')).toBe(
      'csr：请求中没有任何名称，请提供主体。 san.dns_name：san.dns_name 为空。',
    );
  });

  it('stays as it is where it is not known', () => {
    for (const text of ['', 'Nobody said this yet.', 'nobody: said this', 'Said (by nobody)', 'said by nobody.']) {
      expect(faultText(text)).toBe(text);
    }
  });

  it('is read so from a problem, and is English without the table', async () => {
    const body = { type: 'urn:crest:problem:x', title: 'The request is not valid', status: 400, detail: 'name: is taken', request_id: 'r', errors: [{ pointer: '/name', detail: 'is taken' }] };
    const read = () => problemOf(new Response(JSON.stringify(body), { status: 400 }));
    const chinese = await read();
    expect([chinese.title, chinese.detail, chinese.faults[0]?.detail]).toEqual(['请求无效', 'name：已被使用', '已被使用']);
    tellFaultsBy({});
    const english = await read();
    expect([english.title, english.detail, english.faults[0]?.detail]).toEqual([body.title, body.detail, 'is taken']);
  });
});

describe('the table of faults', () => {
  it('has the same places in both languages, none of them twice in English', () => {
    expect(entries.filter(([english, told]) => places(english) !== places(told))).toEqual([]);
    expect(entries.filter(([english]) => /(\d)\D*\1/.test(places(english)))).toEqual([]);
  });

  it('has no text that another one hides', () => {
    tellFaultsBy(faults);
    const filled = (text: string) => text.replace(/\{(\d)!?\}/g, (_, place: string) => `V${place}`);
    // A place for a text of the server cannot be filled with just anything.
    const hidden = entries.filter(([english, told]) => !/!\}/.test(told) && faultText(filled(english)) !== filled(told));
    tellFaultsBy({});
    expect(hidden).toEqual([]);
  });

  it('leaves no text empty, and none in English', () => {
    expect(entries.filter(([english, told]) => told.trim() === '' || told === english)).toEqual([]);
    expect(entries.filter(([, told]) => !/[\u4e00-\u9fff]/.test(told) && !/^\{0!?\}\S* ?.?\{1!?\}.?$/.test(told))).toEqual([]);
  });

  it('has every text by which the server refuses something', () => {
    const said = refusals();
    // Fewer would mean that the sources are not read as they are written, not that all is well.
    expect(new Set(said.map((it) => it.text)).size).toBeGreaterThan(200);
    const bare = (text: string) => text.replace(/\{\d\}/g, '{}');
    const known = new Set(Object.keys(faults).map(bare));
    expect(EXEMPT.filter((it) => !said.some(({ file, text }) => it.file.test(file) && it.text.test(text)))).toEqual([]);
    const missing = said.filter(({ file, text }) => !known.has(bare(text)) && !EXEMPT.some((it) => it.file.test(file) && it.text.test(text)));
    expect(missing.map(({ file, text }) => `${file}: ${text}`)).toEqual([]);
  });
});

/** What makes a refusal, also by the small methods of one's own that classes have for it. */
const REFUSING =
  /^(?:(?:.*\.)?(?:Fault\.of|Refused\.of|require|clash|fault|refused|malformed|tooLarge|MalformedInput|problems\.write)|forbidden|wrong|foreign|missing|unless|requireState|unreadable|failed|warn)$/;

const EXEMPT: { file: RegExp; text: RegExp; why: string }[] = [
  { file: /\/est\/RefusalReplies\.java$/, text: /./, why: 'the EST edge adds it to its own reply to a device' },
  { file: /\/store\/ProfileUsers\.java$/, text: / $/, why: 'the names follow in the method that is called' },
  { file: /\/pkix\/(Path|Policy)Rules\.java$/, text: /./, why: 'why a path does not end at a trusted CA is not told to who presents it' },
  { file: /\/pkix\/Asn1\.java$/, text: /^not \{0\}$/, why: 'known with each of the things that it can be' },
  { file: /\/csr\/SanName\.java$/, text: /^is /, why: 'said after the name of the field, and known so' },
];

function refuses(file: string, call: string): boolean {
  return REFUSING.test(call) || (call === 'Optional.of' && file.includes('/csr/'));
}

function refusals(): { file: string; text: string }[] {
  return SOURCES.flatMap((folder) => (readdirSync(folder, { recursive: true }) as string[]).map((file) => join(folder, file)))
    .filter((file) => file.endsWith('.java'))
    .flatMap((file) => javaTexts(readFileSync(file, 'utf8')).filter(({ calls }) => refuses(file, calls[0] ?? '')).map(({ text }) => ({ file, text })))
    .filter(({ text }) => text.includes(' ') && /[a-z]{2}/.test(text.replace(/\{\d\}/g, '')) && !text.startsWith('select '));
}
