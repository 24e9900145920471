// What becomes of publications when the aggregates that contain the collection can't be fed: nothing at all.
import { join } from 'node:path';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { indicator, type StixObject } from '../protocol/stix-objects.ts';
import { prepareFolder, startFailing, type FailingExchange } from './failing-store.ts';
import { ALL, FEED, releaseCatalogue } from './release-catalogue.ts';

let prepared: Awaited<ReturnType<typeof prepareFolder>>;
let exchange: FailingExchange;
beforeEach(async () => {
  prepared = await prepareFolder();
  const store = openSqliteStore(join(prepared.folder, 'liaison.db'));
  await store.writer.replaceCatalogue(releaseCatalogue(), true);
  await store.close();
  exchange = await startFailing(prepared.folder, { pendingAbove: 2_000 });
});
afterEach(async () => {
  exchange.heal();
  await exchange.close();
  prepared.remove();
});

const PATH = `/desk/collections/${FEED}/objects/`;

async function publish(...objects: readonly StixObject[]): Promise<string> {
  const { status, json } = await exchange.ask('POST', PATH, { body: { objects } });
  expect(status).toBe(202);
  return json.status;
}

async function idsIn(collection: string): Promise<string[]> {
  const { json } = await exchange.ask('GET', `/desk/collections/${collection}/objects/`);
  return (json.objects ?? []).map(({ id }: StixObject) => id);
}

test('while the store fails at it, publications succeed, and the next one that works brings all of them', async () => {
  exchange.break('away', 'writer.feed');
  const [one, two, three] = [indicator(), indicator(), indicator()];
  expect([await publish(one), await publish(two)]).toEqual(['complete', 'complete']);
  expect([await idsIn(FEED), await idsIn(ALL)]).toEqual([[one.id, two.id], []]);
  expect(exchange.logged.filter(({ msg }) => msg.includes('unavailable'))).toHaveLength(1);
  exchange.heal();
  await publish(three);
  expect(await idsIn(ALL)).toEqual([one.id, two.id, three.id]);
});

test('while it hangs, a publication waits for a little and is answered', async () => {
  exchange.break('hanging', 'writer.feed');
  const started = performance.now();
  const object = indicator();
  expect(await publish(object)).toBe('complete');
  expect(performance.now() - started).toBeLessThan(60_000);
  exchange.heal();
  const another = indicator();
  await publish(another);
  expect(await idsIn(ALL)).toEqual([object.id, another.id]);
});

test('a publication that was pending is in the aggregate once it is finished', async () => {
  const large = indicator({ description: 'x'.repeat(3_000) });
  expect(await publish(large)).toBe('pending');
  for (let looks = 0; looks < 200 && (await idsIn(ALL)).length === 0; looks += 1) await new Promise((done) => setTimeout(done, 20));
  expect(await idsIn(ALL)).toEqual([large.id]);
});
