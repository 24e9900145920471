// The two commands of the README: a first start that works when pasted, later starts that keep what is there.
import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { liaison, serve, temporaryFolder, type Serving } from './liaison-process.ts';

let folder: ReturnType<typeof temporaryFolder>;
beforeEach(() => {
  folder = temporaryFolder();
});
afterEach(() => folder.remove());

const inFolder = (name: string): string => join(folder.path, name);

test('the first start makes folder, store and accounts, and prints three curl lines that work when pasted', async () => {
  const data = inFolder('new/data');
  const server = await serve(['--port', '0', '--data', data]);
  try {
    expect(statSync(data).mode & 0o077).toBe(0);
    expect(statSync(join(data, 'liaison.db')).mode & 0o077).toBe(0);
    expect(server.passwords.size).toBe(8);
    expect(new Set(server.passwords.values()).size).toBe(8);

    const lines = [...server.printed.matchAll(/^ {2}(curl .+)$/gm)].map(([, line = '']) => line);
    expect(lines).toHaveLength(3);
    const [discovery, published, polled] = lines.map((line) => JSON.parse(execFileSync('bash', ['-c', `${line} -s`], { encoding: 'utf8' })));
    expect(discovery.api_roots).toContain('/operations/');
    expect(published).toMatchObject({ status: 'complete', failure_count: 0, success_count: 45 });
    expect(polled.objects).toHaveLength(45);
  } finally {
    expect(await server.stop()).toBe(0);
  }
});

test('the first start prints what works for those who come through a proxy', async () => {
  const server = await serve(['--port', '0', '--data', inFolder('data'), '--public-url', 'https://taxii.example.org/']);
  await server.stop();
  const lines = [...server.printed.matchAll(/^ {2}(curl .+)$/gm)].map(([, line]) => line);
  expect(lines).toHaveLength(3);
  for (const line of lines) expect(line).toContain(' https://taxii.example.org/');
});

test('later starts keep the data and print no secret', async () => {
  const first = await serve(['--port', '0', '--data', inFolder('data')]);
  const [name, password] = [...first.passwords][1] ?? [];
  await first.stop();
  const second = await serve(['--port', '0', '--data', inFolder('data')]);
  try {
    expect(second.passwords.size).toBe(0);
    expect(second.printed).not.toContain('curl');
    const authorization = `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
    expect((await fetch(`${second.origin}/taxii2/`, { headers: { authorization } })).status).toBe(200);
  } finally {
    await second.stop();
  }
});

test('LIAISON_PORT and LIAISON_DATA choose where, and flags win over them', async () => {
  const port = await freePort();
  const environment = { LIAISON_PORT: String(port), LIAISON_DATA: inFolder('by-environment') };
  const server = await serve(['--data', inFolder('by-flag')], environment);
  await server.stop();
  expect(server.origin).toBe(`http://127.0.0.1:${port}`);
  expect(existsSync(inFolder('by-flag/liaison.db'))).toBe(true);
  expect(existsSync(inFolder('by-environment'))).toBe(false);
});

test('a server goes on when whoever reads what it prints goes away', async () => {
  const child = spawn(process.execPath, [fileURLToPath(new URL('../../cli/liaison.js', import.meta.url)), '--port', '0', '--data', inFolder('data')], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [chunk] = (await once(child.stdout, 'data')) as [Buffer];
  child.stdout.destroy();
  const origin = /http:\/\/[\d.:]+/.exec(chunk.toString())?.[0] ?? '';
  for (let attempt = 0; attempt < 10; attempt += 1) {
    expect((await fetch(`${origin}/taxii2/`)).status).toBe(401);
    await sleep(50);
  }
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  expect((await exited)[0]).toBe(0);
});

describe('what keeps it from starting is one clear sentence and exit code 1', () => {
  const expectSentence = (words: readonly string[], expected: RegExp): void => {
    const { code, out, err } = liaison(['serve', '--port', '0', ...words]);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err).toMatch(expected);
    expect(err).not.toMatch(/^\s+at /m);
    expect(err.trim().split('\n').length).toBeLessThanOrEqual(3);
  };

  test('a busy port', async () => {
    const busy: Serving = await serve(['--port', '0', '--data', inFolder('one')]);
    try {
      expectSentence(['--port', new URL(busy.origin).port, '--data', inFolder('two')], /^Port \d+ on 127\.0\.0\.1 is in use\. Name another one with --port\.$/m);
    } finally {
      await busy.stop();
    }
  });

  test('a data folder that cannot be written to', () => {
    writeFileSync(inFolder('file'), '');
    expectSentence(['--data', inFolder('file/data')], /^The data folder .*file\/data can't be written to \(ENOTDIR\)/m);
  });

  test('a store that is none', () => {
    mkdirSync(inFolder('data'));
    writeFileSync(inFolder('data/liaison.db'), 'not a database, but a text that is long enough to look into'.repeat(100));
    expectSentence(['--data', inFolder('data')], /liaison\.db is no SQLite database/);
  });

  test.each([
    ['a port that is none', ['--port', '99999'], /A port is a number from 0 to 65535/],
    ['a public URL with a path', ['--public-url', 'https://host/path'], /without a path/],
    ['a certificate without its key', ['--tls-cert', 'x.pem'], /HTTPS needs both --tls-cert and --tls-key/],
    ['a certificate that is not there', ['--tls-cert', 'nowhere.pem', '--tls-key', 'nowhere.pem'], /nowhere\.pem can't be read \(ENOENT\)/],
    ['an address of another machine', ['--host', '203.0.113.7'], /203\.0\.113\.7 is no address of this machine/],
    ['an option that there is not', ['--prot', '1'], /unknown option '--prot'/],
  ])('%s', (_what, words, expected) => {
    expectSentence(['--data', inFolder('data'), ...words], expected);
  });

  test('a certificate that is none', () => {
    writeFileSync(inFolder('bad.pem'), 'no certificate');
    expectSentence(['--data', inFolder('data'), '--tls-cert', inFolder('bad.pem'), '--tls-key', inFolder('bad.pem')], /The certificate of --tls-cert and the key of --tls-key can't be used/);
  });

  test('an unknown command', () => {
    const { code, err } = liaison(['srve']);
    expect(code).toBe(1);
    expect(err).toMatch(/unknown command 'srve'/);
  });
});

test('an old Node is told which one is wanted', () => {
  const old = oldNode();
  if (old === undefined) {
    console.warn('NOT TESTED: there is no Node older than 26 on this machine to show the sentence for it.');
    return;
  }
  const { status, stderr } = spawnSync(old, [new URL('../../cli/liaison.js', import.meta.url).pathname], { encoding: 'utf8' });
  expect(status).toBe(1);
  expect(stderr).toMatch(/^Liaison runs on Node 26, this is Node \d+\.\d+\.\d+\. .*npm start/);
});

function oldNode(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(':').filter((name) => !name.includes('node_modules'));
  return folders
    .map((name) => join(name, 'node'))
    .filter((file) => existsSync(file))
    .find((file) => Number(/^v(\d+)/.exec(spawnSync(file, ['--version'], { encoding: 'utf8' }).stdout)?.[1]) < 26);
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}
