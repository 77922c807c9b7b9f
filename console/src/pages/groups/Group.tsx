import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { useAct, useConfirm, useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { paths } from '../../paths';
import { ActionButton, EmptyState, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, StateTag, TimeAgo } from '../../ui/Text';
import { DeviceTable } from '../devices/DeviceTable';
import { EstUrls, ReadyCommands } from '../policies/EstSection';

type View = Schemas['DeviceGroupView'];

function Assignment({ group, assignment }: { group: View; assignment: Schemas['PolicyAssignmentView'] }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const lack = useLack('device_group_change');
  const remove = async () => {
    if (await confirm({ title: t('devices.remove_assignment_title'), lead: t('devices.remove_assignment_lead'), ok: t('common.remove') })) {
      await act(
        () => api.DELETE('/api/v1/device-groups/{group}/policy-assignments/{id}', { params: { path: { group: group.id, id: assignment.id }, header: ifMatch(assignment.version) } }),
        t('common.deleted'),
      );
    }
  };
  return (
    <Panel
      title={assignment.name}
      extra={
        <>
          <ActionButton reason={lack} onClick={() => void navigate(paths.editAssignment(group.id, assignment.id))}>{t('common.edit')}</ActionButton>
          <ActionButton reason={lack} danger loading={busy} onClick={() => void remove()}>{t('common.remove')}</ActionButton>
        </>
      }
    >
      <Facts
        facts={[
          [t('devices.usage'), t(`devices.usage_${assignment.usage}`)],
          [t('devices.policy'), <Ref key="policy" of="policies" id={assignment.policy_id} />],
          assignment.authentication_policy_id && [t('devices.authentication_policy'), <Ref key="authentication" of="authenticationPolicies" id={assignment.authentication_policy_id} />],
          [t('devices.mapping'), Object.entries(assignment.mapping ?? {}).map(([field, attribute]) => <div key={field} className="crest-mono">{field} → {attribute}</div>)],
        ] as never}
      />
      <h3>{t('devices.urls')}</h3>
      <EstUrls hosts={assignment.est} />
      <div style={{ height: 16 }} />
      <ReadyCommands policyId={assignment.policy_id} hosts={assignment.est} />
    </Panel>
  );
}

function Actions({ group }: { group: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const lack = useLack('device_group_change');
  const params = { path: { id: group.id }, header: ifMatch(group.version) };
  const remove = async () => {
    const sure = await confirm({ title: t('devices.delete_group_title', { name: group.name }), lead: t('devices.delete_group_lead'), ok: t('common.delete'), type: group.name });
    const done = sure && (await act(async () => {
      await api.DELETE('/api/v1/device-groups/{id}', { params });
      return true;
    }, t('common.deleted'), true));
    if (done) {
      void navigate(paths.groups());
    }
  };
  return (
    <>
      <ActionButton reason={lack} onClick={() => void navigate(paths.editGroup(group.id))}>{t('common.edit')}</ActionButton>
      {group.enabled ? (
        <ActionButton reason={lack} loading={busy} onClick={() => void act(() => api.POST('/api/v1/device-groups/{id}/disable', { params }), t('common.disabled'))}>{t('common.disable')}</ActionButton>
      ) : (
        <ActionButton reason={lack} loading={busy} onClick={() => void act(() => api.POST('/api/v1/device-groups/{id}/enable', { params }), t('common.enabled'))}>{t('common.enable')}</ActionButton>
      )}
      <ActionButton reason={lack} danger loading={busy} onClick={() => void remove()}>{t('common.delete')}</ActionButton>
    </>
  );
}

export function Group() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const lack = useLack('device_group_change');
  const cannotRegister = useLack('device_register');
  const result = $api.useQuery('get', '/api/v1/device-groups/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const group = result.data;
  const assignments = group.assignments ?? [];
  const assign = (
    <ActionButton primary icon={<PlusOutlined />} reason={lack} onClick={() => void navigate(paths.newAssignment(id))}>{t('devices.new_assignment')}</ActionButton>
  );
  return (
    <>
      <PageHeader title={group.name} lead={group.description} tag={<StateTag state={group.enabled ? 'enabled' : 'disabled'} />} actions={<Actions group={group} />} />
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('common.id'), <Copyable key="id" value={group.id} label={t('common.id')} />],
            [t('common.division'), <Ref key="division" of="divisions" id={group.division_id} />],
            [t('devices.identity'), <span key="identity" className="crest-mono">{(group.identity_attributes ?? []).join(', ')}</span>],
            [t('devices.tags'), (group.tags ?? []).join(', ')],
            [t('devices.custom'), (group.custom_attributes ?? []).join(', ')],
            [t('devices.desired'), Object.entries(group.desired_attributes ?? {}).map(([name, value]) => <div key={name}>{name}: {value}</div>)],
            [t('common.created_at'), <TimeAgo key="created" time={group.created_at} />],
          ]}
        />
      </Panel>
      <div className="crest-page-header" style={{ marginBottom: 12 }}>
        <h2 className="crest-panel-title" style={{ margin: 0 }}>{t('devices.assignments')}</h2>
        {assignments.length > 0 && assign}
      </div>
      {assignments.length === 0 ? (
        <Panel><EmptyState title={t('devices.assignments_empty')} action={assign}>{t('devices.assignments_empty_lead')}</EmptyState></Panel>
      ) : (
        assignments.map((assignment) => <Assignment key={assignment.id} group={group} assignment={assignment} />)
      )}
      <h2 className="crest-panel-title">{t('devices.devices_of')}</h2>
      <DeviceTable
        name={`devices-of-${id}`}
        prefix="d-"
        load={(query) => answered(api.GET('/api/v1/devices', { params: { query: { ...query, group_id: id } } }))}
        action={<ActionButton reason={cannotRegister} onClick={() => void navigate(`${paths.newDevice()}?group_id=${id}`)}>{t('devices.new')}</ActionButton>}
      />
    </>
  );
}
