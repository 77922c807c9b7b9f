import { Segmented, Tabs } from 'antd';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { $api, type Schemas } from '../../api/client';
import { Panel } from '../../ui/Page';
import { CodeBlock, Copyable } from '../../ui/Text';
import { commandsFor } from './commands';
import { RequestShape } from './RequestShape';

const OPERATIONS = ['simpleenroll', 'simplereenroll', 'serverkeygen', 'csrattrs', 'cacerts'] as const;

/** Each operation's address at both hosts. */
export function EstUrls({ hosts }: { hosts: Schemas['Hosts'] }) {
  const { t } = useTranslation();
  return (
    <div className="crest-scroll" tabIndex={0} role="region" aria-label={t('policies.est')}>
      <table className="crest-urls">
        <thead>
          <tr>
            <th scope="col">{t('policies.operation')}</th>
            <th scope="col">{t('policies.public_host')}</th>
            <th scope="col">{t('policies.client_auth_host')}</th>
          </tr>
        </thead>
        <tbody>
          {OPERATIONS.map((operation) => (
            <tr key={operation}>
              <th scope="row">{t(`policies.op_${operation}`)}</th>
              <td data-host={t('policies.public_host')}><Copyable value={hosts.public_host[operation]} label={t('policies.url_of', { operation: t(`policies.op_${operation}`), host: t('policies.public_host') })} /></td>
              <td data-host={t('policies.client_auth_host')}><Copyable value={hosts.client_auth_host[operation]} label={t('policies.url_of', { operation: t(`policies.op_${operation}`), host: t('policies.client_auth_host') })} /></td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

/** Commands that pass this policy's checks as they stand. */
export function ReadyCommands({ policyId, hosts }: { policyId: string; hosts: Schemas['Hosts'] }) {
  const { t } = useTranslation();
  const guide = $api.useQuery('get', '/api/v1/certificate-policies/{id}/csrattrs', { params: { path: { id: policyId } } });
  const commands = commandsFor(hosts, guide.data?.request);
  const entries = [
    ['request', commands.request],
    ['passcode', commands.passcode],
    ['certificate', commands.certificate],
    ['renew', commands.renew],
  ] as const;
  return (
    <Panel title={t('policies.commands')}>
      <p>{t('policies.commands_lead')}</p>
      <Tabs
        destroyOnHidden
        items={entries.map(([key, code]) => ({
          key,
          label: t(`policies.command_${key}`),
          children: <CodeBlock code={code} label={t(`policies.command_${key}`)} />,
        }))}
      />
    </Panel>
  );
}

/** A policy answers at addresses of its own, at those of its labels, and perhaps without any name: one of them is shown at a time. */
function Addresses({ urls }: { urls: Schemas['EstUrls'] }) {
  const { t } = useTranslation();
  const [shown, setShown] = useState('policy');
  const ways = [
    { value: 'policy', label: t('policies.urls_of_policy'), hosts: urls.policy },
    ...Object.entries(urls.labels ?? {}).map(([label, hosts]) => ({ value: `label ${label}`, label: t('policies.urls_of_label', { label }), hosts })),
    ...(urls.default_policy ? [{ value: 'default', label: t('policies.urls_default'), hosts: urls.default_policy }] : []),
  ];
  const way = ways.find((each) => each.value === shown);
  return (
    <Panel title={t('policies.est_urls')}>
      <p>{t('policies.est_lead')}</p>
      {ways.length > 1 && (
        <Segmented
          className="crest-ways"
          aria-label={t('policies.urls_kind')}
          value={way?.value ?? 'policy'}
          options={ways.map(({ value, label }) => ({ value, label }))}
          onChange={setShown}
        />
      )}
      <EstUrls hosts={way?.hosts ?? urls.policy} />
    </Panel>
  );
}

export function EstSection({ policy, urls }: { policy: Schemas['CertificatePolicyView']; urls: Schemas['EstUrls'] }) {
  return (
    <>
      <Addresses urls={urls} />
      <ReadyCommands policyId={policy.id} hosts={urls.policy} />
      <RequestShape policyId={policy.id} />
    </>
  );
}
