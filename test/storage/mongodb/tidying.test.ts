// What dead servers leave behind goes with the sweep of statuses: at once what no reader sees, fences after a day.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Store } from '../../../collections/storage/port.ts';
import { now } from '../../../schemas/timestamp.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { DEEP, MIXED, testCatalogue } from '../../protocol/test-catalogue.ts';
import { publish } from '../contract.ts';
import { REMOVER, type TestObject, publicationTo } from '../objects.ts';
import { everythingIn, expectLikeModel, expectTidy, fencesIn, nameOf } from './expectations.ts';
import { PATIENCE, publishTo, setScene, type Scene } from './scene.ts';

const DAY = 24 * 3600 * 1e6;
const ENVELOPE = new Uint8Array(Buffer.from('{"objects":[]}'));
const idOf = (digit: number): string => `indicator--0000000${digit}-0000-4000-8000-000000000000`;
const object = (digit: number, day = 1): TestObject => ({ id: idOf(digit), version: `2026-01-0${day}T00:00:00.000Z` });

describeMongo('the sweep', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await setScene();
    await publishTo(scene.steady, [object(1)]);
  });
  afterEach(() => scene.close());

  /** Lets the frail server die before that command of what it does. */
  async function dieBefore(nth: number, command: string, act: (store: Store) => Promise<unknown>): Promise<void> {
    const { frail, gate } = scene;
    const died = gate.armAt((asked) => asked.filter((one) => one === command).length === nth, 'dies');
    act(frail).catch(() => undefined);
    await died;
  }

  test('removes what an undone turn wrote at once, and its fence a day later', async () => {
    const { steady, database } = scene;
    await dieBefore(2, 'insert turns', (store) => publishTo(store, [object(1, 2), object(2)]));
    await publishTo(steady, [object(3)]);
    const objects = database.collection('objects');
    expect([await objects.countDocuments(), await fencesIn(database)]).toMatchObject([4, [{ isClean: false }]]);
    await expectTidy(steady, database);
    expect([await objects.countDocuments(), await fencesIn(database)]).toMatchObject([2, [{ isClean: true }]]);

    const tomorrow = await scene.open({ clock: () => now() + DAY - 60e6 });
    await tomorrow.store.writer.forgetStatuses(0);
    expect(await fencesIn(database)).toHaveLength(1);
    const dayAfter = await scene.open({ clock: () => now() + DAY + 60e6 });
    await dayAfter.store.writer.forgetStatuses(0);
    expect(await fencesIn(database)).toEqual([]);
    expect((await expectLikeModel(steady)).map(nameOf)).toEqual([object(1), object(3)].map(nameOf));
  });

  test('removes what an undone turn wrote after the first sweep, before its fence goes', async () => {
    const { steady, frail, gate, database } = scene;
    const stopped = gate.armAt((asked) => asked.at(-1) === 'insert objects', 'is late');
    publishTo(frail, [object(1, 2), object(2)]).catch(() => undefined);
    await stopped;
    await publishTo(steady, [object(3)]);
    await steady.writer.forgetStatuses(0);
    gate.die();
    await sleep(PATIENCE);
    expect(await database.collection('objects').countDocuments()).toBe(4);
    const dayAfter = await scene.open({ clock: () => now() + DAY + 60e6 });
    await dayAfter.store.writer.forgetStatuses(0);
    expect(await database.collection('objects').countDocuments()).toBe(2);
    expect((await expectLikeModel(steady)).map(nameOf)).toEqual([object(1), object(3)].map(nameOf));
  });

  test('settles what was published by a server that died before it could, and forgets its envelope', async () => {
    const { steady, frail, database } = scene;
    const publication = publicationTo(MIXED, 1);
    await frail.writer.receive(publication, ENVELOPE);
    await dieBefore(2, 'update publications', (store) => publishTo(store, [object(2)], publication));
    const status = await steady.publications.status(publication.statusId);
    expect(status).toMatchObject({ successes: [{ id: idOf(2) }] });
    expect(await database.collection('envelopes.files').countDocuments()).toBe(1);
    await steady.writer.forgetStatuses(0);
    expect(await database.collection('envelopes.files').countDocuments()).toBe(0);
    expect(await steady.publications.status(publication.statusId)).toEqual(status);
    expect(await steady.writer.forgetStatuses((status?.completedAt ?? 0) + 1)).toBe(2);
    expect(await steady.publications.status(publication.statusId)).toBeUndefined();
  });

  test('leaves alone what is pending, and what a living server is about to finish', async () => {
    const { steady, frail, gate } = scene;
    const [waiting, running] = [publicationTo(MIXED, 1), publicationTo(MIXED, 1)];
    await frail.writer.receive(waiting, ENVELOPE);
    await frail.writer.receive(running, ENVELOPE);
    const stopped = gate.armAt((asked) => asked.filter((one) => one === 'insert turns').length === 2, 'is late');
    const publishing = publishTo(frail, [object(2)], running);
    await stopped;
    await steady.writer.forgetStatuses(Number.MAX_SAFE_INTEGER);
    gate.thaw();
    const status = await publishing;
    expect(await steady.publications.status(running.statusId)).toEqual(status);
    expect((await steady.publications.pendingSince(Number.MAX_SAFE_INTEGER)).map(({ statusId }) => statusId)).toEqual([waiting.statusId]);
    expect(Buffer.from((await steady.publications.pendingBody(waiting.statusId)) ?? [])).toEqual(Buffer.from(ENVELOPE));
  });

  test('T-5.7-05 finishes a deletion whose server died, also when nobody writes to the collection any more', async () => {
    const { steady } = scene;
    await publishTo(steady, [object(1, 2)]);
    await dieBefore(1, 'delete objects', (store) => store.writer.remove(MIXED, { id: idOf(1), versions: { first: false, last: true, values: [] } }, REMOVER));
    await steady.writer.forgetStatuses(0);
    expect((await expectLikeModel(steady)).map(nameOf)).toEqual([nameOf(object(1))]);
  });

  test('finishes the removal of a collection whose server died', async () => {
    const { steady, database } = scene;
    const whole = testCatalogue();
    await publish(steady, DEEP, [object(1)]);
    await dieBefore(1, 'delete objects', (store) =>
      store.writer.replaceCatalogue({ ...whole, apiRoots: whole.apiRoots.slice(0, 1), grants: [] }, true),
    );
    expect(await database.collection('objects').countDocuments({ collection: DEEP })).toBe(1);
    await steady.writer.forgetStatuses(0);
    expect(await database.collection('objects').countDocuments({ collection: DEEP })).toBe(0);
    expect(await everythingIn(steady)).toHaveLength(1);
  });

  test('asks five questions when there is nothing to do', async () => {
    const { store, gate } = await scene.open();
    void gate.arm(Infinity, 'dies');
    await store.writer.forgetStatuses(0);
    expect(gate.asked).toEqual(['find publications', 'find turns', 'distinct turns', 'find envelopes.files', 'delete publications']);
  });
});
