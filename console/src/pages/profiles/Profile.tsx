import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { $api, api, ifMatch } from '../../api/client';
import { profileCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { Failure } from '../../parts/Failure';
import { Ref } from '../../parts/Ref';
import { Switches } from '../../parts/Switches';
import { paths } from '../../paths';
import { Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { CodeBlock, Copyable, StateTag, TimeAgo } from '../../ui/Text';
import { statusOf } from './Lists';
import { Preview, usePreview, Warnings } from './Preview';

function UsedBy({ profileId }: { profileId: string }) {
  const { t } = useTranslation();
  const users = $api.useQuery('get', '/api/v1/certificate-policies', { params: { query: { profile_id: profileId, limit: 20 } } });
  const items = users.data?.items ?? [];
  return <>{items.length === 0 ? <span className="crest-muted">{t('common.none')}</span> : items.map((it) => <div key={it.id}><Link to={paths.policy(it.id)}>{it.name}</Link></div>)}</>;
}

export function Profile() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const may = usePermissions();
  const result = $api.useQuery('get', '/api/v1/certificate-profiles/{id}', { params: { path: { id } } });
  const preview = usePreview(result.data?.template_id, result.data?.content);
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const profile = result.data;
  const subject = { status: statusOf(profile) } as const;
  const params = { path: { id }, header: ifMatch(profile.version) };
  return (
    <>
      <PageHeader
        title={profile.name}
        lead={profile.description}
        tag={<StateTag state={subject.status} />}
        actions={
          <Switches
            name={profile.name}
            status={subject.status}
            reasons={{
              edit: profileCan.edit(may, subject),
              enable: profileCan.enable(may, subject),
              disable: profileCan.disable(may, subject),
              remove: profileCan.remove(may, subject),
              restore: profileCan.restore(may, subject),
            }}
            onEdit={() => void navigate(paths.editProfile(id))}
            enable={() => api.POST('/api/v1/certificate-profiles/{id}/enable', { params })}
            disable={() => api.POST('/api/v1/certificate-profiles/{id}/disable', { params })}
            remove={() => api.DELETE('/api/v1/certificate-profiles/{id}', { params })}
            restore={() => api.POST('/api/v1/certificate-profiles/{id}/restore', { params })}
            removeTitle={t('profiles.delete_title', { name: profile.name })}
            removeLead={t('profiles.delete_lead')}
          />
        }
      />
      <Warnings warnings={profile.warnings} />
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('common.id'), <Copyable key="id" value={profile.id} label={t('common.id')} />],
            [t('profiles.template'), <Link key="template" to={paths.template(profile.template_id)}>{profile.template_name}</Link>],
            [t('profiles.divisions'), profile.all_divisions ? t('profiles.all_divisions') : (profile.divisions ?? []).map((division) => <div key={division}><Ref of="divisions" id={division} /></div>)],
            [t('profiles.used_by'), <UsedBy key="users" profileId={id} />],
            [t('common.updated_at'), <TimeAgo key="updated" time={profile.updated_at} />],
          ]}
        />
      </Panel>
      <Preview shown={preview.shown && { ...preview.shown, warnings: [] }} problem={preview.problem} />
      <Panel title={t('profiles.content')}>
        <CodeBlock code={JSON.stringify(profile.content, null, 2)} label={t('profiles.content')} />
      </Panel>
    </>
  );
}
