// The accounts in MongoDB.
import type { AnyBulkWriteOperation, Filter } from 'mongodb';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import { credentialsOf, handlesOf } from '../../accounts/credential.ts';
import { withEnded, type Stay } from '../../accounts/ended-sessions.ts';
import { createFairLine } from '../../fair-line.ts';
import type { Account, CredentialUse } from '../port.ts';
import { accountEvent } from '../../audit/changes.ts';
import type { AuditWriter } from './audit.ts';
import { toAccount } from './reader.ts';
import { int64, type AccountDocument, type Documents, type UseDocument } from './documents.ts';

/** `saveAccount`, `endSession` and `noteUses` of `StoreWriter`. */
export function accountWriter(documents: Documents, audit: AuditWriter) {
  const { accounts, uses } = documents;
  const ending = createFairLine(1);
  return { saveAccount, endSession, noteUses: useWriter(documents) };

  async function saveAccount(account: Account, by?: string): Promise<void> {
    const before = await accounts.findOne({ _id: account.name });
    const event = accountEvent(before === null ? undefined : toAccount(before), account, by);
    if (event !== undefined) await audit.record([event]);
    const instant = now();
    const { _id, created_at, ended_sessions: _stays, ...fields } = toAccountDocument(account, instant, instant);
    const absent = OPTIONAL.filter((name) => fields[name] === undefined).map((name) => [name, '']);
    const unset = absent.length === 0 ? {} : { $unset: Object.fromEntries(absent) };
    await accounts.updateOne({ _id }, { $set: fields, $setOnInsert: { created_at }, ...unset }, { upsert: true });
    await uses.deleteMany({ account: _id, credential: { $nin: credentialsOf(account).map(({ id }) => id) } });
  }

  // One after the other, as far as this server goes: not every engine that speaks MongoDB's protocol changes a document in one piece.
  function endSession(name: string, stay: Stay): Promise<void> {
    return ending.run(name, () => addEnded(name, stay));
  }

  async function addEnded(name: string, stay: Stay): Promise<void> {
    for (;;) {
      const document = await accounts.findOne({ _id: name });
      if (document === null) return;
      const { ended_sessions: before = null } = document;
      const ended_sessions = JSON.stringify(withEnded(toAccount(document).endedSessions, stay, now()));
      // As long as nobody else ended one meanwhile; `null` stands for one that isn't there.
      const { matchedCount } = await accounts.updateOne({ _id: name, ended_sessions: before } as Filter<AccountDocument>, { $set: { ended_sessions } });
      if (matchedCount > 0) return;
    }
  }
}

/** `noteUses` of `StoreWriter`. */
export function useWriter({ uses }: Documents) {
  return async function noteUses(noted: readonly CredentialUse[]): Promise<void> {
    if (noted.length === 0) return;
    const updates = noted.map(({ account, credential, lastUsed }): AnyBulkWriteOperation<UseDocument> => {
      const update = { $set: { account, credential }, $max: { last_used: int64(lastUsed) } };
      return { updateOne: { filter: { _id: useIdOf(account, credential) }, update, upsert: true } };
    });
    await uses.bulkWrite(updates, { ordered: false });
  };
}

const OPTIONAL = ['credentials', 'handles', 'networks', 'certificate_required'] as const;

/** An account as it is kept. */
export function toAccountDocument(account: Account, createdAt: Microseconds, changedAt: Microseconds): AccountDocument {
  const { name, agency, password = '', disabled, credentials = [], networks = [], certificateRequired, endedSessions } = account;
  const handles = handlesOf(account);
  return {
    _id: name,
    agency,
    password,
    disabled,
    ...(credentials.length === 0 ? {} : { credentials: JSON.stringify(credentials) }),
    ...(handles.length === 0 ? {} : { handles }),
    ...(networks.length === 0 ? {} : { networks }),
    ...(certificateRequired === undefined ? {} : { certificate_required: true }),
    ...(endedSessions === undefined ? {} : { ended_sessions: JSON.stringify(endedSessions) }),
    created_at: int64(createdAt),
    changed_at: int64(changedAt),
  };
}

/** The name of a document of `credential_uses`. */
export function useIdOf(account: string, credential: string): string {
  return `${account}/${credential}`;
}
