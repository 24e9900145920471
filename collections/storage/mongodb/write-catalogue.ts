// The catalogue in MongoDB, and the collections that go with it.
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { CatalogueOutcome, CollectionId } from '../port.ts';
import { catalogueEvent } from '../../audit/changes.ts';
import type { AuditWriter } from './audit.ts';
import { collectionsOf, type CatalogueInForce } from './catalogue-in-force.ts';
import { emptyCollection } from './delete-versions.ts';
import type { Documents } from './documents.ts';
import { visibleAfter } from './horizon.ts';
import { TurnLost, type Turn, type Turns } from './turns.ts';

/** `replaceCatalogue` of `StoreWriter`. */
export function catalogueWriter(documents: Documents, turns: Turns, catalogue: CatalogueInForce, audit: AuditWriter) {
  return { replaceCatalogue };

  async function replaceCatalogue(next: Catalogue, removeObjects: boolean, by?: string, replacing?: number): Promise<CatalogueOutcome> {
    for (;;) {
      const outcome = await tryToReplace(next, removeObjects, by, replacing);
      if (outcome !== undefined) return outcome;
    }
  }

  /** Gives `undefined` when another server was faster. */
  async function tryToReplace(next: Catalogue, removeObjects: boolean, by?: string, replacing?: number): Promise<CatalogueOutcome | undefined> {
    const { revision, catalogue: inForce } = await catalogue.read();
    if (replacing !== undefined && replacing !== revision) return { applied: false, inForce: revision };
    const [before, after] = [collectionsOf(inForce), collectionsOf(next)];
    const going = before.difference(after);
    const returning = await whichWereThere(after.difference(before));
    const held: Turn[] = [];
    try {
      // Nobody publishes to a collection that goes, from before it is looked at until it is gone; and what is left of one
      // that went before, because a server died, is gone before it comes back.
      for (const id of [...going, ...returning].toSorted()) {
        const turn = await turns.take(id, () => ({ purpose: { kind: 'catalogue', revision: revision + 1 }, reserved: 0 }));
        held.push(turn);
        await turn.confirmed;
      }
      const leaving = held.filter(({ claim }) => going.has(claim.collection));
      const holdingObjects = await whichHoldObjects(leaving);
      const isRefused = holdingObjects.length > 0 && !removeObjects;
      if (!isRefused) await audit.record([catalogueEvent(inForce, next, revision + 1, by)]);
      const isReplaced = !isRefused && (await catalogue.replace(revision + 1, next));
      if (isReplaced) for (const turn of leaving) await empty(turn);
      // What was known of the labels of a collection that goes is no longer so.
      for (const turn of held) await turn.end({ labels: turn.claim.turn });
      if (isRefused) return { applied: false, holdingObjects };
      return isReplaced ? { applied: true, revision: revision + 1 } : undefined;
    } catch (error) {
      for (const turn of held) await turn.giveUp(error);
      if (error instanceof TurnLost) return undefined;
      throw error;
    }
  }

  async function empty({ claim, before }: Turn): Promise<void> {
    await documents.holds.deleteMany({ collection: claim.collection });
    await emptyCollection(documents, claim.collection, before.upTo);
  }

  async function whichHoldObjects(held: readonly Turn[]): Promise<CollectionId[]> {
    const holding: CollectionId[] = [];
    for (const { claim, before } of held) {
      const { collection } = claim;
      const one = await documents.objects.findOne({ collection, ...visibleAfter(-1, before) }, { projection: { _id: 1 } });
      if (one !== null) holding.push(collection);
    }
    return holding;
  }

  /** Those of the collections that had turns before. */
  async function whichWereThere(collections: ReadonlySet<CollectionId>): Promise<CollectionId[]> {
    return documents.turns.distinct('collection', { collection: { $in: [...collections] } });
  }
}
