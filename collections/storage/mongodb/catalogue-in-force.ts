// The catalogue as every server sees it: the newest revision in the database, parsed once.
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { CollectionId } from '../port.ts';
import { catalogueOf, type Documents } from './documents.ts';
import { isDuplicateKey } from './failures.ts';

/** Revisions that are kept beside the one in force: a server may just be reading them. */
const KEPT_REVISIONS = 2;

/** Reads and replaces the catalogue in force. */
export interface CatalogueInForce {
  /** 0 before the first one. */
  revision(): Promise<number>;
  read(): Promise<{ readonly revision: number; readonly catalogue: Catalogue | undefined }>;
  /** Whether it has the collection. */
  declares(collection: CollectionId): Promise<boolean>;
  /** Puts a revision in force; gives `false` when its number has been taken. */
  replace(revision: number, next: Catalogue): Promise<boolean>;
  /** Sees to it that nobody puts the revision in force later than now: unless it was, it says what the one before says. */
  close(revision: number): Promise<void>;
}

/** The ids of the collections of a catalogue. */
export function collectionsOf(catalogue: Catalogue | undefined): Set<CollectionId> {
  return new Set(catalogue?.apiRoots.flatMap((root) => root.collections.map(({ id }) => id)));
}

/** The catalogue of those documents. */
export function catalogueInForce({ catalogues }: Documents): CatalogueInForce {
  let known: { revision: number; catalogue: Catalogue | undefined; collections: Set<CollectionId> } = {
    revision: 0,
    catalogue: undefined,
    collections: new Set(),
  };
  return {
    revision,
    read: async () => {
      const { revision: number, catalogue } = await current();
      return { revision: number, catalogue };
    },
    declares: async (collection) => (await current()).collections.has(collection),
    replace,
    async close(number) {
      const { revision: inForce, catalogue } = await current();
      if (inForce < number && catalogue !== undefined) await replace(number, catalogue);
    },
  };

  async function replace(number: number, next: Catalogue): Promise<boolean> {
    try {
      await catalogues.insertOne({ _id: number, document: JSON.stringify(next) });
    } catch (error) {
      if (isDuplicateKey(error)) return false;
      throw error;
    }
    // The numbers stay: a server that wakes up late finds the one that it wanted taken.
    await catalogues.updateMany({ _id: { $lt: number - KEPT_REVISIONS }, document: { $ne: '' } }, { $set: { document: '' } });
    return true;
  }

  async function revision(): Promise<number> {
    const [newest] = await catalogues.find({}, { projection: { _id: 1 } }).sort({ _id: -1 }).limit(1).toArray();
    return newest?._id ?? 0;
  }

  async function current(): Promise<typeof known> {
    if ((await revision()) === known.revision) return known;
    const [newest] = await catalogues.find().sort({ _id: -1 }).limit(1).toArray();
    if (newest === undefined) return known;
    const catalogue = catalogueOf(newest);
    known = { revision: newest._id, catalogue, collections: collectionsOf(catalogue) };
    return known;
  }
}
