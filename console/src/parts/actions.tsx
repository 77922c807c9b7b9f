import { useQueryClient } from '@tanstack/react-query';
import { App, Input } from 'antd';
import { useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Reason } from '../api/can';
import { ApiProblem } from '../api/problem';
import { usePermissions, type Permission } from '../api/session';

/** Returns a function that puts a {@link Reason} into words. */
export function useReasons() {
  const { t } = useTranslation();
  return (reason: Reason | undefined) => (reason === undefined ? undefined : t(`reason.${reason}`));
}

/** Why something that needs a permission cannot be done, or undefined where it can. */
export function useLack(permission: Permission): string | undefined {
  const { t } = useTranslation();
  return usePermissions().has(permission) ? undefined : t('reason.role');
}

function words(problem: unknown, fallback: string): string {
  if (!(problem instanceof ApiProblem)) {
    return fallback;
  }
  const parts = [problem.detail || problem.title, ...problem.faults.map((fault) => fault.detail)];
  const said = parts.filter((text, index) => text && parts.indexOf(text) === index).join(' ');
  return problem.requestId ? `${said} (${problem.requestId})` : said || fallback;
}

/** Runs changes: says what came of them, and has every list and object loaded anew. */
export function useAct() {
  const { t } = useTranslation();
  const { message, notification } = App.useApp();
  const client = useQueryClient();
  const [busy, setBusy] = useState(false);
  /** @param leaves whether the page is left then, so that what it shows must not be asked for again */
  const act = async <T,>(change: () => Promise<T>, done?: string, leaves = false): Promise<T | undefined> => {
    setBusy(true);
    try {
      const result = await change();
      await client.invalidateQueries({ refetchType: leaves ? 'none' : 'active' });
      if (done) {
        void message.success(done);
      }
      return result;
    } catch (problem) {
      const conflict = problem instanceof ApiProblem && problem.status === 409;
      notification.error({
        title: conflict ? t('error.conflict') : t('error.failed'),
        description: words(problem, t('error.unreachable_lead')),
        duration: 0,
      });
      if (conflict) {
        await client.invalidateQueries();
      }
      return undefined;
    } finally {
      setBusy(false);
    }
  };
  return { act, busy };
}

interface Question {
  title: string;
  lead: ReactNode;
  /** What the button says. */
  ok: string;
  danger?: boolean;
  /** A word that has to be typed first. */
  type?: string;
}

/** Asks before something that is not easily undone. */
export function useConfirm() {
  const { modal } = App.useApp();
  const { t } = useTranslation();
  return ({ title, lead, ok, danger = true, type }: Question) =>
    new Promise<boolean>((resolve) => {
      const shown = modal.confirm({
        title,
        icon: null,
        okText: ok,
        cancelText: t('common.cancel'),
        okButtonProps: { danger, disabled: type !== undefined },
        content: (
          <div>
            <div style={{ marginBottom: type ? 12 : 0 }}>{lead}</div>
            {type !== undefined && (
              <label>
                {t('common.type_to_confirm', { word: type })}
                <Input
                  autoFocus
                  style={{ marginTop: 6 }}
                  onChange={(event) =>
                    shown.update({ okButtonProps: { danger, disabled: event.target.value.trim() !== type } })
                  }
                />
              </label>
            )}
          </div>
        ),
        onOk: () => resolve(true),
        onCancel: () => resolve(false),
      });
    });
}
