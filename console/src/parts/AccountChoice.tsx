import { Select } from 'antd';
import { useTranslation } from 'react-i18next';
import { chooseAccount, currentAccount, type Session } from '../api/session';
import { paths } from '../paths';

/** Which of several accounts is shown. */
export function AccountChoice({ session }: { session: Session }) {
  const { t } = useTranslation();
  const accounts = session.accounts ?? [];
  return (
    <Select
      aria-label={t('frame.account_choice')}
      value={currentAccount(session)?.account_id ?? null}
      options={accounts.map((account) => ({ value: account.account_id, label: account.account_name }))}
      onChange={(id: string) => {
        chooseAccount(id);
        // Everything that is shown belongs to the other account.
        location.assign(paths.home());
      }}
      style={{ minWidth: 140 }}
    />
  );
}
