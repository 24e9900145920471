// P2: what was acknowledged is kept, through any number of deaths.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Client } from '../protocol/running-exchange.ts';
import { ENGINES, prepareStore, startServer } from './processes.ts';
import { nameOf, noteOf, walk } from './objects.ts';

const OBJECTS = '/one/collections/main/objects/';
/** An engine that walks no indexes gets fewer; random-kills.test.ts kills servers on it, too. */
const roundsOn = (engine: string): number => (engine === 'SQLite' ? 12 : 5);
const PUBLISHERS = 4;

interface Acknowledged {
  readonly statusId: string;
  readonly names: readonly string[];
}

test.each(ENGINES)('P2 on $name after kills in the middle of publishing everything acknowledged is there, and every status ends', async (engine) => {
  const rounds = roundsOn(engine.name);
  const { place, dispose } = await prepareStore(engine);
  const acknowledged: Acknowledged[] = [];
  const attempted = new Set<string>();
  const pending = { seen: 0 };
  let number = 0;
  try {
    for (let round = 0; round < rounds; round += 1) {
      const server = await startServer(place);
      const publishers = Array.from({ length: PUBLISHERS }, (_, index) =>
        publishUntilDeath(server.client, 1 + ((round + index) % 3) * 40, () => (number += 1), acknowledged, attempted, pending),
      );
      await untilAcknowledged(acknowledged, acknowledged.length + 1 + (round % 4) * 2);
      await sleep((round * 13) % 45);
      await server.kill();
      await Promise.all(publishers);
    }
    expect(acknowledged.length).toBeGreaterThan(rounds);
    expect(pending.seen).toBeGreaterThan(0);

    const server = await startServer(place);
    for (const { statusId } of acknowledged) await completeStatus(server.client, statusId);
    const stored = (await walk(server.client, OBJECTS)).map(nameOf);
    await server.stop();
    expect(new Set(stored).size).toBe(stored.length);
    expect(acknowledged.flatMap(({ names }) => names).filter((name) => !stored.includes(name))).toEqual([]);
    expect(stored.filter((name) => !attempted.has(name))).toEqual([]);
  } finally {
    await dispose();
  }
});

async function publishUntilDeath(
  client: Client,
  size: number,
  nextNumber: () => number,
  acknowledged: Acknowledged[],
  attempted: Set<string>,
  pending: { seen: number },
): Promise<void> {
  for (;;) {
    const objects = Array.from({ length: size }, () => noteOf(nextNumber(), 1));
    const names = objects.map((object) => nameOf(object as { id: string; modified: string }));
    for (const name of names) attempted.add(name);
    try {
      const answer = await client.post(OBJECTS, { objects });
      expect(answer.status).toBe(202);
      expect(answer.json.failure_count).toBe(0);
      if (answer.json.status === 'pending') pending.seen += 1;
      acknowledged.push({ statusId: answer.json.id, names });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === undefined) throw error;
      return;
    }
  }
}

async function untilAcknowledged(acknowledged: readonly Acknowledged[], count: number): Promise<void> {
  for (let attempt = 0; attempt < 2_000 && acknowledged.length < count; attempt += 1) await sleep(5);
}

async function completeStatus(client: Client, statusId: string): Promise<void> {
  for (let attempt = 0; attempt < 1_200; attempt += 1) {
    const { status, json } = await client.get(`/one/status/${statusId}/`);
    expect(status).toBe(200);
    if (json.status === 'complete') {
      expect(json).toMatchObject({ pending_count: 0, failure_count: 0, success_count: json.total_count });
      return;
    }
    await sleep(50);
  }
  throw new Error(`The status ${statusId} does not end.`);
}
