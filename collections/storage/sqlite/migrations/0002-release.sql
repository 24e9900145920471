-- Release control: what markings say, who published what, tombstones, holds, and how far aggregates have come.
-- 0002-release.ts then brings the rows of objects_1 over, and makes the indexes.

-- Agencies that published something, by number.
CREATE TABLE agencies (
  number INTEGER PRIMARY KEY,
  name   TEXT NOT NULL UNIQUE     -- '': nobody knows who
) STRICT;

-- What markings say, as text (labelKey). Rows are never changed nor removed.
CREATE TABLE labels (
  number INTEGER PRIMARY KEY,
  part   INTEGER NOT NULL DEFAULT 0,  -- in aggregates: number of the collection that it is from; else 0
  says   TEXT NOT NULL,
  UNIQUE (part, says)
) STRICT;

-- Which labels a collection has, by publisher. A row stays when the last version goes.
CREATE TABLE label_uses (
  collection INTEGER NOT NULL REFERENCES collections (number),
  label      INTEGER NOT NULL REFERENCES labels (number),
  publisher  INTEGER NOT NULL REFERENCES agencies (number),
  versions   INTEGER NOT NULL,        -- how many there are now
  PRIMARY KEY (collection, label, publisher)
) STRICT, WITHOUT ROWID;

-- Grows with every new row of label_uses of the collection, and when a version gets another label: readers know by it that
-- their list is complete.
ALTER TABLE collections ADD COLUMN label_generation INTEGER NOT NULL DEFAULT 0;

ALTER TABLE objects RENAME TO objects_1;
DROP INDEX objects_by_date;
DROP INDEX objects_current;
DROP INDEX objects_original;
DROP INDEX objects_by_type;
DROP INDEX objects_by_version;
DROP INDEX objects_by_identity;

-- One row for each version of each object of each collection. A group is what is equal in label, publisher and line.
CREATE TABLE objects (
  collection     INTEGER NOT NULL REFERENCES collections (number),
  date_added     INTEGER NOT NULL,
  object_id      TEXT NOT NULL,
  type           TEXT NOT NULL,
  spec_version   TEXT NOT NULL,
  version        TEXT NOT NULL,     -- sorts as an instant (VersionKey)
  version_text   TEXT,              -- as written; NULL when it is the key followed by Z
  is_versioned   INTEGER NOT NULL,  -- 0: neither modified nor created; date_added stands in
  label          INTEGER NOT NULL REFERENCES labels (number),
  publisher      INTEGER NOT NULL REFERENCES agencies (number),
  line           INTEGER NOT NULL,
  is_plain       INTEGER NOT NULL,  -- all versions of the object are in one group
  is_first       INTEGER NOT NULL,  -- in its group: oldest version of the object in its spec_version
  is_last        INTEGER NOT NULL,  -- in its group: newest version of the object in its spec_version
  in_newest_spec INTEGER NOT NULL,  -- in its group: in the newest spec_version that the object has
  is_revoked     INTEGER NOT NULL,
  valid_until    INTEGER,
  part           INTEGER REFERENCES collections (number),  -- in aggregates: collection and date of the row that it shows,
  part_date      INTEGER,                                  -- whose body it has; its own is empty
  body           BLOB NOT NULL      -- the object, UTF-8 JSON as published
) STRICT;

-- Definitions that are readable by whoever may read another definition: if that one's label grows, so do theirs.
CREATE TABLE definition_uses (
  collection INTEGER NOT NULL REFERENCES collections (number),
  user       INTEGER NOT NULL,      -- both: date_added
  definition INTEGER NOT NULL,
  PRIMARY KEY (collection, user, definition)
) STRICT, WITHOUT ROWID;

-- Tombstones. Dates are of the collection's counter, among those of the versions.
CREATE TABLE removals (
  collection   INTEGER NOT NULL REFERENCES collections (number),
  date         INTEGER NOT NULL,
  object_id    TEXT NOT NULL,
  type         TEXT NOT NULL,
  spec_version TEXT NOT NULL,
  version_text TEXT NOT NULL,
  date_added   INTEGER NOT NULL,
  label        INTEGER NOT NULL REFERENCES labels (number),
  publisher    INTEGER NOT NULL REFERENCES agencies (number),
  rivals       TEXT NOT NULL,       -- the versions that decided who was shown it (writeRivals)
  removed_by   TEXT,                -- an agency; NULL: a rule, or an operator's command
  reason       TEXT
) STRICT;

CREATE UNIQUE INDEX removals_by_date      ON removals (collection, date);
CREATE        INDEX removals_by_label     ON removals (collection, label, date);
CREATE        INDEX removals_by_publisher ON removals (collection, publisher, date);

CREATE TABLE holds (
  collection TEXT NOT NULL,         -- id
  object_id  TEXT NOT NULL,
  since      INTEGER NOT NULL,
  held_by    TEXT NOT NULL,
  reason     TEXT NOT NULL,
  PRIMARY KEY (collection, object_id)
) STRICT, WITHOUT ROWID;

-- How far an aggregate has taken in each of its parts, and under which filters.
CREATE TABLE feeds (
  aggregate INTEGER NOT NULL REFERENCES collections (number),
  part      INTEGER NOT NULL REFERENCES collections (number),
  filter    TEXT NOT NULL,
  position  INTEGER NOT NULL,       -- date_added in the part
  PRIMARY KEY (aggregate, part)
) STRICT, WITHOUT ROWID;
