// What an embedded store holds, in a few numbers, whatever its layout.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';

/** What a store holds. */
export interface StoreSummary {
  /** The version of its layout. */
  readonly layout: number;
  /** Collections that the catalogue has. */
  readonly collections: number;
  /** Stored versions of objects; in aggregates as well. */
  readonly versions: number;
  readonly accounts: number;
  /** The newest `date_added` of all; absent when there are no versions. */
  readonly newestDateAdded?: Microseconds;
}

/** Counts. */
export function summaryOf(database: DatabaseSync): StoreSummary {
  const number = (sql: string): number => Number(Object.values(database.prepare(sql).get() ?? {})[0]);
  const newest = database.prepare('SELECT MAX(date_added) AS newest FROM objects').get()?.['newest'];
  return {
    layout: number('PRAGMA user_version'),
    collections: number('SELECT COUNT(*) FROM collections WHERE is_declared = 1'),
    versions: number('SELECT COUNT(*) FROM objects'),
    accounts: number('SELECT COUNT(*) FROM accounts'),
    ...(typeof newest === 'number' ? { newestDateAdded: newest } : {}),
  };
}

/** Whether nobody would miss anything. */
export function isEmpty(database: DatabaseSync): boolean {
  const { versions, accounts } = summaryOf(database);
  return versions === 0 && accounts === 0 && database.prepare('SELECT 1 FROM catalogue').get() === undefined;
}
