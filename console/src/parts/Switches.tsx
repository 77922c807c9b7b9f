import { useTranslation } from 'react-i18next';
import type { Reason } from '../api/can';
import { ActionButton } from '../ui/Page';
import { useAct, useConfirm, useReasons } from './actions';

interface Props {
  name: string;
  status: 'active' | 'disabled' | 'deleted';
  reasons: { edit: Reason | undefined; enable: Reason | undefined; disable: Reason | undefined; remove: Reason | undefined; restore: Reason | undefined };
  onEdit: () => void;
  enable: () => Promise<unknown>;
  disable: () => Promise<unknown>;
  remove: () => Promise<unknown>;
  restore: () => Promise<unknown>;
  removeTitle: string;
  removeLead: string;
}

/** What can be done to everything that is switched off and on, deleted and restored. */
export function Switches({ status, reasons, removeTitle, removeLead, ...does }: Props) {
  const { t } = useTranslation();
  const { act, busy } = useAct();
  const confirm = useConfirm();
  const why = useReasons();
  const remove = async () => {
    if (await confirm({ title: removeTitle, lead: removeLead, ok: t('common.delete') })) {
      await act(does.remove, t('common.deleted'));
    }
  };
  if (status === 'deleted') {
    return (
      <ActionButton reason={why(reasons.restore)} primary loading={busy} onClick={() => void act(does.restore, t('common.restored'))}>
        {t('common.restore')}
      </ActionButton>
    );
  }
  return (
    <>
      <ActionButton reason={why(reasons.edit)} onClick={does.onEdit}>{t('common.edit')}</ActionButton>
      {status === 'active' ? (
        <ActionButton reason={why(reasons.disable)} loading={busy} onClick={() => void act(does.disable, t('common.disabled'))}>
          {t('common.disable')}
        </ActionButton>
      ) : (
        <ActionButton reason={why(reasons.enable)} loading={busy} onClick={() => void act(does.enable, t('common.enabled'))}>
          {t('common.enable')}
        </ActionButton>
      )}
      <ActionButton reason={why(reasons.remove)} danger loading={busy} onClick={() => void remove()}>{t('common.delete')}</ActionButton>
    </>
  );
}
