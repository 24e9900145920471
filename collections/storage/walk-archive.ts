// Walks through an archive page by page.
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { AuditEntry } from '../audit/chain.ts';
import type { ArchivedPublication, ArchivedRemoval, ArchivedVersion, PageLimit, StoreArchive } from './archive.ts';
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { CollectionId, Page } from './port.ts';

/** Enough to make a transaction worth its while, and little enough to be held in memory twice. */
export const USUAL_PAGE: PageLimit = { items: 2_000, bytes: 8 * 1024 * 1024 };

/** A collection's versions that were added later than `after`, in pages of at least one. */
export function versionPages(archive: StoreArchive, collection: CollectionId, after: Microseconds, limit: PageLimit) {
  return pages<ArchivedVersion, Microseconds>(
    after,
    (place) => archive.versions(collection, place, limit),
    ({ dateAdded }) => dateAdded,
  );
}

/** A collection's tombstones, in pages of at least one. */
export function removalPages(archive: StoreArchive, collection: CollectionId, limit: PageLimit) {
  return pages<ArchivedRemoval, Microseconds>(
    0,
    (place) => archive.removals(collection, place, limit),
    ({ date }) => date,
  );
}

/** All publications, in pages of at least one. */
export function publicationPages(archive: StoreArchive, limit: PageLimit) {
  return pages<ArchivedPublication, string>(
    '',
    (place) => archive.publications(place, limit),
    ({ statusId }) => statusId,
  );
}

/** The entries of an audit chain, in pages of at least one. */
export function auditPages(archive: StoreArchive, chain: string, limit: PageLimit) {
  const read = async (after: number): Promise<Page<AuditEntry>> => {
    const items = await archive.audit(chain, after, limit.items);
    return { items, more: items.length === limit.items };
  };
  return pages<AuditEntry, number>(0, read, ({ number }) => number);
}

async function* pages<Item, Place>(
  start: Place,
  read: (after: Place) => Promise<Page<Item>>,
  placeOf: (item: Item) => Place,
): AsyncGenerator<readonly Item[]> {
  for (let place = start; ; ) {
    const { items, more } = await read(place);
    const last = items.at(-1);
    if (last !== undefined) yield items;
    if (last === undefined || !more) return;
    place = placeOf(last);
    // An embedded store answers at once; signals and timers get their turn here.
    await nextTurn();
  }
}
