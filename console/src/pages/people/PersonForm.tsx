import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { DescriptionItem, patchOf, TimeInput, withoutEmpty } from '../../forms/fields';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';
import { RolesItem } from './Roles';

type Draft = Schemas['UserDraft'];

function Fields({ person }: { person: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="name" label={t('people.user_name')} rules={[{ required: true, message: t('form.required') }]}><Input autoComplete="off" /></Form.Item>
      <Form.Item name="display_name" label={t('people.display_name')}><Input autoComplete="off" /></Form.Item>
      {person && <Form.Item name="email" label={t('people.email')} rules={[{ type: 'email', message: t('form.email') }]}><Input inputMode="email" autoComplete="off" /></Form.Item>}
      <RolesItem />
      <Form.Item name="ends_at" label={t('people.ends_at')}><TimeInput /></Form.Item>
      <DescriptionItem />
    </>
  );
}

export function NewUser() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<Draft>
      title={t('people.new_user')}
      lead={t('people.users_lead')}
      initial={{}}
      submit={t('common.create')}
      back={paths.users()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/users', { body: withoutEmpty(values) }));
        void navigate(paths.user(made.id));
      }}
    >
      <Fields person />
    </FormPage>
  );
}

export function NewServiceUser() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<Schemas['ServiceUserDraft']>
      title={t('people.new_service')}
      lead={t('people.services_lead')}
      initial={{}}
      submit={t('common.create')}
      back={paths.serviceUsers()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/service-users', { body: withoutEmpty(values) }));
        void navigate(paths.serviceUser(made.id));
      }}
    >
      <Fields person={false} />
    </FormPage>
  );
}

export function EditUser() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/users/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  return (
    <FormPage<Draft>
      title={t('people.edit_user')}
      of={result.data.name}
      initial={result.data}
      submit={t('common.save')}
      back={paths.user(id)}
      send={async (values) => {
        await api.PATCH('/api/v1/users/{id}', { params: { path: { id }, header: ifMatch(result.data.version) }, body: patchOf(result.data, values) });
        void navigate(paths.user(id));
      }}
    >
      <Fields person />
    </FormPage>
  );
}

export function EditServiceUser() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/service-users/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  return (
    <FormPage<Schemas['ServiceUserDraft']>
      title={t('people.edit_service')}
      of={result.data.name}
      initial={result.data}
      submit={t('common.save')}
      back={paths.serviceUser(id)}
      send={async (values) => {
        await api.PATCH('/api/v1/service-users/{id}', { params: { path: { id }, header: ifMatch(result.data.version) }, body: patchOf(result.data, values) });
        void navigate(paths.serviceUser(id));
      }}
    >
      <Fields person={false} />
    </FormPage>
  );
}
