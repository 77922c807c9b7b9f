import { Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { DescriptionItem, NameItem, patchOf } from '../../forms/fields';
import { Failure } from '../../parts/Failure';
import { FormPage } from '../../parts/FormPage';
import { paths } from '../../paths';
import { Waiting } from '../../ui/Page';

interface Values {
  name: string;
  description?: string;
  content: string;
}

function isJson(text: string) {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function draftOf({ content, ...rest }: Values): Schemas['CertificateTemplateDraft'] {
  return { ...rest, content: JSON.parse(content) as Schemas['ProfileContent'] };
}

function Fields() {
  const { t } = useTranslation();
  return (
    <>
      <NameItem />
      <DescriptionItem />
      <Form.Item
        name="content"
        label={t('profiles.content')}
        extra={t('profiles.content_help')}
        rules={[
          { required: true, message: t('form.required') },
          { validator: (_rule, value: string) => (!value || isJson(value) ? Promise.resolve() : Promise.reject(new Error(t('profiles.content_invalid')))) },
        ]}
      >
        <Input.TextArea rows={24} className="crest-mono" spellCheck={false} />
      </Form.Item>
    </>
  );
}

export function NewTemplate() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const start = $api.useQuery('get', '/api/v1/certificate-templates/{id}', { params: { path: { id: 'device-tls-client' } } });
  if (start.isPending) {
    return <Waiting />;
  }
  return (
    <FormPage<Values>
      title={t('profiles.new_template')}
      lead={t('profiles.templates_lead')}
      initial={{ content: JSON.stringify(start.data?.content ?? {}, null, 2) }}
      submit={t('common.create')}
      back={paths.templates()}
      send={async (values) => {
        const made = await answered(api.POST('/api/v1/certificate-templates', { body: draftOf(values) }));
        void navigate(paths.template(made.id));
      }}
    >
      <Fields />
    </FormPage>
  );
}

export function EditTemplate() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/certificate-templates/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const { name, description, content, version } = result.data;
  return (
    <FormPage<Values>
      title={t('profiles.edit_template')}
      of={name}
      initial={{ name, description, content: JSON.stringify(content, null, 2) }}
      submit={t('common.save')}
      back={paths.template(id)}
      send={async (values) => {
        await api.PATCH('/api/v1/certificate-templates/{id}', { params: { path: { id }, header: ifMatch(version) }, body: patchOf(result.data, draftOf(values)) });
        void navigate(paths.template(id));
      }}
    >
      <Fields />
    </FormPage>
  );
}
