// Deletion of versions from the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import type { CollectionId, Removal } from '../port.ts';
import { inTransaction, statementCache } from './database.ts';
import { versionCondition } from './page-query.ts';

/** `remove` of `StoreWriter`. */
export function removalWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { remove };

  function remove(collection: CollectionId, removal: Removal): number {
    const everySpec = { sql: '1', parameters: {} };
    const condition =
      removal.versions === 'all' && removal.specVersions === undefined
        ? everySpec
        : versionCondition(removal.versions, removal.specVersions ?? ['2.0', '2.1']);
    return inTransaction(database, () => {
      const parameters = { ...condition.parameters, collection, id: removal.id };
      const removed = prepare(
        'DELETE FROM objects WHERE rowid IN (SELECT o.rowid FROM objects o' +
          ' WHERE o.collection = (SELECT number FROM collections WHERE id = :collection)' +
          ` AND o.object_id = :id AND ${condition.sql})`,
      ).run(parameters);
      if (Number(removed.changes) > 0) refreshFlags(collection, removal.id);
      return Number(removed.changes);
    });
  }

  function refreshFlags(collection: CollectionId, id: string): void {
    const twins = 'FROM objects t WHERE t.collection = o.collection AND t.object_id = o.object_id';
    const sameSpec = `${twins} AND t.spec_version = o.spec_version`;
    prepare(
      'UPDATE objects AS o SET' +
        ` is_first = NOT EXISTS (SELECT 1 ${sameSpec} AND t.version < o.version),` +
        ` is_last = NOT EXISTS (SELECT 1 ${sameSpec} AND t.version > o.version),` +
        ` in_newest_spec = NOT EXISTS (SELECT 1 ${twins} AND t.spec_version > o.spec_version)` +
        ' WHERE o.collection = (SELECT number FROM collections WHERE id = ?) AND o.object_id = ?',
    ).run(collection, id);
  }
}
