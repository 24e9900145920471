// Accounts and their credentials, as operators change them, over the console or at a terminal. What is made here is given once,
// and kept as what proves it.
import { formatTimestamp, now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Scope } from '../access.ts';
import type { Directory } from '../directory.ts';
import { NotPossible, quoted } from '../not-possible.ts';
import type { Account, AccountReader, CredentialUse, StoreWriter } from '../storage/port.ts';
import { newCredentialId } from './api-key.ts';
import { MOST_CREDENTIALS, passwordBeside, withCredential, withoutCredential, withoutPrevious, withPassword, withRotated } from './change-credentials.ts';
import { credentialsOf, handlesOf, OWN_PASSWORD, type Credential } from './credential.ts';
import { isAccountName } from './names.ts';
import { networksOf } from './networks.ts';
import { newPassword, newProof, type ProofWishes } from './new-proof.ts';

/** A new credential: what proves it, what it is limited to, and until when it counts; absent: for ever. */
export interface CredentialWishes {
  readonly name: string;
  readonly proof: ProofWishes;
  readonly scope?: Scope;
  readonly expiresAt?: Microseconds;
}

/** How a credential is rotated. */
export interface RotationWishes {
  /** Of the credential's own kind. */
  readonly proof: ProofWishes;
  /** Until when the old proof counts as well; absent: no longer. */
  readonly oldUntil?: Microseconds;
  /** Absent: as before. */
  readonly expiresAt?: Microseconds | 'never';
}

/** A credential as it is kept now, and the secret of it that was made here. */
export interface Given {
  readonly credential: Credential;
  readonly secret?: string;
}

/** Changes accounts. Every change is in the audit log. @throws {NotPossible} */
export interface Administration {
  list(): Promise<Account[]>;
  find(name: string): Promise<{ readonly account: Account; readonly uses: readonly CredentialUse[] } | undefined>;
  /** @param password a given one, or `made`, or `none`; gives the one that was made */
  create(name: string, agency: string, password: { readonly given: string } | 'made' | 'none'): Promise<string | undefined>;
  /** Another password of its own; gives the one that was made. @param oldUntil until when the one before counts as well */
  changePassword(name: string, given?: string, oldUntil?: Microseconds): Promise<string | undefined>;
  setDisabled(name: string, disabled: boolean): Promise<void>;
  /** @param networks as `networksOf` takes them; none: from anywhere */
  setNetworks(name: string, networks: readonly string[]): Promise<void>;
  /** Whether one of its certificates is required beside a password, key or token. */
  setCertificateRequired(name: string, isRequired: boolean): Promise<void>;
  addCredential(name: string, wishes: CredentialWishes): Promise<Given>;
  /** Proves a credential in another way, of its own kind. */
  rotate(name: string, credential: string, wishes: RotationWishes): Promise<Given>;
  /** Takes a credential away; the account's own password, too, by `OWN_PASSWORD`. */
  revoke(name: string, credential: string): Promise<void>;
  /** Takes away what a credential was before it was rotated. */
  revokeOld(name: string, credential: string): Promise<void>;
}

/** What is said where there is none of that name. */
export function noAccount(name: string): NotPossible {
  return new NotPossible(`There is no account ${quoted(name)}.`, 'no-account');
}

/** @param by who does it, for the audit log */
export function createAdministration(
  accounts: Pick<AccountReader, 'find' | 'list' | 'uses' | 'holding'>,
  writer: Pick<StoreWriter, 'saveAccount'>,
  directory: Directory,
  by: string,
): Administration {
  async function required(name: string): Promise<Account> {
    const account = await accounts.find(name);
    if (account === undefined) throw noAccount(name);
    return account;
  }

  // A certificate or subject that two accounts had would let in neither.
  async function save(account: Account): Promise<void> {
    for (const handle of handlesOf(account)) {
      const other = (await accounts.holding(handle)).find(({ name }) => name !== account.name);
      if (other !== undefined) throw new NotPossible(`The account ${quoted(other.name)} has that one already (${handle}); nothing was changed.`);
    }
    await writer.saveAccount(account, by);
  }

  async function change(name: string, changed: (account: Account) => Account): Promise<void> {
    await save(changed(await required(name)));
  }

  return {
    list: () => accounts.list(),
    async find(name) {
      const account = await accounts.find(name);
      return account === undefined ? undefined : { account, uses: await accounts.uses(name) };
    },
    async create(name, agency, password) {
      checkName(name);
      checkAgency(directory, agency);
      if ((await accounts.find(name)) !== undefined) throw new NotPossible(`There is an account ${quoted(name)} already.`, 'account-taken');
      const made = password === 'none' ? undefined : await newPassword(password === 'made' ? undefined : password.given);
      await save({ name, agency, ...(made === undefined ? {} : { password: made.proof }), disabled: false });
      return made?.secret;
    },
    async changePassword(name, given, oldUntil) {
      const account = await required(name);
      const staying = oldUntil === undefined ? withoutCredential(account, OWN_PASSWORD) : account;
      const { proof, secret } = await newPassword(given, passwordBeside(staying));
      await save(withPassword(account, proof, now(), oldUntil));
      return secret;
    },
    setDisabled: (name, disabled) => change(name, (account) => ({ ...account, disabled })),
    async setNetworks(name, networks) {
      checkNetworks(networks);
      await change(name, ({ networks: _before, ...account }) => (networks.length === 0 ? account : { ...account, networks }));
    },
    setCertificateRequired: (name, isRequired) =>
      change(name, ({ certificateRequired: _before, ...account }) => (isRequired ? { ...account, certificateRequired: true } : account)),
    async addCredential(name, { name: credentialName, proof: wishes, scope, expiresAt }) {
      const account = await required(name);
      checkCredentialName(account, credentialName);
      if (expiresAt !== undefined && expiresAt <= now()) throw new NotPossible('The credential would have expired already.');
      const id = newCredentialId();
      const { proof, secret } = await newProof(account, id, wishes);
      const limits = { ...(scope === undefined ? {} : { scope }), ...(expiresAt === undefined ? {} : { expiresAt }) };
      const credential: Credential = { id, name: credentialName, kind: wishes.kind, proof, createdAt: now(), ...limits };
      await save(withCredential(account, credential));
      return given(credential, secret);
    },
    async rotate(name, id, { proof: wishes, oldUntil, expiresAt: wanted }) {
      const account = await required(name);
      const before = requiredIn(account, id);
      if (id === OWN_PASSWORD) throw new NotPossible("The account's own password isn't rotated: it gets another one.", 'own-password');
      if (wishes.kind !== before.kind) throw new NotPossible(`The credential ${quoted(before.name)} is of the kind ${before.kind}, and stays so.`);
      const expiresAt = wanted === 'never' ? undefined : (wanted ?? before.expiresAt);
      if (expiresAt !== undefined && expiresAt <= now()) throw new NotPossible(`The credential ${quoted(before.name)} expired at ${formatTimestamp(expiresAt)}: say until when the new one counts, or add another one.`);
      const { proof, secret } = await newProof(account, id, wishes);
      const changed = withRotated(account, id, { proof, at: now(), ...(oldUntil === undefined ? {} : { oldUntil }), ...(expiresAt === undefined ? {} : { expiresAt }) });
      await save(changed);
      return given(requiredIn(changed, id), secret);
    },
    revoke: (name, id) => change(name, (account) => withoutCredential(account, requiredIn(account, id).id)),
    revokeOld: (name, id) => change(name, (account) => withoutPrevious(account, requiredIn(account, id).id)),
  };
}

function requiredIn(account: Account, id: string): Credential {
  const credential = credentialsOf(account).find((one) => one.id === id);
  if (credential === undefined) throw new NotPossible(`The account ${quoted(account.name)} has no such credential any more.`);
  return credential;
}

function given(credential: Credential, secret: string | undefined): Given {
  return secret === undefined ? { credential } : { credential, secret };
}

function checkName(name: string): void {
  if (!isAccountName(name)) throw new NotPossible(`${quoted(name)} can't be a name here: use letters, digits and . _ @ + - (100 at most).`);
}

function checkCredentialName({ name: account, credentials = [] }: Account, name: string): void {
  checkName(name);
  if (name === OWN_PASSWORD) throw new NotPossible(`${quoted(name)} can't be the name of a credential: it is that of the account's own password.`);
  if (credentials.some((one) => one.name === name)) throw new NotPossible(`The account ${quoted(account)} has a credential ${quoted(name)} already.`, 'credential-taken');
  if (credentials.length >= MOST_CREDENTIALS) throw new NotPossible(`The account ${quoted(account)} has ${MOST_CREDENTIALS} credentials already, which is as many as there can be.`);
}

function checkAgency({ catalogue, agency }: Directory, name: string): void {
  if (agency(name) !== undefined) return;
  const known = catalogue?.agencies.map((each) => each.name) ?? [];
  throw new NotPossible(`The catalogue has no agency ${quoted(name)}: it has ${known.length === 0 ? 'none' : known.join(', ')}.`);
}

function checkNetworks(networks: readonly string[]): void {
  try {
    networksOf(networks);
  } catch (error) {
    throw new NotPossible(`${(error as Error).message}.`, undefined, { cause: error });
  }
}
