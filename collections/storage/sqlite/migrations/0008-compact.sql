-- Rows of objects in half the room: short ids, types and versions (kept-values.ts), and places instead of dates in indexes.
-- 0008-compact.ts then brings the rows of objects_7 over, and makes the indexes.

ALTER TABLE objects RENAME TO objects_7;

-- One row for each version of each object of each collection. A group is what is equal in label, publisher and line.
CREATE TABLE objects (
  place          INTEGER PRIMARY KEY,  -- in a collection, the later the date, the higher: stands for the date in indexes
  collection     INTEGER NOT NULL REFERENCES collections (number),
  date_added     INTEGER NOT NULL,
  object_id      ANY     NOT NULL,     -- BLOB: 16 octets of a UUID, one for the type; TEXT: any other id
  type           ANY     NOT NULL,     -- a number, or TEXT
  spec_version   INTEGER NOT NULL,     -- 0: 2.0; 1: 2.1
  version        BLOB    NOT NULL,     -- sorts as an instant: 5 octets of seconds since the year 0, then digits of the fraction
  version_text   TEXT,                 -- as written; NULL when it is the VersionKey followed by Z
  is_versioned   INTEGER NOT NULL,     -- 0: neither modified nor created; date_added stands in
  label          INTEGER NOT NULL REFERENCES labels (number),
  publisher      INTEGER NOT NULL REFERENCES agencies (number),
  line           INTEGER NOT NULL,
  is_plain       INTEGER NOT NULL,     -- all versions of the object are in one group
  is_first       INTEGER NOT NULL,     -- in its group: oldest version of the object in its spec_version
  is_last        INTEGER NOT NULL,     -- in its group: newest version of the object in its spec_version
  in_newest_spec INTEGER NOT NULL,     -- in its group: in the newest spec_version that the object has
  is_revoked     INTEGER NOT NULL,
  valid_until    INTEGER,
  part           INTEGER REFERENCES collections (number),  -- in aggregates: collection and date of the row that it shows,
  part_date      INTEGER,                                  -- whose body it has; its own is empty
  body           BLOB    NOT NULL      -- the object, UTF-8 JSON as published
) STRICT;
