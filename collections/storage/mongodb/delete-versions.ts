// Empties collections.
import type { Filter } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId } from '../port.ts';
import { int64, type Documents, type VersionDocument } from './documents.ts';

/** How many documents one message deletes: it has to be done before the driver loses patience. */
const DELETED_AT_ONCE = 10_000;

/**
 * Deletes everything of a collection that is dated before that instant, however much: versions, tombstones, and what shows
 * the versions in aggregates, where nobody sees it any more.
 */
export async function emptyCollection(documents: Documents, collection: CollectionId, before: Microseconds): Promise<void> {
  const range = { $lt: int64(before) };
  await deleteInPortions(documents.objects, { part: collection, part_date: range });
  await deleteVersions(documents, collection, before);
  await documents.removals.deleteMany({ collection, date: range });
}

/** Deletes all versions of a collection that are dated before that instant, and its labels; nothing elsewhere. */
export async function deleteVersions({ objects, labels }: Documents, collection: CollectionId, before: Microseconds): Promise<void> {
  const range = { $lt: int64(before) };
  await deleteInPortions(objects, { collection, date_added: range });
  await labels.deleteMany({ collection, date_added: range });
}

async function deleteInPortions(objects: Documents['objects'], filter: Filter<VersionDocument>): Promise<void> {
  for (;;) {
    const some = await objects.find(filter, { projection: { _id: 1 }, limit: DELETED_AT_ONCE }).toArray();
    if (some.length === 0) return;
    await objects.deleteMany({ $and: [filter, { _id: { $in: some.map(({ _id }) => _id) } }] });
  }
}
