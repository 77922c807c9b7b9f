import { Checkbox, DatePicker, Form, Input, InputNumber, Select, Space, type FormItemProps } from 'antd';
import dayjs from 'dayjs';
import type { KeyboardEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { readSpan, writeSpan, type Span, type SpanUnit } from '../ui/clock';

/** Enter takes over what was typed as a time; it does not send the form as well. */
export function onlyTaken(event: KeyboardEvent) {
  if (event.key === 'Enter') {
    event.preventDefault();
  }
}

/** A moment, in the API's form: RFC 3339 in UTC. */
export function TimeInput({ value, onChange, id }: { value?: string; onChange?: (value: string | undefined) => void; id?: string }) {
  return (
    <DatePicker
      {...(id === undefined ? {} : { id })}
      showTime
      value={value ? dayjs(value) : null}
      onChange={(chosen) => onChange?.(chosen?.toISOString())}
      onKeyDown={onlyTaken}
      style={{ width: '100%', maxWidth: 280 }}
    />
  );
}

const EXACT_UNITS: SpanUnit[] = ['minutes', 'hours', 'days'];
const SPAN_UNITS: SpanUnit[] = [...EXACT_UNITS, 'months', 'years'];

interface SpanProps {
  value?: string;
  onChange?: (value: string | undefined) => void;
  id?: string;
  label: string;
  /** Whether the API wants a length of time, which months and years are not. */
  exact?: boolean;
}

/** A span of one unit, in the API's form: ISO 8601. */
export function SpanInput({ value, onChange, id, label, exact = false }: SpanProps) {
  const { t } = useTranslation();
  const span: Span | undefined = readSpan(value);
  const unit = span?.unit ?? 'days';
  return (
    <Space.Compact>
      <InputNumber
        {...(id === undefined ? {} : { id })}
        min={1}
        max={1_000_000}
        precision={0}
        value={span?.amount ?? null}
        onChange={(amount) => onChange?.(amount === null ? undefined : writeSpan({ amount, unit }))}
        style={{ width: 120 }}
      />
      <Select
        aria-label={t('span.unit', { what: label })}
        value={unit}
        options={(exact ? EXACT_UNITS : SPAN_UNITS).map((each) => ({ value: each, label: t(`span.${each}`) }))}
        onChange={(chosen: SpanUnit) => onChange?.(writeSpan({ amount: span?.amount ?? 1, unit: chosen }))}
        style={{ width: 120 }}
      />
    </Space.Compact>
  );
}

export function NameItem({ help }: { help?: string }) {
  const { t } = useTranslation();
  return (
    <Form.Item name="name" label={t('common.name')} extra={help} rules={[{ required: true, message: t('form.required') }]}>
      <Input maxLength={200} autoComplete="off" />
    </Form.Item>
  );
}

export function DescriptionItem() {
  const { t } = useTranslation();
  return (
    <Form.Item name="description" label={t('common.description')}>
      <Input.TextArea rows={2} maxLength={1000} />
    </Form.Item>
  );
}

export function CheckItem({ name, children, ...item }: { name: FormItemProps['name']; children: string } & Omit<FormItemProps, 'name' | 'children'>) {
  return (
    <Form.Item {...item} name={name} valuePropName="checked">
      <Checkbox>{children}</Checkbox>
    </Form.Item>
  );
}

/** Several short texts; Enter ends one. */
export function WordsInput({ value, onChange, id, placeholder }: { value?: string[]; onChange?: (value: string[]) => void; id?: string; placeholder?: string }) {
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      mode="tags"
      open={false}
      suffixIcon={null}
      tokenSeparators={[',', ';', ' ']}
      value={value ?? []}
      placeholder={placeholder}
      onChange={(words: string[]) => onChange?.(words)}
      style={{ width: '100%' }}
    />
  );
}

/** Leaves out what is empty: the API takes a missing field for its default. */
export function withoutEmpty<T extends object>(values: T): T {
  return Object.fromEntries(
    Object.entries(values)
      .filter(([, value]) => value !== undefined && value !== null && value !== '')
      .map(([key, value]) => [
        key,
        value && typeof value === 'object' && !Array.isArray(value) ? withoutEmpty(value as object) : value,
      ]),
  ) as T;
}

function same(left: unknown, right: unknown): boolean {
  return JSON.stringify(left ?? null) === JSON.stringify(right ?? null);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** What turns one value into another by a merge: objects are merged in their turn, everything else is replaced. */
function changeOf(old: unknown, value: unknown): unknown {
  if (!isObject(old) || !isObject(value)) {
    return value === '' || value === undefined ? null : value;
  }
  const gone = Object.keys(old).filter((key) => !(key in value));
  return { ...patchOf(old, value), ...Object.fromEntries(gone.map((key) => [key, null])) };
}

/**
 * The change from one state of an object to another, as RFC 7396 has it: fields that differ, and null for those that
 * were emptied. A form need not have all fields of the object itself; an object within is what the form says, and
 * nothing else. Its type says the fields' own types, since the description of the API knows no null.
 */
export function patchOf<T extends object>(before: object, after: T): T {
  const old = before as Record<string, unknown>;
  const now = after as Record<string, unknown>;
  return Object.fromEntries(
    Object.keys(now)
      .filter((key) => !same(old[key], now[key] === '' ? undefined : now[key]))
      .map((key) => [key, changeOf(old[key], now[key])]),
  ) as T;
}
