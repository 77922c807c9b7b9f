import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, api, ifMatch } from '../../api/client';
import { templateCan, type Reason } from '../../api/can';
import { usePermissions } from '../../api/session';
import { Failure } from '../../parts/Failure';
import { Switches } from '../../parts/Switches';
import { paths } from '../../paths';
import { PageHeader, Panel, Waiting } from '../../ui/Page';
import { CodeBlock, StateTag } from '../../ui/Text';
import { statusOf } from './Lists';
import { Preview, usePreview } from './Preview';

export function Template() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const may = usePermissions();
  const result = $api.useQuery('get', '/api/v1/certificate-templates/{id}', { params: { path: { id } } });
  const preview = usePreview(result.data?.id, undefined);
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const template = result.data;
  const subject = { status: statusOf(template) } as const;
  const own = (reason: Reason | undefined): Reason | undefined => (template.shipped ? 'shipped' : reason);
  const params = { path: { id }, header: ifMatch(template.version) };
  return (
    <>
      <PageHeader
        title={template.name}
        lead={template.description}
        tag={<StateTag state={subject.status} />}
        actions={
          <Switches
            name={template.name}
            status={subject.status}
            reasons={{
              edit: own(templateCan.edit(may, subject)),
              enable: templateCan.enable(may, subject),
              disable: templateCan.disable(may, subject),
              remove: own(templateCan.remove(may, subject)),
              restore: templateCan.restore(may, subject),
            }}
            onEdit={() => void navigate(paths.editTemplate(id))}
            enable={() => api.POST('/api/v1/certificate-templates/{id}/enable', { params })}
            disable={() => api.POST('/api/v1/certificate-templates/{id}/disable', { params })}
            remove={() => api.DELETE('/api/v1/certificate-templates/{id}', { params })}
            restore={() => api.POST('/api/v1/certificate-templates/{id}/restore', { params })}
            removeTitle={t('profiles.delete_title', { name: template.name })}
            removeLead={t('profiles.delete_lead')}
          />
        }
      />
      <Preview shown={preview.shown} problem={preview.problem} />
      <Panel title={t('profiles.content')}>
        <CodeBlock code={JSON.stringify(template.content, null, 2)} label={t('profiles.content')} />
      </Panel>
    </>
  );
}
