import { Alert, Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { policyCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { KEY_NAMES } from '../../api/values';
import { CertificateTable } from '../certificates/CertificateTable';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { Switches } from '../../parts/Switches';
import { paths } from '../../paths';
import { Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, SpanText, StateTag, Time, TimeAgo } from '../../ui/Text';
import { EstSection } from './EstSection';
import { LatestEnrolments } from './LatestEnrolments';

type View = Schemas['CertificatePolicyView'];

function Restrictions({ policy }: { policy: View }) {
  const { t } = useTranslation();
  const { addresses = [], start, end, hours } = policy.restrictions;
  return (
    <Facts
      facts={[
        [t('policies.addresses'), addresses.join(', ')],
        [t('policies.window_start'), start && <Time time={start} />],
        [t('policies.window_end'), end && <Time time={end} />],
        [t('policies.hours'), hours && `${(hours.days ?? []).map((day) => t(`policies.${day}`)).join(', ')} ${hours.from}–${hours.to} (${hours.zone})`],
      ]}
    />
  );
}

function PolicySettings({ policy }: { policy: View }) {
  const { t } = useTranslation();
  return (
    <div className="crest-columns">
      <Panel title={t('policies.step_general')}>
        <Facts
          facts={[
            [t('common.id'), <Copyable key="id" value={policy.id} label={t('common.id')} />],
            [t('common.division'), <Ref key="division" of="divisions" id={policy.division_id} />],
            [t('policies.model'), t(`policies.model_${policy.model}`)],
            [t('policies.methods'), (policy.methods ?? []).map((method) => t(`policies.method_${method}`)).join(', ')],
            [t('policies.authentication_policy'), policy.authentication_policy_id && <Ref of="authenticationPolicies" id={policy.authentication_policy_id} />],
            [t('common.created_at'), <TimeAgo key="created" time={policy.created_at} />],
            [t('common.updated_at'), <TimeAgo key="updated" time={policy.updated_at} />],
          ]}
        />
      </Panel>
      <Panel title={t('policies.step_certificate')}>
        <Facts
          facts={[
            [t('policies.profile'), <Ref key="profile" of="profiles" id={policy.profile_id} />],
            [t('policies.authority'), <Ref key="authority" of="authorities" id={policy.authority_id} />],
            [t('policies.keypair'), t(`policies.keypair_${policy.keypair_generation}`)],
            policy.default_key_type && [t('policies.default_key_type'), KEY_NAMES[policy.default_key_type]],
            policy.keypair_generation !== 'local' && [t('policies.requester_chooses'), policy.requester_chooses_key_type ? t('common.yes') : t('common.no')],
          ]}
        />
      </Panel>
      {/* They are about EST and nothing else. */}
      {policy.methods?.includes('est') && (
        <Panel title={t('policies.step_method')}>
          <Facts
            facts={[
              [t('policies.labels'), (policy.labels ?? []).join(', ')],
              [t('policies.reenrollment'), t(`policies.reenrollment_${policy.reenrollment}`)],
              [t('policies.channel_binding'), t(`policies.binding_${policy.channel_binding}`)],
              [t('policies.resubmission'), <SpanText key="span" span={policy.resubmission_window} />],
            ]}
          />
        </Panel>
      )}
      <Panel title={t('policies.restrictions')}>
        <Restrictions policy={policy} />
      </Panel>
    </div>
  );
}

function PolicyActions({ policy }: { policy: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const may = usePermissions();
  const params = { path: { id: policy.id }, header: ifMatch(policy.version) };
  return (
    <Switches
      name={policy.name}
      status={policy.status}
      reasons={{
        edit: policyCan.edit(may, policy),
        enable: policyCan.enable(may, policy),
        disable: policyCan.disable(may, policy),
        remove: policyCan.remove(may, policy),
        restore: policyCan.restore(may, policy),
      }}
      onEdit={() => void navigate(paths.editPolicy(policy.id))}
      enable={() => api.POST('/api/v1/certificate-policies/{id}/enable', { params })}
      disable={() => api.POST('/api/v1/certificate-policies/{id}/disable', { params })}
      remove={() => api.DELETE('/api/v1/certificate-policies/{id}', { params })}
      restore={() => api.POST('/api/v1/certificate-policies/{id}/restore', { params })}
      removeTitle={t('policies.delete_title', { name: policy.name })}
      removeLead={t('policies.delete_lead')}
    />
  );
}

export function Policy() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const result = $api.useQuery('get', '/api/v1/certificate-policies/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const policy = result.data;
  const est = policy.methods?.includes('est') && policy.est;
  return (
    <>
      <PageHeader title={policy.name} tag={<StateTag state={policy.status} />} actions={<PolicyActions policy={policy} />} />
      {policy.status === 'active' && !policy.serving && (
        <Alert type="warning" showIcon title={t('policies.not_serving')} description={t('policies.not_serving_lead')} style={{ marginBottom: 20 }} />
      )}
      <Tabs
        destroyOnHidden
        items={[
          ...(est ? [{ key: 'est', label: t('policies.est'), children: <EstSection policy={policy} urls={est} /> }] : []),
          { key: 'settings', label: t('policies.settings'), children: <PolicySettings policy={policy} /> },
          { key: 'latest', label: t('policies.latest'), children: <LatestEnrolments policyId={id} /> },
          {
            key: 'certificates',
            label: t('policies.certificates'),
            children: <CertificateTable name={`policy-${id}`} load={(query) => answered(api.GET('/api/v1/certificates', { params: { query: { ...query, policy_id: id } } }))} prefix="c-" />,
          },
        ]}
      />
    </>
  );
}
