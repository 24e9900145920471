-- How accounts get on with collections, a row for each day (of UTC, in days since 1970).

CREATE TABLE consumers (
  account          TEXT NOT NULL,
  collection       TEXT NOT NULL,   -- id
  day              INTEGER NOT NULL,
  requests         INTEGER NOT NULL,
  failures         INTEGER NOT NULL,
  last_poll        INTEGER,
  position         INTEGER,         -- everything up to that date_added was given, or asked for
  last_publication INTEGER,
  PRIMARY KEY (account, collection, day)
) STRICT, WITHOUT ROWID;
