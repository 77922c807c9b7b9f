import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { patchOf, withoutEmpty } from '../../forms/fields';
import { PairsItem, pairsOf, recordOf, type Pair } from '../../forms/Pairs';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';

interface Values {
  group_id: string;
  name?: string;
  inventory?: Pair[];
  custom?: Pair[];
  desired?: Pair[];
}

function draftOf({ inventory, custom, desired, ...rest }: Values): Schemas['NewDevice'] {
  return { ...rest, inventory: recordOf(inventory), custom: recordOf(custom), desired: recordOf(desired) };
}

function Fields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="group_id" label={t('devices.group')} rules={[{ required: true, message: t('form.required') }]}><ResourceSelect of="groups" /></Form.Item>
      <Form.Item name="name" label={t('common.name')} extra={t('devices.name_help')}><Input autoComplete="off" /></Form.Item>
      <PairsItem name="inventory" label={t('devices.inventory')} />
      <PairsItem name="custom" label={t('devices.custom')} />
      <PairsItem name="desired" label={t('devices.desired')} />
    </>
  );
}

export function NewDevice() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  const group = search.get('group_id');
  return (
    <FormPage<Values>
      title={t('devices.new')}
      initial={{ inventory: [{ name: 'serial_number', value: '' }], ...(group ? { group_id: group } : {}) }}
      submit={t('devices.new')}
      back={paths.devices()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/devices', { body: withoutEmpty(draftOf(values)) }));
        void navigate(paths.device(made.id));
      }}
    >
      <Fields />
    </FormPage>
  );
}

export function EditDevice() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/devices/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const device = result.data;
  return (
    <FormPage<Values>
      title={t('devices.edit')}
      of={device.name}
      initial={{ group_id: device.group_id, name: device.name, inventory: pairsOf(device.inventory), custom: pairsOf(device.custom), desired: pairsOf(device.desired) }}
      submit={t('common.save')}
      back={paths.device(id)}
      send={async (values) => {
        await api.PATCH('/api/v1/devices/{id}', { params: { path: { id }, header: ifMatch(device.version) }, body: patchOf(device, draftOf(values)) });
        void navigate(paths.device(id));
      }}
    >
      <Fields />
    </FormPage>
  );
}
