import { Alert, Form, Input, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useParams } from 'react-router';
import { $api, answered, api, type Schemas } from '../../api/client';
import { certificateCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { commonName, REVOCATION_REASONS } from '../../api/values';
import { useAct, useReasons } from '../../parts/actions';
import { EventList } from '../../parts/EventList';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { paths } from '../../paths';
import { day, passed } from '../../ui/clock';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { CodeBlock, Copyable, StateTag, Time, TimeAgo, toneOf } from '../../ui/Text';
import { Issued } from './Issued';

type View = Schemas['CertificateView'];
type Detail = Schemas['CertificateDetail'];

function Withdraw({ kind, id, onClose }: { kind: 'revoke' | 'suspend'; id: string; onClose: () => void }) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const [form] = Form.useForm<Schemas['Revocation']>();
  const send = async () => {
    const { comment, reason } = form.getFieldsValue();
    const params = { path: { id } };
    const remark = comment ? { comment } : {};
    const done = await act(
      async () => {
        if (kind === 'revoke') {
          await api.POST('/api/v1/certificates/{id}/revoke', { params, body: { ...remark, ...(reason ? { reason } : {}) } });
        } else {
          await api.POST('/api/v1/certificates/{id}/suspend', { params, body: remark });
        }
        return true;
      },
      t(kind === 'revoke' ? 'certificates.revoked_done' : 'certificates.suspended_done'),
    );
    if (done) {
      onClose();
    }
  };
  return (
    <Modal
      open
      title={t(`certificates.${kind}_title`)}
      okText={t(`certificates.${kind}`)}
      cancelText={t('common.cancel')}
      okButtonProps={{ danger: true, loading: busy }}
      onOk={() => void send()}
      onCancel={onClose}
    >
      <p>{t(`certificates.${kind}_lead`)}</p>
      <Form form={form} layout="vertical" requiredMark={false} initialValues={{ reason: 'unspecified' }}>
        {kind === 'revoke' && (
          <Form.Item name="reason" label={t('certificates.reason')}>
            <Select options={REVOCATION_REASONS.map((value) => ({ value, label: t(`certificates.reason_${value}`) }))} />
          </Form.Item>
        )}
        <Form.Item name="comment" label={t('certificates.comment')}>
          <Input.TextArea rows={2} maxLength={500} />
        </Form.Item>
      </Form>
    </Modal>
  );
}

function Actions({ certificate }: { certificate: View }) {
  const { t } = useTranslation();
  const may = usePermissions();
  const why = useReasons();
  const { act, busy } = useAct();
  const [asks, setAsks] = useState<'revoke' | 'suspend'>();
  const [issued, setIssued] = useState<Schemas['IssuedView']>();
  const params = { path: { id: certificate.id } };
  const renew = async () => {
    setIssued(await act(() => answered(api.POST('/api/v1/certificates/{id}/renew', { params, body: {} }))));
  };
  return (
    <>
      <ActionButton reason={why(certificateCan.renew(may, certificate))} loading={busy} onClick={() => void renew()}>{t('certificates.renew')}</ActionButton>
      {certificate.status === 'suspended' ? (
        <ActionButton
          reason={why(certificateCan.resume(may, certificate))}
          loading={busy}
          onClick={() => void act(() => api.POST('/api/v1/certificates/{id}/resume', { params, body: {} }), t('certificates.resumed_done'))}
        >
          {t('certificates.resume')}
        </ActionButton>
      ) : (
        <ActionButton reason={why(certificateCan.suspend(may, certificate))} onClick={() => setAsks('suspend')}>{t('certificates.suspend')}</ActionButton>
      )}
      <ActionButton reason={why(certificateCan.revoke(may, certificate))} danger onClick={() => setAsks('revoke')}>{t('certificates.revoke')}</ActionButton>
      {asks && <Withdraw kind={asks} id={certificate.id} onClose={() => setAsks(undefined)} />}
      {issued && <Issued issued={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}

function Renewals({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  const chain = detail.renewals ?? [];
  if (chain.length < 2) {
    return null;
  }
  return (
    <Panel title={t('certificates.renewals')}>
      <p>{t('certificates.renewals_lead')}</p>
      <ul className="crest-timeline">
        {chain.map((it) => (
          <li key={it.id} data-tone={toneOf(it.status)}>
            <div className="crest-line">
              {it.id === detail.certificate.id ? (
                <strong className="crest-mono">{it.serial_number}</strong>
              ) : (
                <Link className="crest-mono" to={paths.certificate(it.id)}>{it.serial_number}</Link>
              )}
              <StateTag state={it.status} />
              {it.id === detail.certificate.id && <span className="crest-muted">{t('certificates.this_one')}</span>}
            </div>
            <div className="crest-muted"><TimeAgo time={it.issued_at} /></div>
          </li>
        ))}
      </ul>
    </Panel>
  );
}

/**
 * A CA of the path and those above it, the root first. A path has no ids of CAs: it begins at the one that signed, and goes on with the
 * parent of each.
 */
function Above({ path, id }: { path: Schemas['IssuerView'][]; id: string | undefined }) {
  const { t } = useTranslation();
  const may = usePermissions();
  const [it, ...further] = path;
  const known = $api.useQuery(
    'get',
    '/api/v1/certificate-authorities/{id}',
    { params: { path: { id: id ?? '' } } },
    { enabled: id !== undefined && it !== undefined && may.has('authority_read') },
  );
  if (!it) {
    return null;
  }
  const ended = passed(it.not_after);
  return (
    <>
      <Above path={further} id={known.data?.parent_id} />
      <li data-tone={ended ? 'warn' : 'good'}>
        <div className="crest-line">
          {known.data ? <Link to={paths.authority(known.data.id)}>{known.data.name}</Link> : <span>{it.subject}</span>}
          {ended && <StateTag state="expired" />}
        </div>
        {known.data && <div className="crest-muted">{it.subject}</div>}
        <div className="crest-muted">{t('certificates.not_after')} <Time time={it.not_after} /></div>
      </li>
    </>
  );
}

/** The CAs above the certificate, the root first, as the server's path to it has them. */
function TrustChain({ detail }: { detail: Detail }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('certificates.chain')}>
      <ol className="crest-timeline">
        <Above path={detail.chain ?? []} id={detail.certificate.authority_id} />
        <li data-tone={toneOf(detail.certificate.status)}>
          <div className="crest-line">
            <strong>{detail.certificate.subject || detail.certificate.serial_number}</strong>
            <StateTag state={detail.certificate.status} />
            <span className="crest-muted">{t('certificates.this_one')}</span>
          </div>
        </li>
      </ol>
    </Panel>
  );
}

function Extensions({ extensions }: { extensions: Schemas['ExtensionView'][] }) {
  const { t } = useTranslation();
  return (
    <Panel title={t('certificates.extensions')}>
      <Facts
        facts={extensions.map((it) => [
          it.name,
          <div key={it.oid}>
            {(it.values ?? []).map((value) => <div key={value}>{value}</div>)}
            <span className="crest-muted crest-mono">{it.oid}{it.critical ? ` · ${t('certificates.critical')}` : ''}</span>
          </div>,
        ])}
      />
    </Panel>
  );
}

function Downloads({ id }: { id: string }) {
  const { t } = useTranslation();
  return (
    <ul className="crest-plain crest-downloads">
      {(['pem', 'der', 'pkcs7', 'chain'] as const).map((form) => (
        <li key={form}><a href={`/api/v1/certificates/${encodeURIComponent(id)}/${form}`} download>{t(`certificates.download_${form}`)}</a></li>
      ))}
    </ul>
  );
}

/** What keeps a certificate from being used, why, and what comes next. */
function Standing({ certificate }: { certificate: View }) {
  const { t, i18n } = useTranslation();
  const { status, reason = 'unspecified', comment, superseded_by } = certificate;
  if (status === 'valid') {
    return null;
  }
  const time = day(status === 'expired' ? certificate.not_after : certificate.status_changed_at, i18n.language);
  const title =
    status === 'superseded' ? t('certificates.is_superseded') : t(`certificates.is_${status}`, { time, reason: t(`certificates.reason_${reason}`) });
  return (
    <Alert
      type={status === 'revoked' ? 'error' : status === 'superseded' ? 'info' : 'warning'}
      showIcon
      title={title}
      description={
        <>
          {comment && <div>{t('certificates.comment')}: <span>{comment}</span></div>}
          <div>{t(`certificates.is_${status}_lead`)}</div>
        </>
      }
      action={superseded_by && <Link to={paths.certificate(superseded_by)}>{t('certificates.open_newer')}</Link>}
      style={{ marginBottom: 20 }}
    />
  );
}

export function Certificate() {
  const { t } = useTranslation();
  const may = usePermissions();
  const { id = '' } = useParams();
  const result = $api.useQuery('get', '/api/v1/certificates/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const detail = result.data;
  const certificate = detail.certificate;
  return (
    <>
      <PageHeader title={certificate.subject || certificate.serial_number} name={commonName(certificate.subject) ?? certificate.serial_number} tag={<StateTag state={certificate.status} />} actions={<Actions certificate={certificate} />} />
      <Standing certificate={certificate} />
      <div className="crest-columns">
        <Panel title={t('common.details')}>
          <Facts
            facts={[
              [t('certificates.serial'), <Copyable key="serial" value={certificate.serial_number} label={t('certificates.serial')} />],
              [t('certificates.sans'), (certificate.subject_alt_names ?? []).join(', ')],
              [t('certificates.not_before'), <Time key="from" time={certificate.not_before} />],
              [t('certificates.not_after'), <><Time time={certificate.not_after} /> (<TimeAgo time={certificate.not_after} />)</>],
              [t('certificates.key'), detail.key],
              [t('certificates.signature_algorithm'), detail.signature_algorithm],
              [t('certificates.fingerprint'), <Copyable key="sha256" value={certificate.fingerprint} label={t('certificates.fingerprint')} />],
              [t('certificates.sha1'), <span key="sha1" className="crest-mono">{detail.sha1}</span>],
            ]}
          />
        </Panel>
        <Panel title={t('certificates.origin')}>
          <Facts
            facts={[
              [t('certificates.authority'), <><Ref of="authorities" id={certificate.authority_id} /><div className="crest-muted">{detail.issuer}</div></>],
              [t('certificates.policy'), <Ref key="policy" of="policies" id={certificate.policy_id} />],
              [t('certificates.profile'), <Ref key="profile" of="profiles" id={certificate.profile_id} />],
              [t('common.division'), <Ref key="division" of="divisions" id={certificate.division_id} />],
              [t('certificates.device'), certificate.device_id && <Ref of="devices" id={certificate.device_id} />],
              [t('certificates.issued_at'), <TimeAgo key="issued" time={certificate.issued_at} />],
              certificate.status_changed_at !== certificate.issued_at && [t('certificates.status_changed'), <TimeAgo key="since" time={certificate.status_changed_at} />],
              [t('common.download'), <Downloads key="download" id={certificate.id} />],
            ]}
          />
        </Panel>
      </div>
      <div className="crest-columns">
        <TrustChain detail={detail} />
        <div className="crest-stack">
          <Renewals detail={detail} />
          {may.has('audit_read') && (
            <EventList name={`certificate-events-${id}`} title={t('certificates.history')} load={(query) => answered(api.GET('/api/v1/audit-events', { params: { query: { ...query, resource_id: id } } }))} />
          )}
        </div>
      </div>
      <Extensions extensions={detail.extensions ?? []} />
      <Panel title={t('certificates.download_pem')}>
        <CodeBlock code={detail.pem} label={t('certificates.download_pem')} />
      </Panel>
    </>
  );
}
