import { Button, Result } from 'antd';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useRouteError } from 'react-router';
import { paths } from '../paths';
import { useHere } from '../ui/where';

export function Missing() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  useHere(t('error.page_missing'));
  return (
    <Result
      status="info"
      title={t('error.page_missing')}
      subTitle={t('error.page_missing_lead')}
      extra={<Button type="primary" onClick={() => void navigate(paths.home())}>{t('error.go_home')}</Button>}
    />
  );
}

/** A page that failed; the rest of the console goes on. */
export function Crashed() {
  const { t } = useTranslation();
  const error = useRouteError();
  useHere(t('error.crashed'));
  useEffect(() => {
    console.error(error);
  }, [error]);
  return (
    <Result
      status="error"
      title={t('error.crashed')}
      subTitle={t('error.crashed_lead')}
      extra={<Button type="primary" onClick={() => location.reload()}>{t('error.reload')}</Button>}
    />
  );
}
