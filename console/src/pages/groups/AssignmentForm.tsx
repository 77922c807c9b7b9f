import { Form, Input, Radio, Select, Button } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { patchOf } from '../../forms/fields';
import { pairsOf, recordOf, type Pair } from '../../forms/Pairs';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';

interface Values extends Omit<Schemas['PolicyAssignmentDraft'], 'mapping'> {
  mapping?: Pair[];
}

const FIELDS = [
  'subject.common_name', 'subject.serial_number', 'subject.organization_unit', 'subject.user_id', 'san.dns_name', 'san.uri', 'san.ip_address', 'san.email', 'san.hardware_module_name',
].map((value) => ({ value, label: value }));

function draftOf({ mapping, ...values }: Values): Schemas['PolicyAssignmentDraft'] {
  return { ...values, mapping: recordOf(mapping) };
}

function Fields({ group }: { group: Schemas['DeviceGroupView'] }) {
  const { t } = useTranslation();
  const required = [{ required: true, message: t('form.required') }];
  const attributes = (group.identity_attributes ?? []).map((value) => ({ value, label: value }));
  return (
    <>
      <Form.Item name="name" label={t('common.name')} rules={required}><Input autoComplete="off" /></Form.Item>
      <Form.Item required name="usage" label={t('devices.usage')}>
        <Radio.Group options={(['bootstrap', 'operational'] as const).map((value) => ({ value, label: t(`devices.usage_${value}`) }))} />
      </Form.Item>
      <Form.Item name="policy_id" label={t('devices.policy')} extra={t('devices.policy_help')} rules={required}>
        <ResourceSelect
          of="policies"
          accept={(it) => {
            const policy = it as unknown as Schemas['CertificatePolicyView'];
            return policy.model === 'device_lifecycle' && policy.division_id === group.division_id && policy.status !== 'deleted';
          }}
        />
      </Form.Item>
      <Form.Item name="authentication_policy_id" label={t('devices.authentication_policy')} extra={t('devices.authentication_help')}>
        <ResourceSelect of="authenticationPolicies" allowClear />
      </Form.Item>
      <Form.List name="mapping">
        {(fields, { add, remove }, { errors }) => (
          <Form.Item label={t('devices.mapping')} extra={t('devices.mapping_help')}>
            {fields.map((field) => (
              <div key={field.key} className="crest-row">
                <Form.Item name={[field.name, 'name']} noStyle rules={required}>
                  <Select showSearch aria-label={t('devices.mapping_field')} options={FIELDS} style={{ width: 250 }} />
                </Form.Item>
                <Form.Item name={[field.name, 'value']} noStyle rules={required}>
                  <Select aria-label={t('devices.mapping_attribute')} options={attributes} style={{ width: 200 }} />
                </Form.Item>
                <Button onClick={() => remove(field.name)}>{t('common.remove')}</Button>
              </div>
            ))}
            <Button onClick={() => add({ name: 'subject.common_name', value: group.identity_attributes?.[0] })}>{t('devices.add_mapping')}</Button>
            <Form.ErrorList errors={errors} />
          </Form.Item>
        )}
      </Form.List>
    </>
  );
}

export function NewAssignment() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const group = $api.useQuery('get', '/api/v1/device-groups/{id}', { params: { path: { id } } });
  if (group.isPending) {
    return <Waiting />;
  }
  if (group.isError) {
    return <Failure problem={group.error} />;
  }
  const identity = group.data.identity_attributes ?? [];
  return (
    <FormPage<Values>
      title={t('devices.new_assignment')}
      of={group.data.name}
      initial={{ usage: 'bootstrap', mapping: identity.slice(0, 1).map((value) => ({ name: 'subject.common_name', value })) }}
      submit={t('devices.new_assignment')}
      back={paths.group(id)}
      send={async (values) => {
        await answered(api.POST('/api/v1/device-groups/{group}/policy-assignments', { params: { path: { group: id } }, body: draftOf(values) }));
        void navigate(paths.group(id));
      }}
    >
      <Fields group={group.data} />
    </FormPage>
  );
}

export function EditAssignment() {
  const { t } = useTranslation();
  const { id = '', assignment = '' } = useParams();
  const navigate = useNavigate();
  const group = $api.useQuery('get', '/api/v1/device-groups/{id}', { params: { path: { id } } });
  const path = { group: id, id: assignment };
  const result = $api.useQuery('get', '/api/v1/device-groups/{group}/policy-assignments/{id}', { params: { path } });
  if (result.isError || group.isError) {
    return <Failure problem={result.error ?? group.error} />;
  }
  if (result.isPending || group.isPending) {
    return <Waiting />;
  }
  const before = result.data;
  return (
    <FormPage<Values>
      title={t('devices.edit_assignment')}
      of={group.data.name}
      initial={{ ...before, mapping: pairsOf(before.mapping) }}
      submit={t('common.save')}
      back={paths.group(id)}
      send={async (values) => {
        await api.PATCH('/api/v1/device-groups/{group}/policy-assignments/{id}', {
          params: { path, header: ifMatch(before.version) },
          body: patchOf(before, draftOf(values)),
        });
        void navigate(paths.group(id));
      }}
    >
      <Fields group={group.data} />
    </FormPage>
  );
}
