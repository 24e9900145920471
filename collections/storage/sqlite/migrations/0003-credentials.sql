-- Accounts have several credentials, networks that they may be used from, and may be without a password ('').

ALTER TABLE accounts ADD COLUMN credentials TEXT;  -- JSON array; NULL: none
ALTER TABLE accounts ADD COLUMN networks    TEXT;  -- JSON array; NULL: from anywhere
ALTER TABLE accounts ADD COLUMN certificate_required INTEGER NOT NULL DEFAULT 0;

-- What accounts are looked up by when a request names none.
CREATE TABLE credential_handles (
  handle  TEXT NOT NULL,
  account TEXT NOT NULL REFERENCES accounts (name) ON DELETE CASCADE,
  PRIMARY KEY (handle, account)
) STRICT, WITHOUT ROWID;

CREATE INDEX credential_handles_by_account ON credential_handles (account);

-- Apart from the accounts, so that noting a use never undoes a change of the account.
CREATE TABLE credential_uses (
  account    TEXT NOT NULL,
  credential TEXT NOT NULL,
  last_used  INTEGER NOT NULL,
  PRIMARY KEY (account, credential)
) STRICT, WITHOUT ROWID;
