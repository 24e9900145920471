// Workers are kept serving: others take the place of those that die, with pauses that grow; who can't start ends it all.
import { pauseAfter, supervise, type WorkerProcess } from '../../cli/serving/supervisor.ts';
import type { FromWorker, ToWorker } from '../../cli/serving/messages.ts';

/** A process that does what the test says. */
class Scripted implements WorkerProcess {
  readonly pid: number;
  readonly heard: ToWorker['kind'][] = [];
  isGone = false;
  #hear: (message: FromWorker) => void = () => undefined;
  #exit: (how: string) => void = () => undefined;

  constructor(pid: number) {
    this.pid = pid;
  }

  onMessage(hear: (message: FromWorker) => void): void {
    this.#hear = hear;
  }

  onExit(hear: (how: string) => void): void {
    this.#exit = hear;
  }

  send({ kind }: ToWorker): void {
    this.heard.push(kind);
    if (kind === 'retire' || kind === 'end') this.exit('code 0');
  }

  kill(): void {
    this.exit('SIGKILL');
  }

  serve(origin = 'http://127.0.0.1:1'): void {
    this.#hear({ kind: 'serving', origin });
  }

  fail(reason: string): void {
    this.#hear({ kind: 'failed', reason });
    this.exit('code 1');
  }

  exit(how: string): void {
    if (this.isGone) return;
    this.isGone = true;
    this.#exit(how);
  }
}

const settle = async (): Promise<void> => {
  for (let turn = 0; turn < 5; turn += 1) await new Promise((resolve) => setImmediate(resolve));
};

/** Workers of which each does as `script` says when it is started; the first ones serve. */
function scene(script: (worker: Scripted, number: number) => void, count = 2) {
  const all: Scripted[] = [];
  const pauses: number[] = [];
  const told: string[] = [];
  const note = (_details: object, message: string): void => void told.push(message);
  const supervisor = supervise({
    count,
    fork() {
      const worker = new Scripted(all.length + 1);
      all.push(worker);
      setImmediate(() => script(worker, worker.pid));
      return worker;
    },
    begin: async () => ({ kind: 'end' }),
    hear: () => undefined,
    isPlace: (origin) => origin === 'http://127.0.0.1:1',
    log: { info: note, warn: note, error: note } as never,
    pause: async (milliseconds) => void pauses.push(milliseconds),
  });
  return { supervisor, all, pauses, told };
}

test('one of them at a time does what has to be done now and then', async () => {
  const { supervisor, all } = scene((worker) => worker.serve());
  await supervisor.start();
  const tending = () => all.filter((worker) => !worker.isGone && worker.heard.includes('tend')).map(({ pid }) => pid);
  expect(tending()).toHaveLength(1);
  for (let round = 0; round < 4; round += 1) {
    all.find(({ pid }) => pid === tending()[0])?.exit('SIGKILL');
    await settle();
    expect(tending()).toHaveLength(1);
  }
});

test('another worker takes the place of one that dies, at once; of one that dies after that, after pauses that grow', async () => {
  const { supervisor, all, pauses } = scene((worker, number) => (number <= 2 || number >= 9 ? worker.serve() : worker.exit('code 7')));
  await supervisor.start();
  all[0]?.exit('SIGSEGV');
  await settle();
  await settle();
  expect(pauses).toEqual([0, 100, 200, 400, 800, 1_600, 3_200]);
  expect(supervisor.serving().map(({ pid }) => pid)).toEqual([2, 9]);
  expect(pauseAfter(1_000)).toBe(30_000);
});

test('a worker that says why it cannot start ends a server that starts, with that reason', async () => {
  const { supervisor, all } = scene((worker, number) => (number === 1 ? worker.serve() : worker.fail('Port 1 is in use.')));
  await expect(supervisor.start()).rejects.toMatchObject({ name: 'CommandFailure', message: 'Port 1 is in use.' });
  expect(all.every(({ isGone }) => isGone)).toBe(true);
});

test('a worker that ends without a word before it serves ends it, too', async () => {
  const { supervisor } = scene((worker) => worker.exit('code 134'));
  await expect(supervisor.start()).rejects.toThrow('A worker ended with code 134 before it served.');
});

test('later, it goes on as long as one of them serves, and ends with the reason when none does', async () => {
  const { supervisor, all, told } = scene((worker, number) => (number <= 2 ? worker.serve() : worker.fail('The store is gone.')));
  await supervisor.start();
  let end: unknown;
  supervisor.over.catch((error: unknown) => (end = error));
  all[0]?.exit('SIGKILL');
  await settle();
  expect(end).toBeUndefined();
  expect(told).toContain('a worker could not be started');
  all[1]?.exit('SIGKILL');
  await settle();
  expect(end).toMatchObject({ name: 'CommandFailure', message: 'The store is gone.' });
});

test('a worker that serves where it may not is ended, and another one takes its place', async () => {
  const { supervisor, all } = scene((worker, number) => worker.serve(number === 3 ? 'http://127.0.0.1:2' : 'http://127.0.0.1:1'));
  await supervisor.start();
  all[0]?.exit('SIGKILL');
  await settle();
  await settle();
  expect(all.map(({ isGone }) => isGone)).toEqual([true, false, true, false]);
  expect(supervisor.serving().map(({ pid }) => pid)).toEqual([2, 4]);
});

test('a restart has a new one serve before an old one retires, and all are new in the end', async () => {
  const serving: number[] = [];
  const { supervisor, all } = scene((worker) => {
    worker.serve();
    serving.push(supervisor.serving().length);
  });
  await supervisor.start();
  await supervisor.restart();
  expect(serving.slice(2)).toEqual([3, 3]);
  expect(supervisor.serving().map(({ pid }) => pid)).toEqual([3, 4]);
  expect(all.slice(0, 2).map(({ heard }) => heard.at(-1))).toEqual(['retire', 'retire']);
});

test('a restart with a worker that cannot start leaves those that are there', async () => {
  const { supervisor, told } = scene((worker, number) => (number <= 2 ? worker.serve() : worker.fail('liaison.yaml:1: is wrong')));
  await supervisor.start();
  await supervisor.restart();
  expect(supervisor.serving().map(({ pid }) => pid)).toEqual([1, 2]);
  expect(told).toEqual(['a new worker could not be started; the workers that are there stay']);
});

test('the end waits for all, and nobody takes the place of those that end', async () => {
  const { supervisor, all } = scene((worker) => worker.serve(), 3);
  await supervisor.start();
  await supervisor.end();
  await supervisor.over;
  await settle();
  expect(all).toHaveLength(3);
  expect(all.map(({ heard }) => heard.at(-1))).toEqual(['end', 'end', 'end']);
});
