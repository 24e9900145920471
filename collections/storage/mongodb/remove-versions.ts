// Carries out what the claim of a removal says, as often as it takes: by its holder, or by whoever resolves it.
import type { AnyBulkWriteOperation } from 'mongodb';
import { rivalsOf, writeRivals } from '../../markings/rivals.ts';
import type { CollectionId, RemovalNote } from '../port.ts';
import { textOf } from './append.ts';
import type { CatalogueInForce } from './catalogue-in-force.ts';
import { withoutOthers } from './distinctions.ts';
import { int64, type ClaimDocument, type Documents, type VersionDocument } from './documents.ts';
import { distinctionUpdates, existingVersions, isStored, type StoredVersion } from './existing-versions.ts';
import { isDuplicateKey } from './failures.ts';
import type { Horizon } from './horizon.ts';
import { groupKey, toLined } from './labels.ts';
import type { RemovalDocument } from './release-documents.ts';
import type { RemoveChosen } from './write-removals.ts';

/** Deletes the versions that the claim names, given what was visible when its turn began. */
export type RemoveVersions = (claim: ClaimDocument, before: Horizon) => Promise<void>;

/** How many versions one question names. */
const AT_ONCE = 1_000;

/**
 * Deletes versions: from the aggregates that show them first, each in a turn of its own, so that nothing is seen through an
 * aggregate that isn't in the part. Then tombstones are left, and the versions that stay get their distinctions, before
 * the others go: a reader may for a moment see an older version as the last one beside the one that goes, but never none.
 * @param removeElsewhere deletes in another collection
 */
export function versionRemover(documents: Documents, catalogue: CatalogueInForce, removeElsewhere: () => RemoveChosen): RemoveVersions {
  return async function removeVersions({ collection, purpose, from }, before) {
    if (purpose.kind !== 'remove' || purpose.removals.length === 0) return;
    const { by, reason } = purpose;
    // The holder's own claim has them as BSON has them.
    const removals = purpose.removals.map((removal) => ({ ...removal, dates: removal.dates.map(Number) }));
    const note: RemovalNote = { ...(by === undefined ? {} : { by }), ...(reason === undefined ? {} : { reason }) };
    const dates = removals.flatMap((removal) => [...removal.dates]);
    for (const aggregate of await aggregatesOf(collection)) {
      await removeElsewhere()(aggregate, async () => showing(aggregate, collection, dates), note);
    }
    const known = await existingVersions(documents, collection, removals.map(({ object_id: id }) => id), before);
    const tombstones: RemovalDocument[] = [];
    const updates: AnyBulkWriteOperation<VersionDocument>[] = [];
    let date = Number(from);
    for (const { object_id: id, dates: going } of removals) {
      const versions = (known.get(id) ?? []).filter(isStored);
      for (const dateAdded of going) {
        const version = versions.find((one) => one.date_added === dateAdded);
        if (version !== undefined) tombstones.push(tombstoneOf(collection, date, version, versions, note));
        date += 1;
      }
      updates.push(...distinctionsWithout(versions, going));
    }
    await leave(tombstones);
    if (updates.length > 0) await documents.objects.bulkWrite(updates, { ordered: false });
    for (let start = 0; start < dates.length; start += AT_ONCE) {
      const some = dates.slice(start, start + AT_ONCE).map(int64);
      await documents.objects.deleteMany({ collection, date_added: { $in: some } }, { hint: 'since' });
    }
  };

  // By the catalogue, and by what was ever taken in: an aggregate that lost the part may get it back.
  async function aggregatesOf(part: CollectionId): Promise<CollectionId[]> {
    const fed: CollectionId[] = await documents.turns.distinct('collection', { 'feeds.part': part });
    const { catalogue: inForce } = await catalogue.read();
    const declared = inForce?.apiRoots.flatMap((root) => root.collections.filter(({ aggregate }) => aggregate?.of.includes(part)));
    return [...new Set([...fed, ...(declared ?? []).map(({ id }) => id)])].toSorted();
  }

  async function showing(aggregate: CollectionId, part: CollectionId, dates: readonly number[]) {
    const filter = { part, part_date: { $in: dates.map(int64) }, collection: aggregate };
    const options = { projection: { object_id: 1, date_added: 1 }, hint: 'part_of' } as const;
    const found = Map.groupBy(await documents.objects.find(filter, options).toArray(), ({ object_id: id }) => id);
    return [...found].map(([id, versions]) => ({ object_id: id, dates: versions.map(({ date_added: date }) => date) }));
  }

  // One that is there already was left by whoever died with this in hand, and knew more of the versions.
  async function leave(tombstones: readonly RemovalDocument[]): Promise<void> {
    if (tombstones.length === 0) return;
    try {
      await documents.removals.insertMany([...tombstones], { ordered: false });
    } catch (error) {
      if (!isDuplicateKey(error)) throw error;
    }
  }
}

function tombstoneOf(
  collection: CollectionId,
  date: number,
  version: StoredVersion,
  versions: readonly StoredVersion[],
  note: RemovalNote,
): RemovalDocument {
  const rivals = rivalsOf(versions.map(toLined), toLined(version));
  return {
    _id: `${collection}/${date}`,
    collection,
    date: int64(date),
    object_id: version.object_id,
    type: version.type,
    spec_version: version.spec_version,
    version_text: textOf(version),
    date_added: int64(version.date_added),
    label: version.label,
    publisher: version.publisher,
    rivals: writeRivals(rivals),
    ...note,
  };
}

function distinctionsWithout(versions: readonly StoredVersion[], going: readonly number[]): AnyBulkWriteOperation<VersionDocument>[] {
  const left = versions.filter(({ date_added: date }) => !going.includes(date));
  return [...Map.groupBy(left, groupKey).values()].flatMap((group) =>
    withoutOthers(group).flatMap((distinctions, index) => {
      const version = group[index];
      return version === undefined ? [] : distinctionUpdates({ ...version, ...distinctions });
    }),
  );
}
