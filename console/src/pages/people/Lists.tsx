import { PlusOutlined } from '@ant-design/icons';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api, type Schemas } from '../../api/client';
import { ROLES } from '../../api/values';
import { useLack } from '../../parts/actions';
import { ResourceTable, type Column, type Filter } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, PageHeader } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';
import { Roles } from './Roles';

type Person = Schemas['UserView'] | Schemas['ServiceUserView'];

function useShape(to: (id: string) => string): { filters: Filter[]; columns: Column<Person>[] } {
  const { t } = useTranslation();
  return {
    filters: [
      { name: 'name', kind: 'text', label: t('common.search') },
      { name: 'role', kind: 'choice', label: t('people.role'), options: ROLES.map((value) => ({ value, label: t(`people.role_${value}`) })) },
      { name: 'enabled', kind: 'choice', label: t('common.status'), options: [{ value: 'true', label: t('state.enabled') }, { value: 'false', label: t('state.disabled') }] },
    ],
    columns: [
      { key: 'name', title: t('common.name'), sort: 'name', render: (it) => <><Link to={to(it.id)}>{it.name}</Link><div className="crest-muted">{it.display_name}</div></> },
      { key: 'status', title: t('common.status'), render: (it) => <StateTag state={it.enabled ? 'enabled' : 'disabled'} /> },
      { key: 'roles', title: t('people.roles'), render: (it) => <Roles roles={it.roles} /> },
      { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
    ],
  };
}

export function Users() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const shape = useShape(paths.user);
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('user_change')} onClick={() => void navigate(paths.newUser())}>{t('people.new_user')}</ActionButton>
  );
  return (
    <>
      <PageHeader title={t('people.users')} lead={t('people.users_lead')} actions={create} />
      <ResourceTable<Person>
        name="users"
        label={t('people.users')}
        load={(query) => answered(api.GET('/api/v1/users', { params: { query } }))}
        to={(it) => paths.user(it.id)}
        {...shape}
        empty={{ title: t('people.users_empty'), action: create }}
      />
    </>
  );
}

export function ServiceUsers() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const shape = useShape(paths.serviceUser);
  const create = (
    <ActionButton primary icon={<PlusOutlined />} reason={useLack('user_change')} onClick={() => void navigate(paths.newServiceUser())}>{t('people.new_service')}</ActionButton>
  );
  return (
    <>
      <PageHeader title={t('people.services')} lead={t('people.services_lead')} actions={create} />
      <ResourceTable<Person>
        name="service-users"
        label={t('people.services')}
        load={(query) => answered(api.GET('/api/v1/service-users', { params: { query } }))}
        to={(it) => paths.serviceUser(it.id)}
        {...shape}
        empty={{ title: t('people.services_empty'), lead: t('people.services_empty_lead'), action: create }}
      />
    </>
  );
}
