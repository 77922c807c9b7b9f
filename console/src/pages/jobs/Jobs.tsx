import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { useLack } from '../../parts/actions';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';
import { JobProgress } from './JobProgress';

const STATES = ['uploading', 'ready', 'running', 'done', 'cancelled'] as const;
export const JOB_KINDS = ['certificate_requests', 'device_registrations'] as const;

export function Jobs() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('certificate_request')} onClick={() => void navigate(paths.newJob())}>
      {t('jobs.new')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('jobs.title')} lead={t('jobs.lead')} actions={create} />
      <ResourceTable
        name="jobs"
        label={t('jobs.title')}
        refreshMillis={3000}
        load={(query) => answered(api.GET('/api/v1/jobs', { params: { query } }))}
        filters={[
          { name: 'status', kind: 'choice', label: t('common.status'), options: STATES.map((value) => ({ value, label: t(`state.${value}`) })) },
          { name: 'kind', kind: 'choice', label: t('jobs.kind'), options: JOB_KINDS.map((value) => ({ value, label: t(`jobs.kind_${value}`) })) },
        ]}
        to={(it) => paths.job(it.id)}
        columns={[
          { key: 'name', title: t('common.name'), render: (it) => <Link to={paths.job(it.id)}>{it.name || it.id}</Link> },
          { key: 'kind', title: t('jobs.kind'), render: (it) => t(`jobs.kind_${it.kind}`) },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.status} /> },
          { key: 'progress', title: t('jobs.rows'), render: (it) => <JobProgress job={it} /> },
          { key: 'created', title: t('common.created_at'), sort: 'created', render: (it) => <TimeAgo time={it.created_at} /> },
        ]}
        empty={{ title: t('jobs.empty'), lead: t('jobs.empty_lead'), action: create }}
      />
    </>
  );
}
