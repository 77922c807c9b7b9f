import { useQueryClient } from '@tanstack/react-query';
import { Alert, Button, Divider, Form, Input } from 'antd';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { $api, answered, api, type Schemas } from '../../api/client';
import { passkeysWork, signInByPasskey } from '../../api/passkeys';
import { ApiProblem } from '../../api/problem';
import { adopt, SESSION_KEY, type Session } from '../../api/session';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { AppearanceButton, LanguageButton } from '../../parts/Frame';
import { paths } from '../../paths';
import { Mark } from '../../ui/Mark';

type OneTimeLink = { kind: 'set-up' | 'token' | 'invitation'; token: string };

/** Takes a link's token out of the address, so that it stays in no history. */
function takeLink(): OneTimeLink | undefined {
  const found = /^#(set-up|token|invitation)=([A-Za-z0-9_-]+)$/.exec(location.hash);
  if (!found) {
    return undefined;
  }
  history.replaceState(history.state, '', location.pathname + location.search);
  return { kind: found[1] as OneTimeLink['kind'], token: found[2] ?? '' };
}

let taken: OneTimeLink | undefined;

function Lone({ children }: { children: ReactNode }) {
  return (
    <div className="crest-lone">
      <div className="crest-lone-brand">
        <Mark size={36} />
        <span>Crest</span>
      </div>
      <main className="crest-panel">{children}</main>
      <div className="crest-lone-foot">
        <LanguageButton />
        <AppearanceButton />
      </div>
    </div>
  );
}

function useArrival() {
  const client = useQueryClient();
  const navigate = useNavigate();
  const [search] = useSearchParams();
  return (session: Session) => {
    client.setQueryData(SESSION_KEY, adopt(session));
    const to = search.get('to') ?? '';
    // Only addresses of the console itself.
    void navigate(/^\/(?![/\\])/.test(to) ? to : paths.home(), { replace: true });
  };
}

/** A new password, typed twice. */
function NewPassword() {
  const { t } = useTranslation();
  return (
    <>
      <Form.Item name="password" label={t('signin.new_password')} extra={t('signin.password_help')} rules={[{ required: true, message: t('form.required') }]}>
        <Input.Password autoComplete="new-password" />
      </Form.Item>
      <Form.Item
        name="repeat"
        label={t('signin.repeat')}
        dependencies={['password']}
        rules={[
          { required: true, message: t('form.required') },
          ({ getFieldValue }) => ({
            validator: (_rule, value) =>
              !value || value === getFieldValue('password') ? Promise.resolve() : Promise.reject(new Error(t('signin.repeat_differs'))),
          }),
        ]}
      >
        <Input.Password autoComplete="new-password" />
      </Form.Item>
    </>
  );
}

function SetUp({ token }: { token: string }) {
  const { t } = useTranslation();
  const arrive = useArrival();
  const [form] = Form.useForm();
  type Values = Omit<Schemas['SetUpDraft'], 'token'> & { repeat?: string };
  const sending = useSending<Values>(form, async ({ repeat: _repeat, ...values }) =>
    arrive(await answered(api.POST('/api/v1/session/set-up', { body: { ...values, token } }))),
  );
  return (
    <Lone>
      <h1>{t('signin.setup_title')}</h1>
      <p className="crest-muted">{t('signin.setup_lead')}</p>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} layout="vertical" requiredMark="optional" onFinish={(values: Values) => void sending.submit(values)}>
        <Form.Item name="name" label={t('signin.name')} rules={[{ required: true, message: t('form.required') }]}>
          <Input autoComplete="username" autoFocus />
        </Form.Item>
        <Form.Item name="display_name" label={t('signin.display_name')}>
          <Input autoComplete="name" />
        </Form.Item>
        <Form.Item name="email" label={t('signin.email')} rules={[{ type: 'email', message: t('form.email') }]}>
          <Input inputMode="email" autoComplete="email" />
        </Form.Item>
        <NewPassword />
        <Button type="primary" htmlType="submit" block loading={sending.sending}>{t('signin.setup_submit')}</Button>
      </Form>
    </Lone>
  );
}

interface Code {
  totp?: string;
  recovery_code?: string;
}

function SecondStep({ send }: { send: (code: Code) => Promise<void> }) {
  const { t } = useTranslation();
  const [form] = Form.useForm();
  const [recovery, setRecovery] = useState(false);
  const sending = useSending<{ code: string }>(form, ({ code }) => send(recovery ? { recovery_code: code.trim() } : { totp: code.replaceAll(/\s/g, '') }));
  return (
    <Lone>
      <h1>{t('signin.code_title')}</h1>
      <p className="crest-muted">{t('signin.code_lead')}</p>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values: { code: string }) => void sending.submit(values)}>
        <Form.Item name="code" label={recovery ? t('signin.recovery') : t('signin.code')} rules={[{ required: true, message: t('form.required') }]}>
          <Input key={String(recovery)} autoFocus autoComplete="one-time-code" inputMode={recovery ? 'text' : 'numeric'} />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={sending.sending}>{t('signin.submit')}</Button>
        <Button type="link" block onClick={() => setRecovery(!recovery)}>{recovery ? t('signin.use_code') : t('signin.use_recovery')}</Button>
      </Form>
    </Lone>
  );
}

function codeNeeded(problem: unknown) {
  return problem instanceof ApiProblem && problem.code === 'second-factor-needed';
}

function Invitation({ token }: { token: string }) {
  const { t } = useTranslation();
  const arrive = useArrival();
  const [form] = Form.useForm();
  const [password, setPassword] = useState<string>();
  const redeem = async (body: Schemas['LinkDraft']) => arrive(await answered(api.POST('/api/v1/session/one-time', { body })));
  const sending = useSending<{ password: string }>(form, async (values) => {
    try {
      await redeem({ token, password: values.password });
    } catch (problem) {
      if (!codeNeeded(problem)) {
        throw problem;
      }
      setPassword(values.password);
    }
  });
  if (password) {
    return <SecondStep send={(code) => redeem({ token, password, ...code })} />;
  }
  return (
    <Lone>
      <h1>{t('signin.invitation_title')}</h1>
      <p className="crest-muted">{t('signin.invitation_lead')}</p>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} layout="vertical" requiredMark="optional" onFinish={(values: { password: string }) => void sending.submit(values)}>
        <NewPassword />
        <Button type="primary" htmlType="submit" block loading={sending.sending}>{t('signin.set_password')}</Button>
      </Form>
    </Lone>
  );
}

/** Signs in by a link without further ado; a link works once, so it is sent once. */
function ByLink({ token, onUsed }: { token: string; onUsed: () => void }) {
  const { t } = useTranslation();
  const arrive = useArrival();
  const sent = useRef(false);
  const [asksCode, setAsksCode] = useState(false);
  useEffect(() => {
    if (sent.current) {
      return;
    }
    sent.current = true;
    answered(api.POST('/api/v1/session/one-time', { body: { token } })).then(arrive, (problem: unknown) =>
      codeNeeded(problem) ? setAsksCode(true) : onUsed(),
    );
  });
  if (asksCode) {
    return (
      <SecondStep send={async (code) => arrive(await answered(api.POST('/api/v1/session/one-time', { body: { token, ...code } })))} />
    );
  }
  return <Lone><h1>{t('signin.link_title')}</h1></Lone>;
}

function Password({ linkUsed }: { linkUsed: boolean }) {
  const { t } = useTranslation();
  const arrive = useArrival();
  const [search] = useSearchParams();
  const [form] = Form.useForm();
  const [proven, setProven] = useState<{ name: string; password: string }>();
  const [passkeyFailed, setPasskeyFailed] = useState(false);
  const ways = $api.useQuery('get', '/api/v1/session/ways', {}, { retry: false });
  const signIn = async (body: Schemas['SignInDraft']) => arrive(await answered(api.POST('/api/v1/session', { body })));
  const sending = useSending<{ name: string; password: string }>(form, async (values) => {
    try {
      await signIn(values);
    } catch (problem) {
      if (!codeNeeded(problem)) {
        throw problem;
      }
      setProven(values);
    }
  });
  const byPasskey = async () => {
    setPasskeyFailed(false);
    try {
      arrive(await signInByPasskey());
    } catch {
      setPasskeyFailed(true);
    }
  };
  if (proven) {
    return <SecondStep send={(code) => signIn({ ...proven, ...code })} />;
  }
  const oidc = ways.data?.oidc ?? false;
  const passkey = (ways.data?.passkey ?? false) && passkeysWork;
  return (
    <Lone>
      <h1>{t('signin.title')}</h1>
      <p className="crest-muted">{search.has('to') && search.get('to') !== '/' ? t('signin.expired') : t('signin.lead')}</p>
      {linkUsed && (
        <Alert type="warning" showIcon role="alert" title={t('signin.link_used')} description={t('signin.link_used_lead')} style={{ marginBottom: 16 }} />
      )}
      {passkeyFailed && <Alert type="warning" showIcon role="alert" title={t('signin.passkey_failed')} style={{ marginBottom: 16 }} />}
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values: { name: string; password: string }) => void sending.submit(values)}>
        <Form.Item name="name" label={t('signin.name')} rules={[{ required: true, message: t('form.required') }]}>
          <Input autoComplete="username webauthn" autoFocus />
        </Form.Item>
        <Form.Item name="password" label={t('signin.password')} rules={[{ required: true, message: t('form.required') }]}>
          <Input.Password autoComplete="current-password" />
        </Form.Item>
        <Button type="primary" htmlType="submit" block loading={sending.sending}>{t('signin.submit')}</Button>
      </Form>
      {(passkey || oidc) && <Divider plain>{t('signin.or')}</Divider>}
      {passkey && <Button block onClick={() => void byPasskey()} style={{ marginBottom: 8 }}>{t('signin.passkey')}</Button>}
      {oidc && <Button block href="/api/v1/session/oidc">{t('signin.oidc')}</Button>}
      {ways.data?.public_decoder && <p style={{ margin: '18px 0 0' }}><Link to={paths.openDecoder()}>{t('signin.decoder')}</Link></p>}
    </Lone>
  );
}

/** The door: by password, passkey or provider, or by a link of the first start, an invitation or a quickstart. */
export function SignIn() {
  const [link, setLink] = useState(() => (taken = taken ?? takeLink()));
  const [linkUsed, setLinkUsed] = useState(false);
  const client = useQueryClient();
  useEffect(() => {
    client.removeQueries({ predicate: (query) => query.queryKey[0] !== 'get' && query.queryKey[0] !== 'session' });
  }, [client]);
  switch (link?.kind) {
    case 'set-up':
      return <SetUp token={link.token} />;
    case 'invitation':
      return <Invitation token={link.token} />;
    case 'token':
      return (
        <ByLink
          token={link.token}
          onUsed={() => {
            taken = undefined;
            setLink(undefined);
            setLinkUsed(true);
          }}
        />
      );
    default:
      return <Password linkUsed={linkUsed} />;
  }
}
