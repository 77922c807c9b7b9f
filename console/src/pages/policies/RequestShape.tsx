import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { Failure } from '../../parts/Failure';
import { Facts, Panel } from '../../ui/Page';
import { CodeBlock } from '../../ui/Text';

type Rule = Schemas['RequestedSubject'] | Schemas['RequestedSan'];

function Rules({ rules }: { rules: { name: string; rule: Rule }[] }) {
  const { t } = useTranslation();
  return (
    <ul className="crest-plain">
      {rules.map(({ name, rule }) => (
        <li key={name}>
          <span className="crest-mono">{name}</span>{' '}
          <span className="crest-muted">
            {rule.asked ? t('policies.shape_required') : rule.include === 'required' ? t('policies.shape_supplied') : t('policies.shape_optional')}
          </span>
        </li>
      ))}
    </ul>
  );
}

/** What a request under this policy has to be like: csrattrs in words. */
export function RequestShape({ policyId }: { policyId: string }) {
  const { t } = useTranslation();
  const guide = $api.useQuery('get', '/api/v1/certificate-policies/{id}/csrattrs', { params: { path: { id: policyId } } });
  if (guide.isError) {
    return <Failure problem={guide.error} />;
  }
  if (guide.isPending) {
    return null;
  }
  const { request, attributes = [], der } = guide.data;
  return (
    <Panel title={t('policies.shape')}>
      <p>{t('policies.shape_lead')}</p>
      <Facts
        facts={[
          [t('policies.shape_subject'), request.subject?.length ? <Rules rules={request.subject.map((rule) => ({ name: rule.name.replace('subject.', ''), rule }))} /> : ''],
          [t('policies.shape_sans'), request.subject_alt_names?.length ? <Rules rules={request.subject_alt_names.map((rule) => ({ name: rule.type.replace('san.', ''), rule }))} /> : ''],
          [t('policies.shape_keys'), (request.keys ?? []).map((key) => key.title + (key.preferred ? ` (${t('policies.shape_preferred')})` : '')).join(', ')],
        ]}
      />
      <h3>{t('policies.shape_csrattrs')}</h3>
      {attributes.length === 0 ? (
        <p>{t('policies.shape_nothing')}</p>
      ) : (
        <ul className="crest-plain">
          {attributes.map((attribute) => (
            <li key={attribute.oid + (attribute.values ?? []).join()}>
              <span className="crest-mono">{attribute.name || attribute.oid}</span> {(attribute.values ?? []).join(', ')}
            </li>
          ))}
        </ul>
      )}
      <CodeBlock code={der} label={t('policies.shape_csrattrs')} wrap />
    </Panel>
  );
}
