import { Alert } from 'antd';
import type { TFunction } from 'i18next';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schemas } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import { faultText } from '../../i18n/faults';
import { Facts, Panel } from '../../ui/Page';
import { previewText } from './previewText';

type Shown = Schemas['CertificateProfilePreview'];
type Line = Schemas['PreviewLine'];

type Part =
  | 'serial_number' | 'signature_algorithm' | 'validity' | 'subject' | 'subject_alt_names' | 'public_key' | 'key_usage' | 'extended_key_usage'
  | 'basic_constraints' | 'certificate_policies' | 'renewal';

/** The preview of a profile's content, asked for as it changes. */
export function usePreview(template: string | undefined, content: Schemas['ProfileContent'] | undefined) {
  const [shown, setShown] = useState<Shown>();
  const [problem, setProblem] = useState<ApiProblem>();
  const key = JSON.stringify([template, content]);
  useEffect(() => {
    const [of, part] = JSON.parse(key) as [string | null, Schemas['ProfileContent'] | null];
    if (!of) {
      return undefined;
    }
    let current = true;
    const timer = setTimeout(() => {
      answered(api.POST('/api/v1/certificate-profiles/preview', { body: { template: of, ...(part ? { content: part } : {}) } })).then(
        (result) => {
          if (current) {
            setShown(result);
            setProblem(undefined);
          }
        },
        (caught: unknown) => {
          if (current && caught instanceof ApiProblem) {
            setProblem(caught);
          }
        },
      );
    }, 400);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [key]);
  return { shown, problem };
}

/** Lines that are about the same part of a certificate, in the order in which the parts come. */
function parts(lines: Line[]): { part: string; lines: Line[] }[] {
  return [...new Set(lines.map((line) => line.part))].map((part) => ({ part, lines: lines.filter((line) => line.part === part) }));
}

type Named = 'not_after' | 'shortest' | 'longest' | 'when' | 'key_pair';

/** The name of a line where its value does not say it already. */
function nameOf({ part, name }: Line, t: TFunction): string {
  if (part === 'validity' || part === 'renewal') {
    return t(`profiles.line_${name as Named}`);
  }
  return part === 'subject' || part === 'subject_alt_names' ? name.replace(/^(subject|san)\./, '').replaceAll('_', ' ') : '';
}

function Lines({ lines }: { lines: Line[] }) {
  const { t, i18n } = useTranslation();
  return (
    <ul className="crest-plain crest-preview">
      {lines.map((line) => (
        <li key={line.name}>
          {nameOf(line, t) && <strong>{nameOf(line, t)}</strong>} {previewText(line.value, t, i18n.language)}
          {line.presence !== 'always' && <span className="crest-muted"> ({t(`profiles.presence_${line.presence}`)})</span>}
        </li>
      ))}
    </ul>
  );
}

/** What a certificate of a profile would look like, part by part. */
export function Preview({ shown, problem }: { shown: Shown | undefined; problem?: ApiProblem | undefined }) {
  const { t, i18n } = useTranslation();
  const named = (part: string) => (i18n.exists(`profiles.part_${part}`) ? t(`profiles.part_${part as Part}`) : part);
  if (!shown && !problem) {
    return null;
  }
  return (
    <Panel title={t('profiles.preview')}>
      <p>{t('profiles.preview_lead')}</p>
      {problem && (
        <Alert
          type="warning"
          showIcon
          title={problem.detail || problem.title}
          description={
            <ul style={{ margin: 0, paddingLeft: 18 }}>
              {problem.faults.map((fault) => <li key={fault.path.join('.') + fault.detail}><span className="crest-mono">{fault.path.join('.')}</span> {fault.detail}</li>)}
            </ul>
          }
          style={{ marginBottom: 14 }}
        />
      )}
      {shown && (
        <Facts facts={parts(shown.lines ?? []).map(({ part, lines }) => [named(part), <Lines key={part} lines={lines} />])} />
      )}
      <Warnings warnings={shown?.warnings} />
    </Panel>
  );
}

export function Warnings({ warnings }: { warnings: Schemas['ProfileWarning'][] | undefined }) {
  const { t } = useTranslation();
  if (!warnings || warnings.length === 0) {
    return null;
  }
  return (
    <Alert
      type="warning"
      showIcon
      title={t('profiles.warnings')}
      description={<ul style={{ margin: 0, paddingLeft: 18 }}>{warnings.map((it) => <li key={it.code + it.field}>{faultText(it.message)}</li>)}</ul>}
      style={{ margin: '14px 0' }}
    />
  );
}
