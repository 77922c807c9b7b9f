import { Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, answered, api, type Schemas } from '../../api/client';
import { useAct } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { PageHeader, Panel, Waiting } from '../../ui/Page';
import { TimeAgo } from '../../ui/Text';
import { Keys } from '../people/Keys';
import { Passkeys } from './Passkeys';
import { Password } from './Password';
import { Totp } from './Totp';

function Session({ session }: { session: Schemas['OwnSession'] }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  return (
    <li data-tone={session.current ? 'good' : undefined}>
      <div className="crest-line">
        <span>{session.user_agent}</span>
        {session.current ? (
          <strong>{t('me.session_current')}</strong>
        ) : (
          <Button size="small" loading={busy} onClick={() => void act(() => api.DELETE('/api/v1/me/sessions/{id}', { params: { path: { id: session.id } } }), t('me.ended'))}>
            {t('me.session_end')}
          </Button>
        )}
      </div>
      <div className="crest-muted crest-line">
        <span>{t('me.session_method')}: {t(`me.method_${session.method}`)}</span>
        <span>{t('me.session_from')}: {session.address}</span>
        <span>{t('me.session_seen')}: <TimeAgo time={session.last_seen} /></span>
      </div>
    </li>
  );
}

/** What the signed-in person looks after himself or herself. */
export function Me() {
  const { t } = useTranslation();
  const me = $api.useQuery('get', '/api/v1/me');
  const sessions = $api.useQuery('get', '/api/v1/me/sessions');
  if (me.isPending) {
    return <Waiting />;
  }
  if (me.isError) {
    return <Failure problem={me.error} onRetry={() => void me.refetch()} />;
  }
  return (
    <>
      <PageHeader title={t('me.title')} lead={me.data.display_name || me.data.name} />
      <div className="crest-columns">
        <Password me={me.data} />
        <Totp me={me.data} />
        <Passkeys me={me.data} />
        <Panel title={t('me.sessions')}>
          <ul className="crest-timeline">{(sessions.data?.items ?? []).map((session) => <Session key={session.id} session={session} />)}</ul>
        </Panel>
      </div>
      <Keys
        name="own-keys"
        lack={undefined}
        load={(query) => answered(api.GET('/api/v1/me/api-keys', { params: { query } }))}
        make={(body) => answered(api.POST('/api/v1/me/api-keys', { body }))}
        remove={(id) => api.DELETE('/api/v1/me/api-keys/{id}', { params: { path: { id } } })}
      />
    </>
  );
}
