import { Segmented } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { $api, type Schemas } from '../../api/client';
import { usePermissions } from '../../api/session';
import { CERTIFICATE_STATES } from '../../api/values';
import { Failure } from '../../parts/Failure';
import { paths } from '../../paths';
import { BarChart, Calendar, Ranking } from '../../ui/Charts';
import { absolute, day } from '../../ui/clock';
import { PageHeader, Panel, Waiting } from '../../ui/Page';
import { Reason, StateTag, TimeAgo } from '../../ui/Text';

type Statistics = Schemas['StatisticsView'];

const PERIODS = ['24h', '7d', '30d', '90d'] as const;
const EVERY_MILLIS = 5000;
const HOUR_MILLIS = 3_600_000;
const DAY_MILLIS = 86_400_000;
const BUSIEST = 3;

function Tally({ value, label, to }: { value: number; label: React.ReactNode; to: string }) {
  const { i18n } = useTranslation();
  return (
    <Link className="crest-number" to={to}>
      <strong>{new Intl.NumberFormat(i18n.language).format(value)}</strong>
      <span>{label}</span>
    </Link>
  );
}

function Standing({ it }: { it: Statistics }) {
  const { t } = useTranslation();
  const soon = (days: number) =>
    `${paths.certificates()}?status=valid&sort=not_after&expires_to=${new Date(new Date(it.as_of).getTime() + days * DAY_MILLIS).toISOString()}`;
  return (
    <div className="crest-standing">
      <section aria-label={t('dashboard.certificates')}>
        <h2 className="crest-panel-title">{t('dashboard.certificates')}</h2>
        <div className="crest-numbers">
          {CERTIFICATE_STATES.map((state) => (
            <Tally key={state} value={it.certificates[state]} label={<StateTag state={state} />} to={`${paths.certificates()}?status=${state}`} />
          ))}
        </div>
      </section>
      <section aria-label={t('dashboard.expiring')}>
        <h2 className="crest-panel-title">{t('dashboard.expiring')}</h2>
        <div className="crest-numbers">
          <Tally value={it.expiring.within_7_days ?? 0} label={t('dashboard.within_7')} to={soon(7)} />
          <Tally value={it.expiring.within_30_days ?? 0} label={t('dashboard.within_30')} to={soon(30)} />
          <Tally value={it.expiring.within_90_days ?? 0} label={t('dashboard.within_90')} to={soon(90)} />
        </div>
      </section>
    </div>
  );
}

function Enrolments({ it, period, onPeriod }: { it: Statistics; period: string; onPeriod: (period: (typeof PERIODS)[number]) => void }) {
  const { t, i18n } = useTranslation();
  const { enrollments } = it;
  const hourly = enrollments.step === 'hour';
  const clock = { hour: '2-digit', minute: '2-digit' } as const;
  const date = { month: 'short', day: 'numeric' } as const;
  const axis = new Intl.DateTimeFormat(i18n.language, period === '24h' ? clock : date);
  const whole = new Intl.DateTimeFormat(i18n.language, hourly ? { ...date, ...clock } : date);
  const points = enrollments.points ?? [];
  // A week of hours would be bars too thin to read.
  const width = points.length > 100 ? 4 : 1;
  const bars = [];
  for (let i = 0; i < points.length; i += width) {
    const part = points.slice(i, i + width);
    const from = new Date(part[0]?.at ?? 0);
    bars.push({
      key: part[0]?.at ?? '',
      label: width === 1 ? whole.format(from) : whole.formatRange(from, new Date(from.getTime() + width * HOUR_MILLIS)),
      mark: axis.format(from),
      good: part.reduce((sum, point) => sum + point.issued, 0),
      bad: part.reduce((sum, point) => sum + point.refused, 0),
    });
  }
  return (
    <Panel
      title={t('dashboard.enrolments')}
      extra={
        <Segmented
          aria-label={t('dashboard.period')}
          value={period}
          options={PERIODS.map((value) => ({ value, label: t(`dashboard.period_${value}`) }))}
          onChange={(value) => onPeriod(value as (typeof PERIODS)[number])}
        />
      }
    >
      <p>{t('dashboard.enrolments_lead', { issued: enrollments.issued, refused: enrollments.refused })}</p>
      <BarChart bars={bars} label={t('dashboard.enrolments')} good={t('state.issued')} bad={t('state.refused')} />
    </Panel>
  );
}

/** When certificates end, and the days on which the most do. */
function Expiry({ days }: { days: { date: string; count: number }[] }) {
  const { t, i18n } = useTranslation();
  const busiest = days.filter((day) => day.count > 0).sort((a, b) => b.count - a.count).slice(0, BUSIEST);
  const onDay = (date: string) =>
    `${paths.certificates()}?status=valid&sort=not_after&expires_from=${new Date(date).toISOString()}&expires_to=${new Date(new Date(date).getTime() + DAY_MILLIS).toISOString()}`;
  return (
    <Panel title={t('dashboard.calendar')}>
      <p>{busiest.length === 0 ? t('dashboard.calendar_none') : t('dashboard.calendar_lead')}</p>
      <Calendar label={t('dashboard.calendar')} days={days.map((each) => ({ date: each.date, value: each.count }))} />
      {busiest.length > 0 && (
        <>
          <h3>{t('dashboard.calendar_busiest')}</h3>
          <ul className="crest-plain">
            {busiest.map((each) => (
              <li key={each.date} className="crest-count">
                <Link to={onDay(each.date)}>{day(each.date, i18n.language)}</Link>
                {new Intl.NumberFormat(i18n.language).format(each.count)}
              </li>
            ))}
          </ul>
        </>
      )}
    </Panel>
  );
}

/** What leads to the first certificate, while there is none. */
function Start({ it }: { it: Statistics }) {
  const { t } = useTranslation();
  if (it.totals.certificate_policies > 0 || it.certificates.total > 0) {
    return null;
  }
  return (
    <Panel title={t('dashboard.start_title')}>
      <p>{t('dashboard.start_lead')}</p>
      <ol>
        <li><Link to={paths.newDivision()}>{t('dashboard.start_division')}</Link></li>
        <li><Link to={paths.newAuthenticationPolicy()}>{t('dashboard.start_authentication')}</Link></li>
        <li><Link to={paths.newProfile()}>{t('dashboard.start_profile')}</Link></li>
        <li><Link to={paths.newPolicy()}>{t('dashboard.start_policy')}</Link></li>
      </ol>
    </Panel>
  );
}

export function Dashboard() {
  const { t, i18n } = useTranslation();
  const may = usePermissions();
  const [period, setPeriod] = useState<(typeof PERIODS)[number]>('7d');
  const result = $api.useQuery(
    'get',
    '/api/v1/statistics',
    { params: { query: { period } } },
    { refetchInterval: EVERY_MILLIS, placeholderData: (before: Statistics | undefined) => before },
  );
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const it = result.data;
  const ending = it.expiring_authorities ?? [];
  return (
    <>
      <PageHeader title={t('dashboard.title')} lead={t('dashboard.as_of', { time: absolute(it.as_of, i18n.language) })} />
      <Start it={it} />
      <Standing it={it} />
      <Enrolments it={it} period={period} onPeriod={setPeriod} />
      <div className="crest-columns">
        <div className="crest-stack">
          <Panel title={t('dashboard.refusals')}>
            {(it.refusals ?? []).length === 0 ? (
              <p>{t('dashboard.refusals_none')}</p>
            ) : (
              <Ranking entries={(it.refusals ?? []).map((refusal) => ({ key: refusal.reason, name: <Reason code={refusal.reason} />, value: refusal.count }))} />
            )}
          </Panel>
          <Panel title={t('dashboard.devices')}>
            <ul className="crest-plain">
              {(['registered', 'provisioned', 'disabled'] as const).map((state) => (
                <li key={state} className="crest-count">
                  <Link to={`${paths.devices()}?state=${state}`}><StateTag state={state} /></Link>
                  {new Intl.NumberFormat(i18n.language).format(it.devices[state])}
                </li>
              ))}
            </ul>
          </Panel>
        </div>
        <div className="crest-stack">
          <Expiry days={it.expiry_calendar.days ?? []} />
          {may.has('authority_read') && (
            <Panel title={t('dashboard.authorities')}>
              {ending.length === 0 ? (
                <p>{t('dashboard.authorities_none')}</p>
              ) : (
                <ul className="crest-plain">
                  {ending.map((authority) => (
                    <li key={authority.id} className="crest-count">
                      <Link to={paths.authority(authority.id)}>{authority.name}</Link>
                      <TimeAgo time={authority.not_after} />
                    </li>
                  ))}
                </ul>
              )}
            </Panel>
          )}
        </div>
      </div>
    </>
  );
}
