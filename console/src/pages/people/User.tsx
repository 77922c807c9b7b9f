import { Form, Input } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { useAct, useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, SecretOnce, StateTag, Time, TimeAgo } from '../../ui/Text';
import { PersonActions } from './PersonActions';
import { Roles } from './Roles';

function Invitations({ id }: { id: string }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const lack = useLack('user_change');
  const [made, setMade] = useState<Schemas['InvitationMade']>();
  const invite = async (reset: boolean) =>
    setMade(await act(() => answered(api.POST('/api/v1/users/{id}/invitations', { params: { path: { id } }, body: reset ? { reset_second_factor: true } : {} }))));
  return (
    <>
      <div className="crest-actions">
        <ActionButton reason={lack} loading={busy} onClick={() => void invite(false)}>{t('people.invite')}</ActionButton>
        <ActionButton reason={lack} loading={busy} onClick={() => void invite(true)}>{t('people.invite_reset')}</ActionButton>
      </div>
      {made && (
        <SecretOnce title={t('people.invite_title')} secrets={[{ label: t('people.invite_url'), value: made.url }]} onClose={() => setMade(undefined)}>
          <p>{t('people.invite_lead')} {t('people.expires')} <Time time={made.ends_at} />.</p>
        </SecretOnce>
      )}
    </>
  );
}

/** Who a person is at the OpenID provider, where the server has one. */
function ProviderIdentity({ id, provider }: { id: string; provider: string }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const lack = useLack('user_change');
  const [form] = Form.useForm<Schemas['OidcIdentityDraft']>();
  const params = { path: { id } };
  const identity = $api.useQuery('get', '/api/v1/users/{id}/oidc-identity', { params });
  const { submit, sending, faults, problem } = useSending<Schemas['OidcIdentityDraft']>(form, (body) =>
    answered(api.PUT('/api/v1/users/{id}/oidc-identity', { params, body })),
  );
  const remove = () => act(() => answered(api.DELETE('/api/v1/users/{id}/oidc-identity', { params })));
  if (identity.isPending) {
    return null;
  }
  if (identity.isError) {
    return <Failure problem={identity.error} onRetry={() => void identity.refetch()} />;
  }
  const { issuer, subject } = identity.data;
  return (
    <Panel title={t('people.provider', { provider })}>
      <p className="crest-muted">{t('people.provider_lead', { issuer })}</p>
      {subject !== undefined ? (
        <>
          <Facts facts={[[t('people.subject'), <Copyable key="subject" value={subject} label={t('people.subject')} />]]} />
          <div className="crest-actions">
            <ActionButton reason={lack} loading={busy} onClick={() => void remove()}>{t('people.provider_remove')}</ActionButton>
          </div>
        </>
      ) : (
        <Form form={form} layout="vertical" onFinish={(values) => void submit(values)} style={{ maxWidth: 480 }} disabled={lack !== undefined}>
          <Form.Item name="subject" label={t('people.subject')} rules={[{ required: true, message: t('form.required') }]}><Input autoComplete="off" /></Form.Item>
          <SendingProblem problem={problem} faults={faults} />
          <ActionButton reason={lack} loading={sending} onClick={() => form.submit()}>{t('people.provider_set')}</ActionButton>
        </Form>
      )}
    </Panel>
  );
}

export function User() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const result = $api.useQuery('get', '/api/v1/users/{id}', { params: { path: { id } } });
  const ways = $api.useQuery('get', '/api/v1/session/ways');
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const user = result.data;
  const params = { path: { id }, header: ifMatch(user.version) };
  return (
    <>
      <PageHeader
        title={user.display_name || user.name}
        lead={user.description}
        tag={<StateTag state={user.enabled ? 'enabled' : 'disabled'} />}
        actions={
          <PersonActions
            name={user.name}
            enabled={user.enabled}
            edit={paths.editUser(id)}
            list={paths.users()}
            enable={() => api.POST('/api/v1/users/{id}/enable', { params })}
            disable={() => api.POST('/api/v1/users/{id}/disable', { params })}
            remove={() => api.DELETE('/api/v1/users/{id}', { params })}
          />
        }
      />
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('people.user_name'), user.name],
            [t('people.email'), user.email],
            [t('people.roles'), <Roles key="roles" roles={user.roles} />],
            user.ends_at !== undefined && [t('people.ends_at'), <Time key="end" time={user.ends_at} />],
            [t('common.id'), <Copyable key="id" value={user.id} label={t('common.id')} />],
            [t('common.created_at'), <TimeAgo key="created" time={user.created_at} />],
          ]}
        />
      </Panel>
      <Panel title={t('people.invite_title')}>
        <p>{t('people.invite_lead')}</p>
        <Invitations id={id} />
      </Panel>
      {ways.data?.oidc && <ProviderIdentity id={id} provider={ways.data.oidc_name ?? 'OpenID'} />}
    </>
  );
}
