// Servers whose clocks don't agree, and servers that remember what is long over.
import type { Store } from '../../../collections/storage/port.ts';
import { now } from '../../../schemas/timestamp.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { MIXED } from '../../protocol/test-catalogue.ts';
import type { TestObject } from '../objects.ts';
import { expectLikeModel, expectTidy, LAST, nameOf } from './expectations.ts';
import { expectNothingMissed } from './pollers.ts';
import { publishTo, setScene, type Scene } from './scene.ts';
import { REMOVER } from '../objects.ts';

const MINUTE = 60e6;
const idOf = (number: number): string => `indicator--${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
const object = (number: number, day = 1): TestObject => ({ id: idOf(number), version: `2026-01-0${day}T00:00:00.000Z` });

async function expectAllIsWell(scene: Scene, expected: readonly TestObject[]): Promise<void> {
  const stored = await expectLikeModel(scene.steady);
  expect(stored.map(nameOf).toSorted()).toEqual(expected.map(nameOf).toSorted());
  await scene.stopPolling();
  expectNothingMissed(scene.pollers, stored);
  await expectTidy(scene.steady, scene.database);
}

describeMongo('P1', () => {
  let scene: Scene;
  beforeEach(async () => {
    scene = await setScene();
  });
  afterEach(() => scene.close());

  test.each([
    ['that are minutes apart', [() => now() + 5 * MINUTE, () => now() - 7 * MINUTE, now]],
    ['that jump back and forth between two calls', [jumping([0, 9, -4, 2, -11]), jumping([-3, 6, 1]), jumping([12, -12])]],
    ['that stand still', [() => 1_700_000_000_000_000, () => 1_700_000_000_000_000, now]],
  ])('holds with clocks %s', async (_, clocks) => {
    const servers = await Promise.all(clocks.map((clock) => scene.open({ clock })));
    const published: TestObject[] = [];
    const publishFrom = async ({ store }: { store: Store }, index: number): Promise<void> => {
      for (let round = 1; round <= 4; round += 1) {
        const objects = [object(index * 10 + round), object(1_000, ((round * 3 + index) % 9) + 1)];
        published.push(...objects);
        await publishTo(store, objects);
      }
    };
    await Promise.all(servers.map(publishFrom));
    // The one whose clock is ahead dies in the middle of a turn.
    const [ahead, other] = servers;
    if (ahead === undefined || other === undefined) throw new Error('two servers are needed');
    const died = ahead.gate.armAt((asked) => asked.at(-1) === 'update publications', 'dies');
    publishTo(ahead.store, [object(500), object(501)]).catch(() => undefined);
    await died;
    published.push(object(600));
    await publishTo(other.store, [object(600)]);
    const distinct = new Map(published.map((one) => [nameOf(one), one]));
    await expectAllIsWell(scene, [...distinct.values()]);
  });

  test('holds with a server whose last turn is long over and forgotten', async () => {
    const { frail, steady, database } = scene;
    await publishTo(frail, [object(1)]);
    const others = Array.from({ length: 40 }, (_, index) => object(index + 2));
    for (const other of others) await publishTo(steady, [other]);
    expect(await database.collection('turns').countDocuments({ turn: { $lt: 16 } })).toBe(0);
    await publishTo(frail, [object(100)]);
    expect(await database.collection('turns').countDocuments({ turn: { $lt: 16 } })).toBe(0);
    await expectAllIsWell(scene, [object(1), ...others, object(100)]);
  });

  test('T-5.7-05 a server deletes the version that is the last one now, not the one that it remembers', async () => {
    const { frail, steady } = scene;
    await publishTo(frail, [object(1, 1)]);
    for (let number = 2; number <= 40; number += 1) await publishTo(steady, [object(number)]);
    await publishTo(steady, [object(1, 2)]);
    expect(await frail.writer.remove(MIXED, { id: idOf(1), versions: LAST }, REMOVER)).toEqual({ removed: 1 });
    const stored = await expectLikeModel(steady);
    expect(stored.filter(({ id }) => id === idOf(1)).map(nameOf)).toEqual([nameOf(object(1, 1))]);
  });
});

function jumping(minutes: readonly number[]): () => number {
  let calls = 0;
  return () => {
    calls += 1;
    return now() + (minutes[calls % minutes.length] ?? 0) * MINUTE;
  };
}
