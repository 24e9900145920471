// Who may see which version: the one place that decides it (P5).
import type { TlpLevel } from '../../schemas/stix/tlp.ts';
import { levelOf, type Label, type PlainLabel } from './label.ts';

/**
 * What an agency sees of a collection. It is plain data and all that decides, so whatever depends on the answer can be
 * kept under its key, and an adapter can turn it into a condition.
 */
export interface Sight {
  /** Its own publications it always sees. */
  readonly agency: string;
  /** The strictest level that it gets; `undefined`: it may only write here, so nothing but its own is there for it. */
  readonly clearance: TlpLevel | undefined;
  /** The level of what bears no TLP marking in this collection. */
  readonly defaultLevel: TlpLevel;
  /** Markings that are releasable to others and not to this agency, sorted. What bears one of them isn't there. */
  readonly closed: readonly string[];
  /** What is above this level isn't there for anybody, its publisher included; for what is seen through an aggregate. */
  readonly ceiling?: TlpLevel;
}

/** What an agency sees of one part of an aggregate. */
export interface PartSight {
  /** What it sees of the collection itself. */
  readonly inPart: Sight;
  /** What the aggregate lets through of that. */
  readonly through: Sight;
}

/** Whether a version with that label, published by that agency, is there for whoever has that sight. */
export function maySee(sight: Sight, label: Label, publisher: string): boolean {
  if (isThere(sight, label, publisher === sight.agency)) return true;
  return label.uses?.some((use) => isThere(sight, use.label, use.by.includes(sight.agency))) === true;
}

/** A text that two sights have in common when they see the same of everything. */
export function sightKey({ agency, clearance, defaultLevel, closed, ceiling }: Sight): string {
  return JSON.stringify([agency, clearance ?? null, defaultLevel, ceiling ?? null, closed]);
}

function isThere({ ceiling, clearance, defaultLevel, closed }: Sight, label: PlainLabel, isOwn: boolean): boolean {
  const level = levelOf(label, defaultLevel);
  if (ceiling !== undefined && level > ceiling) return false;
  if (isOwn) return true;
  return clearance !== undefined && level <= clearance && !label.markings.some((marking) => closed.includes(marking));
}
