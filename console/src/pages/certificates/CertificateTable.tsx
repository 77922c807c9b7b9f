import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schemas } from '../../api/client';
import { CERTIFICATE_STATES, commonName } from '../../api/values';
import { ResourceTable, type Filter, type Query } from '../../parts/ResourceTable';
import { Ref } from '../../parts/Ref';
import { paths } from '../../paths';
import { day } from '../../ui/clock';
import { StateTag, TimeAgo } from '../../ui/Text';
import type { ReactNode } from 'react';

type View = Schemas['CertificateView'];

/** What people call a certificate, and the number by which the whole world knows it. */
function Subject({ certificate }: { certificate: View }) {
  const { subject, serial_number } = certificate;
  const { t } = useTranslation();
  return (
    <>
      <Link to={paths.certificate(certificate.id)} title={subject}>{commonName(subject) ?? (subject || certificate.subject_alt_names?.[0] || t('certificates.no_name'))}</Link>
      <div className="crest-muted crest-mono crest-nowrap">{serial_number}</div>
    </>
  );
}

/** Certificates, wherever they are listed. */
export function CertificateTable({ name, load, filters = [], prefix, action, policies = false }: {
  name: string;
  load: (query: Query) => Promise<Page<View>>;
  filters?: Filter[];
  prefix?: string;
  action?: ReactNode;
  policies?: boolean;
}) {
  const { t, i18n } = useTranslation();
  return (
    <ResourceTable
      name={name}
      label={t('certificates.title')}
      load={load}
      {...(prefix === undefined ? {} : { prefix })}
      filters={[
        { name: 'common_name', kind: 'text', label: t('certificates.filter_common_name') },
        { name: 'status', kind: 'choice', label: t('common.status'), options: CERTIFICATE_STATES.map((value) => ({ value, label: t(`state.${value}`) })) },
        ...filters,
      ]}
      to={(it) => paths.certificate(it.id)}
      columns={[
        { key: 'subject', title: t('certificates.subject'), render: (it) => <Subject certificate={it} /> },
        { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.status} /> },
        { key: 'expires', title: t('certificates.not_after'), sort: 'not_after', render: (it) => <>{day(it.not_after, i18n.language)}<div className="crest-muted"><TimeAgo time={it.not_after} /></div></> },
        ...(policies ? [{ key: 'policy', title: t('certificates.policy'), render: (it: View) => <Ref of="policies" id={it.policy_id} /> }] : []),
        { key: 'authority', title: t('certificates.authority'), render: (it) => <Ref of="authorities" id={it.authority_id} /> },
        { key: 'issued', title: t('certificates.issued_at'), sort: 'issued', render: (it) => <TimeAgo time={it.issued_at} /> },
      ]}
      empty={{ title: t('certificates.empty'), lead: t('certificates.empty_lead'), action }}
    />
  );
}
