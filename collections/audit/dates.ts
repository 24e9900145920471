// Dates of a collection's versions in little room: who was given which versions must be kept for years, exactly.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { Dated } from '../storage/port.ts';

/**
 * Dates as runs of those that follow each other without a gap: the first and the last date of each, in turn. Numbers in one
 * list take a fifth of the memory that pairs would, of which there are thousands a second where objects are read one by one.
 */
export type Runs = readonly Microseconds[];

/** The dates of what was given, in any order and maybe more than once, in as few runs as there can be. */
export function runsOf(items: readonly Dated[]): Runs {
  const [item] = items;
  if (item === undefined) return [];
  let last = item.dateAdded;
  // The first one apart: a list that begins empty takes room for sixteen, and most runs are one of a single object.
  const runs = [last, last];
  let isInOrder = true;
  for (let index = 1; index < items.length; index += 1) {
    const date = items[index]?.dateAdded ?? 0;
    isInOrder &&= date > last;
    if (date === last + 1) runs[runs.length - 1] = date;
    else runs.push(date, date);
    last = date;
  }
  return isInOrder ? runs : mergeRuns([runs]);
}

/** The dates of all of them in as few runs as there can be, in order. */
export function mergeRuns(lists: readonly Runs[]): Runs {
  const count = lists.reduce((sum, { length }) => sum + length / 2, 0);
  const [firsts, lasts] = [new Float64Array(count), new Float64Array(count)];
  let index = 0;
  for (const runs of lists) {
    for (let at = 0; at < runs.length; at += 2, index += 1) {
      firsts[index] = runs[at] ?? 0;
      lasts[index] = runs[at + 1] ?? 0;
    }
  }
  // Each by itself: where so many have ended before the next one begins, as many have begun, and none of them reaches over the gap.
  firsts.sort();
  lasts.sort();
  const merged: Microseconds[] = [];
  for (let begin = 0, end = 0; end < count; end += 1) {
    const last = lasts[end] ?? 0;
    if (end + 1 < count && (firsts[end + 1] ?? 0) <= last + 1) continue;
    merged.push(firsts[begin] ?? 0, last);
    begin = end + 1;
  }
  return merged;
}

/** How many dates there are in runs that don't overlap. */
export function countOf(runs: Runs): number {
  let count = 0;
  for (let at = 0; at < runs.length; at += 2) count += (runs[at + 1] ?? 0) - (runs[at] ?? 0) + 1;
  return count;
}

/** Merged runs as text: the first date, then the lengths of runs and gaps in turn, in base 36. */
export function writeDates(runs: Runs): string {
  const parts: string[] = [];
  let end = 0;
  for (let at = 0; at < runs.length; at += 2) {
    const [first = 0, last = 0] = [runs[at], runs[at + 1]];
    parts.push((first - end).toString(36), (last - first + 1).toString(36));
    end = last + 1;
  }
  return parts.join(' ');
}

/** The runs of `writeDates`. @throws {RangeError} when it is none of its texts */
export function readDates(text: string): Runs {
  const parts = text === '' ? [] : text.split(' ').map((part) => (/^[0-9a-z]{1,11}$/.test(part) ? parseInt(part, 36) : Number.NaN));
  if (parts.length % 2 === 1 || parts.some((part) => !Number.isSafeInteger(part))) throw new RangeError('These are no dates of an audit entry.');
  const runs: Microseconds[] = [];
  let end = 0;
  for (let index = 0; index < parts.length; index += 2) {
    const first = end + (parts[index] ?? 0);
    end = first + (parts[index + 1] ?? 0);
    runs.push(first, end - 1);
  }
  return runs;
}

/** Whether the date is among them. */
export function hasDate(runs: Runs, date: Microseconds): boolean {
  return runs.some((first, at) => at % 2 === 0 && first <= date && date <= (runs[at + 1] ?? 0));
}
