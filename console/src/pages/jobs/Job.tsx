import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { $api, answered, api, type Schemas } from '../../api/client';
import { jobCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { faultText } from '../../i18n/faults';
import { useAct, useConfirm, useReasons } from '../../parts/actions';
import { Actor } from '../../parts/Actor';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';
import { JobProgress } from './JobProgress';

const ROW_STATES = ['pending', 'done', 'failed', 'cancelled'] as const;

function Rows({ id, devices, running }: { id: string; devices: boolean; running: boolean }) {
  const { t } = useTranslation();
  return (
    <ResourceTable<Schemas['JobRowView']>
      name={`rows-${id}`}
      label={t('jobs.rows')}
      prefix="r-"
      refreshMillis={running ? 2000 : false}
      rowKey={(row) => String(row.number)}
      load={(query) => answered(api.GET('/api/v1/jobs/{id}/rows', { params: { path: { id }, query } }))}
      filters={[{ name: 'status', kind: 'choice', label: t('common.status'), options: ROW_STATES.map((value) => ({ value, label: t(`state.${value}`) })) }]}
      columns={[
        { key: 'number', title: t('jobs.row_number'), render: (row) => row.number, width: 80 },
        { key: 'label', title: t('jobs.label'), render: (row) => (row.result_id ? <Link to={devices ? paths.device(row.result_id) : paths.certificate(row.result_id)}>{row.label || row.serial_number || row.result_id}</Link> : row.label) },
        { key: 'status', title: t('common.status'), render: (row) => <StateTag state={row.status} /> },
        ...(devices ? [] : [{ key: 'serial', title: t('certificates.serial'), render: (row: Schemas['JobRowView']) => row.serial_number && <span className="crest-mono">{row.serial_number}</span> }]),
        { key: 'faults', title: t('jobs.faults'), render: (row) => (row.faults ?? []).map((fault) => <div key={fault.message}>{fault.field && <span className="crest-mono">{fault.field}: </span>}{faultText(fault.message)}</div>) },
      ]}
      empty={{ title: t('jobs.rows_empty') }}
    />
  );
}

export function Job() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const may = usePermissions();
  const why = useReasons();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const result = $api.useQuery('get', '/api/v1/jobs/{id}', { params: { path: { id } } }, {
    refetchInterval: (query) => (query.state.data && ['done', 'cancelled'].includes(query.state.data.status) ? false : 1500),
  });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const job = result.data;
  const ended = job.status === 'done' || job.status === 'cancelled';
  const cancel = async () => {
    if (await confirm({ title: t('jobs.cancel_title'), lead: t('jobs.cancel_lead'), ok: t('jobs.cancel') })) {
      await act(() => api.POST('/api/v1/jobs/{id}/cancel', { params: { path: { id } } }), t('jobs.cancelled'));
    }
  };
  return (
    <>
      <PageHeader
        title={job.name || t(`jobs.kind_${job.kind}`)}
        tag={<StateTag state={job.status} />}
        actions={<ActionButton reason={why(jobCan.cancel(may, job))} danger loading={busy} onClick={() => void cancel()}>{t('jobs.cancel')}</ActionButton>}
      />
      <Panel>
        <JobProgress job={job} />
        <div style={{ height: 18 }} />
        <Facts
          facts={[
            [t('jobs.kind'), t(`jobs.kind_${job.kind}`)],
            job.policy_id !== undefined && [t('jobs.policy'), <Ref key="policy" of="policies" id={job.policy_id} />],
            job.group_id !== undefined && [t('jobs.group'), <Ref key="group" of="groups" id={job.group_id} />],
            [t('jobs.created_by'), <Actor key="by" actor={job.created_by} />],
            [t('jobs.started'), <TimeAgo key="started" time={job.started_at} />],
            [t('jobs.finished'), <TimeAgo key="finished" time={job.finished_at} />],
            job.expires_at !== undefined && [t('jobs.expires'), <TimeAgo key="expires" time={job.expires_at} />],
            ended && [
              t('common.download'),
              <ul key="download" className="crest-plain crest-downloads">
                <li><a href={`/api/v1/jobs/${encodeURIComponent(id)}/results`} download>{t('jobs.results')}</a></li>
                {job.kind === 'certificate_requests' && may.has('certificate_request') && <li><a href={`/api/v1/jobs/${encodeURIComponent(id)}/files`} download>{t('jobs.files')}</a></li>}
              </ul>,
            ],
          ]}
        />
      </Panel>
      <h2 className="crest-panel-title">{t('jobs.rows')}</h2>
      <Rows id={id} devices={job.kind === 'device_registrations'} running={!ended} />
    </>
  );
}
