// Copying between embedded stores, looked at below the port: no column is forgotten, neither copied nor digested.
import fc from 'fast-check';
import { copyFileSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import { copyStore } from '../../collections/storage/copy.ts';
import { digestOf } from '../../collections/storage/digest.ts';
import { openArchive, openRestore } from '../../collections/storage/open-archive.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { EVENTFUL, HISTORY, live, type Happening } from './arbitrary-content.ts';
import { publish } from './contract.ts';
import { MAIN } from '../protocol/test-catalogue.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'liaison-copy-'));
});
afterEach(() => rmSync(folder, { recursive: true }));
const file = (name: string): string => join(folder, name);

const TABLES = [
  'settings', 'catalogue', 'accounts', 'collections', 'agencies', 'labels', 'label_uses', 'objects', 'definition_uses', 'removals',
  'holds', 'feeds', 'publications', 'audit_chains', 'audit',
];
/** They are copied, and follow from the accounts or count for no digest. */
const BESIDE_ACCOUNTS = ['credential_handles', 'credential_uses'];
/** They aren't copied: with the next poll it is known again how far an account is, and windows of limits are short. */
const OF_THE_PLACE = ['consumers', 'rate_use'];

test('all rows of all tables are the same, flags included, whatever was published and deleted', async () => {
  let round = 0;
  await fc.assert(
    fc.asyncProperty(HISTORY, async (history) => {
      round += 1;
      const [from, to] = [file(`from-${round}.db`), file(`to-${round}.db`)];
      await fill(from, history);
      await copy(from, to);
      expect(rowsOf(to)).toEqual(rowsOf(from));
    }),
    { numRuns: 40 },
  );
});

test('which version is the last one is put right, too, by the next run', async () => {
  await fill(file('from.db'), EVENTFUL);
  const [source, target] = [await openArchive(file('from.db')), await openRestore(file('to.db'))];
  const putAccounts = () => Promise.reject(new Error('no accounts this time'));
  await expect(copyStore(source, { ...target, putAccounts }, { from: 'one', to: 'other' })).rejects.toThrow('no accounts this time');
  await target.close();
  await source.close();
  const database = new DatabaseSync(file('to.db'));
  database.exec('UPDATE objects SET is_last = 1 - is_last');
  database.close();
  await copy(file('from.db'), file('to.db'));
  expect(rowsOf(file('to.db'))).toEqual(rowsOf(file('from.db')));
});

test('the layout has no tables but those that are copied', async () => {
  await openSqliteStore(file('store.db')).close();
  const database = new DatabaseSync(file('store.db'));
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all();
  database.close();
  expect(tables.map(({ name }) => String(name)).toSorted()).toEqual([...TABLES, ...BESIDE_ACCOUNTS, ...OF_THE_PLACE].toSorted());
});

/** Numbers rows, or follow from others: the number of successes and failures. */
const OF_NO_ACCOUNT = new Set([
  'collections.number', 'collections.label_generation', 'agencies.number', 'labels.number', 'labels.part', 'label_uses.collection', 'label_uses.label',
  'label_uses.publisher', 'label_uses.versions', 'objects.is_plain', 'objects.place', 'removals.label', 'removals.publisher', 'publications.success_count',
  'publications.failure_count', 'catalogue.only_row',
]);

test('the digest differs when anything in any column does', async () => {
  await fill(file('store.db'), EVENTFUL);
  const original = await digestFrom(file('store.db'));
  const columns = TABLES.flatMap((table) => columnsOf(file('store.db'), table)).filter(({ name }) => !OF_NO_ACCOUNT.has(name));
  expect(columns.length).toBeGreaterThan(25);
  for (const { name, change } of columns) {
    copyFileSync(file('store.db'), file('changed.db'));
    const database = new DatabaseSync(file('changed.db'));
    database.exec(`PRAGMA foreign_keys = OFF; DROP TRIGGER audit_is_not_changed; ${change}`);
    database.close();
    expect({ name, sha256: await digestFrom(file('changed.db')) }).not.toEqual({ name, sha256: original });
  }
});

test('an archive shows the store as it was when it was opened, while others write to it', async () => {
  await fill(file('store.db'), EVENTFUL);
  const before = await digestFrom(file('store.db'));
  const archive = await openArchive(file('store.db'));
  const store = openSqliteStore(file('store.db'));
  try {
    await publish(store, MAIN, [{ id: 'note--1' }]);
    expect((await digestOf(archive)).sha256).toBe(before);
  } finally {
    await archive.close();
    await store.close();
  }
  expect(await digestFrom(file('store.db'))).not.toBe(before);
});

test('a source that is not there is not made', async () => {
  await expect(openArchive(file('nowhere.db'))).rejects.toThrow(/^There is no store .*nowhere\.db\.$/);
  expect(existsSync(file('nowhere.db'))).toBe(false);
});

async function fill(path: string, history: readonly Happening[]): Promise<void> {
  const store = openSqliteStore(path);
  await live(store, history);
  await store.close();
}

async function copy(from: string, to: string): Promise<void> {
  const [source, target] = [await openArchive(from), await openRestore(to)];
  const { differences } = await copyStore(source, target, { from, to, limit: { items: 3, bytes: 200 } });
  expect(differences).toEqual([]);
  await source.close();
  await target.close();
}

async function digestFrom(path: string): Promise<string> {
  const archive = await openArchive(path);
  const { sha256 } = await digestOf(archive);
  await archive.close();
  return sha256;
}

/** Every row as it is, but for the numbers of collections, and without the note that the store is a copy. */
function rowsOf(path: string) {
  const database = new DatabaseSync(path);
  const rows = {
    settings: database.prepare("SELECT * FROM settings WHERE name <> 'copy' ORDER BY name").all(),
    catalogue: database.prepare('SELECT * FROM catalogue').all(),
    accounts: database.prepare('SELECT * FROM accounts ORDER BY name').all(),
    besideAccounts: BESIDE_ACCOUNTS.map((table) => database.prepare(`SELECT * FROM ${table} ORDER BY 1, 2`).all()),
    collections: database.prepare('SELECT id, last_date_added, is_declared FROM collections WHERE is_declared + last_date_added > 0 ORDER BY id').all(),
    objects: named(database, 'objects', 'date_added'),
    removals: named(database, 'removals', 'date'),
    uses: database.prepare('SELECT c.id, u.user, u.definition FROM definition_uses u JOIN collections c ON c.number = u.collection ORDER BY 1, 2, 3').all(),
    labels: database.prepare('SELECT c.id, l.says, a.name, u.versions FROM label_uses u JOIN collections c ON c.number = u.collection' +
      ' JOIN labels l ON l.number = u.label JOIN agencies a ON a.number = u.publisher WHERE u.versions > 0 ORDER BY 1, 2, 3').all(),
    holds: database.prepare('SELECT * FROM holds ORDER BY collection, object_id').all(),
    feeds: database.prepare('SELECT c.id, p.id AS part, f.filter, f.position FROM feeds f JOIN collections c ON c.number = f.aggregate' +
      ' JOIN collections p ON p.number = f.part ORDER BY 1, 2').all(),
    publications: database.prepare('SELECT * FROM publications ORDER BY status_id').all(),
  };
  database.close();
  return rows;
}

/** Rows with names in place of numbers. */
function named(database: DatabaseSync, table: string, date: string) {
  const parts = table === 'objects' ? ', p.id AS part' : '';
  const sql = `SELECT t.*, c.id, l.says, a.name${parts} FROM ${table} t JOIN collections c ON c.number = t.collection` +
    ' JOIN labels l ON l.number = t.label JOIN agencies a ON a.number = t.publisher' +
    `${table === 'objects' ? ' LEFT JOIN collections p ON p.number = t.part' : ''} ORDER BY c.id, t.${date}`;
  return database.prepare(sql).all().map(({ collection: _collection, label: _label, publisher: _publisher, place: _place, ...row }) => row);
}

/** The columns of a table, each with SQL that changes it in one row and makes something else of it. */
function columnsOf(path: string, table: string): { name: string; change: string }[] {
  const database = new DatabaseSync(path);
  const columns = database.prepare(`PRAGMA table_info(${table})`).all().map(({ name, type }) => ({ name: String(name), type: String(type) }));
  database.close();
  const details = Buffer.from(zstdCompressSync(JSON.stringify({ successes: [], failures: [] }))).toString('hex');
  return columns.map(({ name, type }) => {
    const changed = { INTEGER: `1 - ${name}`, TEXT: `${name} || '1'`, BLOB: `CAST('#' || SUBSTR(${name}, 2) AS BLOB)`, ANY: `'x' || hex(${name})` }[type];
    const isList = name === 'credentials' || name === 'networks';
    const value = isList ? "'[]'" : name === 'ended_sessions' ? `'{"sessions":[]}'` : name === 'details' ? `x'${details}'` : name === 'collection' && table === 'objects' ? `(SELECT MAX(number) FROM collections)` : changed;
    const only = table === 'agencies' ? "name = 'both'" : name === 'version' ? 'version_text IS NULL AND is_versioned = 1' : `${name} IS NOT NULL`;
    return { name: `${table}.${name}`, change: `UPDATE ${table} SET ${name} = ${value} WHERE rowid_of = (SELECT MIN(rowid_of) FROM ${table} WHERE ${only})`.replaceAll('rowid_of', keyOf(table)) };
  });
}

/** Several tables have no rowid. */
function keyOf(table: string): string {
  return KEYS[table] ?? 'rowid';
}

const KEYS: Readonly<Record<string, string>> = {
  settings: 'name', accounts: 'name', label_uses: 'label', definition_uses: 'user', holds: 'object_id', feeds: 'position', audit_chains: 'chain', audit: 'number',
};
