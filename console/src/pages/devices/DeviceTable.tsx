import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schemas } from '../../api/client';
import { DEVICE_STATES } from '../../api/values';
import { Ref } from '../../parts/Ref';
import { ResourceTable, type Filter, type Query } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { StateTag, TimeAgo } from '../../ui/Text';

/** Devices, wherever they are listed. */
export function DeviceTable({ name, load, filters = [], prefix, action, groups = false }: {
  name: string;
  load: (query: Query) => Promise<Page<Schemas['DeviceView']>>;
  filters?: Filter[];
  prefix?: string;
  action?: ReactNode;
  groups?: boolean;
}) {
  const { t } = useTranslation();
  return (
    <ResourceTable
      name={name}
      label={t('devices.title')}
      load={load}
      {...(prefix === undefined ? {} : { prefix })}
      filters={[
        { name: 'name', kind: 'text', label: t('devices.filter_name') },
        { name: 'state', kind: 'choice', label: t('devices.state'), options: DEVICE_STATES.map((value) => ({ value, label: t(`state.${value}`) })) },
        ...filters,
      ]}
      to={(it) => paths.device(it.id)}
      columns={[
        { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.device(it.id)}>{it.name}</Link> },
        { key: 'state', title: t('devices.state'), render: (it) => <StateTag state={it.state} /> },
        ...(groups ? [{ key: 'group', title: t('devices.group'), render: (it: Schemas['DeviceView']) => <Ref of="groups" id={it.group_id} /> }] : []),
        { key: 'inventory', title: t('devices.inventory'), render: (it) => Object.entries(it.inventory ?? {}).slice(0, 3).map(([key, value]) => <div key={key}><span className="crest-muted">{key}</span> {value}</div>) },
        { key: 'last', title: t('devices.last_certificate'), render: (it) => <TimeAgo time={it.last_certificate_at} /> },
        { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
      ]}
      empty={{ title: t('devices.empty'), lead: t('devices.empty_lead'), action }}
    />
  );
}
