// Opens the embedded store's file and brings its layout up to date.
import { readdirSync, readFileSync } from 'node:fs';
import { randomBytes } from 'node:crypto';
import { DatabaseSync } from 'node:sqlite';
import { pathToFileURL } from 'node:url';
import { StoreUnusable } from '../unusable.ts';
import { fill as fillRelease } from './migrations/0002-release.ts';
import { fill as fillCompact } from './migrations/0008-compact.ts';

/** Marks the file as a Liaison store (SQLite's `application_id`): the letters LIAI. */
const APPLICATION_ID = 0x4c494149;

/** How long a writer waits for another process's transactions to end, in milliseconds. */
const LOCK_TIMEOUT = 30_000;
/** Milliseconds between two tries, at least; at most twice as many. */
const SHORTEST_PAUSE = 0.5;
const NOBODY_WAKES = new Int32Array(new SharedArrayBuffer(4));

/** What SQLite says, in the last byte of its code, of a lock that another connection holds. */
const BUSY = 5;

const DURABLE = 'PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;';

/**
 * Octets of a page in a new store; one that is there keeps its own. Twice SQLite's usual page loses half as much room behind the
 * last object that fits, and takes fewer calls; a larger one would be written wholly for each id that comes (docs/performance.md).
 */
const PAGE_SIZE = 8192;

/** Octets in the write-ahead log before they are written to the file: what is changed again and again in between is written once. */
const LOG_SIZE = 32 * 1024 * 1024;

/**
 * 64 MiB of memory for pages: with SQLite's usual 2 MiB each object's place in an index that isn't in order is read from the
 * system, and written before its time (docs/performance.md). Pages as they were before a publication, to which it is undone
 * if it fails in a commit with others, are kept in memory: a temporary file was half of all calls that wrote.
 */
const IN_BULK = 'PRAGMA cache_size = -65536; PRAGMA temp_store = MEMORY;';

const MIGRATIONS = new URL('./migrations/', import.meta.url);

/** What a migration does beyond its SQL, after it and in the same transaction. */
const STEPS = new Map<number, (database: DatabaseSync) => void>([[2, fillRelease], [8, fillCompact]]);

const SIGNING_KEY_BYTES = 32;

/** A connection that may write: every commit is on disk before it returns (WAL, `synchronous=FULL`). */
export function openForWriting(file: string): DatabaseSync {
  const database = open(file, { timeout: LOCK_TIMEOUT });
  database.exec(DURABLE);
  database.exec(IN_BULK);
  const pageSize = Number(database.prepare('PRAGMA page_size').get()?.['page_size']);
  database.exec(`PRAGMA wal_autocheckpoint = ${LOG_SIZE / pageSize}`);
  return database;
}

/** A connection to a file that nobody else has, and that is to be one file without a write-ahead log when it is closed. */
export function openForRewriting(file: string): DatabaseSync {
  const database = open(file, { timeout: LOCK_TIMEOUT });
  database.exec('PRAGMA journal_mode = DELETE; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON;');
  return database;
}

/** A connection that can only read, and never waits for a writer. */
export function openForReading(file: string): DatabaseSync {
  return open(file, { readOnly: true, timeout: LOCK_TIMEOUT });
}

/** A connection to a file as it is, without the log that may lie beside it; nothing is written, not even a lock. */
export function openUnchanging(file: string): DatabaseSync {
  return open(new URL(`${pathToFileURL(file).href}?immutable=1`), { readOnly: true, timeout: 0 });
}

/**
 * Creates the store or migrates an older one, each step in a transaction of its own.
 * @throws {StoreUnusable} when the file is no Liaison store, or of a newer program than this one
 */
export function migrate(file: string): void {
  const database = open(file, { timeout: LOCK_TIMEOUT });
  try {
    refuseNewer(database, file);
    database.exec(`PRAGMA page_size = ${PAGE_SIZE}; ${DURABLE}`);
    for (const { version, sql } of migrations()) applyMigration(database, file, version, sql);
  } finally {
    database.close();
  }
}

/** Gives an empty database the layout of that version, as the program that wrote it had it. */
export function makeLayout(database: DatabaseSync, upTo: number): void {
  for (const { version, sql } of migrations()) if (version <= upTo) applyMigration(database, 'the new store', version, sql);
}

/** The version of the layout that this program writes. */
export function layoutVersion(): number {
  return migrations().at(-1)?.version ?? 0;
}

/**
 * Runs the steps in one transaction, which holds the write lock from its beginning; within another one, as a part of it
 * that is undone by itself when it fails.
 */
export function inTransaction<Result>(database: DatabaseSync, steps: () => Result): Result {
  if (undivided.has(database)) return steps();
  const [end, undo] = begin(database);
  try {
    const result = steps();
    database.exec(end);
    return result;
  } catch (error) {
    // A full disk, say, has undone the whole of it already.
    if (database.isTransaction) database.exec(undo);
    throw error;
  }
}

/** Connections in a transaction of which no part is undone by itself. */
const undivided = new WeakSet<DatabaseSync>();

/**
 * As `inTransaction`, outside of any other one; transactions within it are undone with the whole of it. SQLite would keep every
 * page that they change as it was before, which costs a fifth of a publication.
 */
export function inUndividedTransaction<Result>(database: DatabaseSync, steps: () => Result): Result {
  return inTransaction(database, () => {
    undivided.add(database);
    try {
      return steps();
    } finally {
      undivided.delete(database);
    }
  });
}

/** Gives what ends and what undoes it. */
function begin(database: DatabaseSync): [end: string, undo: string] {
  if (database.isTransaction) {
    database.exec('SAVEPOINT part');
    return ['RELEASE part', 'ROLLBACK TO part; RELEASE part'];
  }
  beginWriting(database);
  return ['COMMIT', 'ROLLBACK'];
}

// SQLite asks ever less often whether the lock is free, up to ten times a second, so that of two processes that write all
// the time one would hardly ever get it. Asked at short, uneven intervals, each gets its turns.
function beginWriting(database: DatabaseSync): void {
  const deadline = performance.now() + LOCK_TIMEOUT;
  database.exec('PRAGMA busy_timeout = 0');
  try {
    for (;;) {
      try {
        database.exec('BEGIN IMMEDIATE');
        return;
      } catch (error) {
        if (!isBusy(error) || performance.now() > deadline) throw error;
      }
      Atomics.wait(NOBODY_WAKES, 0, 0, SHORTEST_PAUSE * (1 + Math.random()));
    }
  } finally {
    database.exec(`PRAGMA busy_timeout = ${LOCK_TIMEOUT}`);
  }
}

function isBusy(error: unknown): boolean {
  return ((error as { errcode?: number }).errcode ?? 0) % 256 === BUSY;
}

function open(file: string | URL, options: { readOnly?: boolean; timeout: number }): DatabaseSync {
  try {
    // Statements are put together from parts that don't all need every parameter.
    return new DatabaseSync(file, { ...options, allowUnknownNamedParameters: true });
  } catch (error) {
    throw new StoreUnusable(`The store ${String(file)} can't be opened: ${(error as Error).message}.`, { cause: error });
  }
}

function applyMigration(database: DatabaseSync, file: string, version: number, sql: string): void {
  if (layoutOf(database, file) >= version) return;
  inTransaction(database, () => {
    if (layoutOf(database, file) >= version) return;
    database.exec(sql);
    STEPS.get(version)?.(database);
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}; PRAGMA user_version = ${version};`);
    database
      .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT DO NOTHING')
      .run('signing_key', randomBytes(SIGNING_KEY_BYTES));
  });
}

/**
 * The version of a store's layout; 0 when there is nothing in the file yet.
 * @throws {StoreUnusable} when it is no Liaison store
 */
export function layoutOf(database: DatabaseSync, file: string): number {
  const layout = pragma(database, file, 'user_version');
  const isEmpty = pragma(database, file, 'schema_version') === 0;
  if (!isEmpty && pragma(database, file, 'application_id') !== APPLICATION_ID) {
    throw new StoreUnusable(`${file} is an SQLite database of another program. Name another data folder.`);
  }
  return layout;
}

/** @throws {StoreUnusable} when the store is of a newer program than this one, or none at all */
export function refuseNewer(database: DatabaseSync, file: string): void {
  const layout = layoutOf(database, file);
  if (layout > layoutVersion()) {
    throw new StoreUnusable(
      `The store ${file} has layout ${layout}, this program knows layouts up to ${layoutVersion()}. ` +
        'Start the newer Liaison that wrote it, or name another data folder.',
    );
  }
}

function pragma(database: DatabaseSync, file: string, name: string): number {
  try {
    return Number(Object.values(database.prepare(`PRAGMA ${name}`).get() ?? {})[0]);
  } catch (error) {
    if (isBusy(error)) {
      throw new StoreUnusable(`The store ${file} is locked by another command, such as a restore. Try again when that has ended.`, { cause: error });
    }
    throw new StoreUnusable(`${file} is no SQLite database. Name another data folder.`, { cause: error });
  }
}

function migrations(): { version: number; sql: string }[] {
  return readdirSync(MIGRATIONS)
    .filter((name) => name.endsWith('.sql'))
    .toSorted()
    .map((name) => ({ version: Number.parseInt(name, 10), sql: readFileSync(new URL(name, MIGRATIONS), 'utf8') }));
}
