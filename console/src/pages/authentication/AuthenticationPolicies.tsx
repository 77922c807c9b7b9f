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

export function AuthenticationPolicies() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('authentication_policy_change')} onClick={() => void navigate(paths.newAuthenticationPolicy())}>
      {t('authentication.new')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('authentication.title')} lead={t('authentication.lead')} actions={create} />
      <ResourceTable
        name="authentication-policies"
        label={t('authentication.title')}
        load={(query) => answered(api.GET('/api/v1/authentication-policies', { params: { query } }))}
        filters={[
          { name: 'search', kind: 'text', label: t('common.search') },
          { name: 'status', kind: 'choice', label: t('common.status'), options: (['active', 'disabled', 'deleted'] as const).map((value) => ({ value, label: t(`state.${value}`) })) },
          { name: 'division_id', kind: 'resource', of: 'divisions', label: t('common.division') },
        ]}
        to={(it) => paths.authenticationPolicy(it.id)}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.authenticationPolicy(it.id)}>{it.name}</Link> },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.status} /> },
          { key: 'division', title: t('common.division'), render: (it) => <Ref of="divisions" id={it.division_id} /> },
          { key: 'count', title: t('authentication.count'), align: 'right', render: (it) => it.credential_count },
          { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
        ]}
        empty={{ title: t('authentication.empty'), lead: t('authentication.empty_lead'), action: create }}
      />
    </>
  );
}
