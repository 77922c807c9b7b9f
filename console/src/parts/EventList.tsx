import { useQuery } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schemas } from '../api/client';
import { paths } from '../paths';
import { EmptyState, Panel, Waiting } from '../ui/Page';
import { Reason, TimeAgo } from '../ui/Text';
import { Actor } from './Actor';
import { Failure } from './Failure';

type Event = Schemas['AuditEventView'];

/** What happened to one thing, the latest first, as a timeline. */
export function EventList({ name, title, load }: { name: string; title?: string; load: (query: { limit: number }) => Promise<Page<Event>> }) {
  const { t } = useTranslation();
  const events = useQuery({ queryKey: ['events', name], queryFn: () => load({ limit: 100 }) });
  if (events.isPending) {
    return <Waiting />;
  }
  if (events.isError) {
    return <Failure problem={events.error} onRetry={() => void events.refetch()} />;
  }
  const items = events.data.items ?? [];
  return (
    <Panel {...(title === undefined ? {} : { title })}>
      {items.length === 0 ? (
        <EmptyState title={t('devices.history_empty')} />
      ) : (
        <ul className="crest-timeline">
          {items.map((event) => (
            <li key={event.id} data-tone={event.outcome === 'success' ? 'good' : 'bad'}>
              <div className="crest-line">
                <Link to={paths.auditEvent(event.id)} className="crest-mono">{event.action}</Link>
                {event.reason && <Reason code={event.reason} />}
              </div>
              <div className="crest-muted crest-line">
                <TimeAgo time={event.at} />
                <Actor actor={event.actor} />
                {event.address && <span>{event.address}</span>}
              </div>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}
