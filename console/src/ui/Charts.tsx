import { useTranslation } from 'react-i18next';

export interface Bar {
  key: string;
  label: string;
  good: number;
  bad: number;
}

const WIDTH = 720;
const HEIGHT = 190;
const LEFT = 44;
const BOTTOM = 22;

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

/** What succeeded and what failed, over time. The numbers are in a table for those who do not see it. */
export function BarChart({ bars, label, good, bad }: { bars: Bar[]; label: string; good: string; bad: string }) {
  const { i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language, { notation: 'compact' });
  const most = Math.max(1, ...bars.map((bar) => bar.good + bar.bad));
  const marks = ticks(most);
  const top = marks.at(-1) ?? most;
  const y = (value: number) => HEIGHT - BOTTOM - ((HEIGHT - BOTTOM - 10) * value) / top;
  const step = (WIDTH - LEFT) / Math.max(1, bars.length);
  const every = Math.ceil(bars.length / 8);
  return (
    <figure style={{ margin: 0 }}>
      <svg className="crest-chart" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} role="img" aria-label={label}>
        {marks.map((tick) => (
          <g key={tick}>
            <line className="grid" x1={LEFT} x2={WIDTH} y1={y(tick)} y2={y(tick)} />
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
              {index % every === 0 && <text x={x + width / 2} y={HEIGHT - 5} textAnchor="middle">{bar.label}</text>}
            </g>
          );
        })}
      </svg>
      <figcaption className="crest-legend">
        <span className="crest-tag" data-tone="good">{good}</span>
        <span className="crest-tag" data-tone="bad">{bad}</span>
      </figcaption>
      <table className="crest-hidden">
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
      </table>
    </figure>
  );
}

/** One square a day; the fuller the colour, the more there is. */
export function Calendar({ days, label }: { days: { label: string; value: number }[]; label: string }) {
  const most = Math.max(1, ...days.map((day) => day.value));
  return (
    <div className="crest-calendar" role="img" aria-label={label}>
      {days.map((day) => (
        <span
          key={day.label}
          title={`${day.label}: ${day.value}`}
          style={
            day.value > 0
              ? { background: 'var(--crest-warn)', opacity: 0.35 + (0.65 * day.value) / most }
              : undefined
          }
        />
      ))}
    </div>
  );
}

/** Names by how often they occur. */
export function Ranking({ entries }: { entries: { name: string; value: number }[] }) {
  const { i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language);
  const most = Math.max(1, ...entries.map((entry) => entry.value));
  return (
    <ul className="crest-rank">
      {entries.map((entry) => (
        <li key={entry.name}>
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
