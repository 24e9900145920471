// Which passwords were verified lately, so that polling isn't argon2-bound. The workers of a server tell each other: a tool that comes to
// another worker the next time doesn't wait for the same verification once more.
import { hash, randomBytes } from 'node:crypto';
import { LRUCache } from 'lru-cache';
import { entriesInOrder } from './entries-in-order.ts';

/** How long a verified password is remembered, in milliseconds; whoever uses it in the second half begins the time anew. */
const REMEMBERED_FOR = 10 * 60 * 1_000;
/** How many verified passwords are remembered. */
const REMEMBERED_AT_MOST = 10_000;

/** What one worker tells the others: a password, by its handle, and the stored proof that it was verified against. */
export interface VerifiedPassword {
  readonly handle: string;
  readonly proof: string;
}

/**
 * Passwords and the proofs that they were verified against: a changed password is noticed at once, as its proof is another one. The memory
 * holds keyed hashes only, and the key lives as long as the server.
 */
export interface VerifiedPasswords {
  /** What stands for a password of an account here; the same in all workers. */
  handleOf(name: string, password: string): string;
  /** The proof that it was verified against. */
  proofOf(handle: string): string | undefined;
  /** Whether it is time to say that it is still used. */
  isAging(handle: string): boolean;
  /** It was verified, or is still used. */
  add(verified: VerifiedPassword): void;
}

/** What a worker begins with. */
export interface VerifiedBefore {
  readonly key: string;
  /** The proofs, by handle. */
  readonly proofs: ReadonlyMap<string, string>;
}

/** Passwords that somebody else can go on remembering. */
export interface ContinuedPasswords extends VerifiedPasswords {
  /** All of them. */
  all(): VerifiedBefore;
}

/**
 * @param before what was verified so far, and by which key it is named
 * @param clock milliseconds that only go forward
 */
export function rememberVerified(before?: VerifiedBefore, clock?: () => number): ContinuedPasswords {
  const key = before?.key ?? randomBytes(32).toString('base64');
  const time = clock === undefined ? {} : { perf: { now: clock }, ttlResolution: 0 };
  const proofs = new LRUCache<string, string>({ max: REMEMBERED_AT_MOST, ttl: REMEMBERED_FOR, ...time });
  for (const [handle, proof] of before?.proofs ?? []) proofs.set(handle, proof);
  return {
    add: ({ handle, proof }) => void proofs.set(handle, proof),
    handleOf: (name, password) => hash('sha256', `${key}${name.length}:${name}${password}`, 'base64'),
    proofOf: (handle) => proofs.get(handle),
    isAging: (handle) => proofs.getRemainingTTL(handle) < REMEMBERED_FOR / 2,
    all: () => ({ key, proofs: entriesInOrder(proofs) }),
  };
}

/** Passwords that are remembered here, and told. */
export function tellVerified(passwords: VerifiedPasswords, tell: (verified: VerifiedPassword) => void): VerifiedPasswords {
  return {
    ...passwords,
    add(verified) {
      passwords.add(verified);
      tell(verified);
    },
  };
}
