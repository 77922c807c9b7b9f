import { DownloadOutlined } from '@ant-design/icons';
import { Alert, Button, Modal } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Schemas } from '../../api/client';
import { paths } from '../../paths';
import { CodeBlock, download } from '../../ui/Text';

function bytes(base64: string): Uint8Array<ArrayBuffer> {
  return Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
}

/** A new certificate; its key, where the server made it, is handed over this once. */
export function Issued({ issued, onClose }: { issued: Schemas['IssuedView']; onClose: () => void }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const key = issued.key;
  return (
    <Modal
      open
      width={720}
      title={t('certificates.issued_title')}
      mask={{ closable: key === undefined }}
      closable={key === undefined}
      keyboard={key === undefined}
      onCancel={onClose}
      footer={
        <Button
          type="primary"
          onClick={() => {
            onClose();
            void navigate(paths.certificate(issued.id));
          }}
        >
          {t('certificates.open_issued')}
        </Button>
      }
    >
      {key && (
        <>
          <Alert type="warning" showIcon title={t('common.shown_once')} style={{ marginBottom: 16 }} />
          <strong>{t('certificates.issued_password')}</strong>
          <CodeBlock code={key.password} label={t('certificates.issued_password')} wrap />
          <Button
            icon={<DownloadOutlined />}
            style={{ marginBottom: 16 }}
            onClick={() => download(key.format === 'pkcs12' ? bytes(key.content) : key.content, key.file_name)}
          >
            {t('certificates.save_key')}
          </Button>
        </>
      )}
      <CodeBlock code={issued.pem} label={t('certificates.download_pem')} />
    </Modal>
  );
}
