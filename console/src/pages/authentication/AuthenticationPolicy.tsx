import { Button, Dropdown } from 'antd';
import { DownOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { authenticationPolicyCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { useAct, useConfirm, useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { ResourceTable } from '../../parts/ResourceTable';
import { Switches } from '../../parts/Switches';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, StateTag, TimeAgo, UsageBar } from '../../ui/Text';
import { absolute } from '../../ui/clock';

type Credential = Schemas['CredentialView'];

const KINDS = ['passcode', 'authentication_certificate', 'authentication_authority'] as const;

function Validity({ credential }: { credential: Credential }) {
  const { t, i18n } = useTranslation();
  const { start, end } = credential;
  if (!start && !end) {
    return <span className="crest-muted">{t('authentication.always')}</span>;
  }
  return (
    <>
      {start && <div>{t('authentication.from_time', { time: absolute(start, i18n.language) })}</div>}
      {end && <div>{t('authentication.until_time', { time: absolute(end, i18n.language) })}</div>}
    </>
  );
}

function Proof({ credential }: { credential: Credential }) {
  const { t } = useTranslation();
  if (credential.shown_prefix) {
    return <span className="crest-mono">{t('authentication.starts_with', { prefix: credential.shown_prefix })}</span>;
  }
  return credential.certificate ? <span>{credential.certificate.subject}</span> : null;
}

function CredentialActions({ policyId, credential }: { policyId: string; credential: Credential }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const confirm = useConfirm();
  const navigate = useNavigate();
  const lack = useLack('authentication_policy_change');
  const params = { path: { policyId, id: credential.id }, header: ifMatch(credential.version) };
  const base = '/api/v1/authentication-policies/{policyId}/credentials/{id}' as const;
  const deleted = credential.status === 'deleted';
  const run = async (key: string) => {
    switch (key) {
      case 'edit':
        return navigate(paths.credential(policyId, credential.id));
      case 'enable':
        return act(() => api.POST(`${base}/enable`, { params }), t('common.enabled'));
      case 'disable':
        return act(() => api.POST(`${base}/disable`, { params }), t('common.disabled'));
      case 'restore':
        return act(() => api.POST(`${base}/restore`, { params }), t('common.restored'));
      default:
        if (await confirm({ title: t('authentication.delete_title', { name: credential.name }), lead: t('authentication.delete_lead'), ok: t('common.delete') })) {
          await act(() => api.DELETE(base, { params }), t('common.deleted'));
        }
        return undefined;
    }
  };
  const items = deleted
    ? [{ key: 'restore', label: t('common.restore') }]
    : [
        { key: 'edit', label: t('common.edit') },
        credential.enabled ? { key: 'disable', label: t('common.disable') } : { key: 'enable', label: t('common.enable') },
        { key: 'delete', label: t('common.delete'), danger: true },
      ];
  return (
    <Dropdown trigger={['click']} disabled={lack !== undefined} menu={{ items, onClick: ({ key }) => void run(key) }}>
      <Button size="small" loading={busy} title={lack} icon={<DownOutlined />} iconPlacement="end">{t('common.actions')}</Button>
    </Dropdown>
  );
}

function Credentials({ policyId }: { policyId: string }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const lack = useLack('authentication_policy_change');
  const add = (
    <div className="crest-actions">
      {KINDS.map((kind) => (
        <ActionButton key={kind} reason={lack} primary={kind === 'passcode'} onClick={() => void navigate(paths.newCredential(policyId, kind))}>
          {t(`authentication.add_${kind}`)}
        </ActionButton>
      ))}
    </div>
  );
  return (
    <>
      <div className="crest-page-header" style={{ margin: '8px 0 14px' }}>
        <h2 className="crest-panel-title" style={{ margin: 0 }}>{t('authentication.credentials')}</h2>
        {add}
      </div>
      <ResourceTable
        name={`credentials-${policyId}`}
        label={t('authentication.credentials')}
        prefix="k-"
        load={(query) => answered(api.GET('/api/v1/authentication-policies/{policyId}/credentials', { params: { path: { policyId }, query } }))}
        filters={[
          { name: 'name', kind: 'text', label: t('common.search') },
          { name: 'kind', kind: 'choice', label: t('authentication.kind'), options: KINDS.map((value) => ({ value, label: t(`authentication.kind_${value}`) })) },
          { name: 'status', kind: 'choice', label: t('common.status'), options: (['active', 'disabled', 'expired', 'used_up', 'not_yet_valid', 'deleted'] as const).map((value) => ({ value, label: t(`state.${value}`) })) },
        ]}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.credential(policyId, it.id)}>{it.name}</Link> },
          { key: 'kind', title: t('authentication.kind'), render: (it) => <>{t(`authentication.kind_${it.kind}`)}<div className="crest-muted"><Proof credential={it} /></div></> },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.status} /> },
          { key: 'uses', title: t('authentication.usage'), render: (it) => <UsageBar used={it.uses} limit={it.usage_limit} /> },
          { key: 'last', title: t('authentication.last_used'), render: (it) => <TimeAgo time={it.last_used} /> },
          { key: 'valid', title: t('authentication.valid'), render: (it) => <Validity credential={it} /> },
          { key: 'actions', title: t('common.actions'), render: (it) => <CredentialActions policyId={policyId} credential={it} /> },
        ]}
        empty={{ title: t('authentication.credentials_empty'), lead: t('authentication.credentials_empty_lead'), action: add }}
      />
    </>
  );
}

function UsedBy({ policyId }: { policyId: string }) {
  const { t } = useTranslation();
  const users = $api.useQuery('get', '/api/v1/certificate-policies', { params: { query: { authentication_policy_id: policyId, limit: 20 } } });
  const items = users.data?.items ?? [];
  return <>{items.length === 0 ? <span className="crest-muted">{t('common.none')}</span> : items.map((it) => <div key={it.id}><Link to={paths.policy(it.id)}>{it.name}</Link></div>)}</>;
}

export function AuthenticationPolicy() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const may = usePermissions();
  const result = $api.useQuery('get', '/api/v1/authentication-policies/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const policy = result.data;
  const params = { path: { id }, header: ifMatch(policy.version) };
  return (
    <>
      <PageHeader
        title={policy.name}
        lead={policy.description}
        tag={<StateTag state={policy.status} />}
        actions={
          <Switches
            name={policy.name}
            status={policy.status}
            reasons={{
              edit: authenticationPolicyCan.edit(may, policy),
              enable: authenticationPolicyCan.enable(may, policy),
              disable: authenticationPolicyCan.disable(may, policy),
              remove: authenticationPolicyCan.remove(may, policy),
              restore: authenticationPolicyCan.restore(may, policy),
            }}
            onEdit={() => void navigate(paths.editAuthenticationPolicy(id))}
            enable={() => api.POST('/api/v1/authentication-policies/{id}/enable', { params })}
            disable={() => api.POST('/api/v1/authentication-policies/{id}/disable', { params })}
            remove={() => api.DELETE('/api/v1/authentication-policies/{id}', { params })}
            restore={() => api.POST('/api/v1/authentication-policies/{id}/restore', { params })}
            removeTitle={t('authentication.delete_title', { name: policy.name })}
            removeLead={t('authentication.delete_lead')}
          />
        }
      />
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('common.id'), <Copyable key="id" value={policy.id} label={t('common.id')} />],
            [t('common.division'), <Ref key="division" of="divisions" id={policy.division_id} />],
            [t('authentication.used_by'), <UsedBy key="users" policyId={id} />],
            [t('common.created_at'), <TimeAgo key="created" time={policy.created_at} />],
          ]}
        />
      </Panel>
      <Credentials policyId={id} />
    </>
  );
}
