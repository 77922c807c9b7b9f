import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useWidth } from './width';

export interface Bar {
  key: string;
  /** What the bar stands for, in full. */
  label: string;
  /** The same on the axis, shorter; bars that share it are marked once, at the first. */
  mark: string;
  good: number;
  bad: number;
}

const HEIGHT = 220;
const LEFT = 44;
const BOTTOM = 24;
/** What a label below the axis takes, with a gap, in pixels. */
const LABEL = 84;

/** The whole numbers that an axis up to a value shows: at most five, in steps of 1, 2 or 5 times a power of ten. */
export function ticks(most: number): number[] {
  const power = 10 ** Math.floor(Math.log10(Math.max(1, most / 4)));
  const step = [1, 2, 5, 10].map((factor) => factor * power).find((each) => most / each <= 4) ?? 10 * power;
  const shown = [];
  for (let value = 0; value < most + step; value += step) {
    shown.push(value);
  }
  return shown;
}

/** The bars that are marked on the axis: the first of those that share a mark, as far apart as marks are wide. */
export function marked(bars: { mark: string }[], apart: number): Set<number> {
  const firsts = bars.flatMap((bar, index) => (bar.mark === bars[index - 1]?.mark ? [] : [index]));
  const [begun = 0, next = 0] = firsts;
  // A period begins in the middle of a day: rather mark the whole day after it than what is left of that one.
  if (firsts.length > 1 && firsts.length < bars.length && next - begun < apart) {
    firsts.shift();
  }
  const shown = new Set<number>();
  let last = -Infinity;
  for (const index of firsts) {
    if (index - last >= apart) {
      shown.add(index);
      last = index;
    }
  }
  return shown;
}

/** What succeeded and what failed, over time. The numbers are in a table for those who do not see it. */
export function BarChart({ bars, label, good, bad }: { bars: Bar[]; label: string; good: string; bad: string }) {
  const { i18n } = useTranslation();
  const [place, whole] = useWidth<HTMLElement>(720);
  const count = new Intl.NumberFormat(i18n.language, { notation: 'compact' });
  const most = Math.max(1, ...bars.map((bar) => bar.good + bar.bad));
  const marks = ticks(most);
  const top = marks.at(-1) ?? most;
  const y = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 10) * value) / top;
  const step = (whole - LEFT) / Math.max(1, bars.length);
  const named = marked(bars, LABEL / step);
  return (
    <figure ref={place} style={{ margin: 0 }}>
      <svg className="crest-chart" width={whole} height={HEIGHT} role="img" aria-label={label}>
        {marks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={whole} y1={y(tick)} y2={y(tick)} />
            <text x={LEFT - 8} y={y(tick) + 4} textAnchor="end">{count.format(tick)}</text>
          </g>
        ))}
        {bars.map((bar, index) => {
          const x = LEFT + index * step + step * 0.15;
          const width = Math.min(step * 0.7, 28);
          const base = HEIGHT - BOTTOM;
          const upper = y(bar.good);
          return (
            <g key={bar.key}>
              <title>{`${bar.label} · ${good}: ${bar.good} · ${bad}: ${bar.bad}`}</title>
              {bar.good > 0 && <rect className="good" x={x} width={width} y={upper} height={base - upper} rx={2} />}
              {bar.bad > 0 && (
                <rect className="bad" x={x} width={width} y={y(bar.good + bar.bad)} height={upper - y(bar.good + bar.bad)} rx={2} />
              )}
              {named.has(index) && x + LABEL <= whole && <text x={x} y={HEIGHT - 6}>{bar.mark}</text>}
            </g>
          );
        })}
      </svg>
      <figcaption className="crest-legend">
        <span className="crest-tag" data-tone="accent">{good}</span>
        <span className="crest-tag" data-tone="bad">{bad}</span>
      </figcaption>
      <div className="crest-hidden"><table>
        <caption>{label}</caption>
        <tbody>
          {bars.map((bar) => (
            <tr key={bar.key}>
              <th scope="row">{bar.label}</th>
              <td>{bar.good}</td>
              <td>{bar.bad}</td>
            </tr>
          ))}
        </tbody>
      </table></div>
    </figure>
  );
}

export interface CalendarDay {
  /** YYYY-MM-DD */
  date: string;
  value: number;
}

/** One square a day and a row a month; the fuller the colour, the more there is. */
export function Calendar({ days, label }: { days: CalendarDay[]; label: string }) {
  const { i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language);
  const month = new Intl.DateTimeFormat(i18n.language, { month: 'short', timeZone: 'UTC' });
  const full = new Intl.DateTimeFormat(i18n.language, { dateStyle: 'medium', timeZone: 'UTC' });
  const most = Math.max(1, ...days.map((day) => day.value));
  const rows = [...new Set(days.map((day) => day.date.slice(0, 7)))];
  const busy = days.filter((day) => day.value > 0);
  return (
    <figure style={{ margin: 0 }}>
      <div className="crest-calendar" role="img" aria-label={label}>
        {rows.map((row, index) => (
          <span key={row} className="crest-calendar-month" style={{ gridRow: index + 1 }}>{month.format(new Date(row))}</span>
        ))}
        {days.map((day) => (
          <span
            key={day.date}
            title={`${full.format(new Date(day.date))}: ${count.format(day.value)}`}
            className="crest-calendar-day"
            style={{
              gridRow: rows.indexOf(day.date.slice(0, 7)) + 1,
              gridColumn: Number(day.date.slice(8, 10)) + 1,
              ...(day.value > 0 ? { background: 'var(--crest-warn)', opacity: 0.35 + (0.65 * day.value) / most } : {}),
            }}
          />
        ))}
      </div>
      {busy.length > 0 && (
        <div className="crest-hidden"><table>
          <caption>{label}</caption>
          <tbody>
            {busy.map((day) => (
              <tr key={day.date}>
                <th scope="row">{full.format(new Date(day.date))}</th>
                <td>{day.value}</td>
              </tr>
            ))}
          </tbody>
        </table></div>
      )}
    </figure>
  );
}

/** Names by how often they occur. */
export function Ranking({ entries }: { entries: { key: string; name: ReactNode; value: number }[] }) {
  const { i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language);
  const most = Math.max(1, ...entries.map((entry) => entry.value));
  return (
    <ul className="crest-rank">
      {entries.map((entry) => (
        <li key={entry.key}>
          <div>
            <span>{entry.name}</span>
            <span>{count.format(entry.value)}</span>
          </div>
          <span className="crest-meter" aria-hidden="true">
            <span style={{ width: `${(entry.value / most) * 100}%` }} />
          </span>
        </li>
      ))}
    </ul>
  );
}
