// What `shownVersions` and `placementOf` have to know of an object's versions, from the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import type { LinedVersion } from '../../markings/lines.ts';
import { specVersionOf, VERSION, versionOf, type KeptId } from './kept-values.ts';
import { labelOfText } from './labels.ts';
import { statementCache } from './statements.ts';

/** A stored version's facts, and its row. */
export interface StoredFacts extends LinedVersion {
  readonly place: number;
}

/** Gives the facts of all versions of an object in the collection of that number, whoever may see them. */
export function factsReader(database: DatabaseSync): (collection: number, id: KeptId) => StoredFacts[] {
  const prepare = statementCache(database);
  const sql =
    `SELECT o.place, o.date_added, o.spec_version, ${VERSION} AS version, o.is_versioned, o.line, l.says, a.name, p.id AS part` +
    ' FROM objects o JOIN labels l ON l.number = o.label JOIN agencies a ON a.number = o.publisher' +
    ' LEFT JOIN collections p ON p.number = o.part WHERE o.collection = ? AND o.object_id = ?';
  return (collection, id) =>
    prepare(sql).all(collection, id).map((row): StoredFacts => ({
      place: Number(row['place']),
      dateAdded: Number(row['date_added']),
      specVersion: specVersionOf(row['spec_version']),
      version: versionOf(row['version']),
      isVersioned: row['is_versioned'] === 1,
      line: Number(row['line']),
      label: labelOfText(String(row['says'])),
      publisher: String(row['name']),
      ...(row['part'] === null ? {} : { part: String(row['part']) }),
    }));
}
