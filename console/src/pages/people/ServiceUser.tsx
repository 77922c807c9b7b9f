import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { TimeInput, withoutEmpty } from '../../forms/fields';
import { useAct, useConfirm, useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { ResourceTable } from '../../parts/ResourceTable';
import { paths } from '../../paths';
import { ActionButton, Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, SecretOnce, StateTag, Time, TimeAgo, type Secret } from '../../ui/Text';
import { Keys } from './Keys';
import { PersonActions } from './PersonActions';
import { Roles } from './Roles';

type Draft = Schemas['ClientCertificateDraft'];

function NewCertificate({ id, onMade, onClose }: { id: string; onMade: (secrets: Secret[]) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Draft>();
  const sending = useSending<Draft>(form, async (values) => {
    const made = await answered(api.POST('/api/v1/service-users/{id}/certificates', { params: { path: { id } }, body: withoutEmpty(values) }));
    onMade(
      made.pkcs12
        ? [
            { label: t('people.certificate_password'), value: made.password ?? '' },
            { label: t('people.certificate_file'), value: made.pkcs12, file: `${values.name}.p12.base64` },
          ]
        : [],
    );
  });
  return (
    <Modal open title={t('people.new_certificate')} okText={t('common.create')} cancelText={t('common.cancel')} confirmLoading={sending.sending} onOk={() => form.submit()} onCancel={onClose}>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} name="certificate" layout="vertical" requiredMark="optional" onFinish={(values: Draft) => void sending.submit(values)}>
        <Form.Item name="name" label={t('common.name')} rules={[{ required: true, message: t('form.required') }]}><Input autoComplete="off" autoFocus /></Form.Item>
        <Form.Item name="certificate" label={t('people.certificate_pem')}><Input.TextArea rows={6} className="crest-mono" spellCheck={false} /></Form.Item>
        <Form.Item name="ends_at" label={t('people.expires')}><TimeInput /></Form.Item>
      </Form>
    </Modal>
  );
}

function Certificates({ id, lack }: { id: string; lack: string | undefined }) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const { act } = useAct();
  const [asks, setAsks] = useState(false);
  const [secrets, setSecrets] = useState<Secret[]>([]);
  const remove = async (certificate: Schemas['ClientCertificateView']) => {
    if (await confirm({ title: t('people.certificate_delete_title', { name: certificate.name }), lead: t('people.key_delete_lead'), ok: t('common.delete') })) {
      await act(() => api.DELETE('/api/v1/service-users/{id}/certificates/{certificate}', { params: { path: { id, certificate: certificate.id } } }), t('common.deleted'));
    }
  };
  const create = <ActionButton reason={lack} onClick={() => setAsks(true)}>{t('people.new_certificate')}</ActionButton>;
  return (
    <>
      <div className="crest-page-header" style={{ margin: '24px 0 12px' }}>
        <h2 className="crest-panel-title" style={{ margin: 0 }}>{t('people.certificates')}</h2>
        {create}
      </div>
      <ResourceTable
        name={`client-certificates-${id}`}
        label={t('people.certificates')}
        prefix="c-"
        load={(query) => answered(api.GET('/api/v1/service-users/{id}/certificates', { params: { path: { id }, query } }))}
        columns={[
          { key: 'name', title: t('common.name'), render: (it) => it.name },
          { key: 'subject', title: t('people.subject'), render: (it) => it.subject },
          { key: 'last', title: t('people.last_used'), render: (it) => <TimeAgo time={it.last_used} /> },
          { key: 'ends', title: t('people.expires'), render: (it) => <TimeAgo time={it.ends_at} /> },
          { key: 'delete', title: t('common.actions'), render: (it) => <Button size="small" danger disabled={lack !== undefined} title={lack} onClick={() => void remove(it)}>{t('common.delete')}</Button> },
        ]}
        empty={{ title: t('people.certificates_empty'), action: create }}
      />
      {asks && (
        <NewCertificate
          id={id}
          onClose={() => setAsks(false)}
          onMade={(made) => {
            setAsks(false);
            setSecrets(made);
          }}
        />
      )}
      {secrets.length > 0 && <SecretOnce title={t('people.certificate_made')} secrets={secrets} onClose={() => setSecrets([])} />}
    </>
  );
}

export function ServiceUser() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const lack = useLack('user_change');
  const result = $api.useQuery('get', '/api/v1/service-users/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const user = result.data;
  const params = { path: { id }, header: ifMatch(user.version) };
  return (
    <>
      <PageHeader
        title={user.display_name || user.name}
        lead={user.description}
        tag={<StateTag state={user.enabled ? 'enabled' : 'disabled'} />}
        actions={
          <PersonActions
            name={user.name}
            enabled={user.enabled}
            edit={paths.editServiceUser(id)}
            list={paths.serviceUsers()}
            enable={() => api.POST('/api/v1/service-users/{id}/enable', { params })}
            disable={() => api.POST('/api/v1/service-users/{id}/disable', { params })}
            remove={() => api.DELETE('/api/v1/service-users/{id}', { params })}
          />
        }
      />
      <Panel title={t('common.details')}>
        <Facts
          facts={[
            [t('people.user_name'), user.name],
            [t('people.roles'), <Roles key="roles" roles={user.roles} />],
            user.ends_at !== undefined && [t('people.ends_at'), <Time key="end" time={user.ends_at} />],
            [t('common.id'), <Copyable key="id" value={user.id} label={t('common.id')} />],
            [t('common.created_at'), <TimeAgo key="created" time={user.created_at} />],
          ]}
        />
      </Panel>
      <Keys
        name={`api-keys-${id}`}
        lack={lack}
        load={(query) => answered(api.GET('/api/v1/service-users/{id}/api-keys', { params: { path: { id }, query } }))}
        make={(body) => answered(api.POST('/api/v1/service-users/{id}/api-keys', { params: { path: { id } }, body }))}
        remove={(key) => api.DELETE('/api/v1/service-users/{id}/api-keys/{key}', { params: { path: { id, key } } })}
      />
      <Certificates id={id} lack={lack} />
    </>
  );
}
