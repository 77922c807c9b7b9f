import { CheckOutlined, CopyOutlined, DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Modal, Tooltip } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type refusal from '../i18n/en/refusal.json';
import { absolute, relative, spanText } from './clock';

/** Puts text on the clipboard; says for a moment that it did. */
export function CopyButton({ value, label }: { value: string; label?: string }) {
  const { t } = useTranslation();
  const [copied, setCopied] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(value);
    setCopied(true);
    setTimeout(() => setCopied(false), 1500);
  };
  const name = copied ? t('common.copied') : t('common.copy_what', { what: label ?? '' });
  return (
    <Tooltip title={name}>
      <Button
        type="text"
        size="small"
        icon={copied ? <CheckOutlined /> : <CopyOutlined />}
        aria-label={name}
        onClick={() => void copy()}
      />
    </Tooltip>
  );
}

/** A value that somebody will want to paste elsewhere. */
export function Copyable({ value, label, mono = true }: { value: string; label: string; mono?: boolean }) {
  return (
    <span className="crest-copyable">
      <span className={mono ? 'crest-mono' : undefined}>{value}</span>
      <CopyButton value={value} label={label} />
    </span>
  );
}

/** Commands and files, to read and to copy. */
export function CodeBlock({ code, label, wrap = false }: { code: string; label: string; wrap?: boolean }) {
  return (
    <div className="crest-code">
      {/* Scrolls sideways, so it must be reachable by keyboard. */}
      <pre className={wrap ? 'crest-wrap' : undefined} tabIndex={0} role="region" aria-label={label}>
        {code}
      </pre>
      <CopyButton value={code} label={label} />
    </div>
  );
}

export function download(content: BlobPart, name: string, type = 'application/octet-stream') {
  const url = URL.createObjectURL(new Blob([content], { type }));
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 1000);
}

export interface Secret {
  label: string;
  value: string;
  /** The name of the file that it can be saved as. */
  file?: string;
}

/** Shows what is shown once only, until it is said to be kept. */
export function SecretOnce({ title, secrets, onClose, children }: {
  title: string;
  secrets: Secret[];
  onClose: () => void;
  children?: ReactNode;
}) {
  const { t } = useTranslation();
  return (
    <Modal
      open
      title={title}
      closable={false}
      mask={{ closable: false }}
      keyboard={false}
      footer={
        <Button type="primary" onClick={onClose}>
          {t('common.kept_it')}
        </Button>
      }
    >
      <Alert type="warning" showIcon title={t('common.shown_once')} style={{ marginBottom: 16 }} />
      {children}
      {secrets.map((secret) => (
        <div key={secret.label}>
          <strong>{secret.label}</strong>
          <CodeBlock code={secret.value} label={secret.label} wrap />
          {secret.file && (
            <Button
              icon={<DownloadOutlined />}
              onClick={() => download(secret.value, secret.file ?? '')}
              style={{ marginBottom: 12 }}
            >
              {t('common.save_as', { file: secret.file })}
            </Button>
          )}
        </div>
      ))}
    </Modal>
  );
}

/** "3 days ago", with the time itself at hand: as a title, since a table has hundreds of these and each overlay would cost a millisecond. */
export function TimeAgo({ time }: { time: string | undefined }) {
  const { i18n, t } = useTranslation();
  if (!time) {
    return <span className="crest-muted">{t('common.never')}</span>;
  }
  return (
    <time dateTime={time} title={absolute(time, i18n.language)}>
      {relative(time, i18n.language)}
    </time>
  );
}

export function Time({ time }: { time: string }) {
  const { i18n } = useTranslation();
  return <time dateTime={time}>{absolute(time, i18n.language)}</time>;
}

/** An ISO 8601 span in words. */
export function SpanText({ span }: { span: string | undefined }) {
  const { i18n } = useTranslation();
  return <>{spanText(span, i18n.language)}</>;
}

export type Tone = 'good' | 'warn' | 'bad' | 'info' | 'quiet';

const TONES: Record<string, Tone> = {
  active: 'good', valid: 'good', enabled: 'good', provisioned: 'good', done: 'good', success: 'good', intact: 'good', issued: 'good',
  disabled: 'quiet', deleted: 'quiet', superseded: 'quiet', cancelled: 'quiet', registered: 'info',
  pending: 'info', running: 'info', uploading: 'info', ready: 'info',
  suspended: 'warn', expired: 'warn', used_up: 'warn', not_yet_valid: 'warn',
  revoked: 'bad', failed: 'bad', refused: 'bad', broken: 'bad',
};

export type State =
  | 'active' | 'valid' | 'enabled' | 'provisioned' | 'done' | 'success' | 'intact' | 'issued'
  | 'disabled' | 'deleted' | 'superseded' | 'cancelled' | 'registered'
  | 'pending' | 'running' | 'uploading' | 'ready'
  | 'suspended' | 'expired' | 'used_up' | 'not_yet_valid'
  | 'revoked' | 'failed' | 'refused' | 'broken';

export function toneOf(state: State): Tone {
  return TONES[state] ?? 'quiet';
}

/** A state in words and colour; never colour alone. */
export function StateTag({ state }: { state: State }) {
  const { t } = useTranslation();
  return (
    <span className="crest-tag" data-tone={toneOf(state)}>
      {t(`state.${state}`)}
    </span>
  );
}

/** How much of a limit is used. */
export function UsageBar({ used, limit }: { used: number; limit: number | undefined }) {
  const { t, i18n } = useTranslation();
  const count = new Intl.NumberFormat(i18n.language);
  if (limit === undefined) {
    return <>{t('common.used_unlimited', { used: count.format(used) })}</>;
  }
  const share = Math.min(1, limit === 0 ? 1 : used / limit);
  return (
    <span>
      {t('common.used_of', { used: count.format(used), limit: count.format(limit) })}
      <span className="crest-meter" data-full={share >= 1} aria-hidden="true">
        <span style={{ width: `${share * 100}%` }} />
      </span>
    </span>
  );
}

/** Why something was refused: in words where there are some, with the code by which the log and the documents know it. */
export function Reason({ code }: { code: string }) {
  const { t, i18n } = useTranslation();
  const key = `refusal.${code}`;
  return i18n.exists(key) ? (
    <span className="crest-reason">
      {t(`refusal.${code as keyof typeof refusal}`)} <span className="crest-code-name">{code}</span>
    </span>
  ) : (
    <span className="crest-code-name">{code}</span>
  );
}
