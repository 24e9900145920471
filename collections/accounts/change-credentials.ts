// Changes of an account's credentials, as values: nothing here is kept yet.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { Account } from '../storage/port.ts';
import { newCredentialId } from './api-key.ts';
import { credentialsOf, OWN_PASSWORD, type Credential } from './credential.ts';

/** The name of what is left of an account's own password while it is changed. Nobody can give it to a credential. */
export const OLD_PASSWORD = 'old password';

/** The most credentials of one account. */
export const MOST_CREDENTIALS = 50;

/** How a credential is rotated. */
export interface Rotation {
  /** What proves it from now on. */
  readonly proof: string;
  readonly at: Microseconds;
  /** Until when the old proof counts as well; absent: no longer. */
  readonly oldUntil?: Microseconds;
  /** Absent: never. */
  readonly expiresAt?: Microseconds;
}

/** The account with one more credential. */
export function withCredential(account: Account, credential: Credential): Account {
  return withCredentials(account, [...(account.credentials ?? []), credential]);
}

/** The account without the credential of that id; its own password has one, too, and goes with what is left of an old one. */
export function withoutCredential(account: Account, id: string): Account {
  const { password: _own, ...rest } = account;
  const { credentials = [] } = account;
  if (id === OWN_PASSWORD) return withCredentials(rest, credentials.filter(({ name }) => name !== OLD_PASSWORD));
  return withCredentials(account, credentials.filter((credential) => credential.id !== id));
}

/** The account with a credential that has another proof now, and for a while both. */
export function withRotated(account: Account, id: string, { proof, at, oldUntil, expiresAt }: Rotation): Account {
  const credentials = (account.credentials ?? []).map((credential): Credential => {
    if (credential.id !== id) return credential;
    const { previous: _older, expiresAt: _before, ...kept } = credential;
    return {
      ...kept,
      proof,
      ...(oldUntil === undefined ? {} : { previous: { proof: credential.proof, validUntil: oldUntil } }),
      ...(expiresAt === undefined ? {} : { expiresAt }),
      rotatedAt: at,
    };
  });
  return withCredentials(account, credentials);
}

/** The account with a credential that is no longer proven by what it was before it was rotated. */
export function withoutPrevious(account: Account, id: string): Account {
  const credentials = (account.credentials ?? []).map((credential) => {
    const { previous: _old, ...kept } = credential;
    return credential.id === id ? kept : credential;
  });
  return withCredentials(account, credentials);
}

/**
 * The account with another password of its own.
 * @param oldUntil until when the old one counts as well; absent: no longer
 */
export function withPassword(account: Account, password: string, at: Microseconds, oldUntil?: Microseconds): Account {
  const others = (account.credentials ?? []).filter(({ name }) => name !== OLD_PASSWORD);
  const changed = { ...account, password };
  if (oldUntil === undefined || account.password === undefined) return withCredentials(changed, others);
  const old = { id: newCredentialId(), name: OLD_PASSWORD, kind: 'password', proof: account.password, createdAt: at, expiresAt: oldUntil } as const;
  return withCredentials(changed, [...others, old]);
}

/** A stored password of the account, for `hashPassword`. */
export function passwordBeside(account: Account): string | undefined {
  return credentialsOf(account).find(({ kind }) => kind === 'password')?.proof;
}

function withCredentials(account: Account, credentials: readonly Credential[]): Account {
  const { credentials: _before, ...rest } = account;
  return credentials.length === 0 ? rest : { ...rest, credentials };
}
