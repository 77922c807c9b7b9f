import { Button, Form, Select } from 'antd';
import { useQueryClient } from '@tanstack/react-query';
import { useTranslation } from 'react-i18next';
import type { Schemas } from '../../api/client';
import { SESSION_KEY, type Session } from '../../api/session';
import { ROLES } from '../../api/values';
import { Ref } from '../../parts/Ref';
import { Nothing } from '../../ui/Page';
import { DivisionsSelect } from '../profiles/DivisionsSelect';

function useAccounts() {
  const session = useQueryClient().getQueryData<Session | null>(SESSION_KEY);
  return (session?.accounts ?? []).map((account) => ({ value: account.account_id, label: account.account_name }));
}

export function Roles({ roles }: { roles: Schemas['RoleGrant'][] | undefined }) {
  const { t } = useTranslation();
  const accounts = useAccounts();
  if (!roles || roles.length === 0) {
    return <Nothing />;
  }
  return (
    <ul className="crest-plain" style={{ margin: 0 }}>
      {roles.map((grant) => (
        <li key={JSON.stringify(grant)}>
          {t(`people.role_${grant.role}`)}{' '}
          <span className="crest-muted">
            {grant.account_id ? accounts.find((it) => it.value === grant.account_id)?.label ?? grant.account_id : t('people.every_account')}
            {(grant.division_ids ?? []).map((id) => <span key={id}> · <Ref of="divisions" id={id} /></span>)}
          </span>
        </li>
      ))}
    </ul>
  );
}

export function RolesItem() {
  const { t } = useTranslation();
  const accounts = useAccounts();
  return (
    <Form.List name="roles">
      {(fields, { add, remove }, { errors }) => (
        <Form.Item label={t('people.roles')} extra={t('people.roles_help')}>
          {fields.map((field) => (
            <div key={field.key} className="crest-row">
              <Form.Item name={[field.name, 'role']} noStyle rules={[{ required: true, message: t('form.required') }]}>
                <Select aria-label={t('people.role')} placeholder={t('people.role')} options={ROLES.map((value) => ({ value, label: t(`people.role_${value}`) }))} style={{ width: 210 }} />
              </Form.Item>
              <Form.Item name={[field.name, 'account_id']} noStyle>
                <Select allowClear aria-label={t('people.account')} placeholder={t('people.every_account')} options={accounts} style={{ width: 170 }} />
              </Form.Item>
              <div style={{ flex: '1 1 180px' }}>
                <Form.Item name={[field.name, 'division_ids']} noStyle><DivisionsSelect label={t('people.divisions')} /></Form.Item>
              </div>
              <Button onClick={() => remove(field.name)}>{t('common.remove')}</Button>
            </div>
          ))}
          <Button onClick={() => add({ account_id: accounts[0]?.value })}>{t('people.add_role')}</Button>
          <Form.ErrorList errors={errors} />
        </Form.Item>
      )}
    </Form.List>
  );
}
