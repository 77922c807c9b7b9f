import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { useLack } from '../../parts/actions';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { CertificateTable } from './CertificateTable';

export function Certificates() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const request = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('certificate_request')} onClick={() => void navigate(paths.requestCertificate())}>
      {t('certificates.request')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('certificates.title')} lead={t('certificates.lead')} actions={request} />
      <CertificateTable
        name="certificates"
        load={(query) => answered(api.GET('/api/v1/certificates', { params: { query } }))}
        action={request}
        policies
        filters={[
          { name: 'serial', kind: 'text', label: t('certificates.filter_serial') },
          { name: 'san', kind: 'text', label: t('certificates.filter_san') },
          { name: 'expires_from', kind: 'time', label: t('certificates.filter_expires_from') },
          { name: 'expires_to', kind: 'time', until: true, label: t('certificates.filter_expires_to') },
          { name: 'device_id', kind: 'resource', of: 'devices', label: t('certificates.device') },
          { name: 'policy_id', kind: 'resource', of: 'policies', label: t('certificates.policy') },
          { name: 'authority_id', kind: 'resource', of: 'authorities', label: t('certificates.authority') },
          { name: 'division_id', kind: 'resource', of: 'divisions', label: t('common.division') },
        ]}
      />
    </>
  );
}
