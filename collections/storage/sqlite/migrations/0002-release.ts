// Brings the objects of the first layout over, with labels from their markings. Who published them wasn't kept.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { firstLabels, type OldObject } from '../../../markings/first-labels.ts';
import { labelKey } from '../../../markings/label.ts';
import { labelWriter } from '../labels.ts';
import { REGROUP } from '../rows.ts';

/** Brings the rows of `objects_1` over to `objects`; runs in the migration's transaction. */
export function fill(database: DatabaseSync): void {
  database.exec("INSERT INTO agencies (number, name) VALUES (0, '')");
  for (const { number } of database.prepare('SELECT number FROM collections ORDER BY number').all()) {
    fillCollection(database, Number(number));
  }
  database.exec(`
    DROP TABLE objects_1;
    INSERT INTO label_uses (collection, label, publisher, versions)
      SELECT collection, label, publisher, COUNT(*) FROM objects GROUP BY collection, label, publisher;
    ${INDEXES}
  `);
  const mixed = database.prepare('SELECT collection, object_id FROM objects GROUP BY collection, object_id HAVING COUNT(DISTINCT label) > 1');
  const regroup = database.prepare(REGROUP);
  for (const { collection, object_id: id } of mixed.all()) regroup.run(Number(collection), String(id));
}

function fillCollection(database: DatabaseSync, collection: number): void {
  const objects = database.prepare('SELECT rowid AS row, type, object_id, body FROM objects_1 WHERE collection = ? ORDER BY date_added');
  const labels = firstLabels();
  for (const row of objects.iterate(collection)) labels.define(toOldObject(row));
  for (const row of objects.iterate(collection)) labels.use(toOldObject(row));
  const { labelNumber } = labelWriter(database);
  const numbers = new Map<string, number>();
  const insert = database.prepare(`
    INSERT INTO objects (collection, date_added, object_id, type, spec_version, version, version_text, is_versioned, label,
      publisher, line, is_plain, is_first, is_last, in_newest_spec, is_revoked, valid_until, body)
    SELECT collection, date_added, object_id, type, spec_version, version, version_text, is_versioned, :label,
      0, 0, 1, is_first, is_last, in_newest_spec, :revoked, :until, body FROM objects_1 WHERE rowid = :row`);
  for (const row of objects.iterate(collection)) {
    const { label, isRevoked, validUntil } = labels.of(toOldObject(row));
    const says = labelKey(label);
    const number = numbers.get(says) ?? labelNumber(says, undefined);
    numbers.set(says, number);
    insert.run({ row: Number(row['row']), label: number, revoked: Number(isRevoked), until: validUntil ?? null });
  }
}

function toOldObject(row: Record<string, SQLOutputValue>): OldObject {
  return { type: String(row['type']), id: String(row['object_id']), body: row['body'] as Uint8Array };
}

const INDEXES = `
-- What is new since d: all versions, the last ones, the first ones.
CREATE UNIQUE INDEX objects_by_date  ON objects (collection, date_added);
CREATE        INDEX objects_current  ON objects (collection, date_added) WHERE is_last = 1 AND in_newest_spec = 1;
CREATE        INDEX objects_original ON objects (collection, date_added) WHERE is_first = 1 AND in_newest_spec = 1;
-- This type since d; this version since d.
CREATE        INDEX objects_by_type    ON objects (collection, type, date_added, is_last, in_newest_spec);
CREATE        INDEX objects_by_version ON objects (collection, version, date_added);
-- This id; which versions of this id. Two agencies may have the same version out of each other's sight.
CREATE        INDEX objects_by_identity ON objects (collection, object_id, spec_version, version);
-- What is new since d for who sees this label; what this agency published since d.
CREATE        INDEX objects_by_label     ON objects (collection, label, date_added, is_last, in_newest_spec, type);
CREATE        INDEX objects_by_publisher ON objects (collection, publisher, date_added);
-- What shows this row; what has had its time.
CREATE        INDEX objects_by_part     ON objects (part, part_date) WHERE part IS NOT NULL;
CREATE        INDEX objects_by_validity ON objects (collection, valid_until) WHERE valid_until IS NOT NULL;
`;
