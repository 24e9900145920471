// How much is said about one envelope: a small body can hold so many mistakes that their list would fill the memory.
import type { Finding } from '../../schemas/finding.ts';
import type { Verdict } from './judge.ts';

/** What an envelope is looked at up to. */
export interface EnvelopeLimits {
  /** An envelope with more objects is refused. */
  readonly objects: number;
  /** Beyond this many findings in an envelope only one is told of each object, and how many there are. */
  readonly findings: number;
}

/** For envelopes that come over the network: more objects than any valid 10 MiB have. */
export const USUAL_LIMITS: EnvelopeLimits = { objects: 100_000, findings: 20_000 };

/** For files of whoever runs the command. */
export const NO_LIMITS: EnvelopeLimits = { objects: Infinity, findings: Infinity };

/** Cuts the findings about one object after the other, once those of an envelope are too many. */
export function findingsTeller({ findings: most }: EnvelopeLimits): (verdict: Verdict) => Verdict {
  let left = most;
  return (verdict) => {
    const { findings, refusing } = verdict;
    left -= findings.length;
    if (left >= 0 || findings.length <= 1) return verdict;
    const [first] = refusing.length > 0 ? refusing : findings;
    const told = [first as Finding, leftOut(findings.length - 1, refusing.length > 0)];
    return { ...verdict, findings: told, refusing: refusing.length > 0 ? told : [] };
  };
}

function leftOut(count: number, isRefused: boolean): Finding {
  return {
    level: isRefused ? 'error' : 'hint',
    code: isRefused ? 'more-errors' : 'more-hints',
    pointer: '',
    message: `of ${count} more findings nothing is told, because the envelope has so many`,
    expected: 'objects with fewer mistakes',
    section: 'limits of the exchange',
  };
}
