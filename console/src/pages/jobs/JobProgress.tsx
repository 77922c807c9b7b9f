import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';

/** How far a job has come, in a bar and in numbers. */
export function JobProgress({ job }: { job: Schemas['JobView'] }) {
  const { t, i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language);
  const share = (rows: number) => `${job.total === 0 ? 0 : (rows / job.total) * 100}%`;
  const text = t('jobs.progress', { done: count.format(job.done), total: count.format(job.total), failed: count.format(job.failed) });
  return (
    <div style={{ minWidth: 200 }}>
      <span
        className="crest-meter crest-meter-parts"
        role="progressbar"
        aria-label={text}
        aria-valuenow={job.total === 0 ? 0 : Math.floor(((job.done + job.failed) / job.total) * 100)}
      >
        <span style={{ width: share(job.done) }} />
        <span data-tone="bad" style={{ width: share(job.failed) }} />
      </span>
      <div className="crest-muted">{text}</div>
    </div>
  );
}
