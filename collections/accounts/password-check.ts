// Verifies passwords, those that weren't verified lately: who tries many keeps nobody else from being let in.
import { availableParallelism } from 'node:os';
import { now } from '../../schemas/timestamp.ts';
import { createFairLine } from '../fair-line.ts';
import type { Account } from '../storage/port.ts';
import { credentialsOf, proofsAt, type Credential } from './credential.ts';
import { findPassword } from './password.ts';
import type { VerifiedPasswords } from './verified-passwords.ts';

/**
 * How many passwords are verified at the same time: a flood of wrong ones leaves a processor to those who answer, and one
 * of the four threads that compress what they answer with.
 */
const AT_ONCE = Math.max(1, Math.min(3, availableParallelism() - 1));

/** A password, and whose it is said to be. */
export interface PasswordQuestion {
  /** Where it is from. */
  readonly origin: string;
  readonly name: string;
  readonly password: string;
  /** The account of that name, as it is now. */
  readonly account: Account | undefined;
}

/** The credential that it is. */
export interface PasswordMatch {
  readonly credential: Credential;
  /** This very question began its verification: it was not remembered, nor asked by another request meanwhile. */
  readonly isVerifiedNow: boolean;
}

/** Verifies passwords. */
export interface PasswordCheck {
  /** @param begin is called before a password is verified, once for all requests that ask the same at the same time */
  check(question: PasswordQuestion, begin: () => void): Promise<PasswordMatch | undefined>;
}

/** @param verified those that need no verification; what is found right is added to them */
export function createPasswordCheck(verified: VerifiedPasswords): PasswordCheck {
  const underWay = new Map<string, Promise<string | undefined>>();
  // By host, so that whoever tries many keeps nobody else from being let in.
  const line = createFairLine(AT_ONCE);

  return {
    async check({ origin, name, password, account }, begin) {
      const candidates = account === undefined ? [] : passwordsOf(account);
      const handle = verified.handleOf(name, password);
      const known = verified.proofOf(handle);
      const remembered = candidates.find(({ proof }) => proof === known);
      if (remembered !== undefined) {
        if (verified.isAging(handle)) verified.add({ handle, proof: remembered.proof });
        return { credential: remembered.credential, isVerifiedNow: false };
      }
      // A tool's parallel first requests wait for one verification instead of starting one each.
      const proofs = candidates.map(({ proof }) => proof);
      const question = [origin, handle, ...proofs].join(' ');
      const running = underWay.get(question);
      const proof = await (running ?? start(question, () => line.run(origin, () => verify(handle, password, proofs)), begin));
      const match = candidates.find((candidate) => candidate.proof === proof);
      return match === undefined ? undefined : { credential: match.credential, isVerifiedNow: running === undefined };
    },
  };

  function start(question: string, verifying: () => Promise<string | undefined>, begin: () => void) {
    begin();
    const started = verifying().finally(() => underWay.delete(question));
    underWay.set(question, started);
    return started;
  }

  async function verify(handle: string, password: string, proofs: readonly string[]): Promise<string | undefined> {
    const proof = await findPassword(password, proofs);
    if (proof !== undefined) verified.add({ handle, proof });
    return proof;
  }
}

interface Candidate {
  readonly credential: Credential;
  readonly proof: string;
}

function passwordsOf(account: Account): Candidate[] {
  const instant = now();
  const passwords = credentialsOf(account).filter(({ kind }) => kind === 'password');
  return passwords.flatMap((credential) => proofsAt(credential, instant).map((proof) => ({ credential, proof })));
}
