// Backing up an embedded store while it is written to, and bringing it back.
import { chmodSync, copyFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { verifyAudit } from '../../collections/audit/search.ts';
import { digestOf, type PartDigest } from '../../collections/storage/digest.ts';
import type { Store } from '../../collections/storage/port.ts';
import { openSqliteArchive } from '../../collections/storage/sqlite/archive.ts';
import { backUp } from '../../collections/storage/sqlite/backup.ts';
import { layoutOf, layoutVersion } from '../../collections/storage/sqlite/database.ts';
import { restoreBackup, type RestoreOptions } from '../../collections/storage/sqlite/restore-backup.ts';
import { lockTarget } from '../../collections/storage/sqlite/target-store.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { now } from '../../schemas/timestamp.ts';
import { MAIN, MIXED, testCatalogue } from '../protocol/test-catalogue.ts';
import { EVENTFUL, HISTORY, live } from './arbitrary-content.ts';
import { EVERYTHING, publish } from './contract.ts';
import { bodyOf, UNRESTRICTED } from './objects.ts';

let template: string;
let folder: string;
beforeAll(async () => {
  template = mkdtempSync(join(tmpdir(), 'liaison-backup-'));
  const store = openSqliteStore(join(template, STORE));
  await store.writer.replaceCatalogue(testCatalogue(), false);
  await publish(store, MAIN, [note(1)]);
  await store.close();
  await backUp(join(template, STORE), join(template, 'backup.db'), { mayReplace: false });
});
afterAll(() => rmSync(template, { recursive: true }));
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-backup-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A store with `note--1` in it; and a backup of that. */
const makeStore = (): void => copyFileSync(join(template, STORE), inFolder(STORE));
const makeBackup = (): void => copyFileSync(join(template, 'backup.db'), inFolder('backup.db'));
const makeBoth = (): void => {
  makeStore();
  makeBackup();
};

const inFolder = (name: string): string => join(folder, name);
const STORE = 'liaison.db';
const back = (from: string, to: string, options: Partial<RestoreOptions> = {}) =>
  restoreBackup(inFolder(from), inFolder(to), { mayReplace: false, by: 'a test', ...options });
const backUpTo = (name: string) => backUp(inFolder(STORE), inFolder(name), { mayReplace: false });

async function withStore<Result>(name: string, work: (store: Store) => Promise<Result>): Promise<Result> {
  const store = openSqliteStore(inFolder(name));
  try {
    return await work(store);
  } finally {
    await store.close();
  }
}

function inDatabase<Result>(name: string, work: (database: DatabaseSync) => Result): Result {
  const database = new DatabaseSync(inFolder(name));
  try {
    return work(database);
  } finally {
    database.close();
  }
}

const note = (number: number, content?: string) => ({ id: `note--${number}`, version: '2026-01-01T00:00:00.000Z', ...(content === undefined ? {} : { content }) });
const recordsIn = async (store: Store, addedAfter = 0) => (await store.objects.records(MAIN, UNRESTRICTED, { ...EVERYTHING, addedAfter })).items;
const idsIn = async (store: Store) => (await recordsIn(store)).map(({ id }) => id);

/** What doesn't change by a restore, which adds to the log and leaves dates behind. */
async function partsOf(name: string): Promise<unknown> {
  const archive = openSqliteArchive(inFolder(name));
  try {
    const { parts } = await digestOf({ ...archive, collections: async () => (await archive.collections()).filter(({ isDeclared }) => isDeclared).map((one) => ({ ...one, lastDateAdded: 0 })) });
    return parts.filter(({ part }: PartDigest) => part !== 'audit');
  } finally {
    await archive.close();
  }
}

describe('a backup', () => {
  test('P2 holds everything, and comes back with all of it', async () => {
    await withStore(STORE, (store) => live(store, EVENTFUL));
    const { sha256, layout, versions } = await backUpTo('backup.db');
    expect({ layout, versions }).toEqual({ layout: layoutVersion(), versions: 13 });
    const restored = await back('backup.db', 'other.db', { sha256 });
    expect(restored).toMatchObject({ versions, sha256, layoutOfBackup: layout });
    expect(restored.replaced).toBeUndefined();
    expect(await partsOf('other.db')).toEqual(await partsOf(STORE));
  });

  test('P2 the same, whatever happened in the store', async () => {
    let count = 0;
    await fc.assert(
      fc.asyncProperty(HISTORY, async (history) => {
        count += 1;
        await withStore(`${count}.db`, (store) => live(store, history));
        await backUp(inFolder(`${count}.db`), inFolder(`${count}-backup.db`), { mayReplace: false });
        await back(`${count}-backup.db`, `${count}-back.db`);
        expect(await partsOf(`${count}-back.db`)).toEqual(await partsOf(`${count}.db`));
      }),
      { numRuns: 6 },
    );
  });

  test('P1 is one moment of a store that is written to meanwhile, and neither waits for the other', async () => {
    await withStore(STORE, async (store) => {
      await store.writer.replaceCatalogue(testCatalogue(), false);
      // More than is copied at a time.
      for (let number = 0; number < 4; number += 1) await publish(store, MAIN, [note(number, 'x'.repeat(3_000_000))]);
      const publications: Promise<unknown>[] = [];
      let steps = 0;
      const { taken } = await backUp(inFolder(STORE), inFolder('backup.db'), {
        mayReplace: false,
        onProgress(_share, step) {
          if (step === 'copying') steps += 1;
          publications.push(publish(store, MAIN, [note(100 + publications.length)]));
        },
      });
      await Promise.all(publications);
      expect(steps).toBeGreaterThan(2);
      await back('backup.db', 'other.db');
      const before = (await recordsIn(store)).filter(({ dateAdded }) => dateAdded <= taken);
      expect(await withStore('other.db', recordsIn)).toEqual(before);
      expect(before).toHaveLength(4);
      expect(await idsIn(store)).toHaveLength(4 + publications.length);
    });
  });

  test('is one file that only its owner can read, and that nothing else is left of', async () => {
    makeStore();
    await backUpTo('backup.db');
    expect(statSync(inFolder('backup.db')).mode & 0o777).toBe(0o600);
    expect(readdirSync(folder).filter((name) => !name.startsWith(STORE))).toEqual(['backup.db']);
  });

  test('replaces a file only when it may', async () => {
    makeStore();
    writeFileSync(inFolder('backup.db'), 'something dear');
    await expect(backUpTo('backup.db')).rejects.toMatchObject({ code: 'EEXIST' });
    expect(readFileSync(inFolder('backup.db'), 'utf8')).toBe('something dear');
    await backUp(inFolder(STORE), inFolder('backup.db'), { mayReplace: true });
    await back('backup.db', 'other.db');
    expect(readdirSync(folder).filter((name) => name.includes('unfinished'))).toEqual([]);
  });

  test('leaves a store of an earlier layout as it is: that is what it is wanted for before an upgrade', async () => {
    makeStore();
    // What is in the file is newer; it only says so.
    inDatabase(STORE, (database) => database.exec('PRAGMA user_version = 5'));
    expect((await backUpTo('backup.db')).layout).toBe(5);
    expect(inDatabase(STORE, (database) => database.prepare('PRAGMA user_version').get())).toEqual({ user_version: 5 });
  });

  test.each([
    ['there is none', () => undefined, /^There is no store .*liaison\.db\.$/],
    ['it is no store', () => writeFileSync(inFolder(STORE), 'a text'.repeat(1_000)), /is no SQLite database/],
    ['nothing is in it', () => writeFileSync(inFolder(STORE), ''), /^There is nothing in the store/],
    ['it is of a newer program', () => (makeStore(), inDatabase(STORE, (database) => database.exec('PRAGMA user_version = 99'))), /has layout 99/],
    ['it is an unfinished copy', () => (makeStore(), inDatabase(STORE, (database) => database.exec(`INSERT INTO settings VALUES ('copy', CAST('{"from":"x"}' AS BLOB))`))), /is a copy that isn't complete/],
    ['an index is not where it should be', () => (makeStore(), inDatabase(STORE, breakIndex)), /is damaged \(2nd reference to page \d+\), and no backup was made/],
  ])('is not made of a store when %s', async (_what, prepare, expected) => {
    prepare();
    await expect(backUpTo('backup.db')).rejects.toThrow(expected);
    expect(readdirSync(folder).filter((name) => !name.startsWith(STORE))).toEqual([]);
  });
});

describe('a backup that is not what it was is not brought back:', () => {
  test.each([
    ['a changed object', "UPDATE objects SET body = CAST('{}' AS BLOB) WHERE object_id = 'note--1'"],
    ['a changed date', 'UPDATE objects SET date_added = date_added + 1 WHERE rowid = (SELECT MAX(rowid) FROM objects)'],
    ['an object that is gone', "DELETE FROM objects WHERE object_id = 'note--1'"],
    ['a counter that went back', 'UPDATE collections SET last_date_added = 0'],
    ['a changed key', "UPDATE settings SET value = zeroblob(32) WHERE name = 'signing_key'"],
    ['another account', "INSERT INTO accounts (name, agency, password, created_at, changed_at) VALUES ('a', 'b', 'c', 0, 0)"],
    ['an index that is gone', 'DROP INDEX objects_by_label'],
    ['a changed digest', "UPDATE settings SET value = CAST(replace(value, 'sha256\":\"', 'sha256\":\"0') AS BLOB) WHERE name = 'backup'"],
  ])('%s', async (_what, sql) => {
    makeBackup();
    inDatabase('backup.db', (database) => database.exec(sql));
    await expect(back('backup.db', 'other.db')).rejects.toThrow(/isn't what it was when it was made/);
    expect(existsSync(inFolder('other.db'))).toBe(false);
  });

  // In a page that is half empty, bytes may change and nothing with them.
  test('damaged bytes, wherever they are; or else nothing is lost with them', async () => {
    makeBoth();
    const bytes = readFileSync(inFolder('backup.db'));
    const before = await partsOf(STORE);
    const isRefused = async (from: number, to: number): Promise<boolean> => {
      writeFileSync(inFolder('damaged.db'), Buffer.from(bytes).fill(0xa5, from, to));
      const refusal: unknown = await back('damaged.db', 'other.db').then(() => undefined, (error: unknown) => error);
      if (refusal !== undefined) expect(refusal).toMatchObject({ name: 'StoreUnusable' });
      expect(existsSync(inFolder('other.db'))).toBe(refusal === undefined);
      if (refusal !== undefined) return true;
      expect(await partsOf('other.db')).toEqual(before);
      rmSync(inFolder('other.db'));
      return false;
    };
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 0, max: Math.floor(bytes.length / 4_096) - 1 }), async (part) => void (await isRefused(part * 4_096, (part + 1) * 4_096))),
      { numRuns: 8 },
    );
    const object = bytes.indexOf(bodyOf(note(1)));
    for (const place of [0, object]) expect(await isRefused(place, place + 8)).toBe(true);
    writeFileSync(inFolder('damaged.db'), bytes.subarray(0, bytes.length - 4_096));
    await expect(back('damaged.db', 'other.db')).rejects.toMatchObject({ name: 'StoreUnusable' });
  });

  test.each([
    ['none', () => undefined, /^There is no backup/],
    ['a text', () => writeFileSync(inFolder('backup.db'), 'a text'.repeat(1_000)), /is no backup of a Liaison store/],
    ['a database of another program', () => inDatabase('backup.db', (database) => database.exec('CREATE TABLE theirs (a)')), /is no backup of a Liaison store/],
    ['an empty file', () => writeFileSync(inFolder('backup.db'), ''), /^There is no store in/],
    ['one of a newer program', () => inDatabase('backup.db', (database) => database.exec('PRAGMA user_version = 99')), /has layout 99, .* Restore it with the newer Liaison/],
    ['another than was asked for', () => undefined, /not the one that was asked for/],
  ])('%s', async (what, prepare, expected) => {
    if (/newer|asked/.test(what)) makeBackup();
    prepare();
    await expect(back('backup.db', 'other.db', /asked/.test(what) ? { sha256: '0'.repeat(64) } : {})).rejects.toThrow(expected);
    expect(existsSync(inFolder('other.db'))).toBe(false);
  });
});

describe('a store that is brought back', () => {
  test('can come from where nothing can be written, and from a mere copy of the file', async () => {
    makeBoth();
    copyFileSync(inFolder(STORE), inFolder('copy.db'));
    chmodSync(inFolder('backup.db'), 0o400);
    expect((await back('backup.db', 'one.db')).taken).toBeGreaterThan(0);
    expect((await back('copy.db', 'two.db')).taken).toBeUndefined();
    expect(await withStore('one.db', idsIn)).toEqual(await withStore('two.db', idsIn));
    expect(statSync(inFolder('one.db')).mode & 0o777).toBe(0o600);
  });

  test('does not replace one that holds something unless it may, and keeps that one', async () => {
    makeBoth();
    await withStore(STORE, (store) => publish(store, MAIN, [note(2)]));
    await expect(back('backup.db', STORE)).rejects.toThrow(/holds 2 versions of objects and 0 accounts\. .* say --replace/);
    const { replaced } = await back('backup.db', STORE, { mayReplace: true });
    expect(replaced?.summary?.versions).toBe(2);
    expect(await withStore(STORE, idsIn)).toEqual(['note--1']);
    expect(await withStore(replaced?.keptAs.slice(folder.length + 1) ?? '', idsIn)).toEqual(['note--1', 'note--2']);
  });

  test('P2 never replaces one that somebody uses', async () => {
    makeBoth();
    await withStore(STORE, async (store) => {
      await expect(back('backup.db', STORE, { mayReplace: true })).rejects.toThrow(/is in use: a server or another command works on it/);
      await publish(store, MAIN, [note(2)]);
    });
    const archive = openSqliteArchive(inFolder(STORE));
    await expect(back('backup.db', STORE, { mayReplace: true })).rejects.toThrow(/is in use/);
    await archive.close();
    expect(await withStore(STORE, idsIn)).toEqual(['note--1', 'note--2']);
  });

  test('takes the place of one in which nothing is, and of one that cannot be read if it may', async () => {
    makeBoth();
    await openSqliteStore(inFolder('empty.db')).close();
    expect((await back('backup.db', 'empty.db')).replaced).toBeUndefined();
    expect(await withStore('empty.db', idsIn)).toEqual(['note--1']);

    writeFileSync(inFolder('damaged.db'), 'no database '.repeat(1_000));
    writeFileSync(inFolder('damaged.db-wal'), 'its log');
    await expect(back('backup.db', 'damaged.db')).rejects.toThrow(/can't be read, so that nobody knows what it holds/);
    const { replaced } = await back('backup.db', 'damaged.db', { mayReplace: true });
    expect(await withStore('damaged.db', idsIn)).toEqual(['note--1']);
    expect(readFileSync(`${replaced?.keptAs}`, 'utf8')).toMatch(/^no database/);
    expect(readFileSync(`${replaced?.keptAs}-wal`, 'utf8')).toBe('its log');
  });

  test.each([
    ['a database of another program', () => inDatabase(STORE, (database) => database.exec('CREATE TABLE theirs (a)')), /database of another program/],
    ['the log of a store that is gone', () => writeFileSync(inFolder(`${STORE}-wal`), 'a log'), /is left of a store that is gone/],
    ['the backup itself', () => copyFileSync(inFolder('backup.db'), inFolder(STORE)), /is the store itself/],
  ])('does not take the place of %s', async (what, prepare, expected) => {
    makeBoth();
    rmSync(inFolder(STORE));
    prepare();
    const before = readdirSync(folder);
    await expect(back(/itself/.test(what) ? STORE : 'backup.db', STORE, { mayReplace: true })).rejects.toThrow(expected);
    expect(readdirSync(folder)).toEqual(before);
  });

  test('P2 is there as a whole or not at all: the one before stays when it is stopped in between', async () => {
    makeBoth();
    await withStore(STORE, (store) => publish(store, MAIN, [note(2)]));
    for (const stoppedIn of ['checking the backup', 'copying', 'checking the copy'] as const) {
      const onProgress: RestoreOptions['onProgress'] = (_share, step) => {
        if (step === stoppedIn) throw new Error('a full disk');
      };
      await expect(back('backup.db', STORE, { mayReplace: true, onProgress })).rejects.toThrow('a full disk');
      expect(await withStore(STORE, idsIn)).toEqual(['note--1', 'note--2']);
      expect(readdirSync(folder).toSorted()).toEqual(['backup.db', STORE]);
    }
  });

  test('P1 gives no date again that was given since the backup, though a clock was ahead: who polls misses nothing', async () => {
    makeBoth();
    const ahead = now() + 3_600 * 1e6;
    inDatabase(STORE, (database) => database.prepare('UPDATE collections SET last_date_added = ? WHERE id = ?').run(ahead, MAIN));
    await withStore(STORE, (store) => publish(store, MAIN, [note(2), note(3)]));
    const position = (await withStore(STORE, recordsIn)).at(-1)?.dateAdded ?? 0;
    expect(position).toBe(ahead + 2);

    const { datesAfter } = await back('backup.db', STORE, { mayReplace: true });
    expect(datesAfter).toBe(position);
    await withStore(STORE, async (store) => {
      await publish(store, MAIN, [note(2), note(4)]);
      expect((await recordsIn(store, position)).map(({ id, dateAdded }) => [id, dateAdded])).toEqual([['note--2', position + 1], ['note--4', position + 2]]);
      await publish(store, MIXED, [note(5)]);
    });
  });

  test('P1 begins after the present even where the clock goes back afterwards', async () => {
    makeBoth();
    const before = now();
    const { datesAfter } = await back('backup.db', 'other.db');
    expect(datesAfter).toBeGreaterThanOrEqual(before);
    const rows = inDatabase('other.db', (database) => database.prepare('SELECT MIN(last_date_added) AS least FROM collections').all());
    expect(rows).toEqual([{ least: datesAfter }]);
  });

  test('says so in its audit log, with the end of the one that is gone', async () => {
    makeBoth();
    await withStore(STORE, (store) => publish(store, MAIN, [note(2)]));
    const [gone] = await withStore(STORE, (store) => store.audit.chains());
    const { taken, sha256 } = await back('backup.db', STORE, { mayReplace: true });
    await withStore(STORE, async (store) => {
      expect((await verifyAudit(store.audit)).flatMap(({ faults }) => faults)).toEqual([]);
      const entries = await store.audit.find({ kinds: ['restore'] }, 10);
      const replaced = `${gone?.number}:${Buffer.from(gone?.hash ?? []).toString('hex')}`;
      expect(entries.map(({ text }) => JSON.parse(text))).toMatchObject([{ by: 'a test', taken: new Date((taken ?? 0) / 1_000).toISOString().replace('Z', '000Z'), sha256, replaced }]);
    });
  });
});

test('who opens a store while one is brought back hears that it is locked', async () => {
  makeStore();
  const target = await lockTarget(inFolder(STORE));
  const database = new DatabaseSync(inFolder(STORE), { timeout: 0 });
  expect(() => layoutOf(database, STORE)).toThrow('The store liaison.db is locked by another command, such as a restore. Try again when that has ended.');
  target.release();
  expect(layoutOf(database, STORE)).toBe(layoutVersion());
  database.close();
});

// As by a defect of a disk.
function breakIndex(database: DatabaseSync): void {
  database.enableDefensive(false);
  database.exec(`
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET rootpage = (SELECT rootpage FROM sqlite_schema WHERE name = 'publications_pending') WHERE name = 'objects_by_version';
  `);
}
