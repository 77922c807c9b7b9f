import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { useAct, useConfirm, useLack } from '../../parts/actions';
import { ActionButton } from '../../ui/Page';

interface Props {
  name: string;
  enabled: boolean;
  edit: string;
  list: string;
  enable: () => Promise<unknown>;
  disable: () => Promise<unknown>;
  remove: () => Promise<unknown>;
}

/** What can be done to people and programs. */
export function PersonActions({ name, enabled, edit, list, ...does }: Props) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const lack = useLack('user_change');
  const disable = async () => {
    if (await confirm({ title: t('people.disable_title', { name }), lead: t('people.disable_lead'), ok: t('common.disable') })) {
      await act(does.disable, t('common.disabled'));
    }
  };
  const remove = async () => {
    const sure = await confirm({ title: t('people.delete_title', { name }), lead: t('people.delete_lead'), ok: t('common.delete'), type: name });
    const done = sure && (await act(async () => {
      await does.remove();
      return true;
    }, t('common.deleted'), true));
    if (done) {
      void navigate(list);
    }
  };
  return (
    <>
      <ActionButton reason={lack} onClick={() => void navigate(edit)}>{t('common.edit')}</ActionButton>
      {enabled ? (
        <ActionButton reason={lack} loading={busy} onClick={() => void disable()}>{t('common.disable')}</ActionButton>
      ) : (
        <ActionButton reason={lack} loading={busy} onClick={() => void act(does.enable, t('common.enabled'))}>{t('common.enable')}</ActionButton>
      )}
      <ActionButton reason={lack} danger loading={busy} onClick={() => void remove()}>{t('common.delete')}</ActionButton>
    </>
  );
}
