/** Times and spans in the reader's language. */

/** Units, their length, and how many of them are told before the next larger one is. Days count for certificates, so weeks are not told. */
const UNITS: [Intl.RelativeTimeFormatUnit, number, number][] = [
  ['second', 1000, 60],
  ['minute', 60_000, 60],
  ['hour', 3_600_000, 48],
  ['day', 86_400_000, 90],
  ['month', 2_629_800_000, 24],
  ['year', 31_557_600_000, Infinity],
];

/** Keeps what `make` made for each language: formats are slow to make, and a list formats hundreds of times. */
function perLanguage<F>(make: (language: string) => F): (language: string) => F {
  const made = new Map<string, F>();
  return (language) => {
    let format = made.get(language);
    if (format === undefined) {
      format = make(language);
      made.set(language, format);
    }
    return format;
  };
}

const RELATIVE = perLanguage((language) => new Intl.RelativeTimeFormat(language, { numeric: 'auto' }));
const MOMENT = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium', timeStyle: 'medium' }));
const DAY = perLanguage((language) => new Intl.DateTimeFormat(language, { dateStyle: 'medium' }));

export function relative(time: string, language: string, now = Date.now()): string {
  const distance = new Date(time).getTime() - now;
  const [unit, length] = UNITS.find(([, size, most]) => Math.abs(distance) < size * most) ?? (['year', 31_557_600_000] as const);
  return RELATIVE(language).format(Math.round(distance / length), unit);
}

export function absolute(time: string, language: string): string {
  return MOMENT(language).format(new Date(time));
}

export function passed(time: string, now = Date.now()): boolean {
  return new Date(time).getTime() < now;
}

export function day(time: string | number, language: string): string {
  return DAY(language).format(new Date(time));
}

export type SpanUnit = 'minutes' | 'hours' | 'days' | 'months' | 'years';

export interface Span {
  amount: number;
  unit: SpanUnit;
}

const ISO: [RegExp, SpanUnit][] = [
  [/^PT(\d+)M$/, 'minutes'],
  [/^PT(\d+)H$/, 'hours'],
  [/^P(\d+)D$/, 'days'],
  [/^P(\d+)M$/, 'months'],
  [/^P(\d+)Y$/, 'years'],
];

/** Reads an ISO 8601 span of one unit, the only kind that people write; undefined for others. */
export function readSpan(iso: string | undefined): Span | undefined {
  for (const [pattern, unit] of ISO) {
    const found = pattern.exec(iso ?? '');
    if (found) {
      return { amount: Number(found[1]), unit };
    }
  }
  return undefined;
}

export function writeSpan({ amount, unit }: Span): string {
  switch (unit) {
    case 'minutes':
      return `PT${amount}M`;
    case 'hours':
      return `PT${amount}H`;
    case 'days':
      return `P${amount}D`;
    case 'months':
      return `P${amount}M`;
    case 'years':
      return `P${amount}Y`;
  }
}

export function spanText(iso: string | undefined, language: string): string {
  const span = readSpan(iso);
  if (!span) {
    return iso ?? '';
  }
  const unit = span.unit.slice(0, -1);
  return new Intl.NumberFormat(language, { style: 'unit', unit, unitDisplay: 'long' }).format(
    span.amount,
  );
}
