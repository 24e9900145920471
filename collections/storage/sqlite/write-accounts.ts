// The accounts of the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import { credentialsOf, handlesOf } from '../../accounts/credential.ts';
import { withEnded, type Stay } from '../../accounts/ended-sessions.ts';
import type { Account, CredentialUse } from '../port.ts';
import { accountEvent } from '../../audit/changes.ts';
import { auditWriter } from './audit.ts';
import { inTransaction } from './database.ts';
import { toAccount } from './reader.ts';
import { statementCache } from './statements.ts';

/** `saveAccount`, `endSession` and `noteUses` of `StoreWriter`. */
export function accountWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const putAccount = accountPutter(database);
  const { record } = auditWriter(database);
  return { saveAccount, endSession, noteUses };

  function saveAccount(account: Account, by?: string): void {
    inTransaction(database, () => {
      const row = prepare('SELECT * FROM accounts WHERE name = ?').get(account.name);
      const instant = now();
      const before = row === undefined ? undefined : toAccount(row);
      const { endedSessions: _stays, ...changed } = account;
      const kept = before?.endedSessions === undefined ? {} : { endedSessions: before.endedSessions };
      putAccount({ ...changed, ...kept }, row === undefined ? instant : Number(row['created_at']), instant);
      const event = accountEvent(before, account, by);
      if (event !== undefined) record([event]);
    });
  }

  function endSession(account: string, stay: Stay): void {
    inTransaction(database, () => {
      const row = prepare('SELECT * FROM accounts WHERE name = ?').get(account);
      if (row === undefined) return;
      const ended = withEnded(toAccount(row).endedSessions, stay, now());
      prepare('UPDATE accounts SET ended_sessions = ? WHERE name = ?').run(JSON.stringify(ended), account);
    });
  }

  function noteUses(uses: readonly CredentialUse[]): void {
    inTransaction(database, () => {
      for (const { account, credential, lastUsed } of uses) {
        prepare(
          'INSERT INTO credential_uses (account, credential, last_used) VALUES (?, ?, ?)' +
            ' ON CONFLICT (account, credential) DO UPDATE SET last_used = max(last_used, excluded.last_used)',
        ).run(account, credential, lastUsed);
      }
    });
  }
}

/** As `saveAccount`, with the instants of its creation and its last change. */
export function accountPutter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return function putAccount(account: Account, createdAt: Microseconds, changedAt: Microseconds): void {
    inTransaction(database, () => {
      const { name, agency, password = '', disabled, credentials, networks, certificateRequired = false, endedSessions } = account;
      const ended = endedSessions === undefined ? null : JSON.stringify(endedSessions);
      prepare(
        'INSERT INTO accounts (name, agency, password, disabled, created_at, changed_at, credentials, networks, certificate_required, ended_sessions)' +
          ' VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET agency = excluded.agency,' +
          ' password = excluded.password, disabled = excluded.disabled, created_at = excluded.created_at,' +
          ' changed_at = excluded.changed_at, credentials = excluded.credentials, networks = excluded.networks,' +
          ' certificate_required = excluded.certificate_required, ended_sessions = excluded.ended_sessions',
      ).run(name, agency, password, Number(disabled), createdAt, changedAt, json(credentials), json(networks), Number(certificateRequired), ended);
      prepare('DELETE FROM credential_handles WHERE account = ?').run(name);
      for (const handle of handlesOf(account)) prepare('INSERT INTO credential_handles (handle, account) VALUES (?, ?)').run(handle, name);
      const ids = JSON.stringify(credentialsOf(account).map(({ id }) => id));
      prepare('DELETE FROM credential_uses WHERE account = ? AND credential NOT IN (SELECT value FROM json_each(?))').run(name, ids);
    });
  };
}

function json(list: readonly unknown[] | undefined): string | null {
  return list === undefined || list.length === 0 ? null : JSON.stringify(list);
}
