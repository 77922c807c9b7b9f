import { ReloadOutlined } from '@ant-design/icons';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Button, DatePicker, Input, Select, Skeleton, Table, type TableColumnType } from 'antd';
import dayjs from 'dayjs';
import { useEffect, useEffectEvent, useRef, useState, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useSearchParams } from 'react-router';
import type { Page } from '../api/client';
import { EmptyState } from '../ui/Page';
import { Failure } from './Failure';
import { ResourceSelect, type Choice } from './ResourceSelect';

export interface Column<T> {
  key: string;
  title: string;
  render: (item: T) => ReactNode;
  /** The name by which the API sorts. */
  sort?: string;
  width?: number;
  align?: 'right';
}

export type Filter =
  | { name: string; kind: 'text'; label: string }
  | { name: string; kind: 'choice'; label: string; options: { value: string; label: string }[] }
  | { name: string; kind: 'resource'; label: string; of: Choice }
  /** A day, of which the API is told the beginning; or the end, where the list goes until then. */
  | { name: string; kind: 'time'; label: string; until?: boolean };

export type Query = Record<string, string | number | undefined>;

interface Props<T> {
  /** What the list is, for the cache. */
  name: string;
  label: string;
  load: (query: Query) => Promise<Page<T>>;
  columns: Column<T>[];
  filters?: Filter[];
  empty: { title: string; lead?: string; action?: ReactNode };
  rowKey?: (item: T) => string;
  /** Where a row leads. */
  to?: (item: T) => string;
  /** Put before the names of the URL's parameters where a page has several lists. */
  prefix?: string;
  pageSize?: number;
  refreshMillis?: number | false;
}

function TextFilter({ label, value, onChange }: { label: string; value: string; onChange: (text: string) => void }) {
  const [text, setText] = useState(value);
  /** What the address was last told, which it may show a little later; only what it says of itself replaces the text. */
  const told = useRef(value);
  useEffect(() => {
    if (value !== told.current) {
      told.current = value;
      setText(value);
    }
  }, [value]);
  // What the list does with it depends on the other filters as they are then, not as they were when it was typed.
  const report = useEffectEvent(onChange);
  useEffect(() => {
    if (text === told.current) {
      return undefined;
    }
    const timer = setTimeout(() => {
      told.current = text;
      report(text);
    }, 300);
    return () => clearTimeout(timer);
  }, [text]);
  return (
    <Input.Search
      className="crest-search"
      allowClear
      aria-label={label}
      placeholder={label}
      value={text}
      onChange={(event) => setText(event.target.value)}
      onSearch={onChange}
    />
  );
}

/**
 * A list of the API: filters, order and page are in the address, so that back, reload and links work. Pages go
 * forward by the API's cursor; the cursors of the pages before are kept in the address too.
 */
export function ResourceTable<T extends object>(props: Props<T>) {
  const { name, label, load, columns, filters = [], empty, to, prefix = '', pageSize = 50 } = props;
  const { t } = useTranslation();
  const [search, setSearch] = useSearchParams();
  const navigate = useNavigate();
  const at = (key: string) => search.get(prefix + key) ?? undefined;
  const change = (changes: Record<string, string | undefined>, keepPage = false) =>
    setSearch(() => {
      // The address is ahead of what is rendered while a page is still busy with the change before.
      const next = new URLSearchParams(location.search);
      if (!keepPage) {
        next.delete(`${prefix}cursor`);
        next.delete(`${prefix}before`);
      }
      for (const [key, value] of Object.entries(changes)) {
        if (value) {
          next.set(prefix + key, value);
        } else {
          next.delete(prefix + key);
        }
      }
      return next;
    });

  const query: Query = { limit: pageSize, sort: at('sort'), cursor: at('cursor') };
  for (const filter of filters) {
    query[filter.name] = at(filter.name);
  }
  const result = useQuery({
    queryKey: [name, query],
    queryFn: () => load(query),
    placeholderData: keepPreviousData,
    refetchInterval: props.refreshMillis ?? false,
  });
  const filtered = filters.some((filter) => at(filter.name));
  const before = (at('before') ?? '').split(',').filter(Boolean);
  const items = result.data?.items ?? [];

  const sort = at('sort');
  const tableColumns: TableColumnType<T>[] = columns.map((column) => ({
    key: column.key,
    title: column.title,
    render: (_value: unknown, item: T) => column.render(item),
    sorter: column.sort !== undefined,
    sortOrder:
      column.sort === undefined ? null : sort === column.sort ? 'ascend' : sort === `-${column.sort}` ? 'descend' : null,
    ...(column.width === undefined ? {} : { width: column.width }),
    ...(column.align === undefined ? {} : { align: column.align }),
  }));

  return (
    <div>
      <div className="crest-filters" hidden={filters.length === 0} role="search" aria-label={t('list.filters', { what: label })}>
        {filters.map((filter) =>
          filter.kind === 'text' ? (
            <TextFilter
              key={filter.name}
              label={filter.label}
              value={at(filter.name) ?? ''}
              onChange={(text) => change({ [filter.name]: text })}
            />
          ) : filter.kind === 'choice' ? (
            <Select
              key={filter.name}
              allowClear
              aria-label={filter.label}
              placeholder={filter.label}
              value={at(filter.name) ?? null}
              options={filter.options}
              onChange={(value: string | null) => change({ [filter.name]: value ?? undefined })}
            />
          ) : filter.kind === 'resource' ? (
            <div key={filter.name}>
              <ResourceSelect
                of={filter.of}
                label={filter.label}
                placeholder={filter.label}
                allowClear
                value={at(filter.name)}
                onChange={(id) => change({ [filter.name]: id })}
              />
            </div>
          ) : (
            <DatePicker
              key={filter.name}
              aria-label={filter.label}
              placeholder={filter.label}
              value={at(filter.name) ? dayjs(at(filter.name)) : null}
              onChange={(value) => change({ [filter.name]: (filter.until ? value?.endOf('day') : value?.startOf('day'))?.toISOString() })}
            />
          ),
        )}
        {filters.length > 0 && <Button
          icon={<ReloadOutlined />}
          style={{ flex: '0 0 auto', minWidth: 0 }}
          aria-label={t('list.reload')}
          loading={result.isFetching}
          onClick={() => void result.refetch()}
        />}
      </div>
      {result.isError ? (
        <Failure problem={result.error} onRetry={() => void result.refetch()} />
      ) : result.isPending ? (
        <div className="crest-table" style={{ padding: 20 }} aria-busy="true">
          <Skeleton active title={false} paragraph={{ rows: 7, width: '100%' }} />
        </div>
      ) : items.length === 0 && !at('cursor') ? (
        <div className="crest-table">
          {filtered ? (
            <EmptyState
              title={t('list.nothing_found')}
              action={
                <Button onClick={() => change(Object.fromEntries(filters.map((filter) => [filter.name, undefined])))}>
                  {t('list.clear')}
                </Button>
              }
            >
              {t('list.nothing_found_lead')}
            </EmptyState>
          ) : (
            <EmptyState title={empty.title} action={empty.action}>{empty.lead}</EmptyState>
          )}
        </div>
      ) : (
        <>
          {/* Scrolls sideways where the screen is narrow, so it must be reachable by keyboard. */}
          <div className="crest-table crest-scroll" tabIndex={0} role="region" aria-label={label}>
            <Table<T>
              columns={tableColumns}
              dataSource={items}
              rowKey={props.rowKey ?? ((item) => (item as { id: string }).id)}
              pagination={false}
              showSorterTooltip={false}
              onChange={(_page, _filters, sorter) => {
                const one = Array.isArray(sorter) ? sorter[0] : sorter;
                const column = columns.find((each) => each.key === one?.columnKey);
                change({
                  sort: one?.order && column?.sort ? (one.order === 'descend' ? '-' : '') + column.sort : undefined,
                });
              }}
              {...(to && {
                onRow: (item: T) => ({
                  style: { cursor: 'pointer' },
                  onClick: (event) => {
                    // Links, buttons and selected text keep their own meaning.
                    const target = event.target as HTMLElement;
                    if (!target.closest('a,button,.ant-dropdown') && !getSelection()?.toString()) {
                      void navigate(to(item));
                    }
                  },
                }),
              })}
            />
          </div>
          <nav className="crest-paging" aria-label={t('list.pages')}>
            <span aria-live="polite">{t('list.shown', { count: items.length })}</span>
            <span className="crest-actions">
              <Button
                disabled={!at('cursor')}
                onClick={() =>
                  change({ cursor: before.at(-1) === '-' ? undefined : before.at(-1), before: before.slice(0, -1).join(',') }, true)
                }
              >
                {t('list.previous')}
              </Button>
              <Button
                disabled={!result.data?.next || result.isPlaceholderData}
                onClick={() =>
                  change({ cursor: result.data?.next, before: [...before, at('cursor') ?? '-'].join(',') }, true)
                }
              >
                {t('list.next')}
              </Button>
            </span>
          </nav>
        </>
      )}
    </div>
  );
}
