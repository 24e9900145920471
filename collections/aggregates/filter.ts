// Which versions of its parts an aggregate takes in. Its ceiling isn't asked here: who sees what is decided on each request.
import type { AggregateEntry } from '../../schemas/catalogue/catalogue.ts';

/**
 * Whether an aggregate takes in a version of an object of that type.
 * @param labelsOf gives the object's `labels`; only called when they matter
 */
export function passes({ types, labels }: AggregateEntry, type: string, labelsOf: () => readonly string[]): boolean {
  // What markings mean belongs to the objects that bear them.
  if (type === 'marking-definition') return true;
  if (types !== undefined && !types.includes(type)) return false;
  if (labels === undefined) return true;
  const wanted = new Set(labels);
  return labelsOf().some((label) => wanted.has(label));
}

/** A text that two aggregates have in common when they take in the same. */
export function filterKey({ types, labels }: AggregateEntry): string {
  return JSON.stringify([types?.toSorted() ?? null, labels?.toSorted() ?? null]);
}
