import { PlusOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Tree, type TreeDataNode } from 'antd';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate } from 'react-router';
import { answered, api, type Schemas } from '../../api/client';
import { useLack } from '../../parts/actions';
import { Failure } from '../../parts/Failure';
import { paths } from '../../paths';
import { day } from '../../ui/clock';
import { ActionButton, EmptyState, PageHeader, Panel, Waiting } from '../../ui/Page';
import { StateTag, TimeAgo } from '../../ui/Text';

type View = Schemas['CertificateAuthorityView'];

const MOST = 500;

function Line({ authority }: { authority: View }) {
  const { t, i18n } = useTranslation();
  return (
    <span className="crest-authority">
      <Link to={paths.authority(authority.id)}>{authority.name}</Link>
      <span className="crest-muted">{t(`authorities.kind_${authority.kind}`)}</span>
      <StateTag state={authority.status} />
      {authority.not_after ? <span>{day(authority.not_after, i18n.language)} <span className="crest-muted">(<TimeAgo time={authority.not_after} />)</span></span> : <span className="crest-muted">{t('authorities.awaits')}</span>}
    </span>
  );
}

/** The CAs as they hang below each other. */
function tree(all: View[], parent: string | undefined): TreeDataNode[] {
  const known = new Set(all.map((it) => it.id));
  return all
    .filter((it) => (parent === undefined ? !it.parent_id || !known.has(it.parent_id) : it.parent_id === parent))
    .map((it) => ({ key: it.id, title: <Line authority={it} />, children: tree(all, it.id) }));
}

export function Authorities() {
  const { t } = useTranslation();
  const navigate = useNavigate();
  const lack = useLack('authority_change');
  const result = useQuery({
    queryKey: ['authorities'],
    queryFn: () => answered(api.GET('/api/v1/certificate-authorities', { params: { query: { limit: MOST } } })),
  });
  const items = result.data?.items ?? [];
  return (
    <>
      <PageHeader
        title={t('authorities.title')}
        lead={t('authorities.lead')}
        actions={
          <>
            <ActionButton reason={lack} onClick={() => void navigate(paths.importAuthority())}>{t('authorities.import')}</ActionButton>
            <ActionButton primary icon={<PlusOutlined />} reason={lack} onClick={() => void navigate(paths.newAuthority())}>{t('authorities.new')}</ActionButton>
          </>
        }
      />
      {result.isPending ? (
        <Waiting />
      ) : result.isError ? (
        <Failure problem={result.error} onRetry={() => void result.refetch()} />
      ) : (
        <Panel>
          {items.length === 0 ? (
            <EmptyState title={t('authorities.empty')} />
          ) : (
            <>
              <div className="crest-authority crest-authority-head" aria-hidden="true">
                <span>{t('common.name')}</span><span>{t('authorities.kind')}</span><span>{t('common.status')}</span><span>{t('authorities.not_after')}</span>
              </div>
              <Tree treeData={tree(items, undefined)} defaultExpandAll selectable={false} blockNode aria-label={t('authorities.title')} />
            </>
          )}
        </Panel>
      )}
    </>
  );
}
