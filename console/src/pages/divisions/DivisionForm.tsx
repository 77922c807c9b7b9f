import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';

type Draft = Schemas['DivisionDraft'];

function Fields() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="name" label={t('common.name')} extra={t('divisions.name_help')} rules={[{ required: true, message: t('form.required') }]}>
        <Input maxLength={200} autoComplete="off" autoFocus />
      </Form.Item>
      <Form.Item name="description" label={t('common.description')}>
        <Input.TextArea rows={3} maxLength={1000} />
      </Form.Item>
    </>
  );
}

export function NewDivision() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<Draft>
      title={t('divisions.new')}
      lead={t('divisions.lead')}
      initial={{}}
      submit={t('common.create')}
      back={paths.divisions()}
      send={async (body) => {
        const made = await answered(api.POST('/api/v1/divisions', { body }));
        void navigate(paths.division(made.id));
      }}
    >
      <Fields />
    </FormPage>
  );
}

export function EditDivision() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/divisions/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const { name, description, version } = result.data;
  return (
    <FormPage<Draft>
      title={t('divisions.edit')}
      of={name}
      initial={{ name, description }}
      submit={t('common.save')}
      back={paths.division(id)}
      send={async (body) => {
        await api.PATCH('/api/v1/divisions/{id}', { params: { path: { id }, header: ifMatch(version) }, body });
        void navigate(paths.division(id));
      }}
    >
      <Fields />
    </FormPage>
  );
}
