// The workers of a server tell each other of failed attempts: who guesses gets no more tries because there are several.
//
// What is told arrives a moment later. Whoever tries at all workers in the same moment may get the few free attempts of
// each of them once; as all are counted, the wait that follows is that after so many failures.
import type { Attempts, Origin } from './attempts.ts';

/** What one worker tells the others. */
export interface AttemptNews {
  readonly kind: 'count' | 'succeeded';
  readonly origin: Origin;
}

/** Milliseconds by a clock that is the same, nearly, in all processes of a machine, and only goes forward in each. */
export function clockOfMachine(): number {
  return performance.timeOrigin + performance.now();
}

/** Attempts that are counted here, and told. */
export function tellAttempts(attempts: Attempts, tell: (news: AttemptNews) => void): Attempts {
  return {
    admit: (origin) => attempts.admit(origin),
    get counted() {
      return attempts.counted;
    },
    count(origin) {
      const locked = attempts.count(origin);
      tell({ kind: 'count', origin });
      return locked;
    },
    succeeded(origin) {
      attempts.succeeded(origin);
      tell({ kind: 'succeeded', origin });
    },
  };
}

/** Counts what another worker told. */
export function hearAttempt(attempts: Attempts, { kind, origin }: AttemptNews): void {
  attempts[kind](origin);
}
