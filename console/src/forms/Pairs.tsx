import { Button, Form, Input } from 'antd';
import { useTranslation } from 'react-i18next';

export interface Pair {
  name: string;
  value: string;
}

export function pairsOf(record: Record<string, string> | undefined): Pair[] {
  return Object.entries(record ?? {}).map(([name, value]) => ({ name, value }));
}

export function recordOf(pairs: Pair[] | undefined): Record<string, string> {
  return Object.fromEntries((pairs ?? []).filter((pair) => pair.name).map((pair) => [pair.name, pair.value ?? '']));
}

/** Names with a value each. */
export function PairsItem({ name, label, help, nameLabel, valueLabel, add: addLabel }: {
  name: string;
  label: string;
  help?: string;
  nameLabel?: string;
  valueLabel?: string;
  add?: string;
}) {
  const { t } = useTranslation();
  const first = nameLabel ?? t('devices.attribute_name');
  const second = valueLabel ?? t('devices.attribute_value');
  return (
    <Form.List name={name}>
      {(fields, { add, remove }, { errors }) => (
        <Form.Item label={label} extra={help}>
          {fields.map((field) => (
            <div key={field.key} className="crest-row">
              <Form.Item name={[field.name, 'name']} noStyle rules={[{ required: true, message: t('form.required') }]}>
                <Input aria-label={first} placeholder={first} />
              </Form.Item>
              <Form.Item name={[field.name, 'value']} noStyle>
                <Input aria-label={second} placeholder={second} />
              </Form.Item>
              <Button onClick={() => remove(field.name)}>{t('common.remove')}</Button>
            </div>
          ))}
          <Button onClick={() => add({ name: '', value: '' })}>{addLabel ?? t('devices.add_attribute')}</Button>
          <Form.ErrorList errors={errors} />
        </Form.Item>
      )}
    </Form.List>
  );
}
