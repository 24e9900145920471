// Credentials for test accounts, as the command line would give them.
import { digestOfKey, newApiKey, newCredentialId, parseApiKey } from '../../collections/accounts/api-key.ts';
import { withCredential } from '../../collections/accounts/change-credentials.ts';
import type { Credential } from '../../collections/accounts/credential.ts';
import type { Account, Store } from '../../collections/storage/port.ts';
import { now } from '../../schemas/timestamp.ts';
import { clientOf, type Client } from '../protocol/running-exchange.ts';

/** What a credential is beside its id and proof. */
export type Wishes = Partial<Omit<Credential, 'id' | 'proof' | 'kind'>>;

/** Microseconds. */
export const HOUR = 3_600_000_000;

/** A client that presents an API key, or whatever else, in headers. */
export function withHeaders(origin: string, headers: Readonly<Record<string, string>>): Client {
  const { authorization, ...others } = headers;
  const client = clientOf(origin, authorization);
  return { ...client, get: (path, more) => client.get(path, { ...others, ...more }) };
}

/** Changes an account. */
export async function change(store: Store, name: string, changed: (account: Account) => Account): Promise<void> {
  const account = await store.accounts.find(name);
  if (account === undefined) throw new Error(`There is no test account ${name}.`);
  await store.writer.saveAccount(changed(account));
}

/** Gives an account a credential of any kind. */
export async function give(store: Store, account: string, kind: Credential['kind'], proof: string, wishes: Wishes = {}): Promise<string> {
  const id = newCredentialId();
  await change(store, account, (before) => withCredential(before, { id, name: id, kind, proof, createdAt: now(), ...wishes }));
  return id;
}

/** Gives an account an API key, and tells it. */
export async function giveKey(store: Store, account: string, wishes: Wishes = {}): Promise<string> {
  const id = newCredentialId();
  const { key, proof } = newApiKey(id);
  await change(store, account, (before) =>
    withCredential(before, { id, name: id, kind: 'api-key', proof, createdAt: now(), ...wishes }),
  );
  return key;
}

/** What is kept of a key. */
export function digestOf(key: string): string {
  const parsed = parseApiKey(key);
  if (parsed === undefined) throw new Error(`${key} is no key.`);
  return digestOfKey(parsed);
}
