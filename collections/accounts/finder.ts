// Finds the account, and its credential, that a key, a token or a certificate belongs to.
import { now } from '../../schemas/timestamp.ts';
import type { Account, AccountReader } from '../storage/port.ts';
import { isKeyOf, type ApiKey } from './api-key.ts';
import type { ShownCertificate, VerifiedToken } from './authenticator.ts';
import { handleOfFingerprint, handleOfKey, handleOfSubject, handleOfToken, proofsAt, type Credential } from './credential.ts';

/** An account, and what proved that somebody may be let in as it. */
export interface Found {
  readonly account: Account;
  readonly credential: Credential;
}

/** Looks in the store each time. What has expired isn't found. */
export interface Finder {
  byKey(key: ApiKey): Promise<Found | undefined>;
  /** `refused` where an account knows the subject, but lets it in no more: then its agency doesn't either. */
  byToken(token: VerifiedToken): Promise<Found | 'refused' | undefined>;
  byCertificate(certificate: ShownCertificate): Promise<Found | undefined>;
  /** The credential of the account that this is. */
  certificateOf(account: Account, certificate: ShownCertificate): Credential | undefined;
}

/** Finds in these accounts. */
export function createFinder(accounts: Pick<AccountReader, 'holding'>): Finder {
  // Two accounts with one handle are a mistake, and neither is let in by it.
  async function only(handle: string): Promise<Account | undefined> {
    const [account, another] = await accounts.holding(handle);
    return another === undefined ? account : undefined;
  }

  async function byHandle(handle: string, kind: Credential['kind']): Promise<Found | undefined> {
    const account = await only(handle);
    const credential = account === undefined ? undefined : provenBy(account, handle, kind);
    return account === undefined || credential === undefined ? undefined : { account, credential };
  }

  return {
    async byKey(key) {
      const account = await only(handleOfKey(key.id));
      const credential = account?.credentials?.find(({ id, kind }) => id === key.id && kind === 'api-key');
      if (account === undefined || credential === undefined) return undefined;
      return proofsAt(credential, now()).some((digest) => isKeyOf(key, digest)) ? { account, credential } : undefined;
    },
    async byToken({ issuer, account }) {
      if (account === undefined) return undefined;
      const handle = handleOfToken(issuer, account);
      if ((await accounts.holding(handle)).length === 0) return undefined;
      return (await byHandle(handle, 'openid')) ?? 'refused';
    },
    async byCertificate({ fingerprint, subject }) {
      const bySubject = byHandle(handleOfSubject(subject), 'certificate');
      return (await byHandle(handleOfFingerprint(fingerprint), 'certificate')) ?? bySubject;
    },
    certificateOf: (account, { fingerprint, subject }) =>
      provenBy(account, handleOfFingerprint(fingerprint), 'certificate') ?? provenBy(account, handleOfSubject(subject), 'certificate'),
  };
}

function provenBy({ credentials = [] }: Account, proof: string, kind: Credential['kind']): Credential | undefined {
  const instant = now();
  return credentials.find((credential) => credential.kind === kind && proofsAt(credential, instant).includes(proof));
}
