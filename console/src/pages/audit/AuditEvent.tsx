import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { $api } from '../../api/client';
import { Actor } from '../../parts/Actor';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { Resource } from '../../parts/Resource';
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
              [t('audit.actor'), <span key="actor" className="crest-line"><Actor actor={event.actor} /><Copyable value={event.actor} label={t('audit.actor')} /></span>],
              [t('audit.address'), event.address],
              event.resource_id !== undefined && [t('audit.resource'), <span key="resource" className="crest-line"><Resource type={event.resource_type ?? ''} id={event.resource_id} /><Copyable value={event.resource_id} label={t('audit.resource_id')} /></span>],
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
