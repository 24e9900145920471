// The accounts of the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import { now } from '../../../schemas/timestamp.ts';
import type { Account } from '../port.ts';
import { statementCache } from './statements.ts';

/** `saveAccount` of `StoreWriter`. */
export function accountWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { saveAccount };

  function saveAccount(account: Account): void {
    const instant = now();
    prepare(
      'INSERT INTO accounts (name, agency, password, disabled, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)' +
        ' ON CONFLICT (name) DO UPDATE SET agency = excluded.agency, password = excluded.password,' +
        ' disabled = excluded.disabled, changed_at = excluded.changed_at',
    ).run(account.name, account.agency, account.password, Number(account.disabled), instant, instant);
  }
}
