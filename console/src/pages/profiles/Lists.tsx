import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api } from '../../api/client';
import { useLack } from '../../parts/actions';
import { Ref } from '../../parts/Ref';
import { ResourceTable, type Filter } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';

/** How profiles and templates stand, as one word. */
export function statusOf(it: { deleted: boolean; enabled: boolean }) {
  return it.deleted ? 'deleted' : it.enabled ? 'active' : 'disabled';
}

function useFilters(): Filter[] {
  const { t } = useTranslation();
  return [
    { name: 'name', kind: 'text', label: t('common.search') },
    { name: 'status', kind: 'choice', label: t('common.status'), options: (['active', 'disabled', 'deleted'] as const).map((value) => ({ value, label: t(`state.${value}`) })) },
  ];
}

export function Profiles() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = useFilters();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('profile_change')} onClick={() => void navigate(paths.newProfile())}>
      {t('profiles.new')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('profiles.title')} lead={t('profiles.lead')} actions={create} />
      <ResourceTable
        name="profiles"
        label={t('profiles.title')}
        load={(query) => answered(api.GET('/api/v1/certificate-profiles', { params: { query } }))}
        filters={[...filters, { name: 'template_id', kind: 'resource', of: 'templates', label: t('profiles.template') }]}
        to={(it) => paths.profile(it.id)}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.profile(it.id)}>{it.name}</Link> },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={statusOf(it)} /> },
          { key: 'template', title: t('profiles.template'), render: (it) => <Link to={paths.template(it.template_id)}>{it.template_name}</Link> },
          { key: 'divisions', title: t('profiles.divisions'), render: (it) => it.all_divisions ? t('profiles.all_divisions') : (it.divisions ?? []).map((id) => <div key={id}><Ref of="divisions" id={id} /></div>) },
          { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
        ]}
        empty={{ title: t('profiles.empty'), lead: t('profiles.empty_lead'), action: create }}
      />
    </>
  );
}

export function Templates() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const filters = useFilters();
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('template_change')} onClick={() => void navigate(paths.newTemplate())}>
      {t('profiles.new_template')}
    </ActionButton>
  );
  return (
    <>
      <PageHeader title={t('profiles.templates')} lead={t('profiles.templates_lead')} actions={create} />
      <ResourceTable
        name="templates"
        label={t('profiles.templates')}
        load={(query) => answered(api.GET('/api/v1/certificate-templates', { params: { query } }))}
        filters={filters}
        to={(it) => paths.template(it.id)}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <Link to={paths.template(it.id)}>{it.name}</Link> },
          { key: 'origin', title: t('profiles.origin'), render: (it) => (it.shipped ? t('profiles.shipped') : t('profiles.own')) },
          { key: 'status', title: t('common.status'), render: (it) => <StateTag state={statusOf(it)} /> },
          { key: 'description', title: t('common.description'), render: (it) => <div className="crest-clamp">{it.description}</div> },
        ]}
        empty={{ title: t('profiles.templates_empty'), action: create }}
      />
    </>
  );
}
