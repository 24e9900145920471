-- Sessions of an account that were ended before their time, as JSON; NULL: none.
ALTER TABLE accounts ADD COLUMN ended_sessions TEXT;
