import { DeleteOutlined } from '@ant-design/icons';
import { Button, Collapse, Form, Input, InputNumber, Select } from 'antd';
import { use, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import type { Fault } from '../../api/problem';
import { KEY_OPTIONS } from '../../api/values';
import { CheckItem, SpanInput, TimeInput, withoutEmpty, WordsInput } from '../../forms/fields';
import { Refusal } from '../../parts/FormPage';

type Content = Schemas['ProfileContent'];

const ATTRIBUTES = [
  'common_name', 'organization_name', 'organization_unit', 'country', 'state', 'locality', 'serial_number', 'email', 'street_address', 'postal_code',
  'given_name', 'surname', 'title', 'user_id', 'domain_component', 'dn_qualifier', 'pseudonym',
].map((name) => ({ value: `subject.${name}`, label: `subject.${name}` }));
const SANS = ['dns_name', 'ip_address', 'uri', 'email', 'user_principal_name', 'registered_id', 'hardware_module_name'].map((name) => ({ value: `san.${name}`, label: `san.${name}` }));
const INCLUDES = ['required', 'optional', 'no'] as const;
const SOURCES = ['csr', 'fixed_value', 'device_attribute', 'registered_value'] as const;
const USAGES = [
  'digital_signature', 'non_repudiation', 'key_encipherment', 'data_encipherment', 'key_agreement', 'key_cert_sign', 'crl_sign', 'encipher_only', 'decipher_only',
].map((value) => ({ value, label: value }));

/** What the API takes of the form's content: nothing that is empty. */
export function contentOf(content: Content): Content {
  const { subject, subject_alt_names, certificate_policies, ...rest } = content;
  return {
    ...withoutEmpty(rest),
    subject: (subject ?? []).filter((rule) => rule?.attribute).map((rule) => withoutEmpty(rule)),
    subject_alt_names: (subject_alt_names ?? []).filter((rule) => rule?.type).map((rule) => withoutEmpty(rule)),
    certificate_policies: (certificate_policies ?? []).filter((policy) => policy?.oid).map((policy) => withoutEmpty(policy)),
  };
}

function Rule({ name, of, onRemove }: { name: number; of: 'subject' | 'subject_alt_names'; onRemove: () => void }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance();
  const sources: string[] = Form.useWatch(['content', of, name, 'sources'], form) ?? [];
  const subject = of === 'subject';
  return (
    <fieldset className="crest-rule">
      <legend className="crest-hidden">{subject ? t('profiles.attribute') : t('profiles.san_type')}</legend>
      <div className="crest-row">
        <Form.Item name={[name, subject ? 'attribute' : 'type']} noStyle>
          <Select showSearch aria-label={subject ? t('profiles.attribute') : t('profiles.san_type')} options={subject ? ATTRIBUTES : SANS} style={{ flex: '0 1 210px', minWidth: 150 }} />
        </Form.Item>
        <Form.Item name={[name, 'include']} noStyle>
          <Select aria-label={t('profiles.include')} options={INCLUDES.map((value) => ({ value, label: t(`profiles.include_${value}`) }))} style={{ flex: '0 0 110px' }} />
        </Form.Item>
        <Form.Item name={[name, 'sources']} noStyle>
          <Select
            mode="multiple"
            aria-label={t('profiles.sources')}
            placeholder={t('profiles.sources')}
            options={SOURCES.map((value) => ({ value, label: t(`profiles.source_${value}`) }))}
            style={{ flex: '1 1 200px', minWidth: 180 }}
          />
        </Form.Item>
        {!subject && (
          <Form.Item name={[name, 'most']} noStyle>
            <InputNumber min={1} precision={0} aria-label={t('profiles.most')} placeholder={t('profiles.most')} style={{ width: 90 }} />
          </Form.Item>
        )}
        <Button type="text" icon={<DeleteOutlined />} aria-label={t('common.remove')} title={t('common.remove')} onClick={onRemove} />
      </div>
      {(sources.includes('fixed_value') || sources.includes('device_attribute')) && (
        <div className="crest-row">
          {sources.includes('fixed_value') && (
            <Form.Item name={[name, 'fixed_value']} noStyle><Input aria-label={t('profiles.fixed_value')} placeholder={t('profiles.fixed_value')} /></Form.Item>
          )}
          {sources.includes('device_attribute') && (
            <Form.Item name={[name, 'device_attribute']} noStyle><Input aria-label={t('profiles.device_attribute')} placeholder={t('profiles.device_attribute')} /></Form.Item>
          )}
        </div>
      )}
    </fieldset>
  );
}

function Rules({ of }: { of: 'subject' | 'subject_alt_names' }) {
  const { t } = useTranslation();
  return (
    <Form.List name={['content', of]}>
      {(fields, { add, remove }, { errors }) => (
        <>
          {fields.map((field) => (
            <Form.Item key={field.key} style={{ margin: 0 }}><Rule name={field.name} of={of} onRemove={() => remove(field.name)} /></Form.Item>
          ))}
          <Form.ErrorList errors={errors} />
          <Button onClick={() => add({ include: 'optional', sources: ['csr'] })}>
            {of === 'subject' ? t('profiles.add_attribute') : t('profiles.add_san')}
          </Button>
        </>
      )}
    </Form.List>
  );
}

function Policies() {
  const { t } = useTranslation();
  return (
    <Form.List name={['content', 'certificate_policies']}>
      {(fields, { add, remove }, { errors }) => (
        <Form.Item label={t('profiles.policies')}>
          {fields.map((field) => (
            <div key={field.key} className="crest-row">
              {(['oid', 'cps_uri', 'user_notice'] as const).map((part) => {
                const label = part === 'oid' ? t('profiles.policy_oid') : t(`profiles.${part}`);
                return (
                  <Form.Item key={part} name={[field.name, part]} noStyle>
                    <Input aria-label={label} placeholder={label} />
                  </Form.Item>
                );
              })}
              <Button onClick={() => remove(field.name)}>{t('common.remove')}</Button>
            </div>
          ))}
          <Form.ErrorList errors={errors} />
          <Button onClick={() => add({})}>{t('profiles.add_policy')}</Button>
        </Form.Item>
      )}
    </Form.List>
  );
}

function Usage() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name={['content', 'key_usage', 'required']} label={t('profiles.usage_required')}><Select mode="multiple" options={USAGES} /></Form.Item>
      <Form.Item name={['content', 'key_usage', 'optional']} label={t('profiles.usage_optional')}><Select mode="multiple" options={USAGES} /></Form.Item>
      <CheckItem name={['content', 'key_usage', 'critical']}>{t('profiles.usage_critical')}</CheckItem>
    </>
  );
}

function ExtendedUsage() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name={['content', 'extended_key_usage', 'required']} label={t('profiles.usage_required')} extra={t('profiles.eku_help')}><WordsInput /></Form.Item>
      <Form.Item name={['content', 'extended_key_usage', 'optional']} label={t('profiles.usage_optional')}><WordsInput /></Form.Item>
      <CheckItem name={['content', 'extended_key_usage', 'critical']}>{t('profiles.usage_critical')}</CheckItem>
    </>
  );
}

function Validity() {
  const { t } = useTranslation();
  return (
    <>
      {(['usual', 'min', 'max'] as const).map((part) => (
        <Form.Item key={part} name={['content', 'validity', part]} label={t(`profiles.validity_${part}`)}>
          <SpanInput label={t(`profiles.validity_${part}`)} />
        </Form.Item>
      ))}
      <Form.Item name={['content', 'validity', 'until']} label={t('profiles.validity_until')}><TimeInput /></Form.Item>
    </>
  );
}

function Renewal() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name={['content', 'renewal', 'when']} label={t('profiles.renewal_when')}>
        <Select options={(['any_time', 'only_in_window', 'never'] as const).map((value) => ({ value, label: t(`profiles.when_${value}`) }))} />
      </Form.Item>
      {(['window_before', 'expired_grace'] as const).map((part) => (
        <Form.Item key={part} name={['content', 'renewal', part]} label={t(`profiles.${part}`)}><SpanInput label={t(`profiles.${part}`)} /></Form.Item>
      ))}
      <Form.Item name={['content', 'renewal', 'key_pair']} label={t('profiles.key_pair')}>
        <Select options={(['same', 'new', 'either'] as const).map((value) => ({ value, label: t(`profiles.key_pair_${value}`) }))} />
      </Form.Item>
    </>
  );
}

/** In which panel the parts of a content are that have no panel of their own. */
const PANELS: Record<string, string> = {
  subject_alt_names: 'sans', common_name_to_dns: 'sans', drop_unlisted: 'sans', key_usage: 'usage', extended_key_usage: 'eku',
  signature_algorithm: 'other', serial_octets: 'other', basic_constraints: 'other', certificate_policies: 'other',
};

/**
 * Every field of a profile's content. Hidden parts stay mounted: what is not shown is sent all the same; what was
 * refused is shown.
 */
export function ContentFields() {
  const { t } = useTranslation();
  const [open, setOpen] = useState(['subject', 'validity']);
  const [refused, setRefused] = useState<readonly Fault[]>();
  const refusal = use(Refusal);
  if (refusal !== refused) {
    setRefused(refusal);
    const parts = refusal.filter((fault) => fault.path[0] === 'content').map((fault) => String(fault.path[1]));
    setOpen([...new Set([...open, ...parts.map((part) => PANELS[part] ?? part)])]);
  }
  const panels = [
    { key: 'subject', label: t('profiles.subject'), children: <Rules of="subject" /> },
    {
      key: 'sans',
      label: t('profiles.sans'),
      children: (
        <>
          <Rules of="subject_alt_names" />
          <CheckItem name={['content', 'common_name_to_dns']} style={{ margin: '16px 0 0' }}>{t('profiles.common_name_to_dns')}</CheckItem>
          <CheckItem name={['content', 'drop_unlisted']} style={{ margin: 0 }}>{t('profiles.drop_unlisted')}</CheckItem>
        </>
      ),
    },
    {
      key: 'keys',
      label: t('profiles.keys'),
      children: (
        <>
          <Form.Item name={['content', 'keys', 'allowed']} label={t('profiles.keys_allowed')}><Select mode="multiple" options={KEY_OPTIONS} /></Form.Item>
          <Form.Item name={['content', 'keys', 'preferred']} label={t('profiles.keys_preferred')}><Select options={KEY_OPTIONS} /></Form.Item>
        </>
      ),
    },
    { key: 'usage', label: t('profiles.usage'), children: <Usage /> },
    { key: 'eku', label: t('profiles.eku'), children: <ExtendedUsage /> },
    { key: 'validity', label: t('profiles.validity'), children: <Validity /> },
    { key: 'renewal', label: t('profiles.renewal'), children: <Renewal /> },
    {
      key: 'other',
      label: t('profiles.other'),
      children: (
        <>
          <Form.Item name={['content', 'signature_algorithm']} label={t('profiles.signature_algorithm')} extra={t('profiles.signature_help')}><Input className="crest-mono" /></Form.Item>
          <Form.Item name={['content', 'serial_octets']} label={t('profiles.serial_octets')}><InputNumber min={16} max={20} precision={0} /></Form.Item>
          <CheckItem name={['content', 'basic_constraints']}>{t('profiles.basic_constraints')}</CheckItem>
          <Policies />
        </>
      ),
    },
  ];
  return <Collapse items={panels.map((panel) => ({ ...panel, forceRender: true }))} activeKey={open} onChange={setOpen} style={{ marginBottom: 20 }} />;
}
