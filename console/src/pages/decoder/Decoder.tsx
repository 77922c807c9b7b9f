import { Alert, Button, Form, Input } from 'antd';
import { useEffect, useState, type DragEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { $api } from '../../api/client';
import { decode, type Decoded } from '../../decoder/decode';
import { open, type Opened } from '../../decoder/open';
import { base64Lines, blocksOf, blocksOfText, pemOf, type Block } from '../../decoder/input';
import { AppearanceButton, LanguageButton } from '../../parts/Frame';
import { paths } from '../../paths';
import { FileButton } from '../../ui/FileButton';
import { Mark } from '../../ui/Mark';
import { Facts, PageHeader, Panel, Waiting } from '../../ui/Page';
import { CodeBlock, Time } from '../../ui/Text';

/** Asks for the passphrase of what is encrypted; it stays in the browser, too. */
function Locked({ it, block }: { it: Decoded; block: Block }) {
  const { t } = useTranslation();
  const [result, setResult] = useState<Opened>();
  const [busy, setBusy] = useState(false);
  const unlock = async ({ passphrase = '' }: { passphrase?: string }) => {
    setBusy(true);
    setResult(await open(block, it.kind, passphrase));
    setBusy(false);
  };
  if (result?.outcome === 'open') {
    return (
      <>
        <Shown it={it} />
        {result.contents.map((child, index) => <Shown key={`${index} ${child.title}`} it={child} />)}
      </>
    );
  }
  return (
    <>
      <Shown it={it} />
      <Panel title={t('decoder.locked')}>
        <p className="crest-muted">{t('decoder.locked_lead')}</p>
        <Form layout="vertical" onFinish={(values: { passphrase?: string }) => void unlock(values)} style={{ maxWidth: 420 }}>
          <Form.Item
            name="passphrase"
            label={t('decoder.passphrase')}
            {...(result?.outcome === 'wrong_passphrase' && { validateStatus: 'error' as const, help: t('decoder.wrong_passphrase') })}
          >
            <Input.Password autoComplete="off" />
          </Form.Item>
          <Button htmlType="submit" loading={busy}>{t('decoder.open')}</Button>
        </Form>
        {result?.outcome === 'unknown_encryption' && <Alert type="info" showIcon title={t('decoder.unknown_encryption')} style={{ marginTop: 16 }} />}
      </Panel>
    </>
  );
}

function Shown({ it }: { it: Decoded }) {
  const { t } = useTranslation();
  return (
    <>
      <Panel title={t(`decoder.kind_${it.kind}`)}>
        {it.warnings.map((warning) => (
          <Alert key={warning} type="warning" showIcon title={t(`decoder.warning_${warning}`)} style={{ marginBottom: 12 }} />
        ))}
        <Facts
          facts={it.facts
            .filter((fact) => fact.value !== '')
            .map((fact) => [
              t(`decoder.field_${fact.field}`),
              <div key={fact.field}>
                <span className={fact.mono ? 'crest-mono crest-lines' : 'crest-lines'}>{fact.time ? <Time time={fact.value} /> : fact.value}</span>
                <div className="crest-muted crest-about">{t(`decoder.about_${fact.field}`)}</div>
              </div>,
            ])}
        />
        {it.extensions.length > 0 && (
          <>
            <h3>{t('decoder.extensions')}</h3>
            <Facts
              facts={it.extensions.map((extension) => [
                extension.name,
                <div key={extension.oid}>
                  <span className="crest-lines">{extension.text}</span>
                  <div className="crest-muted crest-mono">{extension.oid}{extension.critical ? ` · ${t('decoder.critical')}` : ''}</div>
                </div>,
              ])}
            />
          </>
        )}
        {it.pem && it.kind !== 'private_key' && (
          <>
            <h3>{t('decoder.pem')}</h3>
            <CodeBlock code={it.pem} label={t('decoder.pem')} />
          </>
        )}
      </Panel>
      {it.children.map((child) => <Shown key={child.pem} it={child} />)}
    </>
  );
}

/** Reads what is pasted or dropped, all of it in the browser. */
function Workbench() {
  const { t } = useTranslation();
  const [text, setText] = useState('');
  const [results, setResults] = useState<{ it: Decoded; block: Block }[]>();
  const [over, setOver] = useState(false);
  const show = async (blocks: Block[]) => setResults(await Promise.all(blocks.map(async (block) => ({ block, it: await decode(block) }))));
  useEffect(() => {
    if (text.trim() === '') {
      setResults(undefined);
      return undefined;
    }
    const timer = setTimeout(() => void show(blocksOfText(text)), 200);
    return () => clearTimeout(timer);
  }, [text]);
  const take = async (file: File) => {
    const blocks = blocksOf(new Uint8Array(await file.arrayBuffer()));
    setText(blocks.map((block) => pemOf(block.label ?? 'DER', block.der)).join(''));
    await show(blocks);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    const file = event.dataTransfer.files[0];
    if (file) {
      void take(file);
    }
  };
  return (
    <>
      <PageHeader title={t('decoder.title')} lead={t('decoder.lead')} />
      <div
        className="crest-drop"
        data-over={over}
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Input.TextArea
          aria-label={t('decoder.input')}
          className="crest-mono"
          spellCheck={false}
          rows={results ? 6 : 12}
          placeholder="-----BEGIN CERTIFICATE-----"
          value={text}
          onChange={(event) => setText(event.target.value)}
        />
      </div>
      <div className="crest-actions" style={{ margin: '12px 0 24px' }}>
        <FileButton onFile={(file) => void take(file)}>{t('decoder.choose')}</FileButton>
        <Button disabled={text === ''} onClick={() => setText('')}>{t('decoder.clear')}</Button>
      </div>
      <section aria-label={t('decoder.result')} aria-live="polite">
        {results?.length === 0 && <Alert type="info" showIcon title={t('decoder.nothing')} />}
        {results?.map(({ it, block }, index) =>
          it.kind === 'pkcs12' || it.kind === 'encrypted_key' ? (
            <Locked key={`${index} ${base64Lines(block.der)}`} it={it} block={block} />
          ) : (
            <Shown key={`${index} ${it.title}`} it={it} />
          ),
        )}
      </section>
    </>
  );
}

export function Decoder() {
  return <Workbench />;
}

/** The same for everybody, where the server's settings allow it. */
export function OpenDecoder() {
  const ways = $api.useQuery('get', '/api/v1/session/ways');
  if (ways.isPending) {
    return <div className="crest-main"><Waiting /></div>;
  }
  if (!ways.data?.public_decoder) {
    return <Navigate to={paths.decoder()} replace />;
  }
  return (
    <div>
      <header className="crest-top">
        <span className="crest-brand" style={{ padding: 0, flex: 1 }}><Mark /> Crest</span>
        <LanguageButton />
        <AppearanceButton />
      </header>
      <main className="crest-main"><Workbench /></main>
    </div>
  );
}
