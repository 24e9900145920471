// The catalogue as every server sees it: the newest revision in the database, parsed once.
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { CollectionId } from '../port.ts';
import { catalogueOf, type Documents } from './documents.ts';

/** Reads the catalogue in force. */
export interface CatalogueInForce {
  /** 0 before the first one. */
  revision(): Promise<number>;
  read(): Promise<{ readonly revision: number; readonly catalogue: Catalogue | undefined }>;
  /** Whether it has the collection. */
  declares(collection: CollectionId): Promise<boolean>;
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
  };

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
