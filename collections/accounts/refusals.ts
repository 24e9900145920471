// For the operator: right credentials that were refused may be stolen ones, and locks may be attacks, or a tool with an
// old password.
import { LRUCache } from 'lru-cache';
import type { Log } from '../publishing/log.ts';
import type { Found } from './finder.ts';
import type { Refusal } from './verdict.ts';

/** Tells the log of refusals, of the same one once an hour at most. */
export interface Refusals {
  /** The credentials were right. */
  tell(found: Found, address: string, reason: Refusal): void;
  /** @param account only where there is one of that name: anything else may be a password in the wrong place */
  tellLock(locked: 'account' | 'host', host: string, account: string | undefined): void;
}

/** Milliseconds. */
const TOLD_EVERY = 60 * 60 * 1_000;

/** Refusals are told to that log. */
export function createRefusals(log: Log): Refusals {
  const told = new LRUCache<string, true>({ max: 10_000, ttl: TOLD_EVERY });
  const tell = (subject: object, message: string): void => {
    const key = JSON.stringify([subject, message]);
    if (told.has(key)) return;
    told.set(key, true);
    log.warn(subject, message);
  };
  return {
    tell({ account, credential }, address, reason) {
      tell({ account: account.name, credential: credential.name, address, reason }, 'right credentials were refused');
    },
    tellLock(locked, host, account) {
      const what = locked === 'host' ? 'the host is locked out' : 'the account is locked for this host';
      tell({ host, ...(account === undefined ? {} : { account }) }, `too many failed attempts: ${what}`);
    },
  };
}
