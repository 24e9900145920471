// Dates of a collection's versions in little room: who was given which versions must be kept for years, exactly.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { Dated } from '../storage/port.ts';

/** Dates that follow each other without a gap, both ends included. */
export type Run = readonly [first: Microseconds, last: Microseconds];

/** The dates of what was given, in any order and maybe more than once, in as few runs as there can be. */
export function runsOf(items: readonly Dated[]): Run[] {
  const runs: [Microseconds, Microseconds][] = [];
  let run: [Microseconds, Microseconds] = [-Infinity, -Infinity];
  let isInOrder = true;
  for (const { dateAdded } of items) {
    isInOrder &&= dateAdded > run[1];
    if (dateAdded === run[1] + 1) run[1] = dateAdded;
    else runs.push((run = [dateAdded, dateAdded]));
  }
  return isInOrder ? runs : mergeRuns(runs);
}

/** The same dates in as few runs as there can be, in order. */
export function mergeRuns(runs: readonly Run[]): Run[] {
  const merged: [Microseconds, Microseconds][] = [];
  for (const [first, last] of runs.toSorted(([one], [other]) => one - other)) {
    const before = merged.at(-1);
    if (before !== undefined && first <= before[1] + 1) before[1] = Math.max(before[1], last);
    else merged.push([first, last]);
  }
  return merged;
}

/** How many dates there are in runs that don't overlap. */
export function countOf(runs: readonly Run[]): number {
  return runs.reduce((sum, [first, last]) => sum + last - first + 1, 0);
}

/** Merged runs as text: the first date, then the lengths of runs and gaps in turn, in base 36. */
export function writeDates(runs: readonly Run[]): string {
  const parts: number[] = [];
  let end = 0;
  for (const [first, last] of runs) {
    parts.push(first - end, last - first + 1);
    end = last + 1;
  }
  return parts.map((part) => part.toString(36)).join(' ');
}

/** The runs of `writeDates`. @throws {RangeError} when it is none of its texts */
export function readDates(text: string): Run[] {
  const parts = text === '' ? [] : text.split(' ').map((part) => (/^[0-9a-z]{1,11}$/.test(part) ? parseInt(part, 36) : Number.NaN));
  if (parts.length % 2 === 1 || parts.some((part) => !Number.isSafeInteger(part))) throw new RangeError('These are no dates of an audit entry.');
  const runs: Run[] = [];
  let end = 0;
  for (let index = 0; index < parts.length; index += 2) {
    const first = end + (parts[index] ?? 0);
    end = first + (parts[index + 1] ?? 0);
    runs.push([first, end - 1]);
  }
  return runs;
}

/** Whether the date is among them. */
export function hasDate(runs: readonly Run[], date: Microseconds): boolean {
  return runs.some(([first, last]) => first <= date && date <= last);
}
