// A server dies, or is stopped and wakes up later, at each single command of a deletion.
import type { Removal, RemovalOutcome } from '../../../collections/storage/port.ts';
import { describeMongo } from '../../engines/describe-mongodb.ts';
import { MIXED } from '../../protocol/test-catalogue.ts';
import { afterRemoval } from '../model.ts';
import type { TestObject } from '../objects.ts';
import { failuresAtEachCommand, type Trial } from './every-command.ts';
import { expectLikeModel, expectTidy, nameOf } from './expectations.ts';
import { publishTo } from './scene.ts';
import { REMOVER } from '../objects.ts';

const ID = 'indicator--00000001-0000-4000-8000-000000000000';
const OTHER = 'indicator--00000002-0000-4000-8000-000000000000';
const at = (day: number): string => `2026-01-0${day}T00:00:00.000Z`;

const OLD: TestObject = { id: ID, version: at(3), specVersion: '2.0' };
const NEWEST: TestObject = { id: ID, version: at(6) };
const STAYING: readonly TestObject[] = [
  { id: ID, version: at(3) },
  { id: ID, version: at(4) },
  { id: OTHER, version: at(3) },
];
/** What the frail server deletes: the newest version. */
const LAST: Removal = { id: ID, versions: { first: false, last: true, values: [] }, specVersions: ['2.1'] };
/** What the steady one publishes meanwhile; it deletes the version in STIX 2.0, too. */
const MEANWHILE: readonly TestObject[] = [
  { id: ID, version: at(5) },
  { id: OTHER, version: at(1) },
];

function trial(): Trial<RemovalOutcome> {
  return {
    async prepare({ steady, frail }) {
      await publishTo(frail, [OLD, NEWEST]);
      await publishTo(steady, STAYING);
    },
    act: ({ frail }) => frail.writer.remove(MIXED, LAST, REMOVER),
    async meanwhile({ steady }) {
      await steady.writer.remove(MIXED, { id: ID, versions: 'all', specVersions: ['2.0'] }, REMOVER);
      await publishTo(steady, MEANWHILE);
    },
    async check(scene, result) {
      const { steady } = scene;
      const stored = await expectLikeModel(steady);
      const whole = [...STAYING, ...MEANWHILE].map(nameOf).toSorted();
      // One that died may not have come to it.
      const isDone = result.status === 'fulfilled' || stored.length === whole.length;
      if (result.status === 'fulfilled') expect(result.value).toEqual({ removed: 1 });
      expect(stored.map(nameOf).toSorted()).toEqual(isDone ? whole : [...whole, nameOf(NEWEST)].toSorted());
      await expectTidy(scene.steady, scene.database);
      expect(await expectLikeModel(steady)).toEqual(stored);
      expect(await steady.writer.remove(MIXED, LAST, REMOVER)).toEqual({ removed: 1 });
      expect(await expectLikeModel(steady)).toEqual(afterRemoval(stored, ID, LAST.versions, LAST.specVersions));
    },
  };
}

describeMongo('T-5.7-05 a deletion takes what it was to take, and the rest is as the model says, when a server', () => {
  test.each(['dies', 'is late'] as const)('%s at any command of it', async (fault) => {
    expect(await failuresAtEachCommand(fault, trial)).toEqual([]);
  });
});
