import { Progress } from 'antd';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

/** How far a job has come, in a bar and in numbers. */
export function JobProgress({ job }: { job: Schemas['JobView'] }) {
  const { t, i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language);
  const ended = job.done + job.failed;
  const text = t('jobs.progress', { done: count.format(job.done), total: count.format(job.total), failed: count.format(job.failed) });
  return (
    <div style={{ minWidth: 200 }}>
      <Progress
        percent={job.total === 0 ? 0 : Math.floor((ended / job.total) * 100)}
        size="small"
        showInfo={false}
        aria-label={text}
        status={job.failed > 0 ? 'exception' : job.status === 'done' ? 'success' : 'normal'}
      />
      <div className="crest-muted">{text}</div>
    </div>
  );
}
