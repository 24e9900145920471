// Servers that were taken for dead and wake up: whatever they still do is neither visible, nor does it hide anything.
import { setTimeout as sleep } from 'node:timers/promises';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { MIXED } from '../../protocol/test-catalogue.ts';
import { EVERYTHING } from '../contract.ts';
import { REMOVER, type TestObject, UNRESTRICTED, publicationTo } from '../objects.ts';
import { everythingIn, expectLikeModel, expectTidy, nameOf } from './expectations.ts';
import { expectNothingMissed } from './pollers.ts';
import { PATIENCE, publishTo, setScene, stopBefore, type Scene } from './scene.ts';

const idOf = (number: number): string => `indicator--${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
const object = (number: number, day = 1): TestObject => ({ id: idOf(number), version: `2026-01-0${day}T00:00:00.000Z` });

async function expectAllIsWell(scene: Scene, expected: readonly TestObject[]): Promise<void> {
  const stored = await expectLikeModel(scene.steady);
  expect(stored.map(nameOf).toSorted()).toEqual(expected.map(nameOf).toSorted());
  await scene.stopPolling();
  expectNothingMissed(scene.pollers, stored);
  await expectTidy(scene.steady, scene.database);
  expect(await expectLikeModel(scene.steady)).toEqual(stored);
}

describeMongo('a server that wakes up after it was taken for dead', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await setScene();
    await publishTo(scene.frail, [object(1)]);
  });
  afterEach(() => scene.close());

  test('P2 publishes anew, also when its turn is not only over but forgotten', async () => {
    const { frail, steady, gate } = scene;
    const publishing = await stopBefore(gate, [2, 'insert turns'], () => publishTo(frail, [object(2)]));
    const others = Array.from({ length: 40 }, (_, index) => object(index + 3));
    for (const other of others) await publishTo(steady, [other]);
    gate.thaw();
    expect(await publishing.end).toMatchObject({ successes: [{ id: idOf(2) }], failures: [] });
    await expectAllIsWell(scene, [object(1), object(2), ...others]);
  });

  test('P1 takes no distinction from anybody, also when it had only begun to read what is there', async () => {
    const { frail, steady, gate } = scene;
    await scene.stopPolling();
    // It reads a thousand objects at once.
    const envelope = [...Array.from({ length: 1_000 }, (_, index) => object(index + 2)), object(1, 3)];
    const publishing = await stopBefore(gate, [2, 'find objects'], () => publishTo(frail, envelope));
    await publishTo(steady, [object(1, 2)]);
    gate.thaw();
    await publishing.end;
    const { items } = await steady.objects.records(MIXED, UNRESTRICTED, { ...EVERYTHING, ids: [idOf(1)] });
    expect(items.map(nameOf)).toEqual([nameOf(object(1, 3))]);
  });

  test('P1 shows nothing of an envelope of which it had written a part', async () => {
    const { frail, steady, gate } = scene;
    await scene.stopPolling();
    // So large an object makes a message of its own.
    const envelope = [object(2), { ...object(3), content: 'x'.repeat(8 * 1024 * 1024) }];
    const publishing = await stopBefore(gate, [2, 'insert objects'], () => publishTo(frail, envelope));
    await publishTo(steady, [object(4)]);
    expect((await everythingIn(steady)).map(nameOf)).toEqual([object(1), object(4)].map(nameOf));
    gate.thaw();
    await publishing.end;
    expect((await everythingIn(steady)).map(nameOf)).toEqual([object(1), object(4), ...envelope].map(nameOf));
  });

  test('P2 does not undo the status of the server that finished its work', async () => {
    const { frail, steady, gate } = scene;
    const publication = publicationTo(MIXED, 1);
    await frail.writer.receive(publication, new Uint8Array(Buffer.from('{}')));
    await stopBefore(gate, [1, 'update publications'], () => publishTo(frail, [object(2)], publication));
    // The one that finishes it is itself stopped for a moment, just before it settles the status.
    const other = await scene.open();
    const finishing = await stopBefore(other.gate, [2, 'update publications'], () => publishTo(other.store, [object(2)], publication));
    gate.die();
    await sleep(PATIENCE);
    other.gate.thaw();
    const finished = await finishing.end;
    expect(await steady.publications.status(publication.statusId)).toEqual(finished);
    await expectAllIsWell(scene, [object(1), object(2)]);
  });

  test('P4 compares with what is there when it wakes, not with what was deleted while it slept', async () => {
    const { frail, steady, gate } = scene;
    const changed = { ...object(1), content: 'other' };
    // Its second look is for the body of the version that it has to compare with.
    const publishing = await stopBefore(gate, [2, 'find objects'], () => publishTo(frail, [changed]));
    expect(await steady.writer.remove(MIXED, { id: idOf(1), versions: 'all' }, REMOVER)).toEqual({ removed: 1 });
    gate.thaw();
    expect(await publishing.end).toMatchObject({ successes: [{ id: idOf(1) }], failures: [] });
    expect((await everythingIn(steady)).map(nameOf)).toEqual([nameOf(changed)]);
  });

  test('P2 puts no catalogue in force under a number that others have used and forgotten', async () => {
    const { frail, steady, gate } = scene;
    const { catalogue, revision } = await steady.catalogue.read();
    if (catalogue === undefined) throw new Error('there is no catalogue');
    const withTitle = (title: string) => ({ ...catalogue, discovery: { ...catalogue.discovery, title } });
    const replacing = await stopBefore(gate, [1, 'insert catalogues'], () => frail.writer.replaceCatalogue(withTitle('late'), false));
    for (const title of ['one', 'two', 'three', 'four', 'five']) await steady.writer.replaceCatalogue(withTitle(title), false);
    gate.thaw();
    expect(await replacing.end).toEqual({ applied: true, revision: revision + 6 });
    expect((await steady.catalogue.read()).catalogue?.discovery).toMatchObject({ title: 'late' });
  });
});

