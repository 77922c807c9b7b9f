import { Button, Form, Radio, Select, Steps, TimePicker, type FormInstance } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { $api, answered, api, ifMatch, type Schemas } from '../../api/client';
import { DAYS, KEY_OPTIONS, KEYPAIRS, METHODS } from '../../api/values';
import { CheckItem, NameItem, onlyTaken, patchOf, SpanInput, TimeInput, withoutEmpty, WordsInput } from '../../forms/fields';
import { Failure } from '../../parts/Failure';
import { FormPage, SendingProblem, useSending } from '../../parts/FormPage';
import { ResourceSelect } from '../../parts/ResourceSelect';
import { paths } from '../../paths';
import { PageHeader, Panel, Waiting } from '../../ui/Page';

type Draft = Schemas['CertificatePolicyDraft'];

function required(message: string) {
  return [{ required: true, message }];
}

function General({ fixedDivision }: { fixedDivision: boolean }) {
  const { t } = useTranslation();
  return (
    <>
      <NameItem />
      <Form.Item name="division_id" label={t('common.division')} rules={required(t('form.required'))}>
        <ResourceSelect of="divisions" disabled={fixedDivision} />
      </Form.Item>
      <Form.Item required name="model" label={t('policies.model')} extra={t('policies.model_help')}>
        <Radio.Group
          options={(['certificate_issuance', 'device_lifecycle'] as const).map((value) => ({ value, label: t(`policies.model_${value}`) }))}
        />
      </Form.Item>
      <Form.Item name="methods" label={t('policies.methods')} rules={required(t('form.required'))}>
        <Select mode="multiple" options={METHODS.map((value) => ({ value, label: t(`policies.method_${value}`) }))} />
      </Form.Item>
      <Form.Item name="authentication_policy_id" label={t('policies.authentication_policy')} extra={t('policies.authentication_policy_help')}>
        <ResourceSelect of="authenticationPolicies" allowClear />
      </Form.Item>
    </>
  );
}

function CertificateSettings() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Draft>();
  const keypair = Form.useWatch('keypair_generation', form);
  return (
    <>
      <Form.Item name="profile_id" label={t('policies.profile')} rules={required(t('form.required'))}>
        <ResourceSelect of="profiles" />
      </Form.Item>
      <Form.Item name="authority_id" label={t('policies.authority')} extra={t('policies.authority_help')}>
        <ResourceSelect of="authorities" allowClear accept={(item) => (item as unknown as { kind: string }).kind === 'issuing'} />
      </Form.Item>
      <Form.Item required name="keypair_generation" label={t('policies.keypair')}>
        <Radio.Group
          style={{ display: 'grid', gap: 6 }}
          options={KEYPAIRS.map((value) => ({ value, label: t(`policies.keypair_${value}`) }))}
        />
      </Form.Item>
      {keypair !== 'local' && (
        <>
          <Form.Item name="default_key_type" label={t('policies.default_key_type')}>
            <Select allowClear options={KEY_OPTIONS} />
          </Form.Item>
          <CheckItem name="requester_chooses_key_type">{t('policies.requester_chooses')}</CheckItem>
        </>
      )}
    </>
  );
}

function HourInput({ value, onChange, id }: { value?: string; onChange?: (value: string | undefined) => void; id?: string }) {
  return (
    <TimePicker
      {...(id === undefined ? {} : { id })}
      format="HH:mm"
      value={value ? dayjs(`2000-01-01T${value}`) : null}
      onChange={(chosen) => onChange?.(chosen?.format('HH:mm'))}
      onKeyDown={onlyTaken}
    />
  );
}

function MethodSettings() {
  const { t } = useTranslation();
  const form = Form.useFormInstance<Draft>();
  const est = (Form.useWatch('methods', form) ?? form.getFieldValue('methods') ?? []).includes('est');
  return (
    <>
      {est && (
        <>
          <Form.Item name="labels" label={t('policies.labels')} extra={t('policies.labels_help')}>
            <WordsInput />
          </Form.Item>
          <CheckItem name="is_default">{t('policies.is_default')}</CheckItem>
          <Form.Item required name="reenrollment" label={t('policies.reenrollment')}>
            <Radio.Group style={{ display: 'grid', gap: 6 }} options={(['keep_identity', 'rfc_7030'] as const).map((value) => ({ value, label: t(`policies.reenrollment_${value}`) }))} />
          </Form.Item>
          <Form.Item required name="channel_binding" label={t('policies.channel_binding')}>
            <Radio.Group options={(['optional', 'required'] as const).map((value) => ({ value, label: t(`policies.binding_${value}`) }))} />
          </Form.Item>
          <Form.Item name="resubmission_window" label={t('policies.resubmission')}>
            <SpanInput exact label={t('policies.resubmission')} />
          </Form.Item>
        </>
      )}
      <Panel title={t('policies.restrictions')}>
        <Form.Item name={['restrictions', 'addresses']} label={t('policies.addresses')} extra={t('policies.addresses_help')}>
          <WordsInput />
        </Form.Item>
        <Form.Item name={['restrictions', 'start']} label={t('policies.window_start')}><TimeInput /></Form.Item>
        <Form.Item name={['restrictions', 'end']} label={t('policies.window_end')}><TimeInput /></Form.Item>
        <Form.Item name={['restrictions', 'hours', 'days']} label={t('policies.days')} extra={t('policies.hours_any')}>
          <Select mode="multiple" options={DAYS.map((value) => ({ value, label: t(`policies.${value}`) }))} />
        </Form.Item>
        <div className="crest-actions">
          <Form.Item name={['restrictions', 'hours', 'from']} label={t('policies.from')}><HourInput /></Form.Item>
          <Form.Item name={['restrictions', 'hours', 'to']} label={t('policies.to')}><HourInput /></Form.Item>
          <Form.Item name={['restrictions', 'hours', 'zone']} label={t('policies.zone')}>
            <Select showSearch style={{ minWidth: 220 }} options={Intl.supportedValuesOf('timeZone').map((value) => ({ value, label: value }))} />
          </Form.Item>
        </div>
      </Panel>
    </>
  );
}

/** What the API takes of what the form holds: hours only where some are set, key types only where the server makes keys. */
function draftOf(values: Draft): Draft {
  const draft = withoutEmpty({ ...values });
  const { hours, ...restrictions } = draft.restrictions ?? {};
  const timed = hours?.from || hours?.to || hours?.days?.length;
  draft.restrictions = timed && hours ? { ...restrictions, hours } : restrictions;
  if (draft.keypair_generation === 'local') {
    delete draft.default_key_type;
    delete draft.requester_chooses_key_type;
  }
  return draft;
}

/** What an emptied field is sent as. */
const EMPTIED = {
  authentication_policy_id: undefined,
  authority_id: undefined,
  resubmission_window: undefined,
  default_key_type: undefined,
  requester_chooses_key_type: false,
  labels: [] as string[],
};

const STEPS: (keyof Draft)[][] = [
  ['name', 'division_id', 'model', 'methods', 'authentication_policy_id'],
  ['profile_id', 'authority_id', 'keypair_generation', 'default_key_type', 'requester_chooses_key_type'],
];

function stepOf(form: FormInstance<Draft>): number | undefined {
  const wrong = form.getFieldsError().filter((field) => field.errors.length > 0).map((field) => field.name[0]);
  if (wrong.length === 0) {
    return undefined;
  }
  const first = STEPS.findIndex((fields) => wrong.some((name) => fields.includes(name as keyof Draft)));
  return first < 0 ? STEPS.length : first;
}

/** The wizard: general settings, certificate settings, method settings, finish. */
export function NewPolicy() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const [form] = Form.useForm<Draft>();
  const [step, setStep] = useState(0);
  const sending = useSending<Draft>(form, async () => {
    const body = draftOf(form.getFieldsValue(true) as Draft);
    const made = await answered(api.POST('/api/v1/certificate-policies', { body }));
    void navigate(paths.policy(made.id));
  });
  const last = step === STEPS.length;
  const next = async () => {
    try {
      await form.validateFields(STEPS[step]);
      setStep(step + 1);
    } catch {
      // The fields say what is missing.
    }
  };
  const finish = async () => {
    if (!(await sending.submit({} as Draft))) {
      setStep(stepOf(form) ?? step);
    }
  };
  return (
    <>
      <PageHeader title={t('policies.new')} lead={t('policies.lead')} />
      <Steps
        current={step}
        onChange={(to) => to < step && setStep(to)}
        items={[{ title: t('policies.step_general') }, { title: t('policies.step_certificate') }, { title: t('policies.step_method') }]}
        style={{ marginBottom: 28, maxWidth: 900 }}
      />
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <div className="crest-form">
        <Form<Draft>
          form={form}
          layout="vertical"
          requiredMark="optional"
          initialValues={{ model: 'certificate_issuance', methods: ['est'], keypair_generation: 'local', reenrollment: 'keep_identity', channel_binding: 'optional', resubmission_window: 'PT10M' }}
          onFinish={() => void (last ? finish() : next())}
        >
          {/* All steps stay in the page, so that a refusal finds its field. */}
          <div hidden={step !== 0}><General fixedDivision={false} /></div>
          <div hidden={step !== 1}><CertificateSettings /></div>
          <div hidden={step !== 2}><MethodSettings /></div>
          <div className="crest-form-actions">
            <Button type="primary" htmlType="button" loading={sending.sending} onClick={() => void (last ? finish() : next())}>
              {last ? t('common.finish') : t('common.next')}
            </Button>
            {step > 0 && <Button onClick={() => setStep(step - 1)}>{t('common.back')}</Button>}
            <Button onClick={() => void navigate(paths.policies())}>{t('common.cancel')}</Button>
          </div>
        </Form>
      </div>
    </>
  );
}

export function EditPolicy() {
  const { t } = useTranslation();
  const { id = '' } = useParams();
  const navigate = useNavigate();
  const result = $api.useQuery('get', '/api/v1/certificate-policies/{id}', { params: { path: { id } } });
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} />;
  }
  const { name, version } = result.data;
  return (
    <FormPage<Draft>
      title={t('policies.edit')}
      of={name}
      initial={result.data}
      submit={t('common.save')}
      back={paths.policy(id)}
      send={async (values) => {
        const { division_id: _fixed, ...changeable } = { ...EMPTIED, ...draftOf(values) };
        const body = patchOf(result.data, changeable);
        await api.PATCH('/api/v1/certificate-policies/{id}', { params: { path: { id }, header: ifMatch(version) }, body });
        void navigate(paths.policy(id));
      }}
    >
      <Panel title={t('policies.step_general')}><General fixedDivision /></Panel>
      <Panel title={t('policies.step_certificate')}><CertificateSettings /></Panel>
      <Panel title={t('policies.step_method')}><MethodSettings /></Panel>
    </FormPage>
  );
}
