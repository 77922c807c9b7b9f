import { App, Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, api, type Schemas } from '../../api/client';
import { passkeysWork, registerPasskey } from '../../api/passkeys';
import { ApiProblem } from '../../api/problem';
import { useAct, useConfirm } from '../../parts/actions';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { Panel } from '../../ui/Page';
import { TimeAgo } from '../../ui/Text';
import { ProofItem } from './Password';

interface Values {
  name: string;
  password?: string;
}

export function Passkeys({ me }: { me: Schemas['MeView'] }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const confirm = useConfirm();
  const { act } = useAct();
  const [form] = Form.useForm<Values>();
  const list = $api.useQuery('get', '/api/v1/me/passkeys');
  const sending = useSending<Values>(form, async ({ name, password }) => {
    try {
      await registerPasskey(name, password);
    } catch (problem) {
      if (!(problem instanceof ApiProblem)) {
        void message.warning(t('signin.passkey_failed'));
        return;
      }
      throw problem;
    }
    form.resetFields();
    void message.success(t('me.passkey_done'));
  });
  const remove = async (key: Schemas['PasskeyView']) => {
    if (await confirm({ title: t('me.passkey_delete_title', { name: key.name }), lead: t('me.passkey_delete_lead'), ok: t('common.delete') })) {
      await act(() => api.DELETE('/api/v1/me/passkeys/{id}', { params: { path: { id: key.id } } }), t('common.deleted'));
    }
  };
  const keys = list.data?.items ?? [];
  return (
    <Panel title={t('me.passkeys')}>
      <p>{t('me.passkeys_lead')}</p>
      {keys.length === 0 ? <p>{t('me.passkeys_none')}</p> : (
        <ul className="crest-plain">
          {keys.map((key) => (
            <li key={key.id} className="crest-line">
              <strong>{key.name}</strong>
              <span className="crest-muted"><TimeAgo time={key.last_used ?? key.created_at} /></span>
              <Button size="small" danger onClick={() => void remove(key)}>{t('common.delete')}</Button>
            </li>
          ))}
        </ul>
      )}
      {passkeysWork ? (
        <>
          <SendingProblem problem={sending.problem} faults={sending.faults} />
          <Form form={form} name="passkey" layout="vertical" requiredMark={false} onFinish={(values: Values) => void sending.submit(values)}>
            <Form.Item name="name" label={t('me.passkey_name')} rules={[{ required: true, message: t('form.required') }]}><Input autoComplete="off" /></Form.Item>
            <ProofItem me={me} />
            <Button htmlType="submit" loading={sending.sending}>{t('me.passkey_add')}</Button>
          </Form>
        </>
      ) : (
        <p>{t('me.passkey_unsupported')}</p>
      )}
    </Panel>
  );
}
