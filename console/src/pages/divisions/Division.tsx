import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, api } from '../../api/client';
import { useAct, useConfirm, useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { LinkButton } from '../../parts/LinkButton';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, TimeAgo } from '../../ui/Text';

export function Division() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const lack = useLack('division_change');
  const result = $api.useQuery('get', '/api/v1/divisions/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const division = result.data;
  const remove = async () => {
    const sure = await confirm({
      title: t('divisions.delete_title', { name: division.name }),
      lead: t('divisions.delete_lead'),
      ok: t('common.delete'),
      type: division.name,
    });
    const deleted = sure && (await act(async () => {
      await api.DELETE('/api/v1/divisions/{id}', { params: { path: { id } } });
      return true;
    }, t('common.deleted'), true));
    if (deleted) {
      void navigate(paths.divisions());
    }
  };
  return (
    <>
      <PageHeader
        title={division.name}
        lead={division.description}
        actions={
          <>
            <ActionButton reason={lack} onClick={() => void navigate(paths.editDivision(id))}>{t('common.edit')}</ActionButton>
            <ActionButton reason={lack} danger loading={busy} onClick={() => void remove()}>{t('common.delete')}</ActionButton>
          </>
        }
      />
      <div className="crest-columns">
        <Panel title={t('common.details')}>
          <Facts
            facts={[
              [t('common.id'), <Copyable key="id" value={division.id} label={t('common.id')} />],
              [t('common.created_at'), <TimeAgo key="created" time={division.created_at} />],
              [t('common.updated_at'), <TimeAgo key="updated" time={division.updated_at} />],
            ]}
          />
        </Panel>
        <Panel title={t('divisions.contents')}>
          <div className="crest-actions">
            <LinkButton to={`${paths.policies()}?division_id=${id}`}>{t('divisions.go_policies')}</LinkButton>
            <LinkButton to={`${paths.groups()}?division_id=${id}`}>{t('divisions.go_groups')}</LinkButton>
            <LinkButton to={`${paths.certificates()}?division_id=${id}`}>{t('divisions.go_certificates')}</LinkButton>
          </div>
        </Panel>
      </div>
    </>
  );
}
