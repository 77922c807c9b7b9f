import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { CHOICES } from '../../parts/ResourceSelect';

/** Several divisions; the first 200 are offered. */
export function DivisionsSelect({ value, onChange, id, label }: { value?: string[]; onChange?: (ids: string[]) => void; id?: string; label?: string }) {
  const divisions = useQuery({ queryKey: ['choice', 'divisions', 'all'], queryFn: () => CHOICES.divisions({ limit: 200 }) });
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label, placeholder: label })}
      mode="multiple"
      value={value ?? []}
      onChange={(ids: string[]) => onChange?.(ids)}
      options={(divisions.data?.items ?? []).map((division) => ({ value: division.id, label: division.name }))}
      showSearch={{ optionFilterProp: 'label' }}
      style={{ width: '100%' }}
    />
  );
}
