// Deletion of versions from MongoDB, in a turn whose claim names them, so that whoever resolves it can finish it.
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { selectedVersions, shownVersions } from '../../markings/lines.ts';
import type { CollectionId, Removal, RemovalNote, RemovalOutcome, Remover } from '../port.ts';
import { deletionEvent } from '../../audit/write-events.ts';
import type { AuditWriter } from './audit.ts';
import { int64, type Documents, type ObjectRemoval } from './documents.ts';
import { existingVersions } from './existing-versions.ts';
import { findHold } from './holds.ts';
import type { Horizon } from './horizon.ts';
import { toLined } from './labels.ts';
import type { RemoveVersions } from './remove-versions.ts';
import { TurnLost, type Turns, type TurnSettings } from './turns.ts';

const BOTH_SPEC_VERSIONS = ['2.0', '2.1'] as const;

/** Says what of a collection goes, given what is visible. */
export type Choice = (before: Horizon) => Promise<readonly ObjectRemoval[]>;

/** `remove` and `forgetRemovals` of `StoreWriter`. */
export function removalWriter(documents: Documents, turns: Turns, removeChosen: RemoveChosen, audit: AuditWriter) {
  return { remove, forgetRemovals };

  async function remove(collection: CollectionId, removal: Removal, { viewer, account, ...note }: Remover): Promise<RemovalOutcome> {
    const choose: Choice = async (before) => {
      const known = (await existingVersions(documents, collection, [removal.id], before)).get(removal.id) ?? [];
      const shown = shownVersions(known.map(toLined), viewer);
      const going = selectedVersions(shown, removal.versions, removal.specVersions ?? BOTH_SPEC_VERSIONS);
      return going.length === 0 ? [] : [{ object_id: removal.id, dates: going.map(({ dateAdded }) => dateAdded) }];
    };
    const going = countOf(await choose(await turns.horizon(collection)));
    if (going === 0) return { removed: 0 };
    const hold = await findHold(documents, collection, removal.id);
    if (hold !== undefined) return { hold };
    // Before it is done: should this server die, another one finishes it.
    await audit.record([deletionEvent(collection, [removal.id], going, note, account)]);
    return { removed: await removeChosen(collection, choose, note) };
  }

  async function forgetRemovals(removedBefore: Microseconds): Promise<number> {
    return (await documents.removals.deleteMany({ date: { $lt: int64(removedBefore) } })).deletedCount;
  }
}

/** Deletes what is chosen in a turn of the collection, and gives the number of versions. */
export type RemoveChosen = (collection: CollectionId, choose: Choice, note: RemovalNote) => Promise<number>;

/** Deletes in turns. */
export function removerInTurns(
  documents: Documents,
  turns: Turns,
  settings: TurnSettings,
  removeVersions: RemoveVersions,
): RemoveChosen {
  return async function removeChosen(collection, choose, note) {
    for (;;) {
      const count = await removeInTurn(collection, choose, note);
      if (count !== undefined) return count;
    }
  };

  /** Gives `undefined` when nothing was done and it has to be tried anew. */
  async function removeInTurn(collection: CollectionId, choose: Choice, note: RemovalNote): Promise<number | undefined> {
    let removals: readonly ObjectRemoval[] = [];
    const turn = await turns.take(collection, async (before) => {
      removals = await choose(before);
      const stored = removals.map(({ object_id: id, dates }) => ({ object_id: id, dates: dates.map(int64) }));
      return { purpose: { kind: 'remove', removals: stored, ...note }, reserved: countOf(removals) };
    });
    const count = countOf(removals);
    try {
      await turn.confirmed;
      await settings.atStep('some written', collection);
      await removeVersions(turn.claim, turn.before);
      await settings.atStep('all written', collection);
      await turn.end(count === 0 ? {} : { upTo: turn.claim.from + count });
      return count;
    } catch (error) {
      await turn.giveUp(error);
      if (!(error instanceof TurnLost)) throw error;
      // Whoever took the turn over has deleted them. To ask anew which to delete would take others, too.
      return count > 0 && (await areGone(collection, removals)) ? count : undefined;
    }
  }

  async function areGone(collection: CollectionId, removals: readonly ObjectRemoval[]): Promise<boolean> {
    const dates = removals.flatMap((removal) => removal.dates.map(int64));
    const filter = { collection, date_added: { $in: dates } };
    return (await documents.objects.findOne(filter, { projection: { _id: 1 }, hint: 'since' })) === null;
  }
}

function countOf(removals: readonly ObjectRemoval[]): number {
  return removals.reduce((sum, { dates }) => sum + dates.length, 0);
}
