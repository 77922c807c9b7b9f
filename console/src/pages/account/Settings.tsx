import { Table } from 'antd';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { Failure } from '../../parts/Failure';
import { Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { Copyable, Time, TimeAgo } from '../../ui/Text';

type Setting = Schemas['Setting'];

export function Settings() {
  const { t } = useTranslation();
  const result = $api.useQuery('get', '/api/v1/settings');
  if (result.isPending) {
    return <Waiting />;
  }
  if (result.isError) {
    return <Failure problem={result.error} onRetry={() => void result.refetch()} />;
  }
  const it = result.data;
  return (
    <>
      <PageHeader title={t('account.settings')} lead={t('account.settings_lead')} />
      <div className="crest-columns">
        <Panel title={t('account.server')}>
          <Facts
            facts={[
              [t('account.version'), it.version],
              [t('account.started'), <TimeAgo key="started" time={it.started_at} />],
              [t('account.java'), `${it.java.version} · ${it.java.vendor} · ${it.java.system}`],
              [t('account.database'), `${it.database.kind} ${it.database.version}`],
              [t('account.schema'), it.database.schema],
              [t('account.node'), <span key="node" className="crest-mono">{it.database.node}</span>],
            ]}
          />
        </Panel>
        <Panel title={t('account.addresses')}>
          <Facts
            facts={[
              [t('account.est_url'), <Copyable key="est" value={it.addresses.est_url} label={t('account.est_url')} />],
              [t('account.est_client_auth_url'), <Copyable key="client" value={it.addresses.est_client_auth_url} label={t('account.est_client_auth_url')} />],
              [t('account.api_url'), <Copyable key="api" value={it.addresses.api_url} label={t('account.api_url')} />],
            ]}
          />
        </Panel>
        <Panel title={t('account.certificate')}>
          <Facts
            facts={[
              [t('account.issuer'), it.certificate.issuer],
              [t('account.names'), (it.certificate.subject_alt_names ?? []).join(', ')],
              [t('account.expires'), <span key="end"><Time time={it.certificate.not_after} /> (<TimeAgo time={it.certificate.not_after} />)</span>],
            ]}
          />
        </Panel>
      </div>
      <h2 className="crest-panel-title">{t('account.all')}</h2>
      <div className="crest-table crest-scroll" tabIndex={0} role="region" aria-label={t('account.all')}>
        <Table<Setting>
          rowKey="key"
          pagination={false}
          dataSource={it.settings ?? []}
          columns={[
            { key: 'key', title: t('account.key'), render: (_, setting) => <span className="crest-mono">{setting.key}</span> },
            { key: 'value', title: t('account.value'), render: (_, setting) => <span className="crest-mono">{setting.value ?? ''}</span> },
            { key: 'origin', title: t('account.origin'), render: (_, setting) => t(`account.origin_${setting.origin}`) },
            { key: 'variable', title: t('account.variable'), render: (_, setting) => <span className="crest-mono">{setting.variable}</span> },
          ]}
        />
      </div>
    </>
  );
}
