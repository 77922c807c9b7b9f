import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { DescriptionItem, NameItem, patchOf, WordsInput } from '../../forms/fields';
import { PairsItem, pairsOf, recordOf, type Pair } from '../../forms/Pairs';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';

interface Values extends Omit<Schemas['DeviceGroupDraft'], 'desired_attributes'> {
  desired_attributes?: Pair[];
}

function draftOf(values: Values): Schemas['DeviceGroupDraft'] {
  return { ...values, desired_attributes: recordOf(values.desired_attributes) };
}

function Fields({ fixedDivision }: { fixedDivision: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <NameItem />
      <Form.Item name="division_id" label={t('common.division')} rules={[{ required: true, message: t('form.required') }]}>
        <ResourceSelect of="divisions" disabled={fixedDivision} />
      </Form.Item>
      <Form.Item name="identity_attributes" label={t('devices.identity')} extra={t('devices.identity_help')} rules={[{ required: true, message: t('form.required') }]}>
        <WordsInput />
      </Form.Item>
      <DescriptionItem />
      <Form.Item name="tags" label={t('devices.tags')} extra={t('devices.tags_help')}><WordsInput /></Form.Item>
      <Form.Item name="custom_attributes" label={t('devices.custom')} extra={t('devices.custom_help')}><WordsInput /></Form.Item>
      <PairsItem name="desired_attributes" label={t('devices.desired')} />
    </>
  );
}

export function NewGroup() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<Values>
      title={t('devices.new_group')}
      lead={t('devices.groups_lead')}
      initial={{ identity_attributes: ['serial_number'] }}
      submit={t('common.create')}
      back={paths.groups()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/device-groups', { body: draftOf(values) }));
        void navigate(paths.group(made.id));
      }}
    >
      <Fields fixedDivision={false} />
    </FormPage>
  );
}

export function EditGroup() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/device-groups/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const group = result.data;
  return (
    <FormPage<Values>
      title={t('devices.edit_group')}
      of={group.name}
      initial={{ ...group, desired_attributes: pairsOf(group.desired_attributes) }}
      submit={t('common.save')}
      back={paths.group(id)}
      send={async (values) => {
        const { division_id: _fixed, ...after } = draftOf(values);
        await api.PATCH('/api/v1/device-groups/{id}', { params: { path: { id }, header: ifMatch(group.version) }, body: patchOf(group, after) });
        void navigate(paths.group(id));
      }}
    >
      <Fields fixedDivision />
    </FormPage>
  );
}
