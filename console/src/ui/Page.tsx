import { Alert, Button, Skeleton, Tooltip } from 'antd';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useHere, type Place } from './where';

/** A page's heading, what it is about in a sentence, and what can be done. */
export function PageHeader({ title, name = title, under, lead, tag, actions }: {
  title: string;
  /** What the page is called where there is little room. */
  name?: string;
  under?: Place['under'];
  lead?: ReactNode;
  tag?: ReactNode;
  actions?: ReactNode;
}) {
  useHere(name, under);
  return (
    <header className="crest-page-header">
      <div>
        <div className="crest-title">
          <h1>{title}</h1>
          {tag}
        </div>
        {lead && <p>{lead}</p>}
      </div>
      {actions && <div className="crest-actions">{actions}</div>}
    </header>
  );
}

export function Panel({ title, children, extra }: { title?: string; children: ReactNode; extra?: ReactNode }) {
  return (
    <section className="crest-panel">
      {title && extra ? (
        <div className="crest-page-header" style={{ marginBottom: 14 }}>
          <h2 className="crest-panel-title" style={{ margin: 0 }}>{title}</h2>
          <div className="crest-actions">{extra}</div>
        </div>
      ) : (
        title && <h2>{title}</h2>
      )}
      {children}
    </section>
  );
}

export type Fact = [label: string, value: ReactNode] | false | undefined;

/** Names and values, one under the other. */
export function Facts({ facts }: { facts: Fact[] }) {
  return (
    <dl className="crest-facts">
      {facts.map(
        (fact) =>
          fact && (
            <div key={fact[0]} style={{ display: 'contents' }}>
              <dt>{fact[0]}</dt>
              <dd>{fact[1] === '' || fact[1] === undefined || (Array.isArray(fact[1]) && fact[1].length === 0) ? <Nothing /> : fact[1]}</dd>
            </div>
          ),
      )}
    </dl>
  );
}

export function Nothing() {
  const { t } = useTranslation();
  return <span className="crest-muted">{t('common.none')}</span>;
}

/** Where there is nothing yet: says so, and what comes next. */
export function EmptyState({ title, children, action }: { title: string; children?: ReactNode; action?: ReactNode }) {
  return (
    <div className="crest-empty">
      <h2>{title}</h2>
      {children && <p>{children}</p>}
      {action}
    </div>
  );
}

/** What went wrong, in the server's words, with the id that finds it in the log. */
export function FailureNote({ title, detail, requestId, onRetry }: {
  title: string;
  detail?: string | undefined;
  requestId?: string | undefined;
  onRetry?: (() => void) | undefined;
}) {
  const { t } = useTranslation();
  return (
    <Alert
      type="error"
      showIcon
      role="alert"
      title={title}
      description={
        (detail || requestId) && (
          <>
            {detail && <div>{detail}</div>}
            {requestId && (
              <div className="crest-muted">
                {t('common.request_id')}: <span className="crest-mono">{requestId}</span>
              </div>
            )}
          </>
        )
      }
      action={onRetry && <Button onClick={onRetry}>{t('common.retry')}</Button>}
      style={{ marginBottom: 20 }}
    />
  );
}

export function Waiting() {
  return (
    <div className="crest-panel" aria-busy="true">
      <Skeleton active paragraph={{ rows: 6 }} />
    </div>
  );
}

/** A button that stays where it is when it cannot be used, and says why. */
export function ActionButton({ reason, children, ...button }: {
  reason: string | undefined;
  children: ReactNode;
  onClick?: () => void;
  href?: string;
  danger?: boolean;
  primary?: boolean;
  loading?: boolean;
  icon?: ReactNode;
}) {
  const { primary = false, onClick, danger = false, loading = false, icon } = button;
  const inner = (
    <Button
      type={primary ? 'primary' : 'default'}
      danger={danger}
      loading={loading}
      icon={icon}
      aria-disabled={reason !== undefined}
      className={reason === undefined ? undefined : 'crest-unavailable'}
      onClick={reason === undefined ? onClick : undefined}
    >
      {children}
    </Button>
  );
  return reason === undefined ? inner : <Tooltip title={reason}>{inner}</Tooltip>;
}
