import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { useLack } from '../../parts/actions';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { TimeAgo } from '../../ui/Text';

export function Divisions() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('division_change')} onClick={() => void navigate(paths.newDivision())}>
      {t('divisions.new')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('divisions.title')} lead={t('divisions.lead')} actions={create} />
      <ResourceTable
        name="divisions"
        label={t('divisions.title')}
        load={(query) => answered(api.GET('/api/v1/divisions', { params: { query } }))}
        filters={[{ name: 'search', kind: 'text', label: t('common.search') }]}
        to={(division) => paths.division(division.id)}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.division(it.id)}>{it.name}</Link> },
          { key: 'description', title: t('common.description'), render: (it) => it.description },
          { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
        ]}
        empty={{ title: t('divisions.empty'), lead: t('divisions.empty_lead'), action: create }}
      />
    </>
  );
}
