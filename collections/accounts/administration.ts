// Accounts and their credentials, as operators change them over the console. What is made here is given once, and kept as
// what proves it.
import { now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Scope } from '../access.ts';
import type { Directory } from '../directory.ts';
import type { Account, AccountReader, CredentialUse, StoreWriter } from '../storage/port.ts';
import { newApiKey, newCredentialId } from './api-key.ts';
import { MOST_CREDENTIALS, withCredential, withoutCredential, withPassword, withRotated } from './change-credentials.ts';
import { credentialsOf, OWN_PASSWORD, type Credential } from './credential.ts';
import { isAccountName } from './names.ts';
import { generatePassword, hashPassword } from './password.ts';
import { NotPossible } from '../not-possible.ts';

/** What a new API key is limited to, and until when it counts. */
export interface KeyWishes {
  readonly name: string;
  readonly scope?: Scope;
  readonly expiresAt?: Microseconds;
}

/** Changes accounts. Every change is in the audit log. @throws {NotPossible} */
export interface Administration {
  list(): Promise<Account[]>;
  find(name: string): Promise<{ readonly account: Account; readonly uses: readonly CredentialUse[] } | undefined>;
  /** Gives the password, which is kept nowhere. */
  create(name: string, agency: string): Promise<string>;
  /** A new password; the one before no longer counts. */
  newPassword(name: string): Promise<string>;
  setDisabled(name: string, disabled: boolean): Promise<void>;
  /** Gives the key, which is kept nowhere. */
  addKey(name: string, wishes: KeyWishes): Promise<string>;
  /** Another key of the same credential; the one before counts until that instant. */
  rotateKey(name: string, credential: string, oldUntil: Microseconds): Promise<string>;
  /** Takes a credential away; the account's own password, too, by `OWN_PASSWORD`. */
  revoke(name: string, credential: string): Promise<void>;
}

/** @param by who does it, for the audit log */
export function createAdministration(
  accounts: Pick<AccountReader, 'find' | 'list' | 'uses'>,
  writer: Pick<StoreWriter, 'saveAccount'>,
  directory: Directory,
  by: string,
): Administration {
  async function required(name: string): Promise<Account> {
    const account = await accounts.find(name);
    if (account === undefined) throw new NotPossible(`There is no account ${JSON.stringify(name)}.`);
    return account;
  }

  function credentialIn(account: Account, id: string): Credential {
    const credential = credentialsOf(account).find((one) => one.id === id);
    if (credential === undefined) throw new NotPossible('The account has no such credential any more.');
    return credential;
  }

  const save = (account: Account): Promise<void> => writer.saveAccount(account, by);

  return {
    list: () => accounts.list(),
    async find(name) {
      const account = await accounts.find(name);
      return account === undefined ? undefined : { account, uses: await accounts.uses(name) };
    },
    async create(name, agency) {
      checkName(name);
      if (directory.agency(agency) === undefined) throw new NotPossible(`The catalogue has no agency ${JSON.stringify(agency)}.`);
      if ((await accounts.find(name)) !== undefined) throw new NotPossible(`There is an account ${JSON.stringify(name)} already.`);
      const password = generatePassword();
      await save({ name, agency, password: await hashPassword(password), disabled: false });
      return password;
    },
    async newPassword(name) {
      const account = withoutCredential(await required(name), OWN_PASSWORD);
      const password = generatePassword();
      await save(withPassword(account, await hashPassword(password), now()));
      return password;
    },
    async setDisabled(name, disabled) {
      await save({ ...(await required(name)), disabled });
    },
    async addKey(name, { name: keyName, scope, expiresAt }) {
      const account = await required(name);
      checkName(keyName);
      const { credentials = [] } = account;
      if (keyName === OWN_PASSWORD || credentials.some((one) => one.name === keyName)) throw new NotPossible(`The account has a credential ${JSON.stringify(keyName)} already.`);
      if (credentials.length >= MOST_CREDENTIALS) throw new NotPossible(`The account has ${MOST_CREDENTIALS} credentials already, which is as many as there can be.`);
      if (expiresAt !== undefined && expiresAt <= now()) throw new NotPossible('The key would have expired already.');
      const id = newCredentialId();
      const { key, proof } = newApiKey(id);
      const limits = { ...(scope === undefined ? {} : { scope }), ...(expiresAt === undefined ? {} : { expiresAt }) };
      await save(withCredential(account, { id, name: keyName, kind: 'api-key', proof, createdAt: now(), ...limits }));
      return key;
    },
    async rotateKey(name, id, oldUntil) {
      const account = await required(name);
      const { kind, expiresAt } = credentialIn(account, id);
      if (kind !== 'api-key') throw new NotPossible('Only API keys are rotated here.');
      if (expiresAt !== undefined && expiresAt <= now()) throw new NotPossible('The key has expired: add another one.');
      const { key, proof } = newApiKey(id);
      await save(withRotated(account, id, { proof, at: now(), oldUntil, ...(expiresAt === undefined ? {} : { expiresAt }) }));
      return key;
    },
    async revoke(name, id) {
      const account = await required(name);
      credentialIn(account, id);
      await save(withoutCredential(account, id));
    },
  };
}

function checkName(name: string): void {
  if (!isAccountName(name)) throw new NotPossible(`${JSON.stringify(name.slice(0, 100))} can't be a name here: use letters, digits and . _ @ + - (100 at most).`);
}
