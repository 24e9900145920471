// Failed attempts slow down, then lock, whoever makes them, and nobody else: they are counted by host and account, and
// by host alone. A stranger can't lock an agency out, as its tools come from other hosts.
//
// Counted by this process, in a bounded memory: with several servers each gives a guesser its own few free attempts.
import { LRUCache } from 'lru-cache';

/** Too many attempts failed. */
export class TooManyAttempts extends Error {
  override readonly name = 'TooManyAttempts';
  /** Seconds after which another one is looked at; at least 1. */
  readonly retryAfter: number;

  constructor(retryAfter: number) {
    super(`Too many attempts failed; the next one is looked at in ${retryAfter} s.`);
    this.retryAfter = retryAfter;
  }
}

/** Where an attempt comes from (a `hostOf`), and the account that it names, if it names any. */
export interface Origin {
  readonly host: string;
  readonly account?: string;
}

/** Counts failed attempts. */
export interface Attempts {
  /** @throws {TooManyAttempts} */
  admit(origin: Origin): void;
  /**
   * Counts an attempt as failed, before it is looked at: so that many at once are no more than one after another.
   * @returns what this one locks out for the longest time that there is: nothing, the account from this host, or the host
   */
  count(origin: Origin): 'account' | 'host' | undefined;
  /** It had the right credentials after all. */
  succeeded(origin: Origin): void;
}

/** How many failures are free, before the first second of waiting. */
const FREE = { account: 5, host: 50 } as const;
/** The longest wait, in milliseconds. Each failure doubles it until then. */
const LONGEST_WAIT = 15 * 60 * 1_000;
/** After how much quiet failures are forgotten, in milliseconds. */
const FORGOTTEN_AFTER = 60 * 60 * 1_000;
/** How long a host from which an account was let in goes on being known, in milliseconds. */
const KNOWN_FOR = 30 * 24 * 60 * 60 * 1_000;
const REMEMBERED_AT_MOST = 100_000;

interface Count {
  readonly failures: number;
  /** By the clock. */
  readonly waitsUntil: number;
}

/** @param clock milliseconds that only go forward */
export function createAttempts(clock: () => number = () => performance.now()): Attempts {
  const counts = new LRUCache<string, Count>({ max: REMEMBERED_AT_MOST, ttl: FORGOTTEN_AFTER, perf: { now: clock } });
  const known = new LRUCache<string, true>({ max: REMEMBERED_AT_MOST, ttl: KNOWN_FOR, perf: { now: clock } });

  function waitFor(key: string): number {
    return (counts.get(key)?.waitsUntil ?? 0) - clock();
  }

  // Whether it locks for the longest time from here on.
  function add(key: string, free: number): boolean {
    const failures = (counts.get(key)?.failures ?? 0) + 1;
    const wait = waitAfter(failures, free);
    counts.set(key, { failures, waitsUntil: clock() + wait });
    return wait === LONGEST_WAIT && waitAfter(failures - 1, free) < LONGEST_WAIT;
  }

  return {
    admit({ host, account }) {
      const isKnown = account !== undefined && known.has(pairOf(host, account));
      const waits = [account === undefined ? 0 : waitFor(pairOf(host, account)), isKnown ? 0 : waitFor(host)];
      const wait = Math.max(...waits);
      if (wait > 0) throw new TooManyAttempts(Math.ceil(wait / 1_000));
    },
    count({ host, account }) {
      const locks = [add(host, FREE.host) && 'host', account !== undefined && add(pairOf(host, account), FREE.account) && 'account'];
      return locks.find((lock): lock is 'account' | 'host' => lock !== false);
    },
    succeeded({ host, account }) {
      const before = counts.get(host);
      const failures = (before?.failures ?? 1) - 1;
      if (failures <= 0) counts.delete(host);
      else counts.set(host, { failures, waitsUntil: failures < FREE.host ? 0 : (before?.waitsUntil ?? 0) });
      if (account === undefined) return;
      counts.delete(pairOf(host, account));
      known.set(pairOf(host, account), true);
    },
  };
}

function waitAfter(failures: number, free: number): number {
  return failures < free ? 0 : Math.min(1_000 * 2 ** (failures - free), LONGEST_WAIT);
}

function pairOf(host: string, account: string): string {
  return `${host} ${account}`;
}
