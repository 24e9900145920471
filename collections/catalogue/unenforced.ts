// What a catalogue can declare about release, and this program doesn't enforce yet. Declared and not enforced it would be
// worse than missing: an operator would rely on it.
import { isDeepStrictEqual } from 'node:util';
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { DEFAULT_CLEARANCE, RELEASE_DEFAULTS } from '../../schemas/catalogue/document.ts';

/** Where the catalogue declares such a thing, for people: empty when it may be put in force. */
export function unenforcedIn(catalogue: Catalogue): string[] {
  const collections = catalogue.apiRoots.flatMap((root) => root.collections);
  return [
    ...(isDeepStrictEqual(catalogue.defaultClearance, DEFAULT_CLEARANCE) ? [] : ['default_clearance']),
    ...(catalogue.releasability.length === 0 ? [] : ['releasability']),
    ...(catalogue.proxyIdentity === undefined ? [] : ['proxy_identity']),
    ...(catalogue.grants.some(({ clearance }) => clearance !== undefined) ? ['the clearance of grants'] : []),
    ...collections.filter(declaresRelease).map(({ title }) => `release rules of the collection "${title}"`),
  ];
}

function declaresRelease(collection: CollectionEntry): boolean {
  const rules = Object.entries(RELEASE_DEFAULTS) as [keyof CollectionEntry, unknown][];
  const isChanged = rules.some(([name, value]) => !isDeepStrictEqual(collection[name], value));
  return isChanged || collection.aggregate !== undefined || collection.retention !== undefined || collection.group !== undefined;
}
