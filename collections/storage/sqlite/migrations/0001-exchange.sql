-- The first layout of an embedded store: the catalogue, accounts, objects and publications.
-- Instants are integer microseconds since 1970-01-01T00:00:00Z.

CREATE TABLE settings (
  name  TEXT PRIMARY KEY,
  value BLOB NOT NULL
) STRICT, WITHOUT ROWID;

-- One row: the catalogue in force, as JSON. The revision grows with every change.
CREATE TABLE catalogue (
  only_row INTEGER PRIMARY KEY CHECK (only_row = 1),
  revision INTEGER NOT NULL,
  document TEXT NOT NULL
) STRICT;

CREATE TABLE accounts (
  name       TEXT PRIMARY KEY,
  agency     TEXT NOT NULL,
  password   TEXT NOT NULL,     -- argon2id, PHC string
  disabled   INTEGER NOT NULL DEFAULT 0,
  created_at INTEGER NOT NULL,
  changed_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- A row stays when its collection is removed, so that date_added never goes back should it return.
CREATE TABLE collections (
  number          INTEGER PRIMARY KEY,
  id              TEXT NOT NULL UNIQUE,
  last_date_added INTEGER NOT NULL DEFAULT 0,
  is_declared     INTEGER NOT NULL  -- 0 once the catalogue no longer has it
) STRICT;

-- One row for each version of each object of each collection.
CREATE TABLE objects (
  collection     INTEGER NOT NULL REFERENCES collections (number),
  date_added     INTEGER NOT NULL,
  object_id      TEXT NOT NULL,
  type           TEXT NOT NULL,
  spec_version   TEXT NOT NULL,
  version        TEXT NOT NULL,     -- sorts as an instant (VersionKey)
  version_text   TEXT,              -- as written; NULL when it is the key followed by Z
  is_versioned   INTEGER NOT NULL,  -- 0: neither modified nor created; date_added stands in
  is_first       INTEGER NOT NULL,  -- oldest version of the object in its spec_version
  is_last        INTEGER NOT NULL,  -- newest version of the object in its spec_version
  in_newest_spec INTEGER NOT NULL,  -- in the newest spec_version that the object has
  body           BLOB NOT NULL      -- the object, UTF-8 JSON as published
) STRICT;

-- What is new since d: all versions, the last ones, the first ones.
CREATE UNIQUE INDEX objects_by_date  ON objects (collection, date_added);
CREATE        INDEX objects_current  ON objects (collection, date_added) WHERE is_last = 1 AND in_newest_spec = 1;
CREATE        INDEX objects_original ON objects (collection, date_added) WHERE is_first = 1 AND in_newest_spec = 1;
-- This type since d; this version since d.
CREATE        INDEX objects_by_type    ON objects (collection, type, date_added, is_last, in_newest_spec);
CREATE        INDEX objects_by_version ON objects (collection, version, date_added);
-- This id; which versions of this id.
CREATE UNIQUE INDEX objects_by_identity ON objects (collection, object_id, spec_version, version);

-- One row for each POST of objects: its status and, until it is finished, what was sent.
CREATE TABLE publications (
  status_id     TEXT PRIMARY KEY,
  api_root      TEXT NOT NULL,
  collection    TEXT NOT NULL,
  account       TEXT NOT NULL,
  agency        TEXT NOT NULL,
  requested_at  INTEGER NOT NULL,
  completed_at  INTEGER,            -- NULL while pending
  total_count   INTEGER NOT NULL,
  success_count INTEGER NOT NULL DEFAULT 0,
  failure_count INTEGER NOT NULL DEFAULT 0,
  details       BLOB,               -- successes and failures, zstd-compressed JSON
  body          BLOB                -- the envelope, only while pending
) STRICT;

CREATE INDEX publications_pending   ON publications (requested_at) WHERE completed_at IS NULL;
CREATE INDEX publications_completed ON publications (completed_at) WHERE completed_at IS NOT NULL;
