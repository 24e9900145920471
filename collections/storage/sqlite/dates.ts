// Dates of a collection: unique, increasing, and never earlier than the clock (T-3.5-06).
import type { DatabaseSync } from 'node:sqlite';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import { statementCache } from './statements.ts';

/** Gives the first of so many dates in a row, in an open transaction. They are never given again. */
export function dateGiver(database: DatabaseSync): (collection: number, count: number) => Microseconds {
  const prepare = statementCache(database);
  return (collection, count) => {
    const row = prepare('SELECT last_date_added FROM collections WHERE number = ?').get(collection);
    const first = Math.max(now(), Number(row?.['last_date_added']) + 1);
    if (count > 0) {
      prepare('UPDATE collections SET last_date_added = ? WHERE number = ?').run(first + count - 1, collection);
    }
    return first;
  };
}
