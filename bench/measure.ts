// Times: medians of several rounds after a warm-up, which says more on a shared machine than means.
import { cpus } from 'node:os';

/** How often and how long something is done before and while it is measured. */
export interface Rounds {
  /** In milliseconds, for compiling what is called often. */
  readonly warmUp: number;
  readonly count: number;
}

/** Enough for figures that come out again within some percent. */
export const USUAL_ROUNDS: Rounds = { warmUp: 1500, count: 7 };

/** The median time that an action takes, in milliseconds. */
export function medianTime(action: () => void, { warmUp, count }: Rounds = USUAL_ROUNDS): number {
  const end = performance.now() + warmUp;
  while (performance.now() < end) action();
  return median(Array.from({ length: count }, () => timeOf(action)));
}

/** How long an action takes, in milliseconds. */
export function timeOf(action: () => void): number {
  const start = performance.now();
  action();
  return performance.now() - start;
}

/** The middle one of numbers, of which there is at least one. */
export function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[Math.floor(numbers.length / 2)] as number;
}

/** What a figure depends on besides the program. */
export interface Machine {
  readonly processor: string;
  readonly cores: number;
  readonly node: string;
}

/** The machine that this runs on. */
export function machine(): Machine {
  const processors = cpus();
  return { processor: processors[0]?.model ?? 'unknown', cores: processors.length, node: process.version };
}
