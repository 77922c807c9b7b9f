import { Button, Form, Input, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schemas } from '../../api/client';
import { KEY_OPTIONS } from '../../api/values';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { Issued } from './Issued';

interface Values {
  policy_id: string;
  how: 'csr' | 'server';
  csr?: string;
  names?: { field: string; value: string }[];
  key_type?: Schemas['NewCertificateRequest']['key_type'];
  key_file?: 'pkcs12' | 'pem';
}

const FIELDS = [
  'subject.common_name', 'subject.organization_name', 'subject.organization_unit', 'subject.country', 'subject.state', 'subject.locality', 'subject.serial_number',
  'subject.email', 'san.dns_name', 'san.ip_address', 'san.uri', 'san.email', 'san.user_principal_name', 'san.registered_id',
].map((value) => ({ value, label: value }));

function bodyOf(values: Values): Schemas['NewCertificateRequest'] {
  if (values.how === 'csr') {
    return { policy_id: values.policy_id, csr: values.csr ?? '' };
  }
  const names: Record<string, string[]> = {};
  for (const { field, value } of values.names ?? []) {
    (names[field] ??= []).push(value);
  }
  return {
    policy_id: values.policy_id,
    names,
    key_file: values.key_file ?? 'pkcs12',
    ...(values.key_type ? { key_type: values.key_type } : {}),
  };
}

function Names() {
  const { t } = useTranslation();
  const rules = [{ required: true, message: t('form.required') }];
  return (
    <Form.List name="names">
      {(fields, { add, remove }, { errors }) => (
        <Form.Item label={t('certificates.names')} extra={t('certificates.names_help')}>
          {fields.map((field) => (
            <div key={field.key} className="crest-row">
              <Form.Item name={[field.name, 'field']} rules={rules} noStyle>
                <Select aria-label={t('certificates.name_field')} options={FIELDS} style={{ width: 240 }} />
              </Form.Item>
              <Form.Item name={[field.name, 'value']} rules={rules} noStyle>
                <Input aria-label={t('certificates.name_value')} />
              </Form.Item>
              <Button onClick={() => remove(field.name)}>{t('common.remove')}</Button>
            </div>
          ))}
          <Button onClick={() => add({ field: 'san.dns_name' })}>{t('certificates.add_name')}</Button>
          <Form.ErrorList errors={errors} />
        </Form.Item>
      )}
    </Form.List>
  );
}

export function RequestCertificate() {
  const { t } = useTranslation();
  const [issued, setIssued] = useState<Schemas['IssuedView']>();
  return (
    <>
      <FormPage<Values>
        title={t('certificates.request')}
        lead={t('certificates.request_lead')}
        initial={{ how: 'csr', key_file: 'pkcs12', names: [{ field: 'subject.common_name', value: '' }] }}
        submit={t('certificates.submit')}
        back={paths.certificates()}
        send={async (values) => setIssued(await answered(api.POST('/api/v1/certificate-requests', { body: bodyOf(values) })))}
      >
        {(form) => (
          <>
            <Form.Item name="policy_id" label={t('certificates.policy')} extra={t('certificates.request_policy_help')} rules={[{ required: true, message: t('form.required') }]}>
              <ResourceSelect of="policies" accept={(it) => (it as unknown as Schemas['CertificatePolicyView']).methods?.includes('single_request') ?? false} />
            </Form.Item>
            <Form.Item required name="how" label={t('certificates.request_how')}>
              <Radio.Group options={[{ value: 'csr', label: t('certificates.request_csr') }, { value: 'server', label: t('certificates.request_server') }]} />
            </Form.Item>
            <Form.Item noStyle shouldUpdate={(before: Values, after: Values) => before.how !== after.how}>
              {() =>
                form.getFieldValue('how') === 'csr' ? (
                  <Form.Item name="csr" label={t('certificates.csr')} rules={[{ required: true, message: t('form.required') }]}>
                    <Input.TextArea rows={10} className="crest-mono" spellCheck={false} placeholder="-----BEGIN CERTIFICATE REQUEST-----" />
                  </Form.Item>
                ) : (
                  <>
                    <Names />
                    <Form.Item name="key_type" label={t('certificates.key_type')}>
                      <Select allowClear options={KEY_OPTIONS} />
                    </Form.Item>
                    <Form.Item required name="key_file" label={t('certificates.key_file')}>
                      <Radio.Group options={[{ value: 'pkcs12', label: 'PKCS#12' }, { value: 'pem', label: 'PEM' }]} />
                    </Form.Item>
                  </>
                )
              }
            </Form.Item>
          </>
        )}
      </FormPage>
      {issued && <Issued issued={issued} onClose={() => setIssued(undefined)} />}
    </>
  );
}
