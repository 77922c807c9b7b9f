import { Alert, Button, Dropdown, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useSearchParams } from 'react-router';
import { answered, api, type Schemas } from '../../api/client';
import { useAct, useLack } from '../../parts/actions';
import { Actor } from '../../parts/Actor';
import { Resource } from '../../parts/Resource';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { Reason, StateTag, Time } from '../../ui/Text';

function Verified({ result, onClose }: { result: Schemas['AuditVerificationView']; onClose: () => void }) {
  const { t } = useTranslation();
  return (
    <Modal open title={t('audit.verify')} onCancel={onClose} footer={<Button type="primary" onClick={onClose}>{t('common.close')}</Button>}>
      <Alert type={result.intact ? 'success' : 'error'} showIcon title={result.intact ? t('audit.verified_intact') : t('audit.verified_broken')} style={{ marginBottom: 16 }} />
      {(result.nodes ?? []).map((node) => (
        <div key={node.node} className="crest-line">
          <span className="crest-mono">{node.node}</span>
          <StateTag state={node.intact ? 'intact' : 'broken'} />
          <span>{t('audit.records')}: {node.records ?? 0}</span>
          <span>{t('audit.checkpoints')}: {node.checkpoints ?? 0}</span>
          {node.problem && <span>{node.problem}</span>}
        </div>
      ))}
    </Modal>
  );
}

const FILTERS = ['action', 'outcome', 'reason', 'actor', 'resource_id', 'request_id', 'address', 'at_from', 'at_to', 'division_id'];

/** The address of an export of what is shown. */
function exportUrl(search: URLSearchParams, format: string) {
  const query = new URLSearchParams({ format });
  for (const name of FILTERS) {
    const value = search.get(name);
    if (value) {
      query.set(name, value);
    }
  }
  return `/api/v1/audit-events/export?${query.toString()}`;
}

export function Audit() {
  const { t } = useTranslation();
  const [search] = useSearchParams();
  const { act, busy } = useAct();
  const lack = useLack('audit_read');
  const [verified, setVerified] = useState<Schemas['AuditVerificationView']>();
  const verify = async () => setVerified(await act(() => answered(api.POST('/api/v1/audit-events/verify'))));
  return (
    <>
      <PageHeader
        title={t('audit.title')}
        lead={t('audit.lead')}
        actions={
          <>
            <Dropdown
              trigger={['click']}
              menu={{
                items: [
                  { key: 'csv', label: <a href={exportUrl(search, 'csv')} download>{t('audit.export_csv')}</a> },
                  { key: 'json', label: <a href={exportUrl(search, 'json')} download>{t('audit.export_json')}</a> },
                ],
              }}
            >
              <Button>{t('common.download')}</Button>
            </Dropdown>
            <ActionButton reason={lack} loading={busy} onClick={() => void verify()}>{t('audit.verify')}</ActionButton>
          </>
        }
      />
      <ResourceTable
        name="audit"
        label={t('audit.title')}
        load={(query) => answered(api.GET('/api/v1/audit-events', { params: { query } }))}
        filters={[
          { name: 'action', kind: 'text', label: t('audit.action') },
          { name: 'outcome', kind: 'choice', label: t('audit.outcome'), options: (['success', 'refused'] as const).map((value) => ({ value, label: t(`state.${value}`) })) },
          { name: 'actor', kind: 'text', label: t('audit.actor') },
          { name: 'resource_id', kind: 'text', label: t('audit.resource_id') },
          { name: 'request_id', kind: 'text', label: t('audit.request') },
          { name: 'address', kind: 'text', label: t('audit.address') },
          { name: 'at_from', kind: 'time', label: t('audit.from') },
          { name: 'at_to', kind: 'time', until: true, label: t('audit.to') },
        ]}
        to={(it) => paths.auditEvent(it.id)}
        columns={[
          { key: 'at', title: t('audit.at'), sort: 'at', render: (it) => <Link to={paths.auditEvent(it.id)}><Time time={it.at} /></Link> },
          { key: 'action', title: t('audit.action'), render: (it) => <span className="crest-mono">{it.action}</span> },
          { key: 'outcome', title: t('audit.outcome'), render: (it) => <><StateTag state={it.outcome} />{it.reason && <div className="crest-muted"><Reason code={it.reason} /></div>}</> },
          { key: 'actor', title: t('audit.actor'), render: (it) => <Actor actor={it.actor} /> },
          { key: 'resource', title: t('audit.resource'), render: (it) => it.resource_type && <><Resource type={it.resource_type} id={it.resource_id} /></> },
          { key: 'address', title: t('audit.address'), render: (it) => it.address },
        ]}
        empty={{ title: t('audit.empty') }}
      />
      {verified && <Verified result={verified} onClose={() => setVerified(undefined)} />}
    </>
  );
}
