// A catalogue that an earlier program put in force says nothing about what was added to catalogues since.
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { DEFAULT_CLEARANCE, RELEASE_DEFAULTS } from '../../schemas/catalogue/document.ts';

/** The catalogue as an earlier program may have stored it. */
export type StoredCatalogue = Omit<Catalogue, 'apiRoots' | 'defaultClearance' | 'releasability'> &
  Partial<Pick<Catalogue, 'defaultClearance' | 'releasability'>> & {
    readonly apiRoots: readonly StoredRoot[];
  };

type StoredRoot = Omit<Catalogue['apiRoots'][number], 'collections'> & {
  readonly collections: readonly (Omit<CollectionEntry, keyof typeof RELEASE_DEFAULTS> & Partial<CollectionEntry>)[];
};

/** The stored catalogue with the defaults of everything that it doesn't say. */
export function completed(stored: StoredCatalogue): Catalogue {
  return {
    ...stored,
    apiRoots: stored.apiRoots.map((root) => ({
      ...root,
      collections: root.collections.map((collection) => ({ ...RELEASE_DEFAULTS, ...collection })),
    })),
    defaultClearance: { ...DEFAULT_CLEARANCE, ...stored.defaultClearance },
    releasability: stored.releasability ?? [],
  };
}
