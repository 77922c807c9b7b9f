import { QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { App as AntApp, ConfigProvider } from 'antd';
import enUS from 'antd/locale/en_US';
import dayjs from 'dayjs';
import type { Locale } from 'antd/es/locale';
import { useEffect, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { RouterProvider } from 'react-router';
import { onSignedOut } from './api/client';
import { ApiProblem } from './api/problem';
import { SESSION_KEY } from './api/session';
import { Appearance } from './appearance';
import { nonce } from './nonce';
import { router } from './routes';
import { keepChoice, keptChoice, modeOf, onSystemChange, themeOf, type Choice } from './theme';

const client = new QueryClient({
  queryCache: new QueryCache(),
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // A form knows the version that it was opened with; nothing may change that behind its back.
      refetchOnWindowFocus: false,
      refetchOnReconnect: false,
      // What was refused stays refused; only what could not be reached is worth another try.
      retry: (count, problem) => count < 2 && problem instanceof ApiProblem && problem.unreachable,
    },
  },
});

onSignedOut(() => client.setQueryData(SESSION_KEY, null));

/** Providers: look, language, data, addresses. */
export function App() {
  const { i18n } = useTranslation();
  const [choice, setChoice] = useState<Choice>(keptChoice);
  const [mode, setMode] = useState(() => modeOf(choice));
  const [locale, setLocale] = useState<Locale>(enUS);
  useEffect(() => {
    setMode(modeOf(choice));
    return onSystemChange(() => setMode(modeOf(choice)));
  }, [choice]);
  useEffect(() => {
    document.documentElement.dataset['theme'] = mode;
  }, [mode]);
  useEffect(() => {
    let current = true;
    const load = async () => {
      if (i18n.language === 'zh-CN') {
        const [chinese] = await Promise.all([import('antd/locale/zh_CN'), import('dayjs/locale/zh-cn')]);
        dayjs.locale('zh-cn');
        if (current) {
          setLocale(chinese.default);
        }
      } else {
        dayjs.locale('en');
        setLocale(enUS);
      }
    };
    void load();
    return () => {
      current = false;
    };
  }, [i18n.language]);
  const appearance = useMemo(
    () => ({
      choice,
      choose(next: Choice) {
        keepChoice(next);
        setChoice(next);
      },
    }),
    [choice],
  );
  return (
    <ConfigProvider theme={themeOf(mode)} locale={locale} button={{ autoInsertSpace: false }} {...(nonce ? { csp: { nonce } } : {})}>
      <AntApp>
        <Appearance value={appearance}>
          <QueryClientProvider client={client}>
            <RouterProvider router={router} />
          </QueryClientProvider>
        </Appearance>
      </AntApp>
    </ConfigProvider>
  );
}
