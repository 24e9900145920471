-- The audit log: chains of entries that are only appended to (collections/audit/chain.ts).

CREATE TABLE audit_chains (
  chain         TEXT PRIMARY KEY,
  number        INTEGER NOT NULL,  -- of the last entry
  hash          BLOB NOT NULL,     -- of the last entry
  pruned_up_to  INTEGER NOT NULL,  -- entries up to this number had their time; 0: none
  pruned_hash   BLOB NOT NULL      -- of the last of them
) STRICT, WITHOUT ROWID;

CREATE TABLE audit (
  chain      TEXT NOT NULL,
  number     INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  kind       TEXT NOT NULL,
  agency     TEXT,
  collection TEXT,                 -- id
  text       TEXT NOT NULL,        -- JSON
  hash       BLOB NOT NULL,
  PRIMARY KEY (chain, number)
) STRICT, WITHOUT ROWID;

CREATE INDEX audit_by_time ON audit (at);
CREATE INDEX audit_by_collection ON audit (collection, at) WHERE collection IS NOT NULL;

-- Mistakes of programs and of people at a prompt; who means to forge has to forge the hashes, too.
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;

CREATE TRIGGER audit_is_kept BEFORE DELETE ON audit
WHEN OLD.number > COALESCE((SELECT pruned_up_to FROM audit_chains c WHERE c.chain = OLD.chain), 0)
BEGIN SELECT RAISE(ABORT, 'the audit log is only appended to'); END;
