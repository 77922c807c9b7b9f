import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { answered, api, type Schemas } from '../../api/client';
import { adopt, SESSION_KEY } from '../../api/session';
import { withoutEmpty } from '../../forms/fields';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { Panel } from '../../ui/Page';

export function Password({ me }: { me: Schemas['MeView'] }) {
  const { t } = useTranslation();
  const client = useQueryClient();
  const { message } = App.useApp();
  const [form] = Form.useForm<Schemas['PasswordDraft']>();
  const sending = useSending<Schemas['PasswordDraft']>(form, async (values) => {
    const session = await answered(api.PUT('/api/v1/me/password', { body: withoutEmpty(values) }));
    client.setQueryData(SESSION_KEY, adopt(session));
    form.resetFields();
    void message.success(t('me.password_done'));
  });
  const required = [{ required: true, message: t('form.required') }];
  return (
    <Panel title={t('me.password')}>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} name="password" layout="vertical" requiredMark={false} onFinish={(values: Schemas['PasswordDraft']) => void sending.submit(values)}>
        {me.password && <Form.Item name="password" label={t('me.password_present')} rules={required}><Input.Password autoComplete="current-password" /></Form.Item>}
        <Form.Item name="new_password" label={t('me.password_new')} extra={t('me.password_help')} rules={required}><Input.Password autoComplete="new-password" /></Form.Item>
        <Button htmlType="submit" loading={sending.sending}>{me.password ? t('me.password_change') : t('me.password_first')}</Button>
      </Form>
    </Panel>
  );
}

/** Asks for the present password, where there is one. */
export function ProofItem({ me }: { me: Schemas['MeView'] }) {
  const { t } = useTranslation();
  return me.password ? (
    <Form.Item name="password" label={t('me.password_present')} rules={[{ required: true, message: t('form.required') }]}>
      <Input.Password autoComplete="current-password" />
    </Form.Item>
  ) : null;
}
