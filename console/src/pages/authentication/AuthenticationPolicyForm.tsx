import { Form } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { DescriptionItem, NameItem, patchOf } from '../../forms/fields';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';

type Draft = Schemas['NewAuthenticationPolicy'];

export function NewAuthenticationPolicy() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<Draft>
      title={t('authentication.new')}
      lead={t('authentication.lead')}
      initial={{}}
      submit={t('common.create')}
      back={paths.authenticationPolicies()}
      send={async (body) => {
        const made = await answered(api.POST('/api/v1/authentication-policies', { body }));
        void navigate(paths.authenticationPolicy(made.id));
      }}
    >
      <NameItem />
      <Form.Item name="division_id" label={t('common.division')} rules={[{ required: true, message: t('form.required') }]}>
        <ResourceSelect of="divisions" />
      </Form.Item>
      <DescriptionItem />
    </FormPage>
  );
}

export function EditAuthenticationPolicy() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/authentication-policies/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const { name, description, version } = result.data;
  return (
    <FormPage<Schemas['AuthenticationPolicyPatch']>
      title={t('authentication.edit')}
      of={name}
      initial={{ name, description }}
      submit={t('common.save')}
      back={paths.authenticationPolicy(id)}
      send={async (values) => {
        await api.PATCH('/api/v1/authentication-policies/{id}', {
          params: { path: { id }, header: ifMatch(version) },
          body: patchOf(result.data, values),
        });
        void navigate(paths.authenticationPolicy(id));
      }}
    >
      <NameItem />
      <DescriptionItem />
    </FormPage>
  );
}
