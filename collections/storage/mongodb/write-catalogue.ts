// The catalogue in MongoDB, and the collections that go with it.
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { CatalogueOutcome, CollectionId } from '../port.ts';
import { collectionsOf, type CatalogueInForce } from './catalogue-in-force.ts';
import { deleteVersions, type Documents } from './documents.ts';
import { isDuplicateKey } from './failures.ts';
import { visibleAfter } from './horizon.ts';
import { TurnLost, type Turn, type Turns } from './turns.ts';

/** Revisions that are kept beside the one in force: a server may just be reading them. */
const KEPT_REVISIONS = 2;

/** `replaceCatalogue` of `StoreWriter`. */
export function catalogueWriter(documents: Documents, turns: Turns, catalogue: CatalogueInForce) {
  return { replaceCatalogue };

  async function replaceCatalogue(next: Catalogue, removeObjects: boolean): Promise<CatalogueOutcome> {
    for (;;) {
      const outcome = await tryToReplace(next, removeObjects);
      if (outcome !== undefined) return outcome;
    }
  }

  /** Gives `undefined` when another server was faster. */
  async function tryToReplace(next: Catalogue, removeObjects: boolean): Promise<CatalogueOutcome | undefined> {
    const { revision, catalogue: inForce } = await catalogue.read();
    const staying = collectionsOf(next);
    const going = [...collectionsOf(inForce)].filter((id) => !staying.has(id)).toSorted();
    const held: Turn[] = [];
    try {
      // Nobody publishes to a collection that goes, from before it is looked at until it is gone.
      for (const id of going) {
        const turn = await turns.take(id, () => ({ purpose: { kind: 'undeclare' }, reserved: 0 }));
        held.push(turn);
        await turn.confirmed;
      }
      const holdingObjects = await whichHoldObjects(held);
      const isRefused = holdingObjects.length > 0 && !removeObjects;
      const isReplaced = !isRefused && (await putInForce(revision + 1, next));
      if (isReplaced) for (const id of going) await deleteVersions(documents, id);
      for (const turn of held) await turn.end(turn.before.upTo);
      if (isRefused) return { applied: false, holdingObjects };
      return isReplaced ? { applied: true, revision: revision + 1 } : undefined;
    } catch (error) {
      for (const turn of held) await turn.giveUp(error);
      if (error instanceof TurnLost) return undefined;
      throw error;
    }
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

  async function putInForce(revision: number, next: Catalogue): Promise<boolean> {
    try {
      await documents.catalogues.insertOne({ _id: revision, document: JSON.stringify(next) });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    await documents.catalogues.deleteMany({ _id: { $lt: revision - KEPT_REVISIONS } });
    return true;
  }
}
