import { Tabs } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { deviceCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { useAct, useConfirm, useReasons } from '../../parts/actions';
import { EventList } from '../../parts/EventList';
import { Actor } from '../../parts/Actor';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting, type Fact } from '../../ui/Page';
import { Copyable, StateTag, Time, TimeAgo } from '../../ui/Text';
import { CertificateTable } from '../certificates/CertificateTable';

type View = Schemas['DeviceView'];

function Actions({ device }: { device: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const why = useReasons();
  const may = usePermissions();
  const path = { id: device.id };
  const params = { path, header: ifMatch(device.version) };
  const name = device.name;
  const disable = async () => {
    if (await confirm({ title: t('devices.disable_title', { name }), lead: t('devices.disable_lead'), ok: t('common.disable') })) {
      await act(() => api.POST('/api/v1/devices/{id}/disable', { params, body: {} }), t('common.disabled'));
    }
  };
  const remove = async () => {
    if (await confirm({ title: t('devices.delete_title', { name }), lead: t('devices.delete_lead'), ok: t('common.delete'), type: name })) {
      await act(() => api.DELETE('/api/v1/devices/{id}', { params }), t('common.deleted'));
    }
  };
  const grant = async () => {
    if (await confirm({ title: t('devices.grant_title', { name }), lead: t('devices.grant_lead'), ok: t('devices.grant'), danger: false })) {
      await act(() => api.POST('/api/v1/devices/{id}/enrollment-grants', { params: { path }, body: {} }), t('devices.granted'));
    }
  };
  return (
    <>
      <ActionButton reason={why(deviceCan.edit(may, device))} onClick={() => void navigate(paths.editDevice(device.id))}>{t('common.edit')}</ActionButton>
      {device.granted_until ? (
        <ActionButton reason={why(deviceCan.withdrawGrant(may, device))} loading={busy} onClick={() => void act(() => api.DELETE('/api/v1/devices/{id}/enrollment-grants', { params: { path } }), t('devices.withdrawn'))}>
          {t('devices.withdraw')}
        </ActionButton>
      ) : (
        <ActionButton reason={why(deviceCan.grant(may, device))} loading={busy} onClick={() => void grant()}>{t('devices.grant')}</ActionButton>
      )}
      {device.state === 'disabled' ? (
        <ActionButton reason={why(deviceCan.enable(may, device))} loading={busy} onClick={() => void act(() => api.POST('/api/v1/devices/{id}/enable', { params }), t('common.enabled'))}>
          {t('common.enable')}
        </ActionButton>
      ) : (
        <ActionButton reason={why(deviceCan.disable(may, device))} loading={busy} onClick={() => void disable()}>{t('common.disable')}</ActionButton>
      )}
      <ActionButton reason={why(deviceCan.remove(may, device))} danger loading={busy} onClick={() => void remove()}>{t('common.delete')}</ActionButton>
    </>
  );
}

function attributes(of: Record<string, string> | undefined): Fact[] {
  return Object.entries(of ?? {});
}

function Attributes({ title, of }: { title: string; of: Record<string, string> | undefined }) {
  const facts = attributes(of);
  return facts.length === 0 ? null : <Panel title={title}><Facts facts={facts} /></Panel>;
}

export function Device() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const result = $api.useQuery('get', '/api/v1/devices/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const device = result.data;
  return (
    <>
      <PageHeader title={device.name} tag={<StateTag state={device.state} />} actions={<Actions device={device} />} />
      <div className="crest-columns">
        <Panel title={t('common.details')}>
          <Facts
            facts={[
              [t('common.id'), <Copyable key="id" value={device.id} label={t('common.id')} />],
              [t('devices.group'), <Ref key="group" of="groups" id={device.group_id} />],
              [t('common.division'), <Ref key="division" of="divisions" id={device.division_id} />],
              [t('devices.registered_by'), <Actor key="by" actor={device.registered_by} />],
              [t('common.created_at'), <TimeAgo key="created" time={device.created_at} />],
              [t('devices.provisioned_at'), <TimeAgo key="provisioned" time={device.provisioned_at} />],
              [t('devices.last_certificate'), <TimeAgo key="last" time={device.last_certificate_at} />],
              device.granted_until !== undefined && [t('devices.granted_until'), <Time key="granted" time={device.granted_until} />],
              device.state_reason !== undefined && [t('devices.state_reason'), device.state_reason],
            ]}
          />
        </Panel>
        <div className="crest-stack">
          <Attributes title={t('devices.inventory')} of={device.inventory} />
          <Attributes title={t('devices.custom')} of={device.custom} />
          <Attributes title={t('devices.desired')} of={device.desired} />
        </div>
      </div>
      <Tabs
        destroyOnHidden
        items={[
          {
            key: 'certificates',
            label: t('devices.certificates'),
            children: <CertificateTable name={`certificates-of-device-${id}`} prefix="c-" load={(query) => answered(api.GET('/api/v1/certificates', { params: { query: { ...query, device_id: id } } }))} />,
          },
          {
            key: 'history',
            label: t('devices.history'),
            children: <EventList name={`device-events-${id}`} load={(query) => answered(api.GET('/api/v1/devices/{id}/events', { params: { path: { id }, query } }))} />,
          },
        ]}
      />
    </>
  );
}
