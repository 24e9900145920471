// The catalogue of the embedded store, and the collections that come and go with it.
import type { DatabaseSync } from 'node:sqlite';
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { CatalogueOutcome, CollectionId } from '../port.ts';
import { catalogueEvent } from '../../audit/changes.ts';
import { auditWriter } from './audit.ts';
import { inTransaction } from './database.ts';
import type { KeptId } from './kept-values.ts';
import { rowWriter } from './rows.ts';
import { statementCache } from './statements.ts';

/** `replaceCatalogue` of `StoreWriter`. */
export function catalogueWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const { regroup } = rowWriter(database);
  const { record } = auditWriter(database);
  return { replaceCatalogue };

  function replaceCatalogue(catalogue: Catalogue, removeObjects: boolean, by?: string, replacing?: number): CatalogueOutcome {
    return inTransaction(database, () => {
      const inForce = revisionInForce();
      if (replacing !== undefined && replacing !== inForce) return { applied: false, inForce };
      const declared = new Set(catalogue.apiRoots.flatMap((root) => root.collections.map(({ id }) => id)));
      const going = declaredIds().filter((id) => !declared.has(id));
      const holdingObjects = going.filter(holdsObjects);
      if (holdingObjects.length > 0 && !removeObjects) return { applied: false, holdingObjects };
      for (const id of going) undeclare(id);
      for (const id of declared) declare(id);
      const before = prepare('SELECT document FROM catalogue').get()?.['document'];
      const revision = putInForce(catalogue);
      record([catalogueEvent(before === undefined ? undefined : (JSON.parse(String(before)) as Catalogue), catalogue, revision, by)]);
      return { applied: true, revision };
    });
  }

  function revisionInForce(): number {
    return Number(prepare('SELECT revision FROM catalogue').get()?.['revision'] ?? 0);
  }

  function declaredIds(): CollectionId[] {
    return prepare('SELECT id FROM collections WHERE is_declared = 1').all().map((row) => String(row['id']));
  }

  function holdsObjects(id: CollectionId): boolean {
    const sql = 'SELECT 1 FROM objects WHERE collection = (SELECT number FROM collections WHERE id = ?) LIMIT 1';
    return prepare(sql).get(id) !== undefined;
  }

  function undeclare(id: CollectionId): void {
    const number = Number(prepare('SELECT number FROM collections WHERE id = ?').get(id)?.['number']);
    for (const row of prepare('SELECT DISTINCT collection, object_id FROM objects WHERE part = ?').all(number)) {
      const [aggregate, objectId] = [Number(row['collection']), row['object_id'] as KeptId];
      prepare('DELETE FROM objects WHERE collection = ? AND object_id = ? AND part = ?').run(aggregate, objectId, number);
      regroup(aggregate, objectId);
    }
    prepare('DELETE FROM objects WHERE collection = ?').run(number);
    for (const table of ['definition_uses', 'label_uses', 'removals']) {
      prepare(`DELETE FROM ${table} WHERE collection = ?`).run(number);
    }
    prepare('UPDATE label_uses SET versions = 0 WHERE label IN (SELECT number FROM labels WHERE part = ?)').run(number);
    prepare('DELETE FROM feeds WHERE aggregate = ? OR part = ?').run(number, number);
    prepare('DELETE FROM holds WHERE collection = ?').run(id);
    prepare('UPDATE collections SET is_declared = 0 WHERE id = ?').run(id);
  }

  function declare(id: CollectionId): void {
    prepare(
      'INSERT INTO collections (id, is_declared) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET is_declared = 1',
    ).run(id);
  }

  function putInForce(catalogue: Catalogue): number {
    const row = prepare(
      'INSERT INTO catalogue (only_row, revision, document) VALUES (1, 1, ?)' +
        ' ON CONFLICT (only_row) DO UPDATE SET revision = revision + 1, document = excluded.document RETURNING revision',
    ).get(JSON.stringify(catalogue));
    return Number(row?.['revision']);
  }
}
