import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import en from '../src/i18n/en';
import zh from '../src/i18n/zh-CN';

type Texts = { [key: string]: string | Texts };

function flat(texts: Texts, prefix = ''): Map<string, string> {
  const all = new Map<string, string>();
  for (const [key, value] of Object.entries(texts)) {
    if (typeof value === 'string') {
      all.set(prefix + key, value);
    } else {
      for (const [inner, text] of flat(value, `${prefix}${key}.`)) {
        all.set(inner, text);
      }
    }
  }
  return all;
}

const english = flat(en);
const chinese = flat(zh);

/** Words that are the same in both languages: names of formats, protocols and products. */
const SAME = /^(EST|PEM|DER|PKCS#7|PKCS#12|Java|OID|\{\{start\}\} – \{\{end\}\})$/;

function sources(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) =>
    entry.isDirectory() ? sources(join(folder, entry.name)) : /\.tsx?$/.test(entry.name) && !entry.name.endsWith('.d.ts') ? [join(folder, entry.name)] : [],
  );
}

const SPOKEN = new Set(['label', 'title', 'placeholder', 'aria-label', 'alt', 'lead', 'okText', 'cancelText', 'extra', 'description']);
/** What is shown as it is in every language. */
const PLAIN = /^(Crest|-----BEGIN .*-----|PKCS#12|PEM|[^A-Za-z]*)$/;

function untranslated(file: string): string[] {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const found: string[] = [];
  const note = (node: ts.Node, text: string) => {
    const said = text.trim();
    if (said && !PLAIN.test(said)) {
      found.push(`${file}:${source.getLineAndCharacterOfPosition(node.getStart()).line + 1}: ${said}`);
    }
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) {
      note(node, node.text);
    } else if (ts.isJsxAttribute(node) && node.initializer && ts.isStringLiteral(node.initializer) && SPOKEN.has(node.name.getText())) {
      note(node, node.initializer.text);
    }
    ts.forEachChild(node, visit);
  };
  visit(source);
  return found;
}

describe('both languages', () => {
  it('have the same texts', () => {
    expect([...chinese.keys()].sort()).toEqual([...english.keys()].filter((key) => chinese.has(key) || !key.endsWith('_one')).sort());
    expect([...english.keys()].filter((key) => !chinese.has(key) && !key.endsWith('_one'))).toEqual([]);
  });

  it('leave no text empty, and none in English', () => {
    expect([...english, ...chinese].filter(([, text]) => text.trim() === '')).toEqual([]);
    expect([...chinese].filter(([key, text]) => text === english.get(key) && !SAME.test(text))).toEqual([]);
  });

  it('put the same values into a text', () => {
    const values = (text: string) => [...text.matchAll(/\{\{(\w+)\}\}/g)].map((found) => found[1]).sort();
    expect([...chinese].filter(([key, text]) => values(text).join() !== values(english.get(key) ?? '').join())).toEqual([]);
  });

  it('are asked for every word of a page', () => {
    expect(sources('src').flatMap(untranslated)).toEqual([]);
  });

  it('have no text that nothing asks for', () => {
    const all = sources('src').map((file) => readFileSync(file, 'utf8')).join('\n');
    const dynamic = [...all.matchAll(/t\(\s*`([a-z_]+\.[a-z0-9_]*)\$\{/g)].map((found) => found[1] ?? '');
    const unused = [...english.keys()].filter(
      (key) => !all.includes(`'${key.replace(/_(one|other)$/, '')}'`) && !dynamic.some((prefix) => key.startsWith(prefix)),
    );
    expect(unused).toEqual([]);
  });
});
