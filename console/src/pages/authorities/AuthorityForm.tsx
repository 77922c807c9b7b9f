import { Form, Input, InputNumber, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { answered, api, type Schemas } from '../../api/client';
import { KEY_OPTIONS } from '../../api/values';
import { CheckItem, NameItem, SpanInput, withoutEmpty } from '../../forms/fields';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { FileButton } from '../../ui/FileButton';

type Draft = Schemas['CertificateAuthorityDraft'];

const KINDS = ['root', 'intermediate', 'issuing'] as const;
const NAMES = ['common_name', 'organization_name', 'organization_unit', 'country'] as const;

function KindItem() {
  const { t } = useTranslation();
  return (
    <Form.Item required name="kind" label={t('authorities.kind')}>
      <Select options={KINDS.map((value) => ({ value, label: t(`authorities.kind_${value}`) }))} />
    </Form.Item>
  );
}

export function NewAuthority() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const required = [{ required: true, message: t('form.required') }];
  return (
    <FormPage<Draft>
      title={t('authorities.new')}
      lead={t('authorities.lead')}
      initial={{ kind: 'issuing', key_type: 'ec_p256', validity: 'P3650D' }}
      submit={t('common.create')}
      back={paths.authorities()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/certificate-authorities', { body: withoutEmpty(values) }));
        void navigate(paths.authority(made.id));
      }}
    >
      <NameItem />
      <KindItem />
      <CheckItem name="external">{t('authorities.external')}</CheckItem>
      <Form.Item noStyle shouldUpdate={(before: Draft, after: Draft) => before.kind !== after.kind || before.external !== after.external}>
        {({ getFieldValue }) =>
          getFieldValue('kind') !== 'root' && !getFieldValue('external') && (
            <Form.Item name="parent_id" label={t('authorities.parent')} rules={required}>
              <ResourceSelect of="authorities" accept={(it) => ['root', 'intermediate'].includes((it as unknown as Schemas['CertificateAuthorityView']).kind)} />
            </Form.Item>
          )
        }
      </Form.Item>
      {NAMES.map((part) => (
        <Form.Item key={part} name={['subject', part]} label={t(`authorities.${part}`)} rules={part === 'common_name' ? required : []}>
          <Input autoComplete="off" />
        </Form.Item>
      ))}
      <Form.Item name="key_type" label={t('authorities.key_type')}><Select options={KEY_OPTIONS} /></Form.Item>
      <Form.Item noStyle shouldUpdate={(before: Draft, after: Draft) => before.external !== after.external}>
        {({ getFieldValue }) =>
          !getFieldValue('external') && (
            <>
              <Form.Item name="validity" label={t('authorities.validity')}><SpanInput exact label={t('authorities.validity')} /></Form.Item>
              <Form.Item name="path_length" label={t('authorities.path_length')}><InputNumber min={0} max={10} precision={0} /></Form.Item>
            </>
          )
        }
      </Form.Item>
    </FormPage>
  );
}

/** A file as the API takes it: PEM as it is, anything else in base64. */
async function contentOf(file: File): Promise<string> {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = '';
  for (const byte of bytes) {
    text += String.fromCharCode(byte);
  }
  return text.includes('-----BEGIN ') ? text : btoa(text);
}

interface ImportValues {
  name: string;
  kind: (typeof KINDS)[number];
  passphrase?: string;
  file: string;
}

function KeyFile({ onChange, id }: { value?: string; onChange?: (content: string) => void; id?: string }) {
  const { t } = useTranslation();
  const [name, setName] = useState<string>();
  const take = async (file: File) => {
    setName(file.name);
    onChange?.(await contentOf(file));
  };
  return (
    <FileButton {...(id === undefined ? {} : { id })} onFile={(file) => void take(file)}>
      {name ?? t('authorities.choose_file')}
    </FileButton>
  );
}

export function ImportAuthority() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<ImportValues>
      title={t('authorities.import')}
      lead={t('authorities.import_lead')}
      initial={{ kind: 'issuing' }}
      submit={t('authorities.import')}
      back={paths.authorities()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/certificate-authorities/import', { body: withoutEmpty(values) }));
        void navigate(paths.authority(made.id));
      }}
    >
      <NameItem />
      <KindItem />
      <Form.Item name="file" label={t('authorities.import_file')} rules={[{ required: true, message: t('form.required') }]}><KeyFile /></Form.Item>
      <Form.Item name="passphrase" label={t('authorities.passphrase')}><Input.Password autoComplete="off" /></Form.Item>
    </FormPage>
  );
}
