// P1 and P2 while servers die and fall asleep at random: a poller on one server, publishers on two.
import { setTimeout as sleep } from 'node:timers/promises';
import { openStore } from '../../collections/storage/open-store.ts';
import type { Client } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { nameOf, noteOf } from './objects.ts';
import { pollToTheEnd, startPoller, type Poller, type PollerPlan } from './pollers.ts';
import { ENGINES, prepareStore, startServer, type ServerProcess } from './processes.ts';

const OBJECTS = `/one/collections/${MAIN}/objects/`;
/** CI asks for more than a newcomer has to wait for. */
const ROUNDS = Number(process.env['LIAISON_KILL_ROUNDS'] ?? 12);
/** Milliseconds; a round takes two seconds on a machine of two cores that is busy with nothing else. */
const PATIENCE = 120_000 + ROUNDS * 10_000;
/** Longer than a server on MongoDB is waited for here. */
const SLEEP = 2_500;

const PLANS: readonly PollerPlan[] = [
  { strategy: 'added_after', versions: 'all', limits: [7, 40] },
  { strategy: 'next', versions: 'all', limits: [25] },
];

interface History {
  readonly attempted: Set<string>;
  readonly acknowledged: { readonly statusId: string; readonly names: readonly string[] }[];
  number: number;
  isOver: boolean;
}

/** Two servers, whichever processes they are at the time. */
interface Pair {
  readonly servers: [ServerProcess, ServerProcess];
}

test.each(ENGINES)('P1 P2 on $name rounds of random kills lose and repeat nothing', async (engine) => {
  const rounds = engine.name === 'SQLite' ? Math.min(ROUNDS, 12) : ROUNDS;
  const { place, dispose } = await prepareStore(engine);
  const pair: Pair = { servers: [await startServer(place), await startServer(place)] };
  const history: History = { attempted: new Set(), acknowledged: [], number: 0, isOver: false };
  const pollers = PLANS.map((plan) => startPoller(clientOfServer(pair, 0), OBJECTS, plan));
  try {
    const polling = pollers.map((poller) => keepPolling(poller, history));
    const publishing = [0, 1, 0, 1].map((which) => keepPublishing(clientOfServer(pair, which), history));
    await killAtRandom(pair, place, rounds);
    history.isOver = true;
    await Promise.all([...polling, ...publishing]);
    await untilNothingIsPending(place);
    for (const poller of pollers) await pollToTheEnd(poller, { isDone: true });

    const acknowledged = history.acknowledged.flatMap(({ names }) => names);
    expect(acknowledged.length).toBeGreaterThan(rounds);
    for (const { received } of pollers) {
      const got = new Set(received);
      expect(received).toHaveLength(got.size);
      expect(acknowledged.filter((name) => !got.has(name))).toEqual([]);
      expect(received.filter((name) => !history.attempted.has(name))).toEqual([]);
    }
  } finally {
    await Promise.all(pair.servers.map((server) => server.kill()));
    await dispose();
  }
}, PATIENCE);

async function killAtRandom({ servers }: Pair, place: string, rounds: number): Promise<void> {
  const random = seeded(20_261_124);
  let spare = startServer(place);
  for (let round = 0; round < rounds; round += 1) {
    await sleep(30 + random() * 170);
    const which = random() < 0.5 ? 0 : 1;
    const victim = servers[which];
    if (round % 20 === 19) {
      await victim.freeze(SLEEP);
      continue;
    }
    servers[which] = await spare;
    spare = startServer(place);
    await victim.kill();
  }
  await (await spare).kill();
}

async function keepPublishing(client: Client, history: History): Promise<void> {
  while (!history.isOver) {
    const size = 1 + (history.number % 5) * 8;
    const objects = Array.from({ length: size }, () => noteOf((history.number += 1), 1));
    const names = objects.map((object) => nameOf(object as { id: string; modified: string }));
    for (const name of names) history.attempted.add(name);
    const answer = await orNothing(() => client.post(OBJECTS, { objects }));
    if (answer === undefined || answer.status === 503) continue;
    expect(answer.status).toBe(202);
    expect(answer.json.failure_count).toBe(0);
    history.acknowledged.push({ statusId: answer.json.id, names });
  }
}

async function keepPolling(poller: Poller, history: History): Promise<void> {
  while (!history.isOver) {
    const more = await orNothing(() => poller.poll());
    if (more !== true) await sleep(20);
  }
}

/** `undefined` when the server died over it. */
async function orNothing<Answer>(ask: () => Promise<Answer>): Promise<Answer | undefined> {
  try {
    return await ask();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === undefined) throw error;
    await sleep(5);
    return undefined;
  }
}

/** Talks to whichever process the server is when it is asked. */
function clientOfServer({ servers }: Pair, which: number): Client {
  const now = (): Client => (servers[which] as ServerProcess).client;
  return {
    get: (...given) => now().get(...given),
    post: (...given) => now().post(...given),
    delete: (...given) => now().delete(...given),
    send: (...given) => now().send(...given),
  };
}

// What a dead server left pending is finished by any server's start; in production by the others, too, after two minutes.
async function untilNothingIsPending(place: string): Promise<void> {
  const server = await startServer(place);
  const store = await openStore(place);
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    if ((await store.publications.pendingSince(Number.MAX_SAFE_INTEGER)).length === 0) break;
    await sleep(50);
  }
  expect(await store.publications.pendingSince(Number.MAX_SAFE_INTEGER)).toEqual([]);
  await store.close();
  await server.stop();
}

/** Numbers from 0 to 1 that are the same each time (mulberry32). */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = Math.trunc(state + 0x6d2b79f5);
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
