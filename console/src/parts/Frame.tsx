import {
  ApartmentOutlined, AuditOutlined, BankOutlined, BlockOutlined, ClusterOutlined, DashboardOutlined, FileProtectOutlined,
  FileSearchOutlined, FileTextOutlined, GlobalOutlined, HddOutlined, KeyOutlined, MenuOutlined, OrderedListOutlined, RobotOutlined,
  SafetyCertificateOutlined, SettingOutlined, SnippetsOutlined, TeamOutlined, UserOutlined, BgColorsOutlined,
} from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { Button, Drawer, Dropdown } from 'antd';
import { lazy, Suspense, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink, Navigate, Outlet, useLocation, useNavigate } from 'react-router';
import { api } from '../api/client';
import { SESSION_KEY, usePermissions, useSession, type Permission, type Session } from '../api/session';
import { useAppearance } from '../appearance';
import { keepLanguage, LANGUAGES, type Language } from '../i18n';
import { paths } from '../paths';
import { Mark } from '../ui/Mark';
import { Waiting } from '../ui/Page';
import { useWhere } from '../ui/where';
import { Failure } from './Failure';

/** Few have several accounts. */
const AccountChoice = lazy(async () => ({ default: (await import('./AccountChoice')).AccountChoice }));

type Title =
  | 'overview' | 'certificates' | 'jobs' | 'policies' | 'profiles' | 'templates' | 'authentication_policies' | 'groups' | 'devices'
  | 'authorities' | 'divisions' | 'users' | 'service_users' | 'audit' | 'account' | 'settings' | 'decoder';

interface Entry {
  title: Title;
  to: string;
  icon: ReactNode;
  /** What it takes to see anything there. */
  needs?: Permission;
}

const GROUPS: { title?: 'enrolment' | 'devices_group' | 'trust' | 'administration' | 'tools'; entries: Entry[] }[] = [
  {
    entries: [
      { title: 'overview', to: paths.home(), icon: <DashboardOutlined /> },
      { title: 'certificates', to: paths.certificates(), icon: <SafetyCertificateOutlined />, needs: 'certificate_read' },
      { title: 'jobs', to: paths.jobs(), icon: <OrderedListOutlined />, needs: 'job_read' },
    ],
  },
  {
    title: 'enrolment',
    entries: [
      { title: 'policies', to: paths.policies(), icon: <FileProtectOutlined />, needs: 'policy_read' },
      { title: 'profiles', to: paths.profiles(), icon: <FileTextOutlined />, needs: 'profile_read' },
      { title: 'templates', to: paths.templates(), icon: <SnippetsOutlined />, needs: 'template_read' },
      { title: 'authentication_policies', to: paths.authenticationPolicies(), icon: <KeyOutlined />, needs: 'authentication_policy_read' },
    ],
  },
  {
    title: 'devices_group',
    entries: [
      { title: 'groups', to: paths.groups(), icon: <ClusterOutlined />, needs: 'device_group_read' },
      { title: 'devices', to: paths.devices(), icon: <HddOutlined />, needs: 'device_read' },
    ],
  },
  { title: 'trust', entries: [{ title: 'authorities', to: paths.authorities(), icon: <ApartmentOutlined />, needs: 'authority_read' }] },
  {
    title: 'administration',
    entries: [
      { title: 'divisions', to: paths.divisions(), icon: <BlockOutlined />, needs: 'division_read' },
      { title: 'users', to: paths.users(), icon: <TeamOutlined />, needs: 'user_read' },
      { title: 'service_users', to: paths.serviceUsers(), icon: <RobotOutlined />, needs: 'user_read' },
      { title: 'audit', to: paths.audit(), icon: <AuditOutlined />, needs: 'audit_read' },
      { title: 'account', to: paths.account(), icon: <BankOutlined />, needs: 'account_read' },
      { title: 'settings', to: paths.settings(), icon: <SettingOutlined />, needs: 'settings_read' },
    ],
  },
  { title: 'tools', entries: [{ title: 'decoder', to: paths.decoder(), icon: <FileSearchOutlined /> }] },
];

function Navigation() {
  const { t } = useTranslation();
  const permissions = usePermissions();
  // What a role never lets in is not offered; whoever follows a link there is told so.
  const groups = GROUPS.map((group) => ({ ...group, entries: group.entries.filter(({ needs }) => !needs || permissions.has(needs)) }));
  return (
    <nav className="crest-nav" aria-label={t('frame.nav')}>
      {groups.filter((group) => group.entries.length > 0).map((group) => (
        <div key={group.title ?? 'first'}>
          {group.title && <h2>{t(`frame.${group.title}`)}</h2>}
          <ul>
            {group.entries.map((entry) => (
              <li key={entry.to}>
                <NavLink to={entry.to} end={entry.to === paths.home()}>
                  <span aria-hidden="true">{entry.icon}</span>
                  {t(`frame.${entry.title}`)}
                </NavLink>
              </li>
            ))}
          </ul>
        </div>
      ))}
    </nav>
  );
}

function Where() {
  const { t } = useTranslation();
  const { pathname } = useLocation();
  const place = useWhere();
  const entry = GROUPS.flatMap((group) => group.entries).find(
    (each) => each.to !== paths.home() && (pathname === each.to || pathname.startsWith(`${each.to}/`)),
  );
  const above = [...(entry && pathname !== entry.to ? [{ name: t(`frame.${entry.title}`), to: entry.to }] : []), ...(place?.under ? [place.under] : [])];
  return (
    <nav className="crest-where" aria-label={t('frame.breadcrumb')}>
      <ol>
        {above.map((it) => <li key={it.to}><Link to={it.to}>{it.name}</Link></li>)}
        {place && <li aria-current="page">{place.name}</li>}
      </ol>
    </nav>
  );
}

export function LanguageButton() {
  const { t, i18n } = useTranslation();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [i18n.language],
        items: Object.entries(LANGUAGES).map(([key, label]) => ({ key, label })),
        onClick: ({ key }) => void keepLanguage(key as Language),
      }}
    >
      <Button type="text" icon={<GlobalOutlined />} aria-label={t('frame.language')} />
    </Dropdown>
  );
}

export function AppearanceButton() {
  const { t } = useTranslation();
  const { choice, choose } = useAppearance();
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        selectable: true,
        selectedKeys: [choice],
        items: (['system', 'light', 'dark'] as const).map((key) => ({ key, label: t(`frame.theme_${key}`) })),
        onClick: ({ key }) => choose(key as typeof choice),
      }}
    >
      <Button type="text" icon={<BgColorsOutlined />} aria-label={t('frame.theme')} />
    </Dropdown>
  );
}

function AccountMenu({ session }: { session: Session }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const client = useQueryClient();
  const signOut = async () => {
    try {
      await api.DELETE('/api/v1/session');
    } finally {
      client.clear();
      client.setQueryData(SESSION_KEY, null);
      void navigate(paths.signIn());
    }
  };
  return (
    <Dropdown
      trigger={['click']}
      menu={{
        items: [
          { key: 'me', label: t('frame.my_security') },
          { type: 'divider' },
          { key: 'out', label: t('frame.sign_out') },
        ],
        onClick: ({ key }) => void (key === 'me' ? navigate(paths.security()) : signOut()),
      }}
    >
      <Button type="text" icon={<UserOutlined />} aria-label={t('frame.account_menu', { name: session.name })}>
        <span className="crest-user">{session.name}</span>
      </Button>
    </Dropdown>
  );
}

/** Navigation, header and the page; nothing of it for those who are not signed in. */
export function Frame() {
  const { t } = useTranslation();
  const session = useSession();
  const { pathname, search } = useLocation();
  const [open, setOpen] = useState(false);
  const main = useRef<HTMLElement>(null);
  const first = useRef(true);
  useEffect(() => {
    setOpen(false);
    // Who navigates by keyboard or screen reader goes on at the new page, not at the link that led there.
    if (!first.current) {
      main.current?.focus({ preventScroll: true });
      scrollTo(0, 0);
    }
    first.current = false;
  }, [pathname]);
  if (session.isPending) {
    return <div className="crest-main"><Waiting /></div>;
  }
  if (session.isError) {
    return <div className="crest-main"><Failure problem={session.error} onRetry={() => void session.refetch()} /></div>;
  }
  if (session.data === null) {
    return <Navigate to={`${paths.signIn()}?to=${encodeURIComponent(pathname + search)}`} replace />;
  }
  const brand = (
    <Link to={paths.home()} className="crest-brand">
      <Mark />
      <span>Crest</span>
    </Link>
  );
  return (
    <div className="crest-frame">
      <a href="#content" className="crest-skip">{t('frame.skip')}</a>
      <aside className="crest-side">
        {brand}
        <Navigation />
      </aside>
      <div className="crest-body">
        <header className="crest-top">
          <Button className="crest-menu-button" type="text" icon={<MenuOutlined />} aria-label={t('frame.menu')} onClick={() => setOpen(true)} />
          <Where />
          {(session.data.accounts ?? []).length > 1 && <Suspense><AccountChoice session={session.data} /></Suspense>}
          <LanguageButton />
          <AppearanceButton />
          <AccountMenu session={session.data} />
        </header>
        <main id="content" ref={main} tabIndex={-1} className="crest-main">
          <Outlet />
        </main>
      </div>
      <Drawer open={open} onClose={() => setOpen(false)} placement="left" size={280} title={brand} aria-label={t('frame.nav')}>
        <Navigation />
      </Drawer>
    </div>
  );
}
