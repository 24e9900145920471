// Failed attempts slow down, then lock, whoever makes them, and nobody else: they are counted by host and account, and
// by host alone. A stranger can't lock an agency out, as its tools come from other hosts.
//
// Counted in a bounded memory. The workers of a server tell each other (share-attempts.ts); several servers on one store do
// not, so that each gives a guesser its own few free attempts.
import { hash } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { entriesInOrder } from './entries-in-order.ts';

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
  /** How many were counted so far: as long as it stays, whoever was admitted would be admitted again. */
  readonly counted: number;
}

/**
 * For an account from one host, and for a host whatever it names: at how many failures the first second of waiting comes,
 * and after how many milliseconds without waiting one of them is forgotten. A tool that keeps failing keeps its account
 * locked for its own host, but not that host.
 */
const LIMITS = {
  account: { free: 5, forgottenAfter: 15 * 60 * 1_000 },
  host: { free: 50, forgottenAfter: 60 * 1_000 },
} as const;
type Limit = (typeof LIMITS)['account' | 'host'];

/** The longest wait, in milliseconds. Each failure doubles the first second until then, in so many steps. */
const LONGEST_WAIT = 15 * 60 * 1_000;
const STEPS = Math.ceil(Math.log2(LONGEST_WAIT / 1_000));
/** How long a host from which an account was let in goes on being known, in milliseconds. */
const KNOWN_FOR = 30 * 24 * 60 * 60 * 1_000;
const REMEMBERED_AT_MOST = 100_000;

/** What was counted up to now, by keys that tell nobody which accounts they stand for. */
export interface CountedAttempts {
  readonly counts: ReadonlyMap<string, Count>;
  readonly known: ReadonlyMap<string, number>;
}

/** Attempts that somebody else can go on counting. */
export interface ContinuedAttempts extends Attempts {
  /** Instants in it are of this one's clock. */
  counts(): CountedAttempts;
}

interface Count {
  readonly failures: number;
  /** From when on time counts for forgetting one. By the clock, as the other one. */
  readonly since: number;
  readonly waitsUntil: number;
}

/**
 * @param clock milliseconds that only go forward
 * @param before what was counted so far, by the same clock
 */
export function createAttempts(clock: () => number = () => performance.now(), before?: CountedAttempts): ContinuedAttempts {
  const counts = new LRUCache<string, Count>({ max: REMEMBERED_AT_MOST });
  const known = new LRUCache<string, number>({ max: REMEMBERED_AT_MOST });
  let counted = 0;
  for (const [key, count] of before?.counts ?? new Map()) counts.set(key, count);
  for (const [key, at] of before?.known ?? new Map()) known.set(key, at);

  function countOf(key: string, { forgottenAfter }: Limit): Count {
    const { failures, since, waitsUntil } = counts.get(key) ?? { failures: 0, since: clock(), waitsUntil: 0 };
    const forgotten = Math.min(failures, Math.max(0, Math.floor((clock() - since) / forgottenAfter)));
    return { failures: failures - forgotten, since: since + forgotten * forgottenAfter, waitsUntil };
  }

  // Whether it locks for the longest time from here on.
  function add(key: string, limit: Limit): boolean {
    const { failures: before, since } = countOf(key, limit);
    const failures = Math.min(before + 1, limit.free + STEPS);
    const wait = waitAfter(failures, limit);
    counts.set(key, { failures, since: (before === 0 ? clock() : since) + wait, waitsUntil: clock() + wait });
    return wait === LONGEST_WAIT && waitAfter(before, limit) < LONGEST_WAIT;
  }

  function takeBack(key: string, limit: Limit): void {
    const { failures, since, waitsUntil } = countOf(key, limit);
    if (failures <= 1) counts.delete(key);
    else counts.set(key, { failures: failures - 1, since, waitsUntil: failures - 1 < limit.free ? 0 : waitsUntil });
  }

  function isKnown(host: string, account: string): boolean {
    return clock() - (known.get(pairOf(host, account)) ?? -Infinity) < KNOWN_FOR;
  }

  return {
    admit({ host, account }) {
      const ofAccount = account === undefined ? 0 : countOf(pairOf(host, account), LIMITS.account).waitsUntil;
      const isExempt = account !== undefined && isKnown(host, account);
      const ofHost = isExempt ? 0 : countOf(host, LIMITS.host).waitsUntil;
      const wait = Math.max(ofAccount, ofHost) - clock();
      if (wait > 0) throw new TooManyAttempts(Math.ceil(wait / 1_000));
    },
    get counted() {
      return counted;
    },
    count({ host, account }) {
      counted += 1;
      const locksHost = add(host, LIMITS.host);
      const locksAccount = account !== undefined && add(pairOf(host, account), LIMITS.account);
      if (locksHost) return 'host';
      return locksAccount ? 'account' : undefined;
    },
    succeeded({ host, account }) {
      takeBack(host, LIMITS.host);
      if (account === undefined) return;
      counts.delete(pairOf(host, account));
      known.set(pairOf(host, account), clock());
    },
    counts: () => ({ counts: entriesInOrder(counts), known: entriesInOrder(known) }),
  };
}

function waitAfter(failures: number, { free }: Limit): number {
  return failures < free ? 0 : Math.min(1_000 * 2 ** (failures - free), LONGEST_WAIT);
}

// Of one length, however long a name somebody tries.
function pairOf(host: string, account: string): string {
  return hash('sha256', `${host} ${account}`, 'base64');
}
