// P1 and P2 with several workers on one port: workers die in the middle of publications, and are replaced under load.
import { existsSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { nameOf, noteOf } from './objects.ts';
import { startPoller, type Poller } from './pollers.ts';
import { ENGINES, prepareStore } from './processes.ts';
import { serveWithWorkers, until, type WorkerServer } from './workers.ts';

const OBJECTS = `/one/collections/${MAIN}/objects/`;
const KILLS = 4;
const PLANS = [
  { strategy: 'added_after', versions: 'all', limits: [30, 90] },
  { strategy: 'next', versions: 'all', limits: [100] },
] as const;

interface History {
  readonly attempted: Set<string>;
  readonly acknowledged: string[];
  /** Requests without an answer. */
  unanswered: number;
  number: number;
  isOver: boolean;
}

const describeWhereProcIs = existsSync('/proc/self/task') ? describe : describe.skip;

describeWhereProcIs.each(ENGINES)('P1 P2 two workers on $name', (engine) => {
  let server: WorkerServer;
  let dispose: () => Promise<void>;
  let history: History;

  beforeEach(async () => {
    const prepared = await prepareStore(engine);
    dispose = prepared.dispose;
    server = await serveWithWorkers(prepared.place);
    history = { attempted: new Set(), acknowledged: [], unanswered: 0, number: 0, isOver: false };
  });
  afterEach(async () => {
    history.isOver = true;
    await server.stop();
    await dispose();
  });

  /** Publishes and polls while something happens; gives the pollers, which have got all that there is. */
  async function meanwhile(happens: () => Promise<void>): Promise<Poller[]> {
    const pollers = PLANS.map((plan) => startPoller(server.client, OBJECTS, plan));
    const polling = pollers.map((poller) => keepPolling(poller, history));
    // However slow the machine: who polls isn't left far behind.
    const isFarAhead = (): boolean => pollers.some(({ received }) => history.acknowledged.length > received.length + 500);
    const publishing = [1, 9, 33].map((size) => keepPublishing(server.client, size, history, isFarAhead));
    const clients = Promise.all([...polling, ...publishing]);
    // A client that fails says what went wrong; that it is no longer there would only be noticed.
    await Promise.race([happens(), clients]);
    history.isOver = true;
    await clients;
    for (const poller of pollers) await pollTheRest(poller, history);
    return pollers;
  }

  function expectAll(pollers: readonly Poller[]): void {
    for (const { received } of pollers) {
      const got = new Set(received);
      expect(received).toHaveLength(got.size);
      expect(history.acknowledged.filter((name) => !got.has(name))).toEqual([]);
      expect(received.filter((name) => !history.attempted.has(name))).toEqual([]);
    }
  }

  test('kills of workers in the middle of publications lose and repeat nothing, and the server goes on', async () => {
    const pollers = await meanwhile(async () => {
      for (let kills = 0; kills < KILLS; kills += 1) {
        const before = history.acknowledged.length;
        await until('publications go on', () => history.acknowledged.length > before + 10);
        const [victim] = server.workers().toSorted(() => (kills % 2) - 0.5);
        process.kill(victim ?? 0, 'SIGKILL');
      }
      await until('two workers are there', () => server.workers().length === 2);
    });
    expectAll(pollers);
    expect(await server.stop()).toBe(0);
  });

  test('SIGHUP puts new workers in the place of all, and no request goes without its answer', async () => {
    const before = server.workers();
    const pollers = await meanwhile(async () => {
      await until('publications go on', () => history.acknowledged.length > 20);
      process.kill(server.pid, 'SIGHUP');
      await until('all workers are new', () => server.workers().length === 2 && server.workers().every((worker) => !before.includes(worker)));
      const published = history.acknowledged.length;
      await until('publications go on', () => history.acknowledged.length > published + 20);
    });
    expect(history.unanswered).toBe(0);
    expectAll(pollers);
  });
});

async function keepPublishing(client: Client, size: number, history: History, isFarAhead: () => boolean): Promise<void> {
  while (!history.isOver) {
    if (isFarAhead()) {
      await sleep(20);
      continue;
    }
    const objects = Array.from({ length: size }, () => noteOf((history.number += 1), 1));
    const names = objects.map((object) => nameOf(object as { id: string; modified: string }));
    for (const name of names) history.attempted.add(name);
    const answer = await orNothing(history, () => client.post(OBJECTS, { objects }));
    if (answer === undefined) continue;
    expect(answer.status).toBe(202);
    expect(answer.json.failure_count).toBe(0);
    history.acknowledged.push(...names);
  }
}

async function keepPolling(poller: Poller, history: History): Promise<void> {
  while (!history.isOver) {
    const more = await orNothing(history, () => poller.poll());
    if (more !== true) await sleep(20);
  }
}

// A connection that was kept may be that of a worker that has died since.
async function pollTheRest(poller: Poller, history: History): Promise<void> {
  for (;;) {
    const before = poller.received.length;
    const more = await orNothing(history, () => poller.poll());
    if (more === false && poller.received.length === before) return;
  }
}

/** `undefined` when a worker died over it. */
async function orNothing<Answer>(history: History, ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    history.unanswered += 1;
    await sleep(5);
    return undefined;
  }
}
