import { Button } from 'antd';
import { useEffect, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useRouteError } from 'react-router';
import { paths } from '../paths';
import { useHere } from '../ui/where';

function Lone({ title, lead, children }: { title: string; lead: string; children: ReactNode }) {
  useHere(title);
  return (
    <div className="crest-missing">
      <h1>{title}</h1>
      <p>{lead}</p>
      {children}
    </div>
  );
}

export function Missing() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  return (
    <Lone title={t('error.page_missing')} lead={t('error.page_missing_lead')}>
      <Button type="primary" onClick={() => void navigate(paths.home())}>{t('error.go_home')}</Button>
    </Lone>
  );
}

/** A page that failed; the rest of the console goes on. */
export function Crashed() {
  const { t } = useTranslation();
  const error = useRouteError();
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <Lone title={t('error.crashed')} lead={t('error.crashed_lead')}>
      <Button type="primary" onClick={() => location.reload()}>{t('error.reload')}</Button>
    </Lone>
  );
}
