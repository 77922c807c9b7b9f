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
import { ContentFields, contentOf } from './ContentFields';
import { DivisionsSelect } from './DivisionsSelect';
import { Preview, usePreview } from './Preview';

type Draft = Schemas['CertificateProfileDraft'];

/** The form's fields, and beside them what they make. */
function Fields({ fixedTemplate }: { fixedTemplate: boolean }) {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Draft>();
  const template = Form.useWatch('template', { form, preserve: true });
  const content = Form.useWatch('content', { form, preserve: true });
  const preview = usePreview(template, content && contentOf(content));
  return (
    <div className="crest-split">
      <div>
        <NameItem />
        <DescriptionItem />
        <Form.Item name="template" label={t('profiles.template')} rules={[{ required: true, message: t('form.required') }]}>
          <TemplateSelect disabled={fixedTemplate} />
        </Form.Item>
        <Form.Item name="divisions" label={t('profiles.divisions')} extra={t('profiles.divisions_help')}>
          <DivisionsSelect />
        </Form.Item>
        {template && content && <ContentFields />}
      </div>
      <aside><Preview shown={preview.shown} problem={preview.problem} /></aside>
    </div>
  );
}

/** Choosing a template fills in all that it allows; the profile narrows it from there. */
function TemplateSelect({ value, onChange, id, disabled }: { value?: string; onChange?: (id: string | undefined) => void; id?: string; disabled: boolean }) {
  const form = Form.useFormInstance<Draft>();
  const choose = async (chosen: string | undefined) => {
    onChange?.(chosen);
    if (chosen) {
      const template = await answered(api.GET('/api/v1/certificate-templates/{id}', { params: { path: { id: chosen } } }));
      form.setFieldsValue({ content: template.content } as object);
    }
  };
  return (
    <ResourceSelect
      of="templates"
      {...(id === undefined ? {} : { id })}
      value={value}
      disabled={disabled}
      onChange={(chosen) => void choose(chosen)}
      accept={(it) => {
        const template = it as unknown as Schemas['CertificateTemplateView'];
        return template.enabled && !template.deleted;
      }}
    />
  );
}

export function NewProfile() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <FormPage<Draft>
      wide
      title={t('profiles.new')}
      lead={t('profiles.lead')}
      initial={{}}
      submit={t('common.create')}
      back={paths.profiles()}
      send={async (values) => {
        const body: Draft = { ...values, ...(values.content ? { content: contentOf(values.content) } : {}) };
        const made = await answered(api.POST('/api/v1/certificate-profiles', { body }));
        void navigate(paths.profile(made.id));
      }}
    >
      <Fields fixedTemplate={false} />
    </FormPage>
  );
}

export function EditProfile() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/certificate-profiles/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const { name, description, divisions = [], content, template_id, version } = result.data;
  const before = { name, description, divisions, content, template: template_id };
  return (
    <FormPage<Draft>
      wide
      title={t('profiles.edit')}
      of={name}
      initial={before}
      submit={t('common.save')}
      back={paths.profile(id)}
      send={async (values) => {
        const after = { ...values, divisions: values.divisions ?? [], ...(values.content ? { content: contentOf(values.content) } : {}) };
        await api.PATCH('/api/v1/certificate-profiles/{id}', {
          params: { path: { id }, header: ifMatch(version) },
          body: patchOf(before, after),
        });
        void navigate(paths.profile(id));
      }}
    >
      <Fields fixedTemplate />
    </FormPage>
  );
}
