import { useQueryClient } from '@tanstack/react-query';
import { Alert, Form, Input, InputNumber, Modal, Select } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, api, ifMatch, type Schemas } from '../../api/client';
import { currentAccount, SESSION_KEY, type Session } from '../../api/session';
import { patchOf } from '../../forms/fields';
import { useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, TimeAgo, UsageBar } from '../../ui/Text';

type View = Schemas['AccountView'];

function Edit({ account, onClose }: { account: View; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Schemas['AccountPatch']>();
  const sending = useSending<Schemas['AccountPatch']>(form, async (values) => {
    await api.PATCH('/api/v1/accounts/{id}', { params: { path: { id: account.id }, header: ifMatch(account.version) }, body: patchOf(account, values) });
    onClose();
  });
  return (
    <Modal open title={t('account.edit')} okText={t('common.save')} cancelText={t('common.cancel')} confirmLoading={sending.sending} onOk={() => form.submit()} onCancel={onClose}>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} layout="vertical" requiredMark="optional" initialValues={account} onFinish={(values: Schemas['AccountPatch']) => void sending.submit(values)}>
        <Form.Item name="name" label={t('account.name')} rules={[{ required: true, message: t('form.required') }]}><Input /></Form.Item>
        <Form.Item name="plan" label={t('account.plan')}>
          <Select options={(['essentials', 'advanced'] as const).map((value) => ({ value, label: t(`account.plan_${value}`) }))} />
        </Form.Item>
        <Form.Item name="certificate_limit" label={t('account.limit')} extra={t('account.limit_help')}><InputNumber min={1} precision={0} style={{ width: 180 }} /></Form.Item>
      </Form>
    </Modal>
  );
}

export function Account() {
  const { t } = useTranslation();
  const session = useQueryClient().getQueryData<Session | null>(SESSION_KEY);
  const id = (session && currentAccount(session)?.account_id) ?? '';
  const lack = useLack('account_change');
  const [edits, setEdits] = useState(false);
  const result = $api.useQuery('get', '/api/v1/accounts/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const account = result.data;
  return (
    <>
      <PageHeader
        title={account.name}
        lead={t(`account.plan_${account.plan}`)}
        actions={<ActionButton reason={lack} onClick={() => setEdits(true)}>{t('common.edit')}</ActionButton>}
      />
      {account.use?.over_limit && <Alert type="warning" showIcon title={t('account.over')} style={{ marginBottom: 20 }} />}
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('account.plan'), t(`account.plan_${account.plan}`)],
            account.use !== undefined && [t('account.certificates'), <UsageBar key="use" used={account.use.certificates} limit={account.certificate_limit} />],
            account.use !== undefined && [t('account.users'), account.use.users],
            [t('common.id'), <Copyable key="id" value={account.id} label={t('common.id')} />],
            [t('common.created_at'), <TimeAgo key="created" time={account.created_at} />],
          ]}
        />
      </Panel>
      {edits && <Edit account={account} onClose={() => setEdits(false)} />}
    </>
  );
}
