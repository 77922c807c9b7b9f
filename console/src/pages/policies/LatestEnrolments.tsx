import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { $api } from '../../api/client';
import { joinedFaultText } from '../../i18n/faults';
import { Failure } from '../../parts/Failure';
import { paths } from '../../paths';
import { EmptyState, Panel, Waiting } from '../../ui/Page';
import { Reason, StateTag, TimeAgo } from '../../ui/Text';

const MOST = 50;
const EVERY_MILLIS = 3000;

/** Who asked for certificates lately, and what came of it; renewed by itself. */
export function LatestEnrolments({ policyId }: { policyId: string }) {
  const { t } = useTranslation();
  const feed = $api.useQuery(
    'get',
    '/api/v1/certificate-policies/{id}/enrollments',
    { params: { path: { id: policyId }, query: { limit: MOST } } },
    { refetchInterval: EVERY_MILLIS },
  );
  if (feed.isPending) {
    return <Waiting />;
  }
  if (feed.isError) {
    return <Failure problem={feed.error} onRetry={() => void feed.refetch()} />;
  }
  const items = feed.data.items ?? [];
  return (
    <Panel title={t('policies.latest')}>
      <p>{t('policies.watching')}</p>
      {items.length === 0 ? (
        <EmptyState title={t('policies.latest_empty')} />
      ) : (
        <ul className="crest-timeline" aria-live="polite">
          {items.map((it) => (
            <li key={it.id} data-tone={it.outcome === 'success' ? 'good' : 'bad'}>
              <div className="crest-line">
                <StateTag state={it.outcome === 'success' ? 'issued' : 'refused'} />
                <span className="crest-mono">{it.operation}</span>
                {it.certificate_id ? <Link to={paths.certificate(it.certificate_id)}>{it.subject ?? it.serial_number}</Link> : it.subject}
                {it.reason && <Reason code={it.reason} />}
              </div>
              {it.faults && <div>{joinedFaultText(it.faults)}</div>}
              <div className="crest-muted crest-line">
                <TimeAgo time={it.at} />
                {it.address && <span>{it.address}</span>}
                {it.credential_name && <span>{it.credential_name}</span>}
                {it.device_id && <Link to={paths.device(it.device_id)}>{it.device_name ?? it.device_id}</Link>}
                {it.request_id && <span className="crest-mono">{it.request_id}</span>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
