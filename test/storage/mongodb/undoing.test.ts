// A server dies in its turn, and the one that comes next dies, or is stopped, while it resolves that turn.
import type { MongoStoreOptions } from '../../../collections/storage/mongodb/store.ts';
import type { Store } from '../../../collections/storage/port.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { MIXED, testCatalogue } from '../../protocol/test-catalogue.ts';
import type { TestObject } from '../objects.ts';
import { failuresOf } from './every-command.ts';
import { expectLikeModel, expectTidy, fencesIn, nameOf } from './expectations.ts';
import type { Fault, Gate } from './gate.ts';
import { expectNothingMissed } from './pollers.ts';
import { publishTo, setScene, type Scene } from './scene.ts';
import { REMOVER } from '../objects.ts';

const idOf = (digit: number): string => `indicator--0000000${digit}-0000-4000-8000-000000000000`;
const object = (digit: number, day = 1): TestObject => ({ id: idOf(digit), version: `2026-01-0${day}T00:00:00.000Z` });
const OLD = object(1, 1);
const NEW = object(1, 2);

const whole = testCatalogue();
const withoutMixed = {
  ...whole,
  apiRoots: whole.apiRoots.map((root) => ({ ...root, collections: root.collections.filter(({ id }) => id !== MIXED) })),
  grants: whole.grants.filter(({ collection }) => collection !== MIXED),
};

/** What the first server was about to do when it died, and what the others leave of it. */
interface Dying {
  readonly name: string;
  act(store: Store): Promise<unknown>;
  /** The command before which it died, with which it would have ended its turn or gone past recall. */
  readonly diesBefore: readonly [nth: number, command: string];
  /** How many commands its resolver needs, at least. */
  readonly commands: number;
  readonly left: readonly TestObject[];
}

const DYING: readonly Dying[] = [
  {
    name: 'a publication',
    act: (store) => publishTo(store, [object(1, 3), object(3)]),
    diesBefore: [2, 'insert turns'],
    commands: 1,
    left: [OLD, NEW],
  },
  {
    name: 'a deletion',
    act: (store) => store.writer.remove(MIXED, { id: idOf(1), versions: { first: false, last: true, values: [] } }, REMOVER),
    diesBefore: [1, 'update objects'],
    commands: 4,
    left: [OLD],
  },
  {
    name: 'a deletion that had all but ended',
    act: (store) => store.writer.remove(MIXED, { id: idOf(1), versions: { first: false, last: true, values: [] } }, REMOVER),
    diesBefore: [2, 'insert turns'],
    commands: 3,
    left: [OLD],
  },
  {
    name: 'the removal of the collection, before it was decided',
    act: (store) => store.writer.replaceCatalogue(withoutMixed, true),
    diesBefore: [1, 'insert catalogues'],
    commands: 4,
    left: [OLD, NEW],
  },
];

async function resolverFails({ act, diesBefore: [nth, command], left }: Dying, number: number, fault: Fault): Promise<void> {
  const failing: { gate?: Gate; reached?: Promise<void> } = {};
  const armed = Promise.withResolvers<void>();
  const atStep: MongoStoreOptions['atStep'] = (step) => {
    if (step !== 'undoing' || failing.reached !== undefined) return;
    failing.reached = failing.gate?.arm(number, fault) ?? Promise.resolve();
    armed.resolve();
  };
  const scene = await setScene({ atStep });
  failing.gate = scene.gate;
  try {
    await publishTo(scene.frail, [OLD]);
    await publishTo(scene.steady, [NEW]);
    await dieAt(scene, act, nth, command);
    const resolving = publishTo(scene.frail, [object(2)]);
    const settled = Promise.allSettled([resolving]);
    await armed.promise;
    await Promise.race([failing.reached, settled]);
    await publishTo(scene.steady, [object(4)]);
    if (fault === 'is late') scene.gate.thaw();
    const [result] = await settled;
    if (fault === 'is late') expect(result).toMatchObject({ status: 'fulfilled' });
    const stored = await expectLikeModel(scene.steady);
    const names = [...left, ...(result.status === 'fulfilled' ? [object(2)] : []), object(4)].map(nameOf);
    expect(stored.map(nameOf).toSorted()).toEqual(names.toSorted());
    await scene.stopPolling();
    if (left.includes(NEW)) expectNothingMissed(scene.pollers, stored);
    await expectTidy(scene.steady, scene.database);
    expect(await expectLikeModel(scene.steady)).toEqual(stored);
  } finally {
    await scene.close();
  }
}

async function dieAt(scene: Scene, act: Dying['act'], nth: number, command: string): Promise<void> {
  const { store, gate } = await scene.open();
  const dead = gate.armAt((asked) => asked.filter((one) => one === command).length === nth, 'dies');
  act(store).catch(() => undefined);
  await dead;
}

describeMongo('when a server dies in the middle of its turn, and the next one, while resolving it,', () => {
  test.each(['dies', 'is late'] as const)('%s at any command, all is as if only the third had been there', async (fault) => {
    const cases = DYING.flatMap((dying) =>
      Array.from({ length: dying.commands + 1 }, (_, number) => ({
        name: `${dying.name}: ${fault} at ${number}`,
        run: () => resolverFails(dying, number, fault),
      })),
    );
    expect(await failuresOf(cases)).toEqual([]);
  });

  test('it is undone once, though many come upon it at the same time', async () => {
    const scene = await setScene();
    try {
      await publishTo(scene.steady, [OLD]);
      await dieAt(scene, (store) => publishTo(store, [object(3)]), 2, 'insert turns');
      const others = [scene.frail, scene.steady, (await scene.open()).store];
      await Promise.all(others.map((store, index) => publishTo(store, [object(4 + index)])));
      expect(await fencesIn(scene.database)).toHaveLength(1);
      const stored = await expectLikeModel(scene.steady);
      expect(stored.map(nameOf).toSorted()).toEqual([OLD, object(4), object(5), object(6)].map(nameOf).toSorted());
    } finally {
      await scene.close();
    }
  });
});
