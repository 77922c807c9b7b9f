import { Alert } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schemas } from '../../api/client';
import { ApiProblem } from '../../api/problem';
import { Facts, Panel } from '../../ui/Page';

type Shown = Schemas['CertificateProfilePreview'];

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

/** What a certificate of a profile would look like, line by line. */
export function Preview({ shown, problem }: { shown: Shown | undefined; problem?: ApiProblem | undefined }) {
  const { t } = useTranslation();
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
        <Facts
          facts={(shown.lines ?? []).map((line) => [
            line.name,
            <div key={line.name}>
              {line.value} {line.presence !== 'always' && <span className="crest-muted">({t(`profiles.presence_${line.presence}`)})</span>}
            </div>,
          ])}
        />
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
      description={<ul style={{ margin: 0, paddingLeft: 18 }}>{warnings.map((it) => <li key={it.code + it.field}>{it.message}</li>)}</ul>}
      style={{ margin: '14px 0' }}
    />
  );
}
