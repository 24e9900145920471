// Decides who is asking. A credential that was verified is remembered, so that polling isn't argon2-bound.
import { createHmac, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import type { Account, AccountReader } from '../storage/port.ts';
import { verifyPassword } from './password.ts';

/** How long a verified credential is remembered, in milliseconds. */
const REMEMBERED_FOR = 10 * 60 * 1000;
/** How many verified credentials are remembered. */
const REMEMBERED_AT_MOST = 10_000;

/** Verifies names and passwords against the accounts of a store. */
export interface Authenticator {
  /** The account, if it exists, isn't disabled and has this password. */
  authenticate(name: string, password: string): Promise<Account | undefined>;
}

/**
 * Remembers which stored password a credential was verified against. As the account is read on every request, a changed
 * password or a disabled account is noticed at once, in every process. The memory holds keyed hashes only, and the
 * key lives as long as the process.
 */
export function createAuthenticator(accounts: AccountReader): Authenticator {
  const key = randomBytes(32);
  const verified = new LRUCache<string, string>({ max: REMEMBERED_AT_MOST, ttl: REMEMBERED_FOR });
  const underWay = new Map<string, Promise<boolean>>();

  return {
    async authenticate(name, password) {
      const account = await accounts.find(name);
      const credential = createHmac('sha256', key).update(`${name.length}:${name}${password}`).digest('base64');
      if (account !== undefined && verified.get(credential) === account.password) return enabled(account);
      const isRight = await verifyOnce(credential, password, account?.password);
      return isRight && account !== undefined ? enabled(account) : undefined;
    },
  };

  // A tool's parallel first requests wait for one verification instead of starting one each.
  function verifyOnce(credential: string, password: string, phc: string | undefined): Promise<boolean> {
    const question = `${credential} ${phc ?? ''}`;
    const running = underWay.get(question) ?? verify(credential, password, phc);
    underWay.set(question, running);
    return running.finally(() => underWay.delete(question));
  }

  async function verify(credential: string, password: string, phc: string | undefined): Promise<boolean> {
    const isRight = await verifyPassword(password, phc);
    if (isRight && phc !== undefined) verified.set(credential, phc);
    return isRight;
  }
}

function enabled(account: Account): Account | undefined {
  return account.disabled ? undefined : account;
}
