/**
 * What the server says is wrong, in the language chosen here. The API answers in English whoever
 * asks: programs depend on its codes, and only the console has a language. So the English text is
 * the key, as with gettext. It has numbered places where the server puts values, which stay as they
 * are, unless the translation marks a place by `!`: there the server put another text of its own.
 */
type Table = Readonly<Record<string, string>>;

interface Template {
  readonly pattern: RegExp;
  readonly told: string;
  /** Only signs around its places: it would fit nearly everything, so what is in them has to be known. */
  readonly bare: boolean;
  readonly weight: number;
}

const PLACE = /\{\d\}/g;
const TOLD_PLACE = /\{(\d)(!?)\}/g;
/** A text may have the name of its field before it. */
const WITH_FIELD = /^([\w./[\]-]+): (.+)$/s;
/** Where the next of several texts begins that the server has joined, each with its field. */
const NEXT = / (?=[a-z][\w.[\]]*: (?:[A-Z]|[a-z]+\.))/;

let table: ReadonlyMap<string, string> = new Map();
let templates: readonly Template[] = [];

function template(english: string, told: string): Template {
  const literals = english.split(PLACE);
  const pattern = literals.map((literal) => literal.replace(/[\\^$.*+?()[\]{}|/]/g, '\\$&')).join('(.+?)');
  return {
    pattern: new RegExp(`^${pattern}$`, 's'),
    told,
    bare: !/[A-Za-z]/.test(literals.join('')),
    weight: literals.join('').length,
  };
}

/** Takes the texts of a language, with the English ones as keys; none for English itself. */
export function tellFaultsBy(texts: Table) {
  table = new Map(Object.entries(texts));
  // The most specific one first: "must be at most 3 roles" fits "must be at most {0}", too.
  templates = Object.entries(texts)
    .filter(([english]) => /\{\d\}/.test(english))
    .map(([english, told]) => template(english, told))
    .sort((a, b) => b.weight - a.weight);
}

function known(english: string): string | undefined {
  const exact = table.get(english);
  if (exact !== undefined) {
    return exact;
  }
  const [, field, rest] = WITH_FIELD.exec(english) ?? [];
  const named = rest && known(rest);
  if (named) {
    return `${field}：${named}`;
  }
  for (const { pattern, told, bare } of templates) {
    const values = pattern.exec(english)?.slice(1);
    if (!values) {
      continue;
    }
    let complete = true;
    const text = told.replace(TOLD_PLACE, (_, place: string, inner: string) => {
      const value = values[Number(place)] ?? '';
      const meant = inner ? known(value) : value;
      complete &&= meant !== undefined;
      return meant ?? value;
    });
    if (complete || !bare) {
      return text;
    }
  }
  return undefined;
}

/** Returns a text of the server in the language chosen, or as it is where it is not known. */
export function faultText(english: string): string {
  return known(english) ?? english;
}

/** The same for several texts in one, as the audit log has them. */
export function joinedFaultText(english: string): string {
  return english.split(NEXT).map(faultText).join(' ');
}
