// Holds in the embedded store.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { CollectionId, Hold } from '../port.ts';
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
  const prepare = statementCache(database);
  return {
    hold({ collection, id, since, by, reason }: Hold): void {
      prepare(
        'INSERT INTO holds (collection, object_id, since, held_by, reason) VALUES (?, ?, ?, ?, ?)' +
          ' ON CONFLICT (collection, object_id) DO UPDATE' +
          ' SET since = excluded.since, held_by = excluded.held_by, reason = excluded.reason',
      ).run(collection, id, since, by, reason);
    },
    unhold(collection: CollectionId, id: string): boolean {
      const gone = prepare('DELETE FROM holds WHERE collection = ? AND object_id = ?').run(collection, id);
      return Number(gone.changes) > 0;
    },
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
