// What many times come to: percentiles of one run, medians over several.
import { median } from '../measure.ts';

/** Times of one run: milliseconds that half, 95 and 99 of a hundred requests took at most. */
export interface Percentiles {
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
}

/** The percentiles of times by nearest rank; not a number where there are too few times for one that says anything. */
export function percentilesOf(times: ArrayLike<number>): Percentiles {
  const sorted = Float64Array.from(times).toSorted();
  const [p50, p95, p99] = ([0.5, 0.95, 0.99] as const).map((share) => {
    const least = Math.round(1 / (1 - share));
    return sorted.length < least ? Number.NaN : percentile(sorted, share);
  }) as [number, number, number];
  return { p50, p95, p99 };
}

/** The least of sorted numbers that at least this share of them doesn't exceed. */
export function percentile(sorted: Float64Array, share: number): number {
  return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;
}

/** Of runs that have the same figures, the median of each; a figure that a run lacks is left out, or not a number. */
export function mediansOf<Figures extends object>(runs: readonly Figures[]): Figures {
  const names = Object.keys(runs[0] ?? {}) as (keyof Figures)[];
  const medians = names.flatMap((name) => {
    const numbers = runs.map((run) => run[name]).filter((value): value is Figures[keyof Figures] & number => typeof value === 'number');
    if (numbers.length < runs.length) return [];
    return [[name, numbers.some(Number.isNaN) ? Number.NaN : median(numbers)] as const];
  });
  return Object.fromEntries(medians) as Figures;
}

/** How far runs lie apart: the greatest over the least. */
export function spreadOf(numbers: readonly number[]): number {
  return Math.max(...numbers) / Math.min(...numbers);
}
