// The pace of those who ask: as fast as they are answered, and, once it is known how fast that is, slower.
import { setTimeout as sleep } from 'node:timers/promises';

/** When to go on. */
export interface Pace {
  /** Resolves when it is time for the next. */
  next(): Promise<void>;
  /** How often it was. */
  taken(): number;
  /** The pace counts from now on. */
  measure(): void;
  /** From now on takes that share of the pace that was measured. */
  slowDown(share: number): void;
}

/** Whoever is behind by more than this, in milliseconds, has lost it: a load that is caught up with all at once is another load. */
const MOST_BEHIND = 2_000;

/** Begins as fast as may be. */
export function startPace(): Pace {
  let began = performance.now();
  let before = 0;
  let count = 0;
  let interval: number | undefined;
  let due = 0;
  return {
    async next() {
      count += 1;
      if (interval === undefined) return;
      due = Math.max(due + interval, performance.now() - MOST_BEHIND);
      const wait = due - performance.now();
      if (wait > 0) await sleep(wait);
    },
    taken: () => count,
    measure() {
      began = performance.now();
      before = count;
    },
    slowDown(share) {
      interval = (performance.now() - began) / Math.max(1, count - before) / share;
      due = performance.now();
    },
  };
}
