import { Button, Form, Input, QRCode } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schemas } from '../../api/client';
import { withoutEmpty } from '../../forms/fields';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { Panel } from '../../ui/Page';
import { Copyable, SecretOnce } from '../../ui/Text';
import { ProofItem } from './Password';

type Proof = Schemas['PasswordProof'];

function Confirm({ made, onDone }: { made: Schemas['TotpMade']; onDone: (codes: string[]) => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ code: string }>();
  const sending = useSending<{ code: string }>(form, async ({ code }) => {
    const codes = await answered(api.POST('/api/v1/me/totp/confirmation', { body: { code: code.replaceAll(/\s/g, '') } }));
    onDone(codes.recovery_codes ?? []);
  });
  return (
    <>
      <p>{t('me.totp_secret')}</p>
      <QRCode value={made.uri} aria-label={t('me.totp_qr')} bordered={false} bgColor="#ffffff" color="#000000" type="svg" />
      <p><Copyable value={made.secret} label={t('me.totp')} /></p>
      <p><a href={made.uri}>{t('me.totp_uri')}</a></p>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} name="totp-confirmation" layout="vertical" requiredMark={false} onFinish={(values: { code: string }) => void sending.submit(values)}>
        <Form.Item name="code" label={t('me.totp_code')} rules={[{ required: true, message: t('form.required') }]}>
          <Input inputMode="numeric" autoComplete="one-time-code" style={{ maxWidth: 200 }} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={sending.sending}>{t('me.totp_confirm')}</Button>
      </Form>
    </>
  );
}

export function Totp({ me }: { me: Schemas['MeView'] }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Proof>();
  const [made, setMade] = useState<Schemas['TotpMade']>();
  const [codes, setCodes] = useState<string[]>();
  const sending = useSending<Proof>(form, async (values) => {
    const body = withoutEmpty(values);
    if (me.totp) {
      await api.POST('/api/v1/me/totp/removal', { body });
    } else {
      setMade(await answered(api.POST('/api/v1/me/totp', { body })));
    }
    form.resetFields();
  });
  return (
    <Panel title={t('me.totp')}>
      <p>{t('me.totp_lead')}</p>
      <p>{me.totp ? t('me.totp_on', { count: me.recovery_codes }) : t('me.totp_off')}</p>
      {made ? (
        <Confirm
          made={made}
          onDone={(recovery) => {
            setMade(undefined);
            setCodes(recovery);
          }}
        />
      ) : (
        <>
          <SendingProblem problem={sending.problem} faults={sending.faults} />
          <Form form={form} name="totp" layout="vertical" requiredMark={false} onFinish={(values: Proof) => void sending.submit(values)}>
            <ProofItem me={me} />
            <Button htmlType="submit" danger={me.totp} loading={sending.sending}>{me.totp ? t('me.totp_remove') : t('me.totp_begin')}</Button>
          </Form>
        </>
      )}
      {codes && (
        <SecretOnce title={t('me.totp_recovery')} secrets={[{ label: t('me.totp_recovery'), value: codes.join('\n'), file: 'crest-recovery-codes.txt' }]} onClose={() => setCodes(undefined)}>
          <p>{t('me.totp_recovery_lead')}</p>
        </SecretOnce>
      )}
    </Panel>
  );
}
