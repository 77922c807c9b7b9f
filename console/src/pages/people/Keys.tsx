import { Button, Form, Input, Modal } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Page, Schemas } from '../../api/client';
import { TimeInput } from '../../forms/fields';
import { useAct, useConfirm } from '../../parts/actions';
import { SendingProblem, useSending } from '../../parts/FormPage';
import { ResourceTable, type Query } from '../../parts/ResourceTable';
import { ActionButton } from '../../ui/Page';
import { SecretOnce, TimeAgo } from '../../ui/Text';

interface Props {
  name: string;
  lack: string | undefined;
  load: (query: Query) => Promise<Page<Schemas['ApiKeyView']>>;
  make: (draft: Schemas['ApiKeyDraft']) => Promise<Schemas['ApiKeyMade']>;
  remove: (id: string) => Promise<unknown>;
}

function NewKey({ make, onMade, onClose }: { make: Props['make']; onMade: (made: Schemas['ApiKeyMade']) => void; onClose: () => void }) {
  const { t } = useTranslation();
  const [form] = Form.useForm<Schemas['ApiKeyDraft']>();
  const sending = useSending<Schemas['ApiKeyDraft']>(form, async (values) => onMade(await make(values.ends_at ? values : { name: values.name })));
  return (
    <Modal open title={t('people.new_key')} okText={t('common.create')} cancelText={t('common.cancel')} confirmLoading={sending.sending} onOk={() => form.submit()} onCancel={onClose}>
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <Form form={form} name="key" layout="vertical" requiredMark="optional" onFinish={(values: Schemas['ApiKeyDraft']) => void sending.submit(values)}>
        <Form.Item name="name" label={t('common.name')} rules={[{ required: true, message: t('form.required') }]}><Input autoComplete="off" autoFocus /></Form.Item>
        <Form.Item name="ends_at" label={t('people.expires')}><TimeInput /></Form.Item>
      </Form>
    </Modal>
  );
}

/** API keys of a program, or of oneself. */
export function Keys({ name, lack, load, make, remove }: Props) {
  const { t } = useTranslation();
  const confirm = useConfirm();
  const { act } = useAct();
  const [asks, setAsks] = useState(false);
  const [made, setMade] = useState<Schemas['ApiKeyMade']>();
  const drop = async (key: Schemas['ApiKeyView']) => {
    if (await confirm({ title: t('people.key_delete_title', { name: key.name }), lead: t('people.key_delete_lead'), ok: t('common.delete') })) {
      await act(() => remove(key.id), t('common.deleted'));
    }
  };
  const create = <ActionButton reason={lack} onClick={() => setAsks(true)}>{t('people.new_key')}</ActionButton>;
  return (
    <>
      <div className="crest-page-header" style={{ marginBottom: 12 }}>
        <h2 className="crest-panel-title" style={{ margin: 0 }}>{t('people.keys')}</h2>
        {create}
      </div>
      <ResourceTable
        name={name}
        label={t('people.keys')}
        prefix="k-"
        load={load}
        columns={[
          { key: 'name', title: t('common.name'), sort: 'name', render: (it) => it.name },
          { key: 'prefix', title: t('people.prefix'), render: (it) => <span className="crest-mono">{it.prefix}</span> },
          { key: 'last', title: t('people.last_used'), render: (it) => <TimeAgo time={it.last_used} /> },
          { key: 'ends', title: t('people.expires'), render: (it) => <TimeAgo time={it.ends_at} /> },
          { key: 'created', title: t('common.created_at'), sort: 'created_at', render: (it) => <TimeAgo time={it.created_at} /> },
          { key: 'delete', title: t('common.actions'), render: (it) => <Button size="small" danger disabled={lack !== undefined} title={lack} onClick={() => void drop(it)}>{t('common.delete')}</Button> },
        ]}
        empty={{ title: t('people.keys_empty'), action: create }}
      />
      {asks && (
        <NewKey
          make={make}
          onClose={() => setAsks(false)}
          onMade={(key) => {
            setAsks(false);
            setMade(key);
          }}
        />
      )}
      {made && <SecretOnce title={t('people.key_made')} secrets={[{ label: t('people.key_value'), value: made.value }]} onClose={() => setMade(undefined)} />}
    </>
  );
}
