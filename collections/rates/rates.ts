// How much accounts and agencies may take in a window of time, and how much they have taken.
import { RateLimiterMemory } from 'rate-limiter-flexible';
import type { Consumer } from '../observer.ts';

/** What is counted: requests, octets of bodies in both directions, versions given and objects published. */
export type RateKind = 'requests' | 'bytes' | 'objects';
/** Whose it is counted as: that of one account, or of all accounts of its agency together. */
export type RateSubject = 'account' | 'agency';

/** The most of each kind in a window; what is left out has no limit. */
export interface RateLimits {
  readonly windowSeconds: number;
  readonly account: Partial<Record<RateKind, number>>;
  readonly agency: Partial<Record<RateKind, number>>;
}

/** How one of the limits stands for somebody. */
export interface RateState {
  readonly subject: RateSubject;
  readonly kind: RateKind;
  readonly limit: number;
  readonly windowSeconds: number;
  readonly remaining: number;
  /** Whole seconds, at least 1, until the window is over. */
  readonly secondsLeft: number;
}

/** What was taken in one process since it began, by key: `account requests siem`. Only grows. */
export type RateUse = Readonly<Record<string, number>>;

/** Counts what is taken. */
export interface Rates {
  /** Counts a request, and tells how all limits stand; a limit of which nothing was left before is in `exceeded`. */
  admit(consumer: Consumer): Promise<{ readonly states: readonly RateState[]; readonly exceeded?: RateState }>;
  /** Counts what is known only afterwards, so that one answer may go beyond a limit, and the next request is refused. */
  count(consumer: Consumer, kind: Exclude<RateKind, 'requests'>, amount: number): void;
  /** What was taken here. */
  readonly use: RateUse;
  /** Counts what was taken from other processes. */
  takenElsewhere(use: RateUse): void;
}

interface Rule {
  readonly subject: RateSubject;
  readonly kind: RateKind;
  readonly limit: number;
  readonly limiter: RateLimiterMemory;
}

const SUBJECTS: readonly RateSubject[] = ['account', 'agency'];
const KINDS: readonly RateKind[] = ['requests', 'bytes', 'objects'];

/** Windows are fixed, and begin with what is taken first. */
export function createRates({ windowSeconds, ...limits }: RateLimits): Rates {
  const rules = SUBJECTS.flatMap((subject) => KINDS.flatMap((kind) => ruleOf(subject, kind, limits[subject][kind], windowSeconds)));
  const use: Record<string, number> = {};

  function taken({ subject, kind, limiter }: Rule, consumer: Consumer, amount: number): void {
    const key = `${subject} ${kind} ${consumer[subject]}`;
    use[key] = (use[key] ?? 0) + amount;
    void limiter.penalty(consumer[subject], amount);
  }

  async function stateOf({ subject, kind, limit, limiter }: Rule, consumer: Consumer): Promise<RateState> {
    const found = await limiter.get(consumer[subject]);
    const left = found === null ? windowSeconds : Math.ceil(found.msBeforeNext / 1_000);
    const remaining = Math.max(0, limit - (found?.consumedPoints ?? 0));
    return { subject, kind, limit, windowSeconds, remaining, secondsLeft: Math.max(1, left) };
  }

  return {
    async admit(consumer) {
      const before = await Promise.all(rules.map((rule) => stateOf(rule, consumer)));
      // Whoever has to wait longest is told so, and need not come twice.
      const [exceeded] = before.filter(({ remaining }) => remaining === 0).toSorted((one, other) => other.secondsLeft - one.secondsLeft);
      if (exceeded !== undefined) return { states: before, exceeded };
      for (const rule of rules) if (rule.kind === 'requests') taken(rule, consumer, 1);
      return { states: before.map((state) => (state.kind === 'requests' ? { ...state, remaining: state.remaining - 1 } : state)) };
    },
    count(consumer, kind, amount) {
      for (const rule of rules) if (rule.kind === kind && amount > 0) taken(rule, consumer, amount);
    },
    use,
    takenElsewhere(elsewhere) {
      for (const [key, amount] of Object.entries(elsewhere)) {
        const [subject = '', kind = '', ...name] = key.split(' ');
        const rule = rules.find((candidate) => candidate.subject === subject && candidate.kind === kind);
        if (rule !== undefined && amount > 0) void rule.limiter.penalty(name.join(' '), amount);
      }
    },
  };
}

function ruleOf(subject: RateSubject, kind: RateKind, limit: number | undefined, duration: number): Rule[] {
  if (limit === undefined) return [];
  return [{ subject, kind, limit, limiter: new RateLimiterMemory({ points: limit, duration }) }];
}
