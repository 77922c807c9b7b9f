import { Alert, Button, Form, Modal, type FormInstance } from 'antd';
import { createContext, useEffect, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useBlocker, useNavigate } from 'react-router';
import { useQueryClient } from '@tanstack/react-query';
import { ApiProblem, type Fault } from '../api/problem';
import { PageHeader } from '../ui/Page';
import { Failure } from './Failure';

const NONE: Fault[] = [];

/** What the form around was refused for, so that what hides fields can show those that are at fault. */
export const Refusal = createContext(NONE);

function registered(form: FormInstance, fault: Fault): readonly (string | number)[] | undefined {
  // Not every field has an element of its own that the form knows; but each has a place for errors.
  const known = new Set(form.getFieldsError().map(({ name }) => JSON.stringify(name)));
  // A fault may lie deeper than any field, such as in an entry of a list: the nearest field above shows it.
  for (let length = fault.path.length; length > 0; length--) {
    const path = fault.path.slice(0, length);
    if (known.has(JSON.stringify(path))) {
      return path;
    }
  }
  return undefined;
}

/**
 * The API says what is wrong with a field without naming it again: beside the field that begins a sentence. Where the
 * fault is in something that has no field of its own, its name comes first.
 */
function sentence(detail: string, within: readonly (string | number)[]): string {
  const name = within.filter((part) => typeof part === 'string').join('.');
  if (name && !detail.startsWith(name)) {
    return `${name}: ${detail}`;
  }
  return /^[a-z]+[._]/.test(detail) ? detail : detail.charAt(0).toUpperCase() + detail.slice(1);
}

/** Shows each fault at its field; returns those that have none. */
export function showFaults(form: FormInstance, problem: ApiProblem): Fault[] {
  const elsewhere: Fault[] = [];
  const byField = new Map<string, { name: (string | number)[]; errors: string[] }>();
  for (const fault of problem.faults) {
    const path = registered(form, fault);
    if (path === undefined) {
      elsewhere.push(fault);
    } else {
      const entry = byField.get(path.join('/')) ?? { name: [...path], errors: [] };
      entry.errors.push(sentence(fault.detail, fault.path.slice(path.length)));
      byField.set(path.join('/'), entry);
    }
  }
  const fields = [...byField.values()];
  form.setFields(fields.map(({ name, errors }) => ({ name, errors })));
  const first = fields[0];
  if (first) {
    form.scrollToField(first.name, { behavior: 'smooth', block: 'center', focus: true });
  }
  return elsewhere;
}

/** What a form does when it is sent: keeps the reply's faults where they belong. */
export function useSending<T>(form: FormInstance, send: (values: T) => Promise<unknown>) {
  const client = useQueryClient();
  const [sending, setSending] = useState(false);
  const [problem, setProblem] = useState<unknown>();
  const [faults, setFaults] = useState<Fault[]>(NONE);
  const [refusal, setRefusal] = useState<Fault[]>(NONE);
  const submit = async (values: T) => {
    setSending(true);
    setProblem(undefined);
    setFaults(NONE);
    setRefusal(NONE);
    // Fields without rules of their own would keep what they were refused for before.
    form.setFields(form.getFieldsError().filter(({ errors }) => errors.length > 0).map(({ name }) => ({ name, errors: [] })));
    try {
      await send(values);
      await client.invalidateQueries();
      return true;
    } catch (caught) {
      if (caught instanceof ApiProblem && caught.status === 409) {
        // What is known is old. It is loaded anew by the next page, not under this form, which would then overwrite it.
        await client.invalidateQueries({ refetchType: 'none' });
      }
      if (caught instanceof ApiProblem && caught.faults.length > 0) {
        const elsewhere = showFaults(form, caught);
        setFaults(elsewhere);
        setRefusal([...caught.faults]);
        setProblem(elsewhere.length > 0 || caught.status === 409 ? caught : undefined);
      } else {
        setProblem(caught);
      }
      return false;
    } finally {
      setSending(false);
    }
  };
  return { sending, submit, problem, faults, refusal };
}

/** What a sent form was refused for, where no field can say it. It comes into sight, since forms are long. */
export function SendingProblem({ problem, faults }: { problem: unknown; faults: Fault[] }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (problem !== undefined) {
      place.current?.scrollIntoView({ block: 'center' });
    }
  }, [problem]);
  return <div ref={place}><Words problem={problem} faults={faults} /></div>;
}

function Words({ problem, faults }: { problem: unknown; faults: Fault[] }) {
  const { t } = useTranslation();
  if (problem === undefined) {
    return null;
  }
  if (problem instanceof ApiProblem && problem.status === 409 && problem.code.endsWith('-version')) {
    return (
      <Alert type="warning" showIcon role="alert" title={t('error.changed')} description={t('error.changed_lead')} style={{ marginBottom: 20 }} />
    );
  }
  if (faults.length > 0) {
    return (
      <Alert
        type="error"
        showIcon
        role="alert"
        title={t('error.check_fields')}
        description={
          <ul style={{ margin: 0, paddingLeft: 18 }}>
            {faults.map((fault) => (
              <li key={`${fault.path.join('.')} ${fault.detail}`}>
                {fault.path.length > 0 && <span className="crest-mono">{fault.path.join('.')}: </span>}
                {fault.detail}
              </li>
            ))}
          </ul>
        }
        style={{ marginBottom: 20 }}
      />
    );
  }
  return <Failure problem={problem} />;
}

interface Props<T> {
  title: string;
  /** The name of the thing to which `back` leads, where that is not a list. */
  of?: string | undefined;
  lead?: string;
  initial: Partial<T>;
  submit: string;
  /** Sends the values; what it throws is shown. */
  send: (values: T) => Promise<unknown>;
  back: string;
  children: ReactNode | ((form: FormInstance<T>) => ReactNode);
  wide?: boolean;
}

/** A page that makes or changes one thing. Leaving it with changes unsent is asked about. */
export function FormPage<T extends object>({ title, of, lead, initial, submit, send, back, children, wide = false }: Props<T>) {
  const { t } = useTranslation();
  const [form] = Form.useForm<T>();
  const navigate = useNavigate();
  const [dirty, setDirty] = useState(false);
  const [done, setDone] = useState(false);
  const sending = useSending<T>(form, send);
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) =>
      dirty && !done && !sending.sending && currentLocation.pathname !== nextLocation.pathname,
  );
  return (
    <>
      <PageHeader title={title} lead={lead} under={of === undefined ? undefined : { name: of, to: back }} />
      <SendingProblem problem={sending.problem} faults={sending.faults} />
      <div className={wide ? undefined : 'crest-form'}>
        {/* Its name comes before the ids of its fields: the page has a #content of its own. */}
        <Form<T>
          form={form}
          name="form"
          layout="vertical"
          requiredMark="optional"
          initialValues={initial}
          onValuesChange={() => setDirty(true)}
          onFinish={(values) => void sending.submit(values).then((sent) => setDone(sent))}
          scrollToFirstError={{ focus: true, block: 'center' }}
        >
          <Refusal value={sending.refusal}>{typeof children === 'function' ? children(form) : children}</Refusal>
          <div className="crest-form-actions">
            <Button type="primary" htmlType="submit" loading={sending.sending}>{submit}</Button>
            <Button onClick={() => void navigate(back)}>{t('common.cancel')}</Button>
          </div>
        </Form>
      </div>
      <Modal
        open={blocker.state === 'blocked'}
        title={t('form.leave')}
        okText={t('form.leave_ok')}
        cancelText={t('form.stay')}
        okButtonProps={{ danger: true }}
        onOk={() => blocker.proceed?.()}
        onCancel={() => blocker.reset?.()}
      >
        {t('form.leave_lead')}
      </Modal>
    </>
  );
}
