import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { METHODS } from '../../api/values';
import { useLack } from '../../parts/actions';
import { Ref } from '../../parts/Ref';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';

export function Policies() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('policy_change')} onClick={() => void navigate(paths.newPolicy())}>
      {t('policies.new')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('policies.title')} lead={t('policies.lead')} actions={create} />
      <ResourceTable
        name="policies"
        label={t('policies.title')}
        load={(query) => answered(api.GET('/api/v1/certificate-policies', { params: { query } }))}
        filters={[
          { name: 'name', kind: 'text', label: t('common.search') },
          { name: 'status', kind: 'choice', label: t('common.status'), options: (['active', 'disabled', 'deleted'] as const).map((value) => ({ value, label: t(`state.${value}`) })) },
          { name: 'method', kind: 'choice', label: t('policies.methods'), options: METHODS.map((value) => ({ value, label: t(`policies.method_${value}`) })) },
          { name: 'division_id', kind: 'resource', of: 'divisions', label: t('common.division') },
        ]}
        to={(it) => paths.policy(it.id)}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.policy(it.id)}>{it.name}</Link> },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.status} /> },
          { key: 'division', title: t('common.division'), render: (it) => <Ref of="divisions" id={it.division_id} /> },
          { key: 'profile', title: t('policies.profile'), render: (it) => <Ref of="profiles" id={it.profile_id} /> },
          { key: 'methods', title: t('policies.methods'), render: (it) => (it.methods ?? []).map((method) => t(`policies.method_${method}`)).join(', ') },
          { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
        ]}
        empty={{ title: t('policies.empty'), lead: t('policies.empty_lead'), action: create }}
      />
    </>
  );
}
