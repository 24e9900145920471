// Retention and upkeep on a real store: what has had its time goes, and nothing else does.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createFeeder } from '../../collections/aggregates/feeder.ts';
import type { Background } from '../../collections/background.ts';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { createDirectory } from '../../collections/directory.ts';
import { viewerThrough } from '../../collections/markings/viewer.ts';
import { countDue, retainIn, ruledCollections, type RuledCollection } from '../../collections/retention.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import type { Store, StoreWriter } from '../../collections/storage/port.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';
import { startUpkeep } from '../../collections/upkeep.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { now } from '../../schemas/timestamp.ts';
import { newId } from '../protocol/stix-objects.ts';
import { envelopeOf, finish, publicationTo, RIGHTS, UNRESTRICTED, type TestObject } from '../storage/objects.ts';

const SHORT = 'f0000000-0000-4000-8000-000000000001';
const HELD = 'f0000000-0000-4000-8000-000000000002';
const KEPT = 'f0000000-0000-4000-8000-000000000003';
const ALL = 'f0000000-0000-4000-8000-000000000004';
const DAY = 86_400 * 1e6;

const CATALOGUE = `
discovery: { title: Test }
api_roots:
  - path: one
    title: One
    collections:
      - { id: ${SHORT}, title: Short, alias: short, retention: { days_after_valid_until: 10 } }
      - { id: ${HELD}, title: Held, alias: held, retention: { days_after_valid_until: 10 }, legal_hold: true }
      - { id: ${KEPT}, title: Kept, alias: kept }
      - { id: ${ALL}, title: All, aggregate: { of: [${SHORT}, ${HELD}] } }
`;

let folder: string;
let store: Store;
let catalogue: Catalogue;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-retention-'));
  store = openSqliteStore(join(folder, 'liaison.db'));
  await declare(CATALOGUE);
});
afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

async function declare(text: string): Promise<void> {
  catalogue = readCatalogue(text, 'retention.yaml');
  await store.writer.replaceCatalogue(catalogue, true);
}

/** Objects whose validity ended so many days ago. */
async function publish(collection: string, ...daysAgo: readonly number[]): Promise<TestObject[]> {
  const objects = daysAgo.map((days): TestObject => ({ id: newId('indicator'), version: '2024-01-01T00:00:00.000Z', validUntil: now() - days * DAY }));
  const { successes } = await finish(store, publicationTo(collection, objects.length), envelopeOf(objects), RIGHTS);
  expect(successes).toHaveLength(objects.length);
  return objects;
}

async function publishOne(collection: string, daysAgo: number): Promise<string> {
  const [object] = await publish(collection, daysAgo);
  return String(object?.id);
}

/** The rule of a collection. */
function ruleOf(collection: string): RuledCollection {
  const ruled = ruledCollections(catalogue).find(({ entry }) => entry.id === collection);
  if (ruled === undefined) throw new Error(`${collection} has no rule`);
  return ruled;
}

async function idsIn(collection: string): Promise<string[]> {
  const query = { versions: 'all', limit: 10_000, maximumBytes: 1e9 } as const;
  return (await store.objects.records(collection, UNRESTRICTED, query)).items.map(({ id }) => id);
}

const inForce = async (): Promise<Catalogue> => catalogue;

test('what is due goes, step by step, and the rest stays', async () => {
  const objects = await publish(SHORT, ...Array.from({ length: 1_200 }, (_, index) => (index % 2 === 0 ? 11 : 9)));
  expect(await countDue(store.writer, ruleOf(SHORT))).toBe(600);
  expect(await retainIn(store.writer, SHORT, inForce, 1)).toBe(500);
  expect(await retainIn(store.writer, SHORT, inForce, 10)).toBe(100);
  expect(await retainIn(store.writer, SHORT, inForce, 10)).toBe(0);
  expect(await idsIn(SHORT)).toEqual(objects.filter((_, index) => index % 2 === 1).map(({ id }) => id));
  const { items } = await store.objects.changes(SHORT, UNRESTRICTED, undefined, 10_000);
  const removals = items.filter(({ kind }) => kind === 'deleted').map(({ removal }) => removal);
  expect(removals).toHaveLength(600);
  for (const removal of removals) expect(removal).toEqual({ reason: 'retention: 10 days after valid_until' });
});

test('by age, with what was just published counted as nothing', async () => {
  await publish(KEPT, 100);
  await declare(CATALOGUE.replace('alias: kept', 'alias: kept, retention: { days: 1 }'));
  expect(ruledCollections(catalogue).map(({ entry }) => entry.id)).toContain(KEPT);
  expect(await retainIn(store.writer, KEPT, inForce, 10)).toBe(0);
  // A day later, by the store's own measure.
  expect(await store.writer.retain(KEPT, { days: 1 }, now() + 2 * DAY, 500, true)).toBe(1);
});

test('nothing goes under legal hold, nor where there is no rule, nor is it counted', async () => {
  await publish(HELD, 100);
  await publish(KEPT, 100);
  expect(await countDue(store.writer, ruleOf(HELD))).toBe(0);
  for (const collection of [HELD, KEPT, 'none']) expect(await retainIn(store.writer, collection, inForce, 10)).toBe(0);
  expect([await idsIn(HELD), await idsIn(KEPT)].map(({ length }) => length)).toEqual([1, 1]);
});

test('a held object stays, and is not counted', async () => {
  const held = await publishOne(SHORT, 100);
  await publishOne(SHORT, 100);
  await store.writer.hold({ collection: SHORT, id: held, since: now(), by: 'the court', reason: 'case 7' });
  expect(await countDue(store.writer, ruleOf(SHORT))).toBe(1);
  expect(await retainIn(store.writer, SHORT, inForce, 10)).toBe(1);
  expect(await idsIn(SHORT)).toEqual([held]);
});

test('a hold that is put on the collection meanwhile ends it', async () => {
  await publish(SHORT, ...Array(600).fill(100));
  let looks = 0;
  const held = readCatalogue(CATALOGUE.replace('alias: short', 'alias: short, legal_hold: true'), 'held.yaml');
  const changing = async (): Promise<Catalogue> => ((looks += 1) === 1 ? catalogue : held);
  expect(await retainIn(store.writer, SHORT, changing, 10)).toBe(500);
  expect(await idsIn(SHORT)).toHaveLength(100);
});

describe('upkeep', () => {
  let failures: string[];
  const background: Background = {
    async attempt(name, _, work) {
      await Promise.resolve(work()).catch((error: unknown) => failures.push(`${name}: ${String(error)}`));
    },
  };
  beforeEach(() => {
    failures = [];
  });

  function upkeepOn(writer: StoreWriter, interval?: number) {
    const directory = async () => createDirectory(1, catalogue);
    const feeder = createFeeder(writer, directory, background);
    const upkeep = startUpkeep(writer, directory, feeder, async () => undefined, background, interval);
    return {
      ...upkeep,
      close: async () => {
        await upkeep.close();
        await feeder.close();
      },
    };
  }

  test('feeds aggregates, applies rules and forgets tombstones, all of which counts for aggregates too', async () => {
    const [gone, stays, held] = [await publishOne(SHORT, 100), await publishOne(SHORT, 1), await publishOne(HELD, 100)];
    const forgotten: number[] = [];
    const forgetRemovals: StoreWriter['forgetRemovals'] = (before) => {
      forgotten.push(before);
      return store.writer.forgetRemovals(before);
    };
    const upkeep = upkeepOn({ ...store.writer, forgetRemovals });
    await upkeep.run();
    await upkeep.close();
    expect([await idsIn(SHORT), await idsIn(HELD)]).toEqual([[stays], [held]]);
    const { sight } = RIGHTS;
    const parts = new Map([SHORT, HELD].map((part) => [part, { inPart: sight, through: sight }]));
    const seen = viewerThrough('both', parts);
    const { items } = await store.objects.changes(ALL, seen, undefined, 100);
    expect(items.map(({ kind, record }) => `${kind} ${record.id}`)).toEqual([
      `added ${stays}`,
      `added ${held}`,
      `deleted ${gone}`,
    ]);
    const [before = 0] = forgotten;
    expect(now() - before).toBeGreaterThan(400 * DAY);
    expect(now() - before).toBeLessThan(402 * DAY);
    expect(failures).toEqual([]);
  });

  test('a failure of one thing hinders no other', async () => {
    await publish(SHORT, 100);
    const away = () => Promise.reject(new StoreUnavailable('away'));
    const upkeep = upkeepOn({ ...store.writer, feed: away });
    await upkeep.run();
    expect(await idsIn(SHORT)).toEqual([]);
    expect(failures).toEqual([SHORT, HELD].map((part) => `feeding ${ALL} ${part}: StoreUnavailable: away`));
    await upkeep.close();
  });

  test('runs don\'t overlap, go by the interval, and end with it', async () => {
    let running = 0;
    let most = 0;
    let runs = 0;
    const { promise: twice, resolve } = Promise.withResolvers<void>();
    const forgetRemovals = async (): Promise<number> => {
      most = Math.max(most, (running += 1));
      await new Promise((done) => setTimeout(done, 50));
      running -= 1;
      if ((runs += 1) === 2) resolve();
      return 0;
    };
    const upkeep = upkeepOn({ ...store.writer, forgetRemovals }, 20);
    await twice;
    void upkeep.run();
    await upkeep.close();
    const after = runs;
    await new Promise((done) => setTimeout(done, 100));
    expect([most, running, runs]).toEqual([1, 0, after]);
  });
});
