import { Form, Input, Radio } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import { answered, api, type Schemas } from '../../api/client';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { FileButton } from '../../ui/FileButton';
import { SecretOnce } from '../../ui/Text';
import { JOB_KINDS } from './Jobs';

interface Values {
  kind: (typeof JOB_KINDS)[number];
  policy_id?: string;
  group_id?: string;
  name?: string;
  file: File;
}

function FileInput({ value, onChange, id }: { value?: File; onChange?: (file: File) => void; id?: string }) {
  const { t, i18n } = useTranslation();
  const size = new Intl.NumberFormat(i18n.language, { style: 'unit', unit: 'kilobyte', maximumFractionDigits: 0 });
  return (
    <FileButton {...(id === undefined ? {} : { id })} accept=".csv,.zip,text/csv,application/zip" onFile={(file) => onChange?.(file)}>
      {value ? t('jobs.chosen', { name: value.name, size: size.format(Math.ceil(value.size / 1000)) }) : t('jobs.choose_file')}
    </FileButton>
  );
}

async function upload({ file, kind, policy_id, group_id, name }: Values) {
  const query = {
    kind,
    ...(kind === 'certificate_requests' ? { policy_id } : { group_id }),
    ...(name ? { name } : {}),
  };
  // The file is the body as it is: nothing of it is held in memory twice.
  return answered(
    api.POST('/api/v1/jobs', {
      params: { query },
      headers: { 'content-type': file.name.toLowerCase().endsWith('.zip') ? 'application/zip' : 'text/csv' },
      body: file as never,
      bodySerializer: (body: unknown) => body as File,
    } as never),
  ) as Promise<Schemas['JobView']>;
}

export function NewJob() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const [made, setMade] = useState<Schemas['JobView']>();
  const send = async (values: Values) => {
    const job = await upload(values);
    if (job.password) {
      setMade(job);
    } else {
      void navigate(paths.job(job.id));
    }
  };
  const required = [{ required: true, message: t('form.required') }];
  return (
    <>
      <FormPage<Values>
        title={t('jobs.new')}
        lead={t('jobs.lead')}
        initial={{ kind: search.get('kind') === 'device_registrations' ? 'device_registrations' : 'certificate_requests' }}
        submit={t('jobs.submit')}
        back={paths.jobs()}
        send={send}
      >
        <Form.Item required name="kind" label={t('jobs.kind')} extra={t('jobs.kind_help')}>
          <Radio.Group options={JOB_KINDS.map((value) => ({ value, label: t(`jobs.kind_${value}`) }))} />
        </Form.Item>
        <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.kind !== after.kind}>
          {({ getFieldValue }) => {
            const certificates = getFieldValue('kind') === 'certificate_requests';
            return (
              <>
                {certificates ? (
                  <Form.Item key="policy" name="policy_id" label={t('jobs.policy')} rules={required}>
                    <ResourceSelect of="policies" accept={(it) => (it as unknown as Schemas['CertificatePolicyView']).methods?.includes('batch_request') ?? false} />
                  </Form.Item>
                ) : (
                  <Form.Item key="group" name="group_id" label={t('jobs.group')} rules={required}><ResourceSelect of="groups" /></Form.Item>
                )}
                <Form.Item name="name" label={t('common.name')}><Input autoComplete="off" maxLength={200} /></Form.Item>
                <Form.Item
                  name="file"
                  label={t('jobs.file')}
                  extra={<>{t('jobs.file_help')}<br />{certificates ? t('jobs.columns_certificates') : t('jobs.columns_devices')}</>}
                  rules={required}
                >
                  <FileInput />
                </Form.Item>
              </>
            );
          }}
        </Form.Item>
      </FormPage>
      {made && (
        <SecretOnce
          title={t('jobs.password_title')}
          secrets={[{ label: t('jobs.password'), value: made.password ?? '' }]}
          onClose={() => void navigate(paths.job(made.id))}
        />
      )}
    </>
  );
}
