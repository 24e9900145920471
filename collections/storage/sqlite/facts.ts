// What `shownVersions` and `placementOf` have to know of an object's versions, from the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import type { LinedVersion } from '../../markings/lines.ts';
import type { SpecVersion } from '../port.ts';
import { labelOfText } from './labels.ts';
import { statementCache } from './statements.ts';

/** A stored version's facts, and its row. */
export interface StoredFacts extends LinedVersion {
  readonly row: number;
}

/** Gives the facts of all versions of an object in the collection of that number, whoever may see them. */
export function factsReader(database: DatabaseSync): (collection: number, id: string) => StoredFacts[] {
  const prepare = statementCache(database);
  const sql =
    'SELECT o.rowid AS row, o.date_added, o.spec_version, o.version, o.is_versioned, o.line, l.says, a.name, p.id AS part' +
    ' FROM objects o JOIN labels l ON l.number = o.label JOIN agencies a ON a.number = o.publisher' +
    ' LEFT JOIN collections p ON p.number = o.part WHERE o.collection = ? AND o.object_id = ?';
  return (collection, id) =>
    prepare(sql).all(collection, id).map((row): StoredFacts => ({
      row: Number(row['row']),
      dateAdded: Number(row['date_added']),
      specVersion: row['spec_version'] as SpecVersion,
      version: String(row['version']),
      isVersioned: row['is_versioned'] === 1,
      line: Number(row['line']),
      label: labelOfText(String(row['says'])),
      publisher: String(row['name']),
      ...(row['part'] === null ? {} : { part: String(row['part']) }),
    }));
}
