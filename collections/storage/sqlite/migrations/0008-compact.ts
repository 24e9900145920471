// Brings the objects of the layout before over, each as it was, in the order of their dates.
import type { DatabaseSync } from 'node:sqlite';
import { keptId, keptSpecVersion, keptType, keptVersion } from '../kept-values.ts';

/** Brings the rows of `objects_7` over to `objects`; runs in the migration's transaction. */
export function fill(database: DatabaseSync): void {
  const pure = { deterministic: true };
  database.function('kept_id', pure, (id) => keptId(String(id)));
  database.function('kept_type', pure, (type) => keptType(String(type)));
  database.function('kept_spec_version', pure, (specVersion) => keptSpecVersion(String(specVersion)));
  database.function('kept_version', pure, (version) => keptVersion(String(version)));
  database.exec(`
    INSERT INTO objects (collection, date_added, object_id, type, spec_version, version, version_text, is_versioned, label,
      publisher, line, is_plain, is_first, is_last, in_newest_spec, is_revoked, valid_until, part, part_date, body)
    SELECT collection, date_added, kept_id(object_id), kept_type(type), kept_spec_version(spec_version), kept_version(version),
      version_text, is_versioned, label, publisher, line, is_plain, is_first, is_last, in_newest_spec, is_revoked, valid_until,
      part, part_date, body FROM objects_7 ORDER BY collection, date_added;
    DROP TABLE objects_7;
    ${INDEXES}
  `);
}

// The place of a row ends each of its entries in an index, so that each of these is in the order of dates as well.
const INDEXES = `
-- Which place a date has, and all versions since d.
CREATE UNIQUE INDEX objects_by_date  ON objects (collection, date_added);
-- What is new since d: the last versions, the first ones.
CREATE        INDEX objects_current  ON objects (collection) WHERE is_last = 1 AND in_newest_spec = 1;
CREATE        INDEX objects_original ON objects (collection) WHERE is_first = 1 AND in_newest_spec = 1;
-- This type since d, for each of the four kinds of rows; this version since d.
CREATE        INDEX objects_by_type    ON objects (collection, type, is_last, in_newest_spec);
CREATE        INDEX objects_by_version ON objects (collection, version);
-- This id; which versions of this id. Two agencies may have the same version out of each other's sight.
CREATE        INDEX objects_by_identity ON objects (collection, object_id, spec_version, version);
-- What is new since d for who sees this label; what this agency published since d.
CREATE        INDEX objects_by_label     ON objects (collection, label, place, is_last, in_newest_spec, type);
CREATE        INDEX objects_by_publisher ON objects (collection, publisher);
-- What shows this row; what has had its time.
CREATE        INDEX objects_by_part     ON objects (part, part_date) WHERE part IS NOT NULL;
CREATE        INDEX objects_by_validity ON objects (collection, valid_until) WHERE valid_until IS NOT NULL;
-- Objects whose versions aren't alike in label, publisher and line: few, and looked at one by one where versions are counted.
CREATE        INDEX objects_mixed ON objects (collection, object_id) WHERE is_plain = 0;
`;
