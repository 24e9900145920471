// The embedded store keeps the contract, and some things of its own.
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { layoutVersion } from '../../collections/storage/sqlite/database.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import type { View } from '../../collections/storage/sqlite/view.ts';
import type { ObjectQuery } from '../../collections/storage/port.ts';
import { pageStatement } from '../../collections/storage/sqlite/page-query.ts';
import { now } from '../../schemas/timestamp.ts';
import { MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { auditContract } from './contract-audit.ts';
import { consumerContract } from './contract-consumers.ts';
import { rateContract } from './contract-rates.ts';
import { recentContract } from './contract-recent.ts';
import { EVERYTHING, publish, storeContract, type StorePlace } from './contract.ts';
import { modelContract } from './contract-model.ts';
import { releaseContract } from './contract-release.ts';
import { UNRESTRICTED } from './objects.ts';

async function makePlace(): Promise<StorePlace> {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-store-'));
  return {
    open: async () => openSqliteStore(join(folder, 'liaison.db')),
    dispose: async () => rmSync(folder, { recursive: true }),
  };
}

storeContract('SQLite', makePlace);

auditContract('SQLite', makePlace);
consumerContract('SQLite', makePlace);
rateContract('SQLite', makePlace);
recentContract('SQLite', makePlace);
modelContract('SQLite', makePlace, 300);
releaseContract('SQLite', makePlace, { runs: 300, many: 240, oneQuestionIn: 1 });

describe('the embedded file', () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'liaison-store-'));
  });
  afterEach(() => rmSync(folder, { recursive: true }));
  const file = (): string => join(folder, 'liaison.db');

  test('P2 is written ahead and synchronised on every commit', async () => {
    await openSqliteStore(file()).close();
    const { openForWriting } = await import('../../collections/storage/sqlite/database.ts');
    const database = openForWriting(file());
    expect(database.prepare('PRAGMA journal_mode').get()).toEqual({ journal_mode: 'wal' });
    expect(database.prepare('PRAGMA synchronous').get()).toEqual({ synchronous: 2 });
    database.close();
  });

  test('P1 date_added goes on from the last one when the clock went back', async () => {
    const store = openSqliteStore(file());
    await store.writer.replaceCatalogue(testCatalogue(), false);
    await publish(store, MAIN, [{ id: 'note--1', version: '2026-01-01T00:00:00.000Z' }]);
    const inAnHour = now() + 3600e6;
    const database = new DatabaseSync(file());
    database.prepare('UPDATE collections SET last_date_added = ? WHERE id = ?').run(inAnHour, MAIN);
    database.close();
    await publish(store, MAIN, [{ id: 'note--2' }, { id: 'note--3' }]);
    const { items } = await store.objects.page(MAIN, UNRESTRICTED, EVERYTHING);
    expect(items.slice(1).map(({ dateAdded }) => dateAdded)).toEqual([inAnHour + 1, inAnHour + 2]);
    await store.close();
  });

  test.each([
    ['everything since d', {}, 'objects_current'],
    ['all versions since d', { versions: 'all' as const, specVersions: ['2.1'] }, 'objects_by_date'],
    ['first versions since d', { versions: { first: true, last: false, values: [] } }, 'objects_original'],
    ['these types since d', { types: ['indicator', 'malware'] }, 'objects_by_type'],
    ['these types in all versions since d', { types: ['indicator', 'malware'], versions: 'all' as const }, 'objects_by_type'],
    ['this type since d', { types: ['indicator'] }, 'objects_by_type'],
    ['these ids', { ids: ['note--1', 'note--2'] }, 'objects_by_identity'],
    ['this version', { versions: { first: false, last: false, values: ['2026-01-01T00:00:00.000'] } }, 'objects_by_version'],
  ])('answers %s by walking one index', async (_question, query, index) => {
    await openSqliteStore(file()).close();
    const database = new DatabaseSync(file());
    const view = { viewer: UNRESTRICTED, collection: 1, lastDateAdded: 9, own: [] };
    const plan = planOf(database, { ...view, open: 'all' }, query);
    expect(plan.join('\n')).toContain(`INDEX ${index} `);
    expect(plan.filter((step) => /^SCAN (?!wanted|json_each|kind|CONSTANT ROW)/.test(step))).toEqual([]);
    expect(plan.filter((step) => step.includes('TEMP B-TREE'))).toEqual(plan.some((step) => /wanted|json_each|identity/.test(step)) ? [expect.anything()] : []);
    // With labels, a stretch of an index each; where something else finds few rows, that, and the condition on each of them.
    const restricted = planOf(database, { ...view, open: [3, 7], own: [9], agency: 4 }, query);
    const merges = index !== 'objects_by_identity' && !('types' in query) && index !== 'objects_by_version';
    expect(restricted.join('\n')).toContain(`INDEX ${merges ? 'objects_by_label' : index} `);
    expect(restricted.join('\n').includes('objects_by_publisher')).toBe(merges);
    expect(restricted.filter((step) => /^SCAN (?!wanted|json_each|kind|CONSTANT ROW|m$)/.test(step))).toEqual([]);
    database.close();
  });

  function planOf(database: DatabaseSync, view: View, query: Partial<ObjectQuery>): string[] {
    const plan = planOfQuery(database, view, query);
    // Newest first, from the middle: the same way, from the other end.
    const backwards = planOfQuery(database, view, { ...query, newestFirst: true, addedBefore: 9 });
    expect(stepsOf(backwards)).toEqual(stepsOf(plan));
    return plan;
  }

  function planOfQuery(database: DatabaseSync, view: View, query: Partial<ObjectQuery>): string[] {
    const { sql, parameters } = pageStatement('o.date_added', view, { ...EVERYTHING, addedAfter: 1, ...query }, () => false);
    const statement = database.prepare(`EXPLAIN QUERY PLAN ${sql}`);
    statement.setAllowUnknownNamedParameters(true);
    return statement.all(parameters).map(({ detail }) => String(detail));
  }

  // Without the ends of stretches and how the places of their dates are found.
  function stepsOf(plan: readonly string[]): string[] {
    const steps = plan.filter((step) => !/SUBQUERY \d+$|^SEARCH p USING COVERING INDEX objects_by_date /.test(step));
    return steps.map((step) => step.replace(/ AND (?:date_added|place|rowid)<\?/, ''));
  }

  test('of a newer program is refused with both layouts named', async () => {
    await openSqliteStore(file()).close();
    const database = new DatabaseSync(file());
    database.exec(`PRAGMA user_version = ${layoutVersion() + 1}`);
    database.close();
    expect(() => openSqliteStore(file())).toThrow(
      new RegExp(`has layout ${layoutVersion() + 1}, this program knows layouts up to ${layoutVersion()}`),
    );
  });

  test('of another program, or no database at all, is refused', () => {
    const database = new DatabaseSync(file());
    database.exec('CREATE TABLE theirs (a INTEGER)');
    database.close();
    expect(() => openSqliteStore(file())).toThrow(/another program/);
    const text = join(folder, 'text.db');
    writeFileSync(text, 'this is a text of some length, and no database at all, whatever its name says'.repeat(50));
    expect(() => openSqliteStore(text)).toThrow(/no SQLite database/);
  });
});
