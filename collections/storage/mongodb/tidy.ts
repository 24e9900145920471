// What is done now and then: old statuses go, and what dead servers left behind.
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId } from '../port.ts';
import { DISTINCTIONS } from './distinctions.ts';
import { emptyCollection } from './delete-versions.ts';
import { int64, STILL, type ClaimDocument, type Documents, type PublicationDocument } from './documents.ts';
import type { CatalogueInForce } from './catalogue-in-force.ts';
import type { Envelopes } from './envelopes.ts';
import { endedWell, within, type Fence, type Horizon } from './horizon.ts';
import { TurnLost, type Resolve, type Turns, type TurnSettings } from './turns.ts';
import type { RemoveVersions } from './remove-versions.ts';

/** How long a fence stays up. What an undone turn's writer sent must have arrived by then. */
const FENCE_RETENTION: Microseconds = 24 * 3600 * 1e6;
/** How long an envelope may lie about without its publication; in milliseconds. */
const ORPHAN_AGE = 24 * 3600 * 1000;

/** Finishes turns whose servers died. */
export function createResolve(documents: Documents, catalogue: CatalogueInForce, removeVersions: RemoveVersions): Resolve {
  return async function finish(claim: ClaimDocument, before: Horizon): Promise<void> {
    const { collection, purpose } = claim;
    if (purpose.kind === 'remove') await removeVersions(claim, before);
    if (purpose.kind !== 'catalogue') return;
    await catalogue.close(purpose.revision);
    if (!(await catalogue.declares(collection))) await emptyCollection(documents, collection, before.upTo);
  };
}

/** `forgetStatuses` of `StoreWriter`, with everything else that has to be done now and then. */
export function tidier(documents: Documents, turns: Turns, envelopes: Envelopes, { clock }: Pick<TurnSettings, 'clock'>) {
  return { forgetStatuses };

  async function forgetStatuses(completedBefore: Microseconds): Promise<number> {
    await settleForgotten();
    await finishDeletions();
    await tendFences();
    await dropOrphans();
    const { deletedCount } = await documents.publications.deleteMany({
      is_settled: true,
      completed_at: { $lt: int64(completedBefore) },
    });
    return deletedCount;
  }

  // Its server died between the end of the turn and this.
  async function settleForgotten(): Promise<void> {
    const unsettled = await documents.publications.find({ is_settled: false }).toArray();
    for (const { _id, collection, turn } of unsettled) {
      if (turn === undefined || !endedWell(turn, await turns.horizon(collection))) continue;
      await documents.publications.updateOne({ _id, turn }, { $set: { is_settled: true } });
      await envelopes.forget(_id);
    }
  }

  async function tendFences(): Promise<void> {
    const collections: CollectionId[] = await documents.turns.distinct('collection', { 'fences.0': { $exists: true } });
    for (const collection of collections) await tendFencesOf(collection);
  }

  // In a turn of its own, so that nobody else changes what it changes.
  async function tendFencesOf(collection: CollectionId): Promise<void> {
    const isOld = ({ since }: Fence): boolean => since < clock() - FENCE_RETENTION;
    const needsTending = (fence: Fence): boolean => !fence.isClean || isOld(fence);
    if (!(await turns.horizon(collection)).fences.some(needsTending)) return;
    await inTurn(collection, async ({ fences }) => {
      for (const fence of fences.filter(needsTending)) await clean(documents, collection, fence);
      return fences.filter((fence) => !isOld(fence)).map((fence) => ({ ...fence, isClean: true }));
    });
  }

  // Of collections that nobody writes to any more; to the others it happens before the next turn.
  async function finishDeletions(): Promise<void> {
    const deletions = { kind: 'claim', 'purpose.kind': { $ne: 'publish' } } as const;
    const claims = documents.turns.find(deletions, { projection: { collection: 1, turn: 1 }, sort: { turn: 1 } });
    const newest = new Map((await claims.toArray()).map(({ collection, turn }) => [collection, turn]));
    for (const [collection, turn] of newest) {
      const isUnfinished = (await turns.horizon(collection)).turn < turn;
      if (isUnfinished) await inTurn(collection, ({ fences }) => fences);
    }
  }

  async function inTurn(collection: CollectionId, tend: (before: Horizon) => Promise<readonly Fence[]> | readonly Fence[]): Promise<void> {
    const turn = await turns.take(collection, () => ({ purpose: { kind: 'publish' }, reserved: 0 }));
    try {
      await turn.confirmed;
      await turn.end({ fences: await tend(turn.before) });
    } catch (error) {
      await turn.giveUp(error);
      // Whoever took the turn over tidies up next time.
      if (!(error instanceof TurnLost)) throw error;
    }
  }

  async function dropOrphans(): Promise<void> {
    for (const statusId of await envelopes.keptBefore(new Date(Date.now() - ORPHAN_AGE))) {
      if ((await documents.publications.findOne({ _id: statusId, is_settled: false })) === null) await envelopes.forget(statusId);
    }
  }
}

// Removes what an undone turn wrote. All of it is invisible, so it can be done in any order and more than once.
async function clean({ objects, publications, labels }: Documents, collection: CollectionId, fence: Fence): Promise<void> {
  if (fence.from < fence.to) {
    await objects.deleteMany({ collection, ...within('date_added', fence) });
    await labels.deleteMany({ collection, date_added: { $gte: int64(fence.from), $lt: int64(fence.to) } });
    for (const distinction of DISTINCTIONS) {
      await objects.updateMany({ collection, ...within(distinction, fence) }, { $set: { [distinction]: int64(STILL) } });
    }
  }
  const ofTurn = { collection, turn: fence.turn, is_settled: false };
  await publications.deleteMany({ ...ofTurn, is_received: false });
  const unset: Partial<Record<keyof PublicationDocument, ''>> = { turn: '', completed_at: '', details: '' };
  await publications.updateMany({ ...ofTurn, is_received: true }, { $unset: unset });
}
