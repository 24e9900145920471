// The store that a backup is to replace: what it holds, and that nobody uses it meanwhile.
import { existsSync, linkSync, renameSync, statSync } from 'node:fs';
import { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { StoreUnusable } from '../unusable.ts';
import { auditReader } from './audit.ts';
import { layoutOf, openUnchanging } from './database.ts';
import { isEmpty, summaryOf, type StoreSummary } from './summary.ts';

/** What is known of the store in whose place the backup comes. */
export interface TargetStore {
  readonly kind: 'absent' | 'empty' | 'unreadable' | 'store';
  /** Of a store that can be read. */
  readonly summary?: StoreSummary;
  /** The last date that each of its collections gave, by id. */
  readonly lastDates: ReadonlyMap<string, Microseconds>;
  /** Where its audit log ends, as `number:hash`. */
  readonly auditHead?: string;
  /** Gives it another name as well, with what belongs to it. */
  keepAs(name: string): void;
  /** Lets others use it again. */
  release(): void;
}

/** The layout that brought the audit log. */
const WITH_AUDIT = 4;

/** Codes of SQLite: somebody has the file open; a table is missing; it is damaged; it is no database. */
const [BUSY, NO_DATABASE] = [5, 26];
const DAMAGED = new Set([1, 11, NO_DATABASE]);

/**
 * Looks at the store in that file, and keeps everybody else from it until it is released.
 * @throws {StoreUnusable} when another process uses it, or it is a database of another program
 */
export async function lockTarget(file: string): Promise<TargetStore> {
  const nothing = { lastDates: new Map<string, Microseconds>(), release: () => undefined };
  const keepAs = (name: string): void => keep(file, name);
  if (!existsSync(file)) {
    refuseLeftLog(file);
    return { ...nothing, kind: 'absent', keepAs };
  }
  if (!isDatabase(file)) return { ...nothing, kind: 'unreadable', keepAs };
  const database = new DatabaseSync(file, { timeout: 0, allowUnknownNamedParameters: true });
  try {
    lock(database, file);
    layoutOf(database, file);
    return { ...(await describe(database)), keepAs, release: () => database.close() };
  } catch (error) {
    database.close();
    if (!isDamage(error)) throw error;
    return { ...nothing, kind: 'unreadable', keepAs };
  }
}

// Without its log, which SQLite would delete.
function isDatabase(file: string): boolean {
  const database = openUnchanging(file);
  try {
    database.prepare('PRAGMA schema_version').get();
    return true;
  } catch (error) {
    if (codeOf(error) === NO_DATABASE) return false;
    throw error;
  } finally {
    database.close();
  }
}

// Whoever has a store open holds a lock on it as long as it has a write-ahead log, which therefore can't be ended.
function lock(database: DatabaseSync, file: string): void {
  try {
    database.exec('PRAGMA journal_mode = DELETE; BEGIN EXCLUSIVE;');
  } catch (error) {
    if (codeOf(error) !== BUSY) throw error;
    throw new StoreUnusable(`The store ${file} is in use: a server or another command works on it. End that first.`, { cause: error });
  }
}

async function describe(database: DatabaseSync): Promise<Pick<TargetStore, 'kind' | 'summary' | 'lastDates' | 'auditHead'>> {
  const isNew = database.prepare('SELECT 1 FROM sqlite_schema').get() === undefined;
  if (isNew) return { kind: 'empty', lastDates: new Map() };
  const summary = summaryOf(database);
  const rows = database.prepare('SELECT id, last_date_added FROM collections').all();
  const [chain] = summary.layout < WITH_AUDIT ? [] : await auditReader(database).chains();
  return {
    kind: isEmpty(database) ? 'empty' : 'store',
    summary,
    lastDates: new Map(rows.map((row) => [String(row['id']), Number(row['last_date_added'])])),
    ...(chain === undefined ? {} : { auditHead: `${chain.number}:${Buffer.from(chain.hash).toString('hex')}` }),
  };
}

function isDamage(error: unknown): boolean {
  const { cause } = error as Error;
  return DAMAGED.has(codeOf(error)) || (cause !== undefined && isDamage(cause));
}

// The rest of the number says more than is asked here.
function codeOf(error: unknown): number {
  return ((error as { errcode?: number }).errcode ?? 0) & 0xff;
}

// It would be taken for the log of what comes. An empty one is what a reader leaves.
function refuseLeftLog(file: string): void {
  for (const log of [`${file}-wal`, `${file}-journal`]) {
    if ((statSync(log, { throwIfNoEntry: false })?.size ?? 0) > 0) throw new StoreUnusable(`${log} is left of a store that is gone, and would damage the one that comes. Move it away.`);
  }
}

// The store is never without a name. A log that is left beside it belongs to it, and would be taken for one of what comes.
function keep(file: string, name: string): void {
  linkSync(file, name);
  for (const companion of ['-wal', '-journal']) if (existsSync(`${file}${companion}`)) renameSync(`${file}${companion}`, `${name}${companion}`);
}
