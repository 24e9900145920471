// npm run test:interop — real TAXII clients against a real server over TLS, then the validator against two others.
// Needs python3 and openssl; the clients are installed from PyPI into a virtual environment in the user's cache folder.
// LIAISON_FEED names a STIX 2.1 bundle to walk; without it the sample bundle serves.
import { spawn, spawnSync, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeCredentials } from './credentials.ts';
import { configurationsFor } from '../../console/texts/configurations.ts';
import { compareValidators } from './differential/run.ts';
import { preparePython } from './python.ts';

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url));
const LIAISON = here('../../cli/liaison.js');

const feed = resolve(process.env['LIAISON_FEED'] ?? here('../../cli/sample/bundle.json'));
const folder = mkdtempSync(join(tmpdir(), 'liaison-interop-'));
const password = randomBytes(12).toString('hex');

const python = preparePython();
const certificate = makeCertificate();
liaison(['catalogue', 'apply', here('./catalogue.yaml'), '--data', folder]);
for (const name of ['tester', 'stranger']) {
  liaison(['account', 'add', name, '--agency', name, '--password-stdin', '--data', folder], { input: password });
}
const told = await makeCredentials(folder, (words, input) => liaison([...words, '--data', folder], input === undefined ? {} : { input }), password);
const server = await startServer();
try {
  const origin = await originOf(server);
  publishFeed(origin);
  process.exitCode = await runClients(origin);
  if (!runConfiguration(origin)) process.exitCode = 1;
} finally {
  server.kill('SIGTERM');
  await new Promise((ended) => server.once('exit', ended));
  await told.close();
  rmSync(folder, { recursive: true });
}
if (!compareValidators(python, feed)) process.exitCode = 1;

function makeCertificate(): { file: string; key: string } {
  const [file, key] = [join(folder, 'certificate.pem'), join(folder, 'key.pem')];
  const names = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
  run('openssl', ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', file, ...names]);
  return { file, key };
}

function startServer(): Promise<ChildProcess> {
  const tls = ['--tls-cert', certificate.file, '--tls-key', certificate.key];
  const child = spawn(process.execPath, [LIAISON, 'serve', '--port', '0', '--data', folder, ...tls], {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...told.server },
  });
  return Promise.resolve(child);
}

async function originOf(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    const origin = /https:\/\/127\.0\.0\.1:\d+/.exec(text)?.[0];
    if (origin !== undefined) return origin;
  }
  throw new Error('The server ended before it listened.');
}

function publishFeed(origin: string): void {
  const target = ['--to', `${origin}/taxii2/`, '--collection', 'feed', '--user', 'tester', '--ca', certificate.file];
  for (const expected of ['publishes the feed', 'changes nothing the second time']) {
    process.stdout.write(`liaison publish ${expected}:\n`);
    liaison(['publish', feed, ...target], { environment: { LIAISON_PASSWORD: password } });
  }
}

async function runClients(origin: string): Promise<number> {
  const environment = {
    REQUESTS_CA_BUNDLE: certificate.file,
    TAXII_ORIGIN: origin,
    TAXII_PASSWORD: password,
    TAXII_FEED: feed,
    TAXII_SAMPLE: here('../../cli/sample/bundle.json'),
    PYTHONDONTWRITEBYTECODE: '1',
    ...told.clients,
  };
  // The OpenID provider is in this process, and has to answer meanwhile.
  const clients = spawn(python, ['-m', 'unittest', '-v', 'clients', 'credentials'], {
    cwd: here('./'),
    env: { ...process.env, ...environment },
    stdio: 'inherit',
  });
  const [status] = (await once(clients, 'exit')) as [number | null];
  return status ?? 1;
}

/** Runs what the console shows for taxii2-client, as it shows it, over the whole feed. */
function runConfiguration(origin: string): boolean {
  const collection = { id: '4d2b9a1e-7c35-4f60-8e1d-93a5c07b2f64', title: 'Feed', root: 'feeds' };
  const shown = configurationsFor({ origin, account: 'tester', secret: password, collection }).find(({ name }) => name.startsWith('taxii2-client'));
  const printed = run(python, ['-c', shown?.text ?? ''], { environment: { REQUESTS_CA_BUNDLE: certificate.file } });
  const sum = printed.trim().split('\n').reduce((total, line) => total + Number(line), 0);
  const { objects } = JSON.parse(readFileSync(feed, 'utf8')) as { readonly objects: readonly unknown[] };
  process.stdout.write(`The console's configuration for taxii2-client gets ${sum} of ${objects.length} objects.\n`);
  return sum === objects.length;
}

function liaison(words: readonly string[], options: { input?: string; environment?: Record<string, string> } = {}): string {
  return run(process.execPath, [LIAISON, ...words], options);
}

function run(
  command: string,
  words: readonly string[],
  { input, environment }: { input?: string; environment?: Record<string, string> } = {},
): string {
  const { status, error, stdout, stderr } = spawnSync(command, words, {
    encoding: 'utf8',
    env: { ...process.env, ...environment },
    ...(input === undefined ? {} : { input }),
  });
  if (error !== undefined) throw error;
  if (status !== 0) throw new Error(`${command} ${words.join(' ')} ended with ${status}:\n${stdout}${stderr}`);
  if (words.includes('publish')) process.stdout.write(stdout);
  return stdout;
}
