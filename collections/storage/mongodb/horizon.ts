// What a reader may see of a collection: everything dated before the horizon that no fence encloses.
import type { Filter } from 'mongodb';
import type { CollectionId } from '../port.ts';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { int64, type Distinctions, type EndDocument, type VersionDocument } from './documents.ts';

/**
 * The dates of a turn that was undone: `from`, inclusive, to `to`, exclusive. What bears them doesn't exist, even if its
 * writer wakes up and writes it later.
 */
export interface Fence {
  readonly turn: number;
  readonly from: Microseconds;
  readonly to: Microseconds;
  /** When it was put up. */
  readonly since: Microseconds;
  /** Whether what the turn wrote has been removed. Something may still come late. */
  readonly isClean: boolean;
}

/** How far an aggregate has taken in a part: everything up to that date of the part, under those filters. */
export interface Feed {
  readonly part: CollectionId;
  readonly filter: string;
  readonly position: Microseconds;
}

/** The state of a collection that one answer is given by. */
export interface Horizon {
  readonly upTo: Microseconds;
  readonly fences: readonly Fence[];
  /** The newest turn that has ended. */
  readonly turn: number;
  /** The newest turn with which a label came: who knows the labels of that turn knows all. */
  readonly labels: number;
  readonly feeds: readonly Feed[];
}

/** Of a collection that was never written to. */
export const NOTHING_YET: Horizon = { upTo: 0, fences: [], turn: 0, labels: 0, feeds: [] };

/** The horizon that the end of a turn sets. */
export function horizonOf(end: EndDocument | null | undefined): Horizon {
  if (end === null || end === undefined) return NOTHING_YET;
  const { up_to: upTo, fences, turn, labels = 0, feeds = [] } = end;
  return { upTo, fences, turn, labels, feeds };
}

/** Whether what bears that date exists at the horizon. */
export function isVisible(date: Microseconds, { upTo, fences }: Horizon): boolean {
  return date < upTo && !isFenced(date, fences);
}

/** Whether a turn ended, and not by being undone. */
export function endedWell(turn: number, horizon: Horizon): boolean {
  return turn <= horizon.turn && !horizon.fences.some((fence) => fence.turn === turn);
}

/** Whether a fence encloses the date. */
export function isFenced(date: Microseconds, fences: readonly Fence[]): boolean {
  return fences.some(({ from, to }) => date >= from && date < to);
}

/** Whether a distinction that ends at that date is still there. */
export function isStill(until: Microseconds, { upTo, fences }: Horizon): boolean {
  return until >= upTo || isFenced(until, fences);
}

/** The condition for versions that are visible at the horizon and later than `after`. */
export function visibleAfter(after: Microseconds, { upTo, fences }: Horizon): Filter<VersionDocument> {
  const range = { date_added: { $gt: int64(after), $lt: int64(upTo) } };
  return fences.length === 0 ? range : { ...range, $nor: fences.map((fence) => within('date_added', fence)) };
}

/** The condition for versions that have a distinction at the horizon. */
export function hasStill(distinction: keyof Distinctions, { upTo, fences }: Horizon): Filter<VersionDocument> {
  const notYet = { [distinction]: { $gte: int64(upTo) } } as Filter<VersionDocument>;
  if (fences.length === 0) return notYet;
  return { $or: [notYet, ...fences.map((fence) => within(distinction, fence))] };
}

/** The condition for versions whose field has a date of the fence. */
export function within(field: 'date_added' | keyof Distinctions, { from, to }: Fence): Filter<VersionDocument> {
  return { [field]: { $gte: int64(from), $lt: int64(to) } } as Filter<VersionDocument>;
}
