import { useQuery } from '@tanstack/react-query';
import { Select } from 'antd';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { answered, api, type Page } from '../api/client';

interface Named {
  id: string;
  name: string;
}

type Load = (query: { search?: string; limit: number }) => Promise<Page<Named>>;

/** Most lists are searched by `name`. */
function named({ search, limit }: { search?: string; limit: number }) {
  return search ? { name: search, limit } : { limit };
}

/** What can be chosen by name. Each is one list of the API. */
export const CHOICES = {
  divisions: (query) => answered(api.GET('/api/v1/divisions', { params: { query } })),
  profiles: (query) => answered(api.GET('/api/v1/certificate-profiles', { params: { query: named(query) } })),
  templates: (query) => answered(api.GET('/api/v1/certificate-templates', { params: { query: named(query) } })),
  policies: (query) => answered(api.GET('/api/v1/certificate-policies', { params: { query: named(query) } })),
  authenticationPolicies: (query) => answered(api.GET('/api/v1/authentication-policies', { params: { query } })),
  groups: (query) => answered(api.GET('/api/v1/device-groups', { params: { query: named(query) } })),
  devices: (query) => answered(api.GET('/api/v1/devices', { params: { query: named(query) } })),
  authorities: (query) => answered(api.GET('/api/v1/certificate-authorities', { params: { query: named(query) } })),
} satisfies Record<string, Load>;

export type Choice = keyof typeof CHOICES;

const ONE = {
  divisions: (id) => answered(api.GET('/api/v1/divisions/{id}', { params: { path: { id } } })),
  profiles: (id) => answered(api.GET('/api/v1/certificate-profiles/{id}', { params: { path: { id } } })),
  templates: (id) => answered(api.GET('/api/v1/certificate-templates/{id}', { params: { path: { id } } })),
  policies: (id) => answered(api.GET('/api/v1/certificate-policies/{id}', { params: { path: { id } } })),
  authenticationPolicies: (id) => answered(api.GET('/api/v1/authentication-policies/{id}', { params: { path: { id } } })),
  groups: (id) => answered(api.GET('/api/v1/device-groups/{id}', { params: { path: { id } } })),
  devices: (id) => answered(api.GET('/api/v1/devices/{id}', { params: { path: { id } } })),
  authorities: (id) => answered(api.GET('/api/v1/certificate-authorities/{id}', { params: { path: { id } } })),
} satisfies Record<Choice, (id: string) => Promise<Named>>;

export function useNameOf(of: Choice, id: string | undefined) {
  return useQuery({
    queryKey: ['name', of, id],
    queryFn: () => (ONE[of] as (id: string) => Promise<Named>)(id ?? ''),
    enabled: Boolean(id),
    staleTime: 30_000,
    retry: false,
  });
}

interface Props {
  of: Choice;
  value?: string | undefined;
  onChange?: (id: string | undefined) => void;
  id?: string;
  disabled?: boolean;
  allowClear?: boolean;
  label?: string;
  placeholder?: string;
  accept?: (item: Named) => boolean;
}

/** Chooses one of many by typing part of its name. */
export function ResourceSelect({ of, value, onChange, id, disabled, allowClear, label, placeholder, accept }: Props) {
  const { t } = useTranslation();
  const [typed, setTyped] = useState('');
  const [search, setSearch] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setSearch(typed), 250);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({
    queryKey: ['choice', of, search],
    queryFn: () => (CHOICES[of] as Load)({ limit: 50, ...(search ? { search } : {}) }),
    staleTime: 10_000,
  });
  const chosen = useNameOf(of, value);
  const items = (found.data?.items ?? []).filter((item) => accept?.(item) ?? true);
  const options = items.map((item) => ({ value: item.id, label: item.name }));
  if (value && !items.some((item) => item.id === value)) {
    options.unshift({ value, label: chosen.data?.name ?? value });
  }
  return (
    <Select
      {...(id === undefined ? {} : { id })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      disabled={disabled ?? false}
      allowClear={allowClear ?? false}
      showSearch={{ filterOption: false, onSearch: setTyped }}
      value={value ?? null}
      placeholder={placeholder ?? t('common.choose')}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? t('common.loading') : t('list.nothing_found')}
      options={options}
      onChange={(chosenId: string | null) => onChange?.(chosenId ?? undefined)}
      style={{ width: '100%' }}
    />
  );
}
