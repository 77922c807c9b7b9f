import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { useLack } from '../../parts/actions';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { DeviceTable } from './DeviceTable';

export function Devices() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const lack = useLack('device_register');
  const create = (
    <>
      <ActionButton reason={lack} onClick={() => void navigate(`${paths.newJob()}?kind=device_registrations`)}>{t('devices.import')}</ActionButton>
      <ActionButton primary icon={<PlusOutlined />} reason={lack} onClick={() => void navigate(paths.newDevice())}>{t('devices.new')}</ActionButton>
    </>
  );
  return (
    <>
      <PageHeader title={t('devices.title')} lead={t('devices.lead')} actions={create} />
      <DeviceTable
        name="devices"
        groups
        load={(query) => answered(api.GET('/api/v1/devices', { params: { query } }))}
        filters={[
          { name: 'identity', kind: 'text', label: t('devices.filter_identity') },
          { name: 'group_id', kind: 'resource', of: 'groups', label: t('devices.group') },
        ]}
        action={<div className="crest-actions" style={{ justifyContent: 'center' }}>{create}</div>}
      />
    </>
  );
}
