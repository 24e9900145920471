// For the operator: right credentials that were refused may be stolen ones, and locks may be attacks, or a tool with an
// old password.
import { LRUCache } from 'lru-cache';
import type { Log } from '../publishing/log.ts';
import type { Found } from './finder.ts';
import type { Refusal } from './verdict.ts';

/** Tells the log of refusals. */
export interface Refusals {
  /** The credentials were right. The same is told once an hour at most. */
  tell(found: Found, address: string, reason: Refusal): void;
  /** @param account only where there is one of that name: anything else may be a password in the wrong place */
  tellLock(locked: 'account' | 'host', host: string, account: string | undefined): void;
}

/** Milliseconds. */
const TOLD_EVERY = 60 * 60 * 1_000;

/** Refusals are told to that log. */
export function createRefusals(log: Log): Refusals {
  const told = new LRUCache<string, true>({ max: 10_000, ttl: TOLD_EVERY });
  return {
    tell({ account, credential }, address, reason) {
      const subject = { account: account.name, credential: credential.name, address, reason };
      const key = JSON.stringify(subject);
      if (told.has(key)) return;
      told.set(key, true);
      log.warn(subject, 'right credentials were refused');
    },
    tellLock(locked, host, account) {
      const subject = account === undefined ? { host } : { host, account };
      const message = locked === 'host' ? 'too many failed attempts: the host is locked out' : 'too many failed attempts: the account is locked for this host';
      log.warn(subject, message);
    },
  };
}
