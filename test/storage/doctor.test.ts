// Looking a store over: nothing is found in one that only Liaison has written to, and whatever else was done to it is.
import { copyFileSync, rmSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { Binary, MongoClient, type Db } from 'mongodb';
import type { Finding } from '../../collections/doctor/finding.ts';
import { storeChecks } from '../../collections/doctor/store-checks.ts';
import { openExaminer } from '../../collections/storage/open-examiner.ts';
import { openStore } from '../../collections/storage/open-store.ts';
import { now } from '../../schemas/timestamp.ts';
import { DEEP, HIDDEN, MAIN, MIXED, testCatalogue } from '../protocol/test-catalogue.ts';
import { describeMongo } from '../engines/describe-mongodb.ts';
import { EVENTFUL, live, POSSIBLE_HISTORY, type Happening } from './arbitrary-content.ts';
import { publish } from './contract.ts';
import { COPY_PAIRS, type TestPlace } from './copy-engines.ts';
import { makeOldStore } from './earlier-layouts.ts';
import { aggregateOf } from './objects.ts';

const ENGINES = [...new Map(COPY_PAIRS.map(({ from }) => [from.name, from])).values()];
const IN_AN_HOUR = now() + 3_600 * 1e6;

/** What is found, by check. */
async function examine({ place }: Pick<TestPlace, 'place'>): Promise<Record<string, readonly Finding[] | string>> {
  const examiner = await openExaminer(place);
  try {
    const found: Record<string, readonly Finding[] | string> = {};
    for (const { name, run } of storeChecks(examiner)) {
      const outcome = await run();
      if ('skipped' in outcome) found[name] = outcome.skipped;
      else if (outcome.length > 0) found[name] = outcome;
    }
    return found;
  } finally {
    await examiner.close();
  }
}

async function happen({ place }: TestPlace, history: readonly Happening[]): Promise<void> {
  const store = await openStore(place);
  await live(store, history).finally(() => store.close());
}

/** Some of everything, with an aggregate that shows something. */
const SOMETHING: readonly Happening[] = [
  async (store) => {
    await store.writer.replaceCatalogue(testCatalogue(), false);
    await publish(store, MAIN, [{ id: 'note--1', version: '2026-01-01T00:00:00.000Z' }, { id: 'note--2' }]);
    await store.writer.feed(aggregateOf(HIDDEN, [MAIN]), MAIN);
    await store.writer.saveAccount({ name: 'analyst', agency: 'both', disabled: false });
    await store.writer.noteUses([{ account: 'analyst', credential: '0a', lastUsed: 7 }]);
    await store.writer.hold({ collection: MAIN, id: 'note--1', since: 5, by: 'a court', reason: 'under way' });
  },
];

describe.each(ENGINES)('on $name', (engine) => {
  let place: TestPlace;
  beforeEach(async () => {
    place = await engine.makePlace();
  });
  afterEach(() => place.dispose());

  test('nothing is wrong with a store that has some of everything', async () => {
    await happen(place, SOMETHING);
    expect(await examine(place)).toEqual({});
    await happen(place, EVENTFUL);
    expect(await examine(place)).toEqual({});
  });

  test('nothing is wrong with it, whatever happens in it, but that its agencies may go', async () => {
    await fc.assert(
      fc.asyncProperty(POSSIBLE_HISTORY, async (history) => {
        const one = await engine.makePlace();
        try {
          await happen(one, [async (store) => void (await store.writer.replaceCatalogue(testCatalogue(), false)), ...history]);
          expect(await examine(one)).toEqual({});
        } finally {
          await one.dispose();
        }
      }),
      { numRuns: Math.min(engine.runs, 6) },
    );
  });

  test('dates in the future are told, and accounts whose agency is gone', async () => {
    await happen(place, [
      ...SOMETHING,
      async (store) => {
        await store.writer.record([{ kind: 'loss', at: IN_AN_HOUR, events: 1 }]);
        await store.writer.saveAccount({ name: 'stranger', agency: 'nobody', disabled: false });
        await store.writer.saveAccount({ name: 'former', agency: 'nobody', disabled: true });
      },
    ]);
    const found = await examine(place);
    expect(found).toMatchObject({ clock: [{ severity: 'problem', message: expect.stringMatching(/in the future/) }], 'orphan rows': [{ severity: 'warning', message: expect.stringMatching(/accounts of agencies .*: 1, such as stranger of nobody/) }] });
  });
});

describe('on SQLite, what others did to the file is told:', () => {
  const [engine] = ENGINES;
  const MAIN_NUMBER = `(SELECT number FROM collections WHERE id = '${MAIN}')`;
  let template: TestPlace;
  let place: TestPlace;
  const makePlace = (): Promise<TestPlace> => {
    if (engine === undefined) throw new Error('SQLite is always there');
    return engine.makePlace();
  };
  beforeAll(async () => {
    template = await makePlace();
    await happen(template, SOMETHING);
  });
  afterAll(() => template.dispose());
  beforeEach(async () => {
    place = await makePlace();
    copyFileSync(template.place, place.place);
  });
  afterEach(() => place.dispose());

  test.each<[what: string, sql: string, check: string, severity: Finding['severity'], message: RegExp]>([
    ['an index is gone', 'DROP INDEX objects_by_date', 'indexes', 'problem', /^The index objects_by_date is missing\.$/],
    ['an index is another', 'DROP INDEX objects_by_date; CREATE INDEX objects_by_date ON objects (date_added)', 'indexes', 'problem', /objects_by_date is not as this program makes it/],
    ['a trigger is gone', 'DROP TRIGGER audit_is_kept', 'indexes', 'problem', /trigger audit_is_kept is missing/],
    ['a shown version is gone', `DELETE FROM objects WHERE collection = ${MAIN_NUMBER} AND object_id = 'note--1'; UPDATE label_uses SET versions = 1 WHERE collection = ${MAIN_NUMBER}`, 'orphan rows', 'problem', /show versions that are not there: 1, such as note--1 in 0e7f/],
    ['a label is not listed', `DELETE FROM label_uses WHERE collection = ${MAIN_NUMBER}`, 'orphan rows', 'problem', /list of labels .*: 1, .* So some who may read them are not shown them/],
    ['a counter went back', `UPDATE collections SET last_date_added = 5 WHERE id = '${MAIN}'`, 'orphan rows', 'problem', /later than the last one .*: 2, such as note--\d in 5a0d.* may be given twice/],
    ['a collection is gone', `UPDATE collections SET is_declared = 0 WHERE id = '${DEEP}'`, 'orphan rows', 'problem', /that the catalogue has and the store does not: 1, such as 9d4e/],
    ['a collection is gone that a feed is of', `UPDATE collections SET is_declared = 0 WHERE id = '${HIDDEN}'`, 'orphan rows', 'problem', /that the catalogue has and the store does not/],
    ['a hold is of no collection', "INSERT INTO holds VALUES ('nowhere', 'note--1', 1, 'a', 'b')", 'orphan rows', 'warning', /holds in collections .*: 1, such as note--1 in nowhere/],
    ['an envelope is gone', 'UPDATE publications SET completed_at = NULL', 'orphan rows', 'problem', /pending publications without their envelope: 1/],
    ['an account is gone', 'DELETE FROM accounts', 'orphan rows', 'warning', /uses of credentials of accounts that are not there: 1, such as analyst/],
    ['a row is in another place', `UPDATE objects SET place = 99 WHERE place = (SELECT MIN(place) FROM objects WHERE collection = ${MAIN_NUMBER})`, 'orphan rows', 'problem', /places are not in the order of their dates: 1, such as 5a0d/],
    ['a use of a definition is left', `INSERT INTO definition_uses VALUES (${MAIN_NUMBER}, 1, 2)`, 'orphan rows', 'warning', /marking definitions .*: 1, such as 5a0d.*, dates 1 and 2/],
    ['a label number refers to nothing', 'PRAGMA foreign_keys = OFF; UPDATE removals SET label = 99; DELETE FROM agencies', 'store integrity', 'problem', /rows of (objects|label_uses) refer to rows of agencies that aren't there/],
    ['an entry of the log is changed', "DROP TRIGGER audit_is_not_changed; UPDATE audit SET text = replace(text, 'both', 'boss') WHERE number = 2", 'audit chain', 'problem', /isn't as it was written: was changed, or the one before it was/],
    ['a date is in the future', `UPDATE collections SET last_date_added = ${IN_AN_HOUR} WHERE id = '${MIXED}'`, 'clock', 'problem', /The newest date that it gave, .* is in the future/],
    ['the layout is a newer one', 'PRAGMA user_version = 99', 'store layout', 'problem', /has layout 99, and this program knows layouts up to \d+/],
    ['the layout is an earlier one', 'PRAGMA user_version = 5; DROP TABLE rate_use', 'store layout', 'warning', /has layout 5, an earlier one/],
    ['it is an unfinished copy', `INSERT INTO settings VALUES ('copy', CAST('{"from":"elsewhere","identity":"x"}' AS BLOB))`, 'store layout', 'problem', /isn't complete/],
  ])('%s', async (_what, sql, check, severity, message) => {
    const database = new DatabaseSync(place.place);
    database.exec(sql);
    database.close();
    const findings = (await examine(place))[check];
    expect(findings).toContainEqual({ severity, where: expect.stringContaining('liaison.db'), message: expect.stringMatching(message), remedy: expect.stringMatching(/\.$|^Finish it/) });
  });

  test('an earlier layout without the tables that came later is looked at as far as that goes', async () => {
    rmSync(place.place);
    makeOldStore(place.place, 5, '');
    const skipped = expect.stringMatching(/^the layout of the store is 5, and not \d+$/);
    expect(await examine(place)).toEqual({ 'store layout': [expect.anything()], 'orphan rows': skipped, 'audit chain': skipped, clock: skipped });
  });
});

describeMongo('on MongoDB, what others did to the database is told:', () => {
  const engine = ENGINES.find(({ name }) => name === 'MongoDB');
  let place: TestPlace;
  beforeEach(async () => {
    if (engine === undefined) throw new Error('describeMongo would have skipped this');
    place = await engine.makePlace();
    await happen(place, SOMETHING);
  });
  afterEach(() => place.dispose());

  test.each<[what: string, change: (database: Db) => Promise<unknown>, check: string, severity: Finding['severity'], message: RegExp]>([
    ['an index is gone', (database) => database.collection('objects').dropIndex('label_since'), 'indexes', 'problem', /^The index label_since of objects is missing\.$/],
    ['an index is another', async (database) => (await database.collection('turns').dropIndex('newest'), database.collection('turns').createIndex({ collection: 1 }, { name: 'newest' })), 'indexes', 'problem', /index newest of turns is not as this program makes it/],
    ['a label is not listed', (database) => database.collection('labels').deleteMany({ collection: MAIN }), 'orphan rows', 'problem', /list of labels of their collection lacks: 1, such as 5a0d/],
    ['a shown version is gone', (database) => database.collection('objects').deleteOne({ collection: MAIN, object_id: 'note--1' }), 'orphan rows', 'problem', /show versions that are not there: 1, such as note--1 in 0e7f/],
    ['an account is gone', (database) => database.collection('accounts').deleteMany({}), 'orphan rows', 'warning', /uses of credentials of accounts that are not there: 1, such as analyst/],
    ['versions are of no collection', (database) => database.collection('objects').updateMany({ collection: MAIN }, { $set: { collection: 'nowhere' } }), 'orphan rows', 'warning', /versions of objects that the catalogue does not have: 1, such as nowhere/],
    ['an entry of the log is gone', (database) => database.collection('audit').deleteOne({ number: 2 }), 'audit chain', 'problem', /entry 2 is missing/],
    ['an entry of the log is changed', (database) => database.collection('audit').updateOne({ number: 2 }, { $set: { hash: new Binary(new Uint8Array(32)) } }), 'audit chain', 'problem', /was changed/],
    ['the layout is a newer one', (database) => database.collection<{ _id: string }>('settings').updateOne({ _id: 'layout' }, { $set: { value: 99 } }), 'store layout', 'problem', /has layout 99/],
  ])('%s', async (_what, change, check, severity, message) => {
    const client = await MongoClient.connect(place.place);
    await change(client.db()).finally(() => client.close());
    expect((await examine(place))[check]).toContainEqual({ severity, where: expect.stringMatching(/^mongodb:/), message: expect.stringMatching(message), remedy: expect.stringMatching(/\.$/) });
  });
});
