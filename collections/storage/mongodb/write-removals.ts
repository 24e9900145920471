// Deletion of versions from MongoDB, in a turn whose claim names them, so that whoever resolves it can finish it.
import type { AnyBulkWriteOperation } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId, Removal } from '../port.ts';
import { withoutOthers } from './distinctions.ts';
import { int64, type Documents, type VersionDocument } from './documents.ts';
import { distinctionUpdates, existingVersions, isStored } from './existing-versions.ts';
import type { Horizon } from './horizon.ts';
import { pageFilter } from './page-query.ts';
import { TurnLost, type Turns, type TurnSettings } from './turns.ts';

const BOTH_SPEC_VERSIONS = ['2.0', '2.1'] as const;

/** `remove` of `StoreWriter`. */
export function removalWriter(documents: Documents, turns: Turns, settings: TurnSettings) {
  return { remove };

  async function remove(collection: CollectionId, removal: Removal): Promise<number> {
    if ((await datesOf(collection, removal, await turns.horizon(collection))).length === 0) return 0;
    for (;;) {
      const count = await removeInTurn(collection, removal);
      if (count !== undefined) return count;
    }
  }

  /** Gives `undefined` when nothing was done and it has to be tried anew. */
  async function removeInTurn(collection: CollectionId, removal: Removal): Promise<number | undefined> {
    let dates: Microseconds[] = [];
    const turn = await turns.take(collection, async (before) => {
      dates = await datesOf(collection, removal, before);
      return { purpose: { kind: 'remove', object_id: removal.id, dates: dates.map(int64) }, reserved: 0 };
    });
    try {
      await turn.confirmed;
      await settings.atStep('some written', collection);
      await removeVersions(documents, collection, removal.id, dates, turn.before);
      await settings.atStep('all written', collection);
      await turn.end(turn.before.upTo);
      return dates.length;
    } catch (error) {
      await turn.giveUp(error);
      if (!(error instanceof TurnLost)) throw error;
      // Whoever took the turn over has deleted them. To ask anew which to delete would take others, too.
      return dates.length > 0 && (await areGone(collection, dates)) ? dates.length : undefined;
    }
  }

  async function areGone(collection: CollectionId, dates: readonly Microseconds[]): Promise<boolean> {
    const filter = { collection, date_added: { $in: dates.map(int64) } };
    return (await documents.objects.findOne(filter, { projection: { _id: 1 }, hint: 'since' })) === null;
  }

  async function datesOf(collection: CollectionId, removal: Removal, horizon: Horizon): Promise<Microseconds[]> {
    const { id, versions, specVersions = BOTH_SPEC_VERSIONS } = removal;
    const page = pageFilter(collection, { ids: [id], versions, specVersions }, horizon);
    if (page === undefined) return [];
    const found = documents.objects.find(page.filter, { projection: { date_added: 1 }, hint: page.index });
    return (await found.toArray()).map(({ date_added }) => date_added);
  }
}

/**
 * Deletes these versions of an object. The ones that are left get their distinctions first: a reader may for a moment
 * see an older version as the last one beside the one that goes, but never none.
 */
export async function removeVersions(
  documents: Documents,
  collection: CollectionId,
  objectId: string,
  dates: readonly Microseconds[],
  horizon: Horizon,
): Promise<void> {
  const known = await existingVersions(documents, collection, [objectId], horizon);
  const left = (known.get(objectId) ?? []).filter(isStored).filter(({ date_added }) => !dates.includes(date_added));
  const updates = withoutOthers(left).flatMap((distinctions, index): AnyBulkWriteOperation<VersionDocument>[] => {
    const version = left[index];
    return version === undefined ? [] : distinctionUpdates(collection, { ...version, ...distinctions });
  });
  if (updates.length > 0) await documents.objects.bulkWrite(updates, { ordered: false });
  await documents.objects.deleteMany({ collection, date_added: { $in: dates.map(int64) } }, { hint: 'since' });
}

