// Holds in the embedded store.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { CollectionId, Hold } from '../port.ts';
import { holdEvent, releaseEvent } from '../../audit/write-events.ts';
import { auditWriter } from './audit.ts';
import { inTransaction } from './database.ts';
import { statementCache } from './statements.ts';

/** Reads holds at once. */
export function holdReader(database: DatabaseSync) {
  const prepare = statementCache(database);
  return {
    list: (): Hold[] => prepare('SELECT * FROM holds ORDER BY collection, object_id').all().map(toHold),
    find(collection: CollectionId, id: string): Hold | undefined {
      const row = prepare('SELECT * FROM holds WHERE collection = ? AND object_id = ?').get(collection, id);
      return row === undefined ? undefined : toHold(row);
    },
  };
}

/** `hold` and `unhold` of `StoreWriter`. */
export function holdWriter(database: DatabaseSync) {
  const { record } = auditWriter(database);
  const prepare = statementCache(database);
  const putHold = holdPutter(database);
  return {
    hold(hold: Hold): void {
      inTransaction(database, () => {
        putHold(hold);
        record([holdEvent(hold)]);
      });
    },
    unhold(collection: CollectionId, id: string, by?: string): boolean {
      return inTransaction(database, () => {
        const gone = prepare('DELETE FROM holds WHERE collection = ? AND object_id = ?').run(collection, id);
        if (Number(gone.changes) === 0) return false;
        record([releaseEvent(collection, id, by)]);
        return true;
      });
    },
  };
}

/** Keeps a hold in an open transaction. */
export function holdPutter(database: DatabaseSync): (hold: Hold) => void {
  const prepare = statementCache(database);
  return ({ collection, id, since, by, reason }) => {
    prepare(
      'INSERT INTO holds (collection, object_id, since, held_by, reason) VALUES (?, ?, ?, ?, ?)' +
        ' ON CONFLICT (collection, object_id) DO UPDATE' +
        ' SET since = excluded.since, held_by = excluded.held_by, reason = excluded.reason',
    ).run(collection, id, since, by, reason);
  };
}

function toHold(row: Record<string, SQLOutputValue>): Hold {
  return {
    collection: String(row['collection']),
    id: String(row['object_id']),
    since: Number(row['since']),
    by: String(row['held_by']),
    reason: String(row['reason']),
  };
}
