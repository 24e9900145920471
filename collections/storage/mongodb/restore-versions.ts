// Puts collections, their versions and their tombstones into a store in MongoDB on which no server works.
import type { UpdateFilter } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { labelOfKey } from '../../markings/label.ts';
import { readRivals } from '../../markings/rivals.ts';
import type { ArchivedCollection, ArchivedFeed, ArchivedRemoval, ArchivedVersion } from '../archive.ts';
import type { CollectionId } from '../port.ts';
import { StoreUnusable } from '../unusable.ts';
import { addVersion, candidateOf, LONGEST_BODY, toVersionDocument, type AddedVersion } from './append.ts';
import { deleteVersions, emptyCollection } from './delete-versions.ts';
import { int64, STILL, type Documents, type TurnDocument } from './documents.ts';
import { existingVersions } from './existing-versions.ts';
import { NOTHING_YET } from './horizon.ts';
import { endDistinctions, messages } from './insert-versions.ts';
import { labelBook, labelFields, labelsOf } from './labels.ts';
import type { RemovalDocument } from './release-documents.ts';

/** `putCollections`, `newestVersion`, `append`, `removeVersions`, `putRemovals` and `putFeeds` of `StoreRestore`. */
export function collectionRestore(documents: Documents) {
  const { objects, turns, labels, removals } = documents;
  return { putCollections, newestVersion, append, removeVersions, putRemovals, putFeeds };

  async function putCollections(collections: readonly ArchivedCollection[]): Promise<void> {
    const staying = new Set(collections.map(({ id }) => id));
    const there: CollectionId[] = [...(await turns.distinct('collection')), ...(await objects.distinct('collection'))];
    for (const id of new Set(there)) if (!staying.has(id)) await emptyCollection(documents, id, STILL);
    await turns.deleteMany({});
    for (const { id: collection, lastDateAdded } of collections) {
      if (lastDateAdded === 0) continue;
      const end = { kind: 'end', collection, turn: 1, token: 'copy', up_to: int64(lastDateAdded + 1), fences: [] } as const;
      await turns.insertOne({ _id: `${collection}/1/end`, ...end });
    }
  }

  async function newestVersion(collection: CollectionId): Promise<number> {
    const options = { projection: { date_added: 1 }, sort: { date_added: -1 }, hint: 'since' } as const;
    return (await objects.findOne({ collection }, options))?.date_added ?? 0;
  }

  // Distinctions first: what a call that died has done of them is dated later than what is there, and taken for undone.
  async function append(collection: CollectionId, versions: readonly ArchivedVersion[]): Promise<void> {
    const [oldest] = versions;
    if (oldest === undefined) return;
    const ids = [...new Set(versions.map(({ id }) => id))];
    const before = { ...NOTHING_YET, upTo: oldest.dateAdded };
    const known = await existingVersions(documents, collection, ids, before);
    const added = versions.map((version): AddedVersion => {
      const { body, dateAdded, id, publisher, line, label: key, definitions, shows } = version;
      if (body.length > LONGEST_BODY) {
        throw new StoreUnusable(`The object ${id} has ${body.length} bytes, more than MongoDB can keep; the most is ${LONGEST_BODY}.`);
      }
      const label = labelOfKey(key);
      const object = { ...version, start: 0, end: body.length, label, uses: [] };
      const origin = { publisher, line, label, definitions, ...(shows === undefined ? {} : { shows }) };
      return addVersion(candidateOf(object, body), dateAdded, known, origin);
    });
    const coming = labelsOf(collection, added, await labelBook(documents).usesIn(collection, before));
    if (coming.length > 0) await labels.insertMany(coming);
    await endDistinctions(documents, known);
    for (const message of messages(added)) {
      await objects.insertMany(message.map((version) => toVersionDocument(collection, version)));
    }
  }

  async function removeVersions(collection: CollectionId): Promise<void> {
    await deleteVersions(documents, collection, STILL);
  }

  async function putRemovals(
    collection: CollectionId,
    after: Microseconds,
    upTo: Microseconds | undefined,
    archived: readonly ArchivedRemoval[],
  ): Promise<void> {
    const range = { $gt: int64(after), ...(upTo === undefined ? {} : { $lte: int64(upTo) }) };
    await removals.deleteMany({ collection, date: range });
    if (archived.length > 0) await removals.insertMany(archived.map((removal) => toRemovalDocument(collection, removal)));
  }

  async function putFeeds(feeds: readonly ArchivedFeed[]): Promise<void> {
    await turns.updateMany({}, { $unset: { feeds: '' } } as UpdateFilter<TurnDocument>);
    for (const [aggregate, ofAggregate] of Map.groupBy(feeds, (feed) => feed.aggregate)) {
      const kept = ofAggregate.map(({ part, filter, position }) => ({ part, filter, position: int64(position) }));
      const end = { _id: `${aggregate}/1/end`, kind: 'end', collection: aggregate, turn: 1, token: 'copy', up_to: int64(0), fences: [] };
      // An aggregate that has looked at its parts, and found nothing that it takes in, has no end yet.
      await turns.updateOne({ _id: end._id }, { $setOnInsert: end, $set: { feeds: kept } } as UpdateFilter<TurnDocument>, { upsert: true });
    }
  }
}

function toRemovalDocument(collection: CollectionId, removal: ArchivedRemoval): RemovalDocument {
  const { date, id, type, specVersion, version, dateAdded, rivals, by, reason } = removal;
  const going = readRivals(rivals).find((one) => one.dateAdded === dateAdded);
  const { label } = labelFields(going?.label ?? { markings: [] }, type, going?.part);
  return {
    _id: `${collection}/${date}`,
    collection,
    date: int64(date),
    object_id: id,
    type,
    spec_version: specVersion,
    version_text: version,
    date_added: int64(dateAdded),
    label,
    publisher: going?.publisher ?? '',
    rivals,
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
}
