// What many times come to.
import { mediansOf, percentile, percentilesOf, spreadOf } from '../../bench/server/statistics.ts';

const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => count - index);

test.each([
  [0.5, 50],
  [0.95, 95],
  [0.99, 99],
  [1, 100],
  [0, 1],
])('of the numbers from 1 to 100, a share of %d does not exceed %d', (share, expected) => {
  expect(percentile(Float64Array.from(upTo(100)).toSorted(), share)).toBe(expected);
});

test('percentiles are of times in any order, which stay as they are', () => {
  const times = Float64Array.from(upTo(200));
  expect(percentilesOf(times)).toEqual({ p50: 100, p95: 190, p99: 198 });
  expect(times[0]).toBe(200);
});

test.each([
  [1, { p50: NaN, p95: NaN, p99: NaN }],
  [2, { p50: 1, p95: NaN, p99: NaN }],
  [20, { p50: 10, p95: 19, p99: NaN }],
  [99, { p50: 50, p95: 95, p99: NaN }],
  [100, { p50: 50, p95: 95, p99: 99 }],
])('of %d times only those percentiles are told that they say something about', (count, expected) => {
  expect(percentilesOf(upTo(count))).toEqual(expected);
});

test('each figure of several runs has a median of its own, and one that a run lacks is left out', () => {
  const runs: { rate: number; p99: number; cpu?: number }[] = [
    { rate: 1, p99: 30, cpu: 5 },
    { rate: 3, p99: 10 },
    { rate: 2, p99: 20, cpu: 6 },
  ];
  expect(mediansOf(runs)).toEqual({ rate: 2, p99: 20 });
});

test('a figure that says nothing in one run says nothing of all', () => {
  const runs = [3, Number.NaN, 1].map((p99) => ({ p50: 1, p99 }));
  expect(mediansOf(runs)).toEqual({ p50: 1, p99: Number.NaN });
});

test('the spread is how many times the least the greatest is', () => {
  expect(spreadOf([4, 2, 3])).toBe(2);
});
