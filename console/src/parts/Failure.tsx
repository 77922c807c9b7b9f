import { useTranslation } from 'react-i18next';
import { ApiProblem } from '../api/problem';
import { FailureNote } from '../ui/Page';

/** A failure of a request, whatever it was, in words. */
export function Failure({ problem, onRetry }: { problem: unknown; onRetry?: () => void }) {
  const { t } = useTranslation();
  if (!(problem instanceof ApiProblem) || problem.unreachable) {
    return <FailureNote title={t('error.unreachable')} detail={t('error.unreachable_lead')} onRetry={onRetry} />;
  }
  if (problem.status === 503) {
    return <FailureNote title={t('error.unavailable')} detail={t('error.unavailable_lead')} requestId={problem.requestId} onRetry={onRetry} />;
  }
  if (problem.status === 404) {
    return <FailureNote title={t('error.not_found')} detail={t('error.not_found_lead')} requestId={problem.requestId} />;
  }
  if (problem.status === 403) {
    return <FailureNote title={t('error.forbidden')} detail={problem.detail} requestId={problem.requestId} />;
  }
  const detail = [problem.detail, ...problem.faults.map((fault) => fault.detail)]
    .filter((text, index, all) => text && all.indexOf(text) === index)
    .join(' ');
  return <FailureNote title={problem.title || t('error.failed')} detail={detail} requestId={problem.requestId} onRetry={onRetry} />;
}
