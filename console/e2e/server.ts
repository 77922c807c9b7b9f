import { spawn, type ChildProcess } from 'node:child_process';
import { createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

/** What a quickstart tells. */
export interface Quickstart {
  apiUrl: string;
  apiKey: string;
  signInUrl: string;
  data: string;
}

const JAR = resolve('../server/target/crest/crest-server.jar');
const PATIENCE_MILLIS = 240_000;

function java(): string {
  const home = process.env['JAVA_HOME'];
  return home ? join(home, 'bin', 'java') : 'java';
}

/** What the server may know of this shell: settings of another Crest are not for this one. */
function environment() {
  return Object.fromEntries(Object.entries(process.env).filter(([name]) => !name.startsWith('CREST_')));
}

async function ready(data: string, server: ChildProcess): Promise<Quickstart> {
  const file = join(data, 'quickstart.json');
  const until = Date.now() + PATIENCE_MILLIS;
  while (Date.now() < until && server.exitCode === null) {
    if (existsSync(file)) {
      try {
        const read = JSON.parse(readFileSync(file, 'utf8')) as Partial<Quickstart>;
        if (read.apiUrl && read.apiKey && read.signInUrl && (await fetch(read.apiUrl + '/session/ways')).ok) {
          return { apiUrl: read.apiUrl, apiKey: read.apiKey, signInUrl: read.signInUrl, data };
        }
      } catch {
        // Half written, or not serving yet.
      }
    }
    await new Promise((resolved) => setTimeout(resolved, 200));
  }
  throw new Error(`the server does not serve; see target/e2e-server.log (exit code ${server.exitCode})`);
}

/** Starts the packaged server on a fresh folder for all tests, and stops it afterwards. */
export default async function start() {
  // The tests ask a server whose root this Node.js does not know; the browser is told the same.
  process.env['NODE_TLS_REJECT_UNAUTHORIZED'] = '0';
  const data = mkdtempSync(join(tmpdir(), 'crest-console-'));
  mkdirSync('target', { recursive: true });
  const log = createWriteStream('target/e2e-server.log');
  const server = spawn(
    java(),
    ['--enable-native-access=ALL-UNNAMED', '--sun-misc-unsafe-memory-access=allow', '-XX:+UseSerialGC', '-Xmx512m', '-jar', JAR,
      'quickstart', '--data', join(data, 'data'), '--port', '0', '--admin-port', '0'],
    { cwd: data, env: environment() },
  );
  server.stdout.pipe(log);
  server.stderr.pipe(log);
  try {
    process.env['CREST_E2E'] = JSON.stringify(await ready(join(data, 'data'), server));
  } catch (problem) {
    server.kill();
    throw problem;
  }
  return async () => {
    server.kill();
    await new Promise((resolved) => server.once('exit', resolved));
    rmSync(data, { recursive: true, force: true });
  };
}
