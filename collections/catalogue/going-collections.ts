// Collections that go with a change of the catalogue, and what keeps them.
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import type { Hold } from '../storage/port.ts';

/** Those that one catalogue has and the next one hasn't. */
export function goingCollections(before: Catalogue | undefined, after: Catalogue): CollectionEntry[] {
  const staying = new Set(collectionsOf(after).map(({ id }) => id));
  return before === undefined ? [] : collectionsOf(before).filter(({ id }) => !staying.has(id));
}

/**
 * Those of them that are under legal hold, or have objects that are: even where objects may be deleted with their collection,
 * these go only after somebody has lifted the hold in so many words.
 */
export function heldAmong(going: readonly CollectionEntry[], holds: readonly Hold[]): CollectionEntry[] {
  return going.filter(({ id, legalHold }) => legalHold || holds.some(({ collection }) => collection === id));
}

/** What people call them. */
export function namesOf(collections: readonly CollectionEntry[]): string {
  return collections.map(({ id, title, alias }) => `"${title}" (${alias ?? id})`).join(', ');
}

function collectionsOf({ apiRoots }: Catalogue): readonly CollectionEntry[] {
  return apiRoots.flatMap(({ collections }) => collections);
}
