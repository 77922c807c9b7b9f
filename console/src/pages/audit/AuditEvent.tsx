import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { $api } from '../../api/client';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, Reason, StateTag, Time } from '../../ui/Text';

export function AuditEvent() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const result = $api.useQuery('get', '/api/v1/audit-events/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const event = result.data;
  const details = Object.entries(event.details ?? {});
  return (
    <>
      <PageHeader title={event.action} lead={t('audit.event')} tag={<StateTag state={event.outcome} />} />
      <div className="crest-columns">
        <Panel>
          <Facts
            facts={[
              [t('audit.at'), <Time key="at" time={event.at} />],
              event.reason !== undefined && [t('audit.reason'), <Reason key="reason" code={event.reason} />],
              [t('audit.actor'), <Copyable key="actor" value={event.actor} label={t('audit.actor')} />],
              [t('audit.address'), event.address],
              event.resource_id !== undefined && [t('audit.resource'), <span key="resource">{event.resource_type} <Copyable value={event.resource_id} label={t('audit.resource_id')} /></span>],
              event.division_id !== undefined && [t('common.division'), <Ref key="division" of="divisions" id={event.division_id} />],
              event.request_id !== undefined && [t('audit.request'), <Copyable key="request" value={event.request_id} label={t('audit.request')} />],
              [t('audit.node'), <span key="node" className="crest-mono">{event.node}</span>],
              [t('audit.sequence'), event.sequence],
              [t('audit.hash'), <span key="hash" className="crest-mono">{event.hash}</span>],
            ]}
          />
        </Panel>
        {details.length > 0 && (
          <Panel title={t('audit.details')}>
            <Facts facts={details.map(([name, value]) => [name, <span key={name} className="crest-mono">{value}</span>])} />
          </Panel>
        )}
      </div>
    </>
  );
}
