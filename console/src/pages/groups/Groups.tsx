import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { useLack } from '../../parts/actions';
import { Ref } from '../../parts/Ref';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';

export function Groups() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('device_group_change')} onClick={() => void navigate(paths.newGroup())}>
      {t('devices.new_group')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('devices.groups_title')} lead={t('devices.groups_lead')} actions={create} />
      <ResourceTable
        name="groups"
        label={t('devices.groups_title')}
        load={(query) => answered(api.GET('/api/v1/device-groups', { params: { query } }))}
        filters={[
          { name: 'name', kind: 'text', label: t('common.search') },
          { name: 'tag', kind: 'text', label: t('devices.tags') },
          { name: 'division_id', kind: 'resource', of: 'divisions', label: t('common.division') },
        ]}
        to={(it) => paths.group(it.id)}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.group(it.id)}>{it.name}</Link> },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.enabled ? 'enabled' : 'disabled'} /> },
          { key: 'division', title: t('common.division'), render: (it) => <Ref of="divisions" id={it.division_id} /> },
          { key: 'identity', title: t('devices.identity'), render: (it) => <span className="crest-mono">{(it.identity_attributes ?? []).join(', ')}</span> },
          { key: 'tags', title: t('devices.tags'), render: (it) => (it.tags ?? []).join(', ') },
          { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
        ]}
        empty={{ title: t('devices.groups_empty'), lead: t('devices.groups_empty_lead'), action: create }}
      />
    </>
  );
}
