import { Button, Form, Input, InputNumber, Radio, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { KEY_OPTIONS } from '../../api/values';
import { CheckItem, DescriptionItem, NameItem, patchOf, SpanInput, TimeInput, withoutEmpty } from '../../forms/fields';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { useNameOf } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { Panel, Waiting } from '../../ui/Page';
import { SecretOnce, type Secret } from '../../ui/Text';

type New = Schemas['NewCredential'];
type Kind = New['kind'];
type Registered = Omit<Schemas['RegisteredValueDraft'], 'values'> & { lines?: string };

interface Values extends Omit<New, 'registered_values'> {
  how?: 'issue' | 'upload';
  registered_values?: Registered[];
}

const MATCHES = ['equals', 'starts_with', 'ends_with', 'contains', 'regex', 'in_list', 'supply'] as const;
const FIELDS = [
  'subject.common_name', 'subject.serial_number', 'subject.organization_name', 'subject.organization_unit', 'subject.country', 'subject.state', 'subject.locality',
  'subject.email', 'san.dns_name', 'san.ip_address', 'san.uri', 'san.email',
].map((value) => ({ value, label: value }));

function RegisteredValues() {
  const { t } = useTranslation();
  const rules = [{ required: true, message: t('form.required') }];
  return (
    <Panel title={t('authentication.registered_values')}>
      <p>{t('authentication.registered_help')}</p>
      <Form.List name="registered_values">
        {(fields, { add, remove }, { errors }) => (
          <>
            {fields.map((field) => (
              <Form.Item key={field.key} style={{ margin: 0 }}><div className="crest-row">
                <Form.Item name={[field.name, 'field']} rules={rules} noStyle>
                  <Select showSearch aria-label={t('authentication.field')} options={FIELDS} style={{ width: 220 }} />
                </Form.Item>
                <Form.Item name={[field.name, 'match']} rules={rules} noStyle>
                  <Select aria-label={t('authentication.match')} options={MATCHES.map((value) => ({ value, label: t(`authentication.match_${value}`) }))} style={{ width: 190 }} />
                </Form.Item>
                <Form.Item noStyle shouldUpdate>
                  {({ getFieldValue }) =>
                    getFieldValue(['registered_values', field.name, 'match']) === 'in_list' ? (
                      <Form.Item name={[field.name, 'lines']} rules={rules} noStyle>
                        <Input.TextArea aria-label={t('authentication.list_values')} placeholder={t('authentication.list_values')} rows={4} />
                      </Form.Item>
                    ) : (
                      <Form.Item name={[field.name, 'value']} rules={rules} noStyle>
                        <Input aria-label={t('certificates.name_value')} />
                      </Form.Item>
                    )
                  }
                </Form.Item>
                <Button onClick={() => remove(field.name)}>{t('common.remove')}</Button>
              </div></Form.Item>
            ))}
            <Form.ErrorList errors={errors} />
            <Button onClick={() => add({ field: 'subject.common_name', match: 'equals' })}>{t('authentication.add_value')}</Button>
          </>
        )}
      </Form.List>
    </Panel>
  );
}

function Terms() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="usage_limit" label={t('authentication.usage_limit')} extra={t('authentication.usage_limit_help')}>
        <InputNumber min={1} precision={0} style={{ width: 180 }} />
      </Form.Item>
      <Form.Item name="start" label={t('authentication.start')}><TimeInput /></Form.Item>
      <Form.Item name="end" label={t('authentication.end')}><TimeInput /></Form.Item>
    </>
  );
}

function PemInput({ value, onChange, id }: { value?: string; onChange?: (value: string) => void; id?: string }) {
  return (
    <Input.TextArea
      {...(id === undefined ? {} : { id })}
      rows={8}
      className="crest-mono"
      spellCheck={false}
      placeholder="-----BEGIN CERTIFICATE-----"
      value={value ?? ''}
      onChange={(event) => onChange?.(event.target.value)}
    />
  );
}

function KindFields({ kind }: { kind: Kind }) {
  const { t } = useTranslation();
  const how = Form.useWatch<'issue' | 'upload'>('how');
  const rules = [{ required: true, message: t('form.required') }];
  switch (kind) {
    case 'passcode':
      return (
        <>
          <Form.Item name="value" label={t('authentication.value')} extra={t('authentication.value_help')}>
            <Input autoComplete="off" maxLength={64} />
          </Form.Item>
          <Form.Item name="user_name" label={t('authentication.user_name')} extra={t('authentication.user_name_help')}>
            <Input autoComplete="off" />
          </Form.Item>
        </>
      );
    case 'authentication_certificate':
      return (
        <>
          <Form.Item required name="how" label={t('authentication.how')}>
            <Radio.Group options={[{ value: 'issue', label: t('authentication.issue') }, { value: 'upload', label: t('authentication.upload') }]} />
          </Form.Item>
          {how === 'upload' ? (
            <Form.Item name="certificate" label={t('authentication.certificate')} rules={rules}><PemInput /></Form.Item>
          ) : (
            <>
              <Form.Item name={['issue', 'common_name']} label={t('authentication.common_name')}><Input autoComplete="off" /></Form.Item>
              <Form.Item name={['issue', 'key_type']} label={t('authentication.key_type')}><Select options={KEY_OPTIONS} /></Form.Item>
              <Form.Item name={['issue', 'validity']} label={t('authentication.validity')}><SpanInput exact label={t('authentication.validity')} /></Form.Item>
            </>
          )}
        </>
      );
    case 'authentication_authority':
      return (
        <>
          <Form.Item name="certificate" label={t('authentication.ca_certificate')} rules={rules}><PemInput /></Form.Item>
          <CheckItem name="bind_name">{t('authentication.bind_name')}</CheckItem>
          <CheckItem name="unbound">{t('authentication.unbound')}</CheckItem>
          <Form.Item name="revocation_list" label={t('authentication.crl')}><PemInput /></Form.Item>
          <CheckItem name="revocation_hard_fail">{t('authentication.crl_hard')}</CheckItem>
        </>
      );
  }
}

function registered(values: Registered[] | undefined): Schemas['RegisteredValueDraft'][] {
  return (values ?? []).map(({ lines, ...rest }) =>
    rest.match === 'in_list'
      ? { field: rest.field, match: rest.match, values: (lines ?? '').split('\n').map((line) => line.trim()).filter(Boolean) }
      : rest,
  );
}

function bodyOf(kind: Kind, { how, registered_values, issue, ...values }: Values): New {
  const body: New = { ...withoutEmpty(values), kind };
  const rows = registered(registered_values);
  if (rows.length > 0) {
    body.registered_values = rows;
  }
  if (kind === 'authentication_certificate' && how === 'issue') {
    body.issue = withoutEmpty(issue ?? {});
    delete body.certificate;
  }
  return body;
}

function isKind(text: string): text is Kind {
  return text === 'passcode' || text === 'authentication_certificate' || text === 'authentication_authority';
}

export function NewCredential() {
  const { t } = useTranslation();
  const { id = '', kind: named = '' } = useParams();
  const navigate = useNavigate();
  const [secrets, setSecrets] = useState<Secret[]>();
  const kind = isKind(named) ? named : 'passcode';
  const policy = useNameOf('authenticationPolicies', id);
  const back = paths.authenticationPolicy(id);
  const send = async (values: Values) => {
    const made = await answered(
      api.POST('/api/v1/authentication-policies/{policyId}/credentials', { params: { path: { policyId: id } }, body: bodyOf(kind, values) }),
    );
    const once: Secret[] = [];
    if (made.passcode) {
      once.push({ label: t('authentication.passcode'), value: made.passcode });
    }
    if (made.private_key) {
      once.push({ label: t('authentication.private_key'), value: made.private_key, file: 'authentication_key.pem' });
      once.push({ label: t('authentication.certificate_file'), value: made.certificate?.pem ?? '', file: 'authentication_certificate.pem' });
    }
    if (once.length === 0) {
      void navigate(back);
    } else {
      setSecrets(once);
    }
  };
  return (
    <>
      <FormPage<Values>
        title={t(`authentication.add_${kind}`)}
        of={policy.data?.name}
        initial={{ how: 'issue', issue: { key_type: 'ec_p256', validity: 'P365D' }, bind_name: kind === 'authentication_authority' } as Partial<Values>}
        submit={t('common.create')}
        back={back}
        send={send}
      >
        <NameItem />
        <KindFields kind={kind} />
        <Terms />
        <RegisteredValues />
        <DescriptionItem />
      </FormPage>
      {secrets && <SecretOnce title={t('authentication.made_title')} secrets={secrets} onClose={() => void navigate(back)} />}
    </>
  );
}

export function EditCredential() {
  const { t } = useTranslation();
  const { id = '', credential = '' } = useParams();
  const navigate = useNavigate();
  const policy = useNameOf('authenticationPolicies', id);
  const path = { policyId: id, id: credential };
  const result = $api.useQuery('get', '/api/v1/authentication-policies/{policyId}/credentials/{id}', { params: { path } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const view = result.data;
  const back = paths.authenticationPolicy(id);
  const lists = (view.registered_values ?? []).some((value) => value.list);
  const before = {
    name: view.name,
    description: view.description,
    usage_limit: view.usage_limit,
    start: view.start,
    end: view.end,
    user_name: view.user_name,
    bind_name: view.bind_name,
    unbound: view.unbound,
    registered_values: (view.registered_values ?? []).map(({ field, match, values }) =>
      match === 'in_list' ? { field, match, lines: (values ?? []).join('\n') } : { field, match, value: values?.[0] },
    ),
  } as Partial<Values>;
  return (
    <FormPage<Values>
      title={t('authentication.edit_credential')}
      of={policy.data?.name}
      lead={view.name}
      initial={before}
      submit={t('common.save')}
      back={back}
      send={async (values) => {
        const rows = registered(values.registered_values);
        const after = { ...values, registered_values: rows };
        const body = patchOf({ ...before, registered_values: registered(before.registered_values) }, after);
        await api.PATCH('/api/v1/authentication-policies/{policyId}/credentials/{id}', {
          params: { path, header: ifMatch(view.version) },
          body,
        });
        void navigate(back);
      }}
    >
      <NameItem />
      {view.kind === 'passcode' && (
        <Form.Item name="user_name" label={t('authentication.user_name')} extra={t('authentication.user_name_help')}><Input autoComplete="off" /></Form.Item>
      )}
      {view.kind === 'authentication_authority' && (
        <>
          <CheckItem name="bind_name">{t('authentication.bind_name')}</CheckItem>
          <CheckItem name="unbound">{t('authentication.unbound')}</CheckItem>
        </>
      )}
      <Terms />
      {/* Lists of thousands are not for a form; they are replaced as a whole, by the API or the command line. */}
      {!lists && <RegisteredValues />}
      <DescriptionItem />
    </FormPage>
  );
}
