import { App, Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { $api, api, ifMatch, type Schemas } from '../../api/client';
import { authorityCan } from '../../api/can';
import { usePermissions } from '../../api/session';
import { KEY_NAMES } from '../../api/values';
import { NameItem } from '../../forms/fields';
import { useAct, useConfirm, useReasons } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { Ref } from '../../parts/Ref';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { CodeBlock, Copyable, StateTag, Time, TimeAgo } from '../../ui/Text';

type View = Schemas['CertificateAuthorityView'];

function Rename({ authority, onClose }: { authority: View; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<{ name: string }>();
  const sending = useSending<{ name: string }>(form, async (body) => {
    const params = { path: { id: authority.id }, header: ifMatch(authority.version) };
    await api.PATCH('/api/v1/certificate-authorities/{id}', { params, body });
    onClose();
  });
  return (
    <Modal open title={t('authorities.rename')} okText={t('common.save')} cancelText={t('common.cancel')} confirmLoading={sending.sending} onOk={() => form.submit()} onCancel={onClose}>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} name="rename" layout="vertical" requiredMark="optional" initialValues={{ name: authority.name }} onFinish={(values: { name: string }) => void sending.submit(values)}>
        <NameItem />
      </Form>
    </Modal>
  );
}

/** What is to be done for a CA that one elsewhere certifies. */
function Pending({ authority }: { authority: View }) {
  const { t } = useTranslation();
  const { message } = App.useApp();
  const [form] = Form.useForm<{ file: string }>();
  const request = $api.useQuery('get', '/api/v1/certificate-authorities/{id}/request', { params: { path: { id: authority.id } } });
  const sending = useSending<{ file: string }>(form, async (body) => {
    const params = { path: { id: authority.id }, header: ifMatch(authority.version) };
    await api.POST('/api/v1/certificate-authorities/{id}/certificate', { params, body });
    void message.success(t('authorities.installed'));
  });
  return (
    <Panel title={t('authorities.request')}>
      <p>{t('authorities.request_lead')}</p>
      {request.data && <CodeBlock code={request.data.request} label={t('authorities.request')} />}
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} layout="vertical" requiredMark={false} onFinish={(values: { file: string }) => void sending.submit(values)}>
        <Form.Item name="file" label={t('authorities.install_file')} rules={[{ required: true, message: t('form.required') }]}>
          <Input.TextArea rows={8} className="crest-mono" spellCheck={false} />
        </Form.Item>
        <Button type="primary" htmlType="submit" loading={sending.sending}>{t('authorities.install')}</Button>
      </Form>
    </Panel>
  );
}

function Actions({ authority }: { authority: View }) {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const confirm = useConfirm();
  const { act, busy } = useAct();
  const may = usePermissions();
  const why = useReasons();
  const [renames, setRenames] = useState(false);
  const params = { path: { id: authority.id }, header: ifMatch(authority.version) };
  const name = authority.name;
  const renew = async () => {
    if (await confirm({ title: t('authorities.renew_title', { name }), lead: t('authorities.renew_lead'), ok: t('authorities.renew'), danger: false })) {
      await act(() => api.POST('/api/v1/certificate-authorities/{id}/renew', { params, body: {} }), t('authorities.renewed'));
    }
  };
  const disable = async () => {
    if (await confirm({ title: t('authorities.disable_title', { name }), lead: t('authorities.disable_lead'), ok: t('common.disable'), type: name })) {
      await act(() => api.POST('/api/v1/certificate-authorities/{id}/disable', { params }), t('common.disabled'));
    }
  };
  const withdraw = async () => {
    const sure = await confirm({ title: t('authorities.withdraw_title', { name }), lead: t('authorities.withdraw_lead'), ok: t('authorities.withdraw') });
    if (sure && (await act(() => api.DELETE('/api/v1/certificate-authorities/{id}', { params }), t('common.deleted'), true))) {
      void navigate(paths.authorities());
    }
  };
  return (
    <>
      <ActionButton reason={why(authorityCan.change(may, authority))} onClick={() => setRenames(true)}>{t('authorities.rename')}</ActionButton>
      <ActionButton reason={why(authorityCan.renew(may, authority))} loading={busy} onClick={() => void renew()}>{t('authorities.renew')}</ActionButton>
      {authority.status === 'pending' ? (
        <ActionButton reason={why(authorityCan.change(may, authority))} danger onClick={() => void withdraw()}>{t('authorities.withdraw')}</ActionButton>
      ) : authority.status === 'enabled' ? (
        <ActionButton reason={why(authorityCan.disable(may, authority))} danger loading={busy} onClick={() => void disable()}>{t('common.disable')}</ActionButton>
      ) : (
        <ActionButton reason={why(authorityCan.enable(may, authority))} loading={busy} onClick={() => void act(() => api.POST('/api/v1/certificate-authorities/{id}/enable', { params }), t('common.enabled'))}>
          {t('common.enable')}
        </ActionButton>
      )}
      {renames && <Rename authority={authority} onClose={() => setRenames(false)} />}
    </>
  );
}

export function Authority() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const result = $api.useQuery('get', '/api/v1/certificate-authorities/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const authority = result.data;
  const users = authority.used_by ?? [];
  return (
    <>
      <PageHeader title={authority.name} tag={<StateTag state={authority.status} />} actions={<Actions authority={authority} />} />
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('common.id'), <Copyable key="id" value={authority.id} label={t('common.id')} />],
            [t('authorities.kind'), t(`authorities.kind_${authority.kind}`)],
            [t('authorities.subject'), authority.subject],
            authority.parent_id !== undefined && [t('authorities.parent'), <Ref key="parent" of="authorities" id={authority.parent_id} />],
            [t('authorities.holds_key'), authority.holds_key ? t('authorities.key_here') : t('authorities.key_elsewhere')],
            authority.key_type !== undefined && [t('authorities.key_type'), KEY_NAMES[authority.key_type]],
            authority.serial_number !== undefined && [t('authorities.serial'), <span key="serial" className="crest-mono">{authority.serial_number}</span>],
            authority.not_before !== undefined && [t('authorities.not_before'), <Time key="from" time={authority.not_before} />],
            authority.not_after !== undefined && [t('authorities.not_after'), <span key="to"><Time time={authority.not_after} /> (<TimeAgo time={authority.not_after} />)</span>],
            authority.fingerprint !== undefined && [t('authorities.fingerprint'), <Copyable key="print" value={authority.fingerprint} label={t('authorities.fingerprint')} />],
            [t('authorities.certificates'), <Link key="issued" to={`${paths.certificates()}?authority_id=${authority.id}`}>{t('authorities.certificates_open')}</Link>],
            [t('authorities.used_by'), users.map((it) => <div key={it.id}><Link to={paths.policy(it.id)}>{it.name}</Link></div>)],
          ]}
        />
      </Panel>
      {authority.status === 'pending' && <Pending authority={authority} />}
      {authority.certificate && (
        <Panel title={t('authorities.certificate')}><CodeBlock code={authority.certificate} label={t('authorities.certificate')} /></Panel>
      )}
      {authority.chain && <Panel title={t('authorities.chain')}><CodeBlock code={authority.chain} label={t('authorities.chain')} /></Panel>}
      {(authority.former_certificates ?? []).length > 0 && (
        <Panel title={t('authorities.former')}>
          {(authority.former_certificates ?? []).map((pem) => <CodeBlock key={pem} code={pem} label={t('authorities.former')} />)}
        </Panel>
      )}
    </>
  );
}
