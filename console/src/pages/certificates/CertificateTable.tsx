import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Page, Schemas } from '../../api/client';
import { CERTIFICATE_STATES } from '../../api/values';
import { ResourceTable, type Filter, type Query } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { StateTag, TimeAgo } from '../../ui/Text';
import type { ReactNode } from 'react';

/** Certificates, wherever they are listed. */
export function CertificateTable({ name, load, filters = [], prefix, action }: {
  name: string;
  load: (query: Query) => Promise<Page<Schemas['CertificateView']>>;
  filters?: Filter[];
  prefix?: string;
  action?: ReactNode;
}) {
  const { t } = useTranslation();
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
        { key: 'subject', title: t('certificates.subject'), render: (it) => <Link to={paths.certificate(it.id)}>{it.subject || it.serial_number}</Link> },
        { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.status} /> },
        { key: 'serial', title: t('certificates.serial'), render: (it) => <span className="crest-mono">{it.serial_number}</span> },
        { key: 'issued', title: t('certificates.issued_at'), sort: 'issued', render: (it) => <TimeAgo time={it.issued_at} /> },
        { key: 'expires', title: t('certificates.not_after'), sort: 'not_after', render: (it) => <TimeAgo time={it.not_after} /> },
      ]}
      empty={{ title: t('certificates.empty'), lead: t('certificates.empty_lead'), action }}
    />
  );
}
