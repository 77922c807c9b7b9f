/** A text as it stands in Java: literals joined, `{0}`, `{1}` … for each value put between them. */
export interface JavaText {
  /** The names of the calls around it, the nearest first. */
  readonly calls: readonly string[];
  readonly text: string;
}

interface Token {
  readonly kind: 'string' | 'word' | 'sign';
  readonly text: string;
}

const TOKEN =
  /\/\*[\s\S]*?\*\/|\/\/[^\n]*|"""([\s\S]*?)"""|"((?:\\.|[^"\\])*)"|'(?:\\.|[^'\\])+'|[A-Za-z_$][\w$]*|\d[\w.]*|->|::|\S/g;

function unescaped(literal: string): string {
  return literal
    .replace(/\\u+([0-9a-fA-F]{4})/g, (_, hex: string) => String.fromCharCode(parseInt(hex, 16)))
    .replace(/\\n/g, '\n')
    .replace(/\\(["'\\])/g, '$1');
}

/** Lines of a text block without the indentation that they share. */
function block(text: string): string {
  const lines = text.replace(/^[^\n]*\n/, '').split('\n');
  const indents = lines.filter((line) => line.trim()).map((line) => line.search(/\S/));
  const indent = Math.min(...indents);
  return unescaped(lines.map((line) => line.slice(indent)).join('\n').replace(/\\\n/g, ''));
}

function tokens(source: string): Token[] {
  const found: Token[] = [];
  for (const match of source.matchAll(TOKEN)) {
    const [whole, textBlock, literal] = match;
    if (whole.startsWith('/*') || whole.startsWith('//')) {
      continue;
    }
    if (textBlock !== undefined) {
      found.push({ kind: 'string', text: block(textBlock) });
    } else if (literal !== undefined) {
      found.push({ kind: 'string', text: unescaped(literal) });
    } else {
      found.push({ kind: /^[\w$']/.test(whole) ? 'word' : 'sign', text: whole });
    }
  }
  return found;
}

const ENDS = new Set([',', ';', '?', ':', '->', '=', '{', '}', 'return', 'yield', 'throw']);

/** The texts of one Java source, also those with a single literal. */
export function javaTexts(source: string): JavaText[] {
  const all = tokens(source);
  const constants = new Map<string, string>();
  const texts: JavaText[] = [];
  let at = 0;

  function nameBefore(open: number): string {
    let name = '';
    for (let i = open - 1; i >= 0; i--) {
      const token = all[i];
      if (!token || (token.kind !== 'word' && token.text !== '.')) {
        break;
      }
      if (token.kind === 'word' && all[i + 1]?.kind === 'word' && i + 1 < open) {
        break;
      }
      name = token.text + name;
    }
    return name;
  }

  /** Reads up to the parenthesis that closes this level, and keeps what was joined on it. */
  function level(calls: readonly string[]) {
    let operands: (string | undefined)[] = [];
    let current: Token[] = [];
    let declared = '';
    const operand = () => {
      const [first, second] = current;
      const whole = current.length === 1 && first?.kind === 'string';
      const formatted =
        first?.kind === 'string' && second?.text === '.' && current[2]?.text === 'formatted';
      if (first && (whole || formatted)) {
        operands.push(formatted ? first.text.replace(/%[sd]/g, '\0') : first.text);
      } else if (current.length === 1 && first && constants.has(first.text)) {
        operands.push(constants.get(first.text));
      } else if (current.length > 0) {
        operands.push(undefined);
      }
      current = [];
    };
    const end = () => {
      operand();
      if (operands.some((part) => part !== undefined)) {
        let place = 0;
        const text = operands
          .map((part) => part ?? '\0')
          .join('')
          .replace(/\0/g, () => `{${place++}}`);
        texts.push({ calls, text });
        if (declared && place === 0) {
          constants.set(declared, text);
        }
      }
      declared = '';
      operands = [];
    };
    while (at < all.length) {
      const token = all[at++];
      if (!token || token.text === ')' && token.kind === 'sign') {
        break;
      }
      if (token.kind === 'sign' && token.text === '(') {
        const name = nameBefore(at - 1);
        level(name ? [name, ...calls] : calls);
        current.push({ kind: 'sign', text: '()' });
      } else if (token.kind === 'sign' && token.text === '+') {
        operand();
      } else if (token.kind !== 'string' && ENDS.has(token.text)) {
        const last = current.at(-1);
        end();
        declared = token.text === '=' && last && /^[A-Z][A-Z_0-9]*$/.test(last.text) ? last.text : '';
      } else {
        current.push(token);
      }
    }
    end();
  }

  while (at < all.length) {
    level([]);
  }
  return texts;
}
