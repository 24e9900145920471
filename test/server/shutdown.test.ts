// The end of a server: what runs is finished, nobody new is taken in, and whoever insists gets their way at once.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { listen, type ListenOptions, type RunningServer } from '../../server/listen.ts';
import { temporaryFolder } from '../cli/liaison-process.ts';
import { TAXII } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { sleep } from '../sleep.ts';

describe('a server that is told to end', () => {
  let server: RunningServer;
  let release: () => void;

  async function start(options: Partial<ListenOptions> = {}): Promise<void> {
    const held: (() => void)[] = [];
    release = () => held.splice(0).forEach((end) => end());
    server = await listen(
      (request, response) => {
        request.resume();
        if (request.url?.startsWith('/held') === true) held.push(() => response.end(`answer to ${request.url}`));
        else request.on('end', () => response.end(`answer to ${request.url}`));
      },
      { host: '127.0.0.1', port: 0, ...options },
    );
  }
  const open = async (first = ''): Promise<{ socket: Socket; received: Promise<string> }> => {
    const { hostname, port } = new URL(server.origin);
    const socket = connect(Number(port), hostname).on('error', () => undefined);
    await once(socket, 'connect');
    if (first !== '') socket.write(first);
    await sleep(30);
    return { socket, received: text(socket).catch(() => 'cut') };
  };
  const get = (path: string): string => `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`;

  test('answers the requests that run, with Connection: close, and then hangs up', async () => {
    await start();
    const { received } = await open(get('/held'));
    const closed = server.close();
    await sleep(50);
    release();
    expect(await received).toMatch(/^HTTP\/1\.1 200 [^]*\r\nConnection: close\r\n[^]*answer to \/held$/);
    await closed;
  });

  test('answers every request of a pipeline that it has taken', async () => {
    await start();
    const { received } = await open(get('/held/1') + get('/held/2') + get('/held/3'));
    const closed = server.close();
    // They get to the application one after another.
    const releasing = setInterval(release, 10);
    const answers = (await received).split(/(?=HTTP\/1\.1)/);
    clearInterval(releasing);
    expect(answers.map((answer) => /answer to .*$/.exec(answer)?.[0])).toEqual([1, 2, 3].map((name) => `answer to /held/${name}`));
    expect(answers.map((answer) => /Connection: (.*)\r/.exec(answer)?.[1])).toEqual(['keep-alive', 'keep-alive', 'close']);
    await closed;
  });

  test('takes the rest of a body that is on its way', async () => {
    await start();
    const { socket, received } = await open('POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\nab');
    const closed = server.close();
    await sleep(1_300);
    socket.write('cd');
    expect(await received).toMatch(/^HTTP\/1\.1 200 [^]*answer to \/body$/);
    await closed;
  });

  test('takes no new connection', async () => {
    await start();
    await open(get('/held'));
    const closed = server.close();
    const late = connect(Number(new URL(server.origin).port), '127.0.0.1');
    expect((await once(late, 'error'))[0]).toMatchObject({ code: 'ECONNREFUSED' });
    release();
    await closed;
  });

  test.each([
    ['idle', get('/')],
    ['silent', ''],
    ['in the middle of headers', 'GET / HTTP/1.1\r\nX-Half: '],
  ])('does not wait for a connection that is %s', async (_, first) => {
    await start({ patience: { ending: 600_000 } });
    await open(first);
    await server.close();
  });

  test('waits so long, and no longer', async () => {
    await start({ patience: { ending: 300 } });
    const { received } = await open(get('/held'));
    const started = performance.now();
    await server.close();
    expect(performance.now() - started).toBeGreaterThan(250);
    expect(performance.now() - started).toBeLessThan(8_000);
    expect(await received).toBe('');
  });
});

describe('`liaison serve` on a signal', () => {
  const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));
  let folder: ReturnType<typeof temporaryFolder>;
  let child: ChildProcess;
  let origin: string;
  let authorization: string;

  beforeEach(async () => {
    folder = temporaryFolder();
    const started = spawn(process.execPath, [LIAISON, 'serve', '--port', '0', '--data', folder.path], { stdio: ['ignore', 'pipe', 'inherit'] });
    child = started;
    let printed = '';
    for await (const chunk of started.stdout) {
      printed += String(chunk);
      if (printed.includes('Ctrl+C')) break;
    }
    origin = /http:\/\/[\d.:]+/.exec(printed)?.[0] ?? '';
    // The publisher of the three curl lines.
    const [, credentials = ''] = /-u '([^']+)' -H/.exec(printed) ?? [];
    authorization = `Basic ${Buffer.from(credentials).toString('base64')}`;
  });
  afterEach(() => {
    child.kill('SIGKILL');
    folder.remove();
  });

  async function writableCollection(): Promise<string> {
    const ask = async (path: string) => (await fetch(`${origin}${path}`, { headers: { authorization } })).json();
    const discovery = (await ask('/taxii2/')) as { default: string };
    const { collections } = (await ask(`${discovery.default}collections/`)) as { collections: { id: string; can_write: boolean }[] };
    return `${discovery.default}collections/${collections.find(({ can_write: canWrite }) => canWrite)?.id}/objects/`;
  }

  /** Sends all of a publication but its last octet; gives what sends it, and the answer. */
  async function beginPublication(objects: readonly object[]): Promise<{ finish(): void; answer: Promise<string> }> {
    const body = JSON.stringify({ objects });
    const { hostname, port } = new URL(origin);
    const socket = connect(Number(port), hostname);
    const head = `POST ${await writableCollection()} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: ${TAXII}\r\n`;
    socket.write(`${head}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body.slice(0, -1)}`);
    await sleep(300);
    return { finish: () => void socket.write(body.slice(-1)), answer: text(socket).catch(() => 'cut') };
  }

  test.each(['SIGTERM', 'SIGINT'] as const)('%s finishes a publication that is on its way, and the exit code is 0', async (signal) => {
    const objects = Array.from({ length: 5 }, () => indicator());
    const { finish, answer } = await beginPublication(objects);
    const exited = once(child, 'exit');
    child.kill(signal);
    await sleep(300);
    finish();
    expect(await answer).toMatch(/^HTTP\/1\.1 202 [^]*\r\nConnection: close\r\n[^]*"success_count":5/);
    expect(await exited).toEqual([0, null]);
  });

  test('P2 an envelope that was answered pending is in the store when the process has ended', async () => {
    const objects = Array.from({ length: 4_000 }, () => indicator());
    const { finish, answer } = await beginPublication(objects);
    finish();
    const exited = once(child, 'exit');
    await sleep(50);
    child.kill('SIGTERM');
    const received = await answer;
    expect(received).toMatch(/^HTTP\/1\.1 202 /);
    expect(await exited).toEqual([0, null]);
    const [, id = ''] = /"id":"([0-9a-f-]{36})"/.exec(received) ?? [];
    const store = openSqliteStore(`${folder.path}/liaison.db`);
    const status = await store.publications.status(id);
    await store.close();
    expect(status).toMatchObject({ totalCount: 4_000, completedAt: expect.any(Number) });
    expect(status?.successes).toHaveLength(4_000);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('a second %s ends it at once, with the exit code %d', async (signal, code) => {
    await beginPublication([indicator()]);
    const exited = once(child, 'exit');
    child.kill(signal);
    await sleep(200);
    const started = performance.now();
    child.kill(signal);
    expect(await exited).toEqual([code, null]);
    expect(performance.now() - started).toBeLessThan(8_000);
  });
});
