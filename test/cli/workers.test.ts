// A server of several processes, as whoever starts it and whoever asks it sees it.
import { execFileSync } from 'node:child_process';
import { Agent, request, type IncomingMessage } from 'node:http';
import { connect, createServer, type Socket } from 'node:net';
import { getPriority } from 'node:os';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { prepareStore, ENGINES, type Place } from '../promises/processes.ts';
import { serveWithWorkers, until, type WorkerServer } from '../promises/workers.ts';
import { basic, passwordOf } from '../protocol/running-exchange.ts';
import { nodeWordsOf, shareOf, workerCount } from '../../cli/serving/worker-count.ts';
import { readConfiguration } from '../../cli/configuration.ts';
import { liaison, serve, temporaryFolder } from './liaison-process.ts';

/** Asks on a connection of its own, so that any of the workers may answer. */
async function ask(url: string, headers: Record<string, string> = {}): Promise<{ readonly status: number; readonly text: string }> {
  const sent = request(url, { agent: false, headers: { connection: 'close', ...headers } }).end();
  const [response] = await once(sent, 'response');
  const text: string[] = [];
  for await (const chunk of response) text.push(String(chunk));
  return { status: response.statusCode, text: text.join('') };
}

/** Resolves when another worker is there instead of this one. */
function untilReplaced(server: WorkerServer, worker: number, patience?: number): Promise<void> {
  return until('another worker is there', () => server.workers().length === 2 && !server.workers().includes(worker), patience);
}

/** Resolves when somebody answers where the server was from the beginning. */
function untilAnswered({ origin }: WorkerServer, patience?: number): Promise<void> {
  return until('it answers', async () => (await ask(`${origin}/health/live`).catch(() => undefined))?.status === 200, patience);
}

/** Names and priorities of a process' threads, as Linux has them. */
function threadsOf(pid: number): { readonly name: string; readonly niceness: number }[] {
  return readdirSync(`/proc/${pid}/task`).map((thread) => ({
    name: readFileSync(`/proc/${pid}/task/${thread}/comm`, 'utf8').trim(),
    niceness: getPriority(Number(thread)),
  }));
}

function prepareEmbedded(): Promise<Place> {
  const [sqlite] = ENGINES;
  if (sqlite === undefined) throw new Error('There is no engine.');
  return prepareStore(sqlite);
}

describe('with two workers', () => {
  let place: Place;
  let server: WorkerServer;
  const right = { authorization: basic('both', passwordOf('both')) };

  beforeAll(async () => {
    place = await prepareEmbedded();
    process.env['LIAISON_METRICS_PORT'] = '0';
    server = await serveWithWorkers(place.place);
  });
  afterAll(async () => {
    delete process.env['LIAISON_METRICS_PORT'];
    await server.stop();
    await place.dispose();
  });

  test('it says once where it is', () => {
    expect(server.printed.match(/Liaison listens on/g)).toHaveLength(1);
    expect(server.printed.match(/Metrics are at/g)).toHaveLength(1);
    expect(server.workers()).toHaveLength(2);
  });

  const onLinux = process.platform === 'linux' ? test : test.skip;
  onLinux('threads that collect garbage step back behind those that answer', () => {
    for (const worker of server.workers()) {
      const threads = threadsOf(worker);
      expect(threads.filter(({ name }) => name.endsWith('V8Worker')).map(({ niceness }) => niceness)).toEqual(Array.from({ length: Number(nodeWordsOf(2)[0]?.split('=')[1]) }, () => 10));
      expect(threads.filter(({ name }) => name.endsWith('MainThread')).map(({ niceness }) => niceness)).toEqual([0]);
    }
  });

  test('it is ready, and each answer has an id of its own', async () => {
    expect(await ask(`${server.origin}/health/ready`)).toEqual({ status: 200, text: '{"status":"ready"}' });
  });

  test('the metrics are those of all workers together, also of one that died after they were read', async () => {
    const url = /http:\S+\/metrics/.exec(server.printed)?.[0] ?? '';
    const count = async (): Promise<number> => {
      const { text } = await ask(url);
      return Number(/^liaison_requests_total\{endpoint="\/taxii2\/",method="GET",status="200"\} (\d+)$/m.exec(text)?.[1] ?? 0);
    };
    const before = await count();
    for (let requests = 0; requests < 12; requests += 1) expect((await ask(`${server.origin}/taxii2/`, right)).status).toBe(200);
    await until('all are counted', async () => (await count()) === before + 12);
    const victims = server.workers();
    process.kill(victims[0] ?? 0, 'SIGKILL');
    await until('another worker is there', () => server.workers().length === 2 && server.workers()[0] !== victims[0]);
    expect(await count()).toBe(before + 12);
  });

  test('a connection that was handed to a worker which dies before it takes it is answered by another one', async () => {
    const [victim = 0] = server.workers();
    process.kill(victim, 'SIGSTOP');
    // In turn, so that one of the first two is the victim's; what comes after goes to the other one.
    const answers = Array.from({ length: 4 }, () => ask(`${server.origin}/health/live`));
    await Promise.race(answers);
    await sleep(200);
    process.kill(victim, 'SIGKILL');
    expect((await Promise.all(answers)).map(({ status }) => status)).toEqual([200, 200, 200, 200]);
    await untilReplaced(server, victim);
  });

  test('a message to a worker that has just been killed ends nobody else', async () => {
    const url = /http:\S+\/metrics/.exec(server.printed)?.[0] ?? '';
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const readMetrics = async (): Promise<number | undefined> => {
      const [response] = (await once(request(url, { agent }).end(), 'response')) as [IncomingMessage];
      await once(response.resume(), 'end');
      return response.statusCode;
    };
    expect(await readMetrics()).toBe(200);
    const [victim = 0] = server.workers();
    process.kill(server.pid, 'SIGSTOP');
    // On a connection that is there, it is read before the death that comes after it, and asks all workers.
    const read = readMetrics();
    await sleep(200);
    process.kill(victim, 'SIGKILL');
    await sleep(200);
    process.kill(server.pid, 'SIGCONT');
    expect(await read).toBe(200);
    agent.destroy();
    await untilReplaced(server, victim);
    // Where the other one had only just been started, nobody answers for a moment.
    await untilAnswered(server, 20_000);
  });

  test('whom one worker keeps out is kept out of all, and in the way of nobody else', async () => {
    const port = Number(new URL(server.origin).port);
    const from = (localAddress: string): Socket => connect({ port, host: '127.0.0.1', localAddress }).on('error', () => undefined);
    const isAnswered = (address: string): Promise<boolean> =>
      new Promise((resolve) => {
        from(address).on('data', () => resolve(true)).on('close', () => resolve(false)).write('GET /health/live HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
      });
    expect(await isAnswered('127.0.0.2')).toBe(true);
    const misused = from('127.0.0.2');
    misused.write('GET /taxii2/ HTTP/1.1\r\nHost: x\r\n\r\n'.repeat(200));
    await once(misused, 'close');
    await until('the primary knows', async () => !(await isAnswered('127.0.0.2')));
    const answered = await Promise.all(Array.from({ length: 100 }, (_, index) => isAnswered(index % 2 === 0 ? '127.0.0.2' : '127.0.0.3')));
    expect(answered).toEqual(answered.map((_, index) => index % 2 === 1));
    await until('it may come back', () => isAnswered('127.0.0.2'));
  });

  test('who guesses a password gets as many tries as at one process', async () => {
    const wrong = { authorization: basic('reader', 'a guess') };
    let tries = 0;
    // Until six in a row aren't looked at, whichever worker they come to.
    for (let refused = 0; refused < 6; ) {
      const { status } = await ask(`${server.origin}/taxii2/`, wrong);
      expect([401, 429]).toContain(status);
      if (status === 401) tries += 1;
      refused = status === 429 ? refused + 1 : 0;
    }
    // Five, but for what is still on its way from one worker to the other; each by itself would give five.
    expect(tries).toBeGreaterThanOrEqual(5);
    expect(tries).toBeLessThanOrEqual(9);
  });
});

test('a password is looked at by one worker for all of them, and for those that come after a restart', async () => {
  const place = await prepareEmbedded();
  const folder = temporaryFolder();
  const looks = join(folder.path, 'looks');
  const environment = { NODE_OPTIONS: `--import=${new URL('./count-verifications.ts', import.meta.url).href}`, TEST_VERIFICATIONS_FILE: looks };
  const server = await serveWithWorkers(place.place, [], environment);
  try {
    const right = { authorization: basic('both', passwordOf('both')) };
    const askAll = async (): Promise<void> => {
      for (let asked = 0; asked < 6; asked += 1) expect((await ask(`${server.origin}/taxii2/`, right)).status).toBe(200);
    };
    expect((await ask(`${server.origin}/taxii2/`, right)).status).toBe(200);
    // The other worker hears of it a moment later.
    await sleep(500);
    await askAll();
    const before = server.workers();
    process.kill(server.pid, 'SIGHUP');
    await until('all are new', () => server.workers().length === 2 && server.workers().every((worker) => !before.includes(worker)));
    await askAll();
    expect(readFileSync(looks, 'utf8').trim().split('\n')).toHaveLength(1);
  } finally {
    await server.stop();
    await place.dispose();
    folder.remove();
  }
});

test('where the last worker dies while another one is about to begin, which would take any free port, all serve where the server was', async () => {
  const place = await prepareEmbedded();
  const server = await serveWithWorkers(place.place, [], { NODE_OPTIONS: `--import=${new URL('./begin-late.ts', import.meta.url).href}` });
  try {
    const before = server.workers();
    process.kill(before[0] ?? 0, 'SIGKILL');
    await until('another worker is started', () => server.workers().some((worker) => !before.includes(worker)));
    // It was told then that any free port will do, and hasn't heard it yet.
    await sleep(900);
    const late = server.workers().find((worker) => !before.includes(worker)) ?? 0;
    process.kill(before[1] ?? 0, 'SIGKILL');
    await untilReplaced(server, late, 20_000);
    await untilAnswered(server);
    expect(await server.stop()).toBe(0);
  } finally {
    await server.stop();
    await place.dispose();
  }
});

const withLimits = existsSync('/usr/bin/prlimit') ? test : test.skip;
withLimits('while the system has no room for another process the one that is left serves, and then another one is there', async () => {
  const place = await prepareEmbedded();
  const server = await serveWithWorkers(place.place);
  const limitFiles = (most: string): void => void execFileSync('/usr/bin/prlimit', ['--pid', String(server.pid), `--nofile=${most}:`]);
  const [, most = ''] = /^Max open files +(\d+)/m.exec(readFileSync(`/proc/${server.pid}/limits`, 'utf8')) ?? [];
  try {
    const before = server.workers();
    limitFiles('3');
    process.kill(before[0] ?? 0, 'SIGKILL');
    await until('one is left', () => server.workers().length === 1);
    await sleep(1_000);
    expect(server.workers()).toEqual([before[1]]);
    limitFiles(most);
    await until('another worker is there', () => server.workers().length === 2);
    expect((await ask(`${server.origin}/health/live`)).status).toBe(200);
    expect(await server.stop()).toBe(0);
  } finally {
    await server.stop();
    await place.dispose();
  }
});

describe('what keeps it from starting is one clear sentence and exit code 1', () => {
  let folder: ReturnType<typeof temporaryFolder>;
  beforeEach(() => {
    folder = temporaryFolder();
  });
  afterEach(() => folder.remove());

  test('a busy port', async () => {
    const busy = createServer().listen(0, '127.0.0.1');
    await once(busy, 'listening');
    const { port } = busy.address() as { port: number };
    const run = liaison(['serve', '--workers', '2', '--port', String(port), '--data', folder.path]);
    busy.close();
    expect(run).toEqual({ code: 1, out: '', err: `Port ${port} on 127.0.0.1 is in use. Name another one with --port.\n` });
  });

  test('plain HTTP on a network', () => {
    const { code, out, err } = liaison(['serve', '--workers', '2', '--port', '0', '--host', '0.0.0.0', '--data', folder.path]);
    expect({ code, out }).toEqual({ code: 1, out: '' });
    expect(err.match(/Plain HTTP is served on loopback addresses only/g)).toHaveLength(1);
  });
});

test('one worker is one process, and outlives SIGHUP, which it cannot follow', async () => {
  const folder = temporaryFolder();
  const server = await serve(['--port', '0', '--workers', '1', '--data', folder.path], { LIAISON_LOG: 'fatal' });
  process.kill(server.pid, 'SIGHUP');
  expect((await ask(`${server.origin}/health/live`)).status).toBe(200);
  expect(await server.stop()).toBe(0);
  folder.remove();
});

test.each([
  ['as many as configured', { LIAISON_WORKERS: '7' }, { cores: 2, memory: 1 }, 7],
  ['one for each core', {}, { cores: 4, memory: 8 * 2 ** 30 }, 4],
  ['fewer where there is little memory', {}, { cores: 16, memory: 2 * 2 ** 30 }, 4],
  ['one at least', {}, { cores: 4, memory: 2 ** 28 }, 1],
])('there are %s', (_what, environment, machine, expected) => {
  expect(workerCount(readConfiguration({}, environment as Record<string, string>).configuration, machine)).toBe(expected);
});

test.each([
  [1, 8, 4],
  [2, 4, 2],
  [4, 4, 1],
  [4, 2, 1],
])('%d workers on %d cores have %d threads each that help to collect garbage, and are waited for by nobody', (workers, cores, helpers) => {
  expect(nodeWordsOf(workers, { cores, memory: 2 ** 34 })).toEqual([`--v8-pool-size=${helpers}`, '--max-semi-space-size=8', '--no-parallel-marking']);
});

test('what a machine has to give is shared out among workers; what one account may take is not', () => {
  const { limits } = readConfiguration({}, {}).configuration;
  expect(shareOf(limits, 3)).toEqual({ ...limits, connections: 3_334, running: 667, publishing_bytes: Math.ceil(2 ** 28 / 3) });
});
