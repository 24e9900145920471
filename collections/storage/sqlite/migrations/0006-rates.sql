-- What was taken from each process, for limits that are one for all of them (collections/rates/).

CREATE TABLE rate_use (
  process TEXT PRIMARY KEY,
  at      INTEGER NOT NULL,
  use     TEXT NOT NULL      -- JSON
) STRICT, WITHOUT ROWID;
