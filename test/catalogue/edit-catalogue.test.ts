// A catalogue that is changed entry by entry stays one, and changes in nothing but that.
import * as fc from 'fast-check';
import { CatalogueRefused, changedCatalogue, withEntries, type EntryEdit } from '../../collections/catalogue/edit-catalogue.ts';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { documentOf, writeCatalogue } from '../../collections/catalogue/write-catalogue.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { catalogues } from './arbitrary-catalogue.ts';

/** Every entry of a catalogue, put in its own place. */
function identities(catalogue: Catalogue): EntryEdit[] {
  const { agencies = [], groups = [], api_roots: roots = [] } = documentOf(catalogue, new Map());
  const asEntry = (entry: object): Record<string, unknown> => entry as Record<string, unknown>;
  return [
    ...agencies.map((entry) => ({ what: 'agency' as const, key: entry.name, entry: asEntry(entry) })),
    ...groups.map((entry) => ({ what: 'group' as const, key: entry.name, entry: asEntry(entry) })),
    ...roots.map(({ collections: _those, ...entry }) => ({ what: 'api-root' as const, key: entry.path, entry: asEntry(entry) })),
    ...roots.flatMap(({ collections }) => collections.map((entry) => ({ what: 'collection' as const, key: entry.id, entry: asEntry(entry) }))),
  ];
}

/** The catalogue without an entry, or `undefined` where there can be none without it. */
function without(catalogue: Catalogue, { what, key = '' }: EntryEdit): Catalogue | undefined {
  try {
    return withEntries(catalogue, [{ what, key }]);
  } catch (error) {
    if (error instanceof CatalogueRefused) return undefined;
    throw error;
  }
}

test('an entry that is put in its own place changes nothing', () => {
  fc.assert(
    fc.property(catalogues, (catalogue) => {
      expect(changedCatalogue(catalogue, (document) => document)).toEqual(catalogue);
      for (const edit of identities(catalogue)) expect(withEntries(catalogue, [edit])).toEqual(catalogue);
    }),
    { numRuns: 50 },
  );
});

test('what goes is mentioned nowhere any more, what is left is a catalogue, and only an aggregate of nothing else keeps it', () => {
  fc.assert(
    fc.property(catalogues, (catalogue) => {
      for (const edit of identities(catalogue)) {
        const { what, key } = edit;
        const left = without(catalogue, edit);
        if (left === undefined) {
          const going = new Set(catalogue.apiRoots.filter(({ path }) => what === 'api-root' && path === key).flatMap(({ collections }) => collections.map(({ id }) => id)).concat(key ?? ''));
          const staying = catalogue.apiRoots.flatMap(({ collections }) => collections).filter(({ id }) => !going.has(id));
          expect(staying.some(({ aggregate }) => aggregate?.of.every((id) => going.has(id)))).toBe(true);
          continue;
        }
        expect(readCatalogue(writeCatalogue(left), 'left.yaml')).toEqual(left);
        expect(mentions(left, what, key ?? '')).toEqual([]);
        expect(withoutMentioned(left, what)).toEqual(withoutMentioned(catalogue, what));
      }
    }),
    { numRuns: 25 },
  );
});

function mentions({ agencies, groups, grants, apiRoots, releasability, discovery }: Catalogue, what: EntryEdit['what'], key: string): string[] {
  const collections = apiRoots.flatMap((root) => root.collections);
  const names = {
    agency: [...agencies.map(({ name }) => name), ...groups.flatMap((group) => group.agencies), ...grants.map(({ agency }) => agency), ...releasability.flatMap((entry) => entry.agencies)],
    group: [...groups.map(({ name }) => name), ...grants.map(({ group }) => group), ...releasability.flatMap((entry) => entry.groups), ...collections.map(({ group }) => group)],
    collection: [...collections.map(({ id }) => id), ...grants.map(({ collection }) => collection), ...collections.flatMap(({ aggregate }) => aggregate?.of ?? [])],
    'api-root': [...apiRoots.map(({ path }) => path), discovery.default],
  };
  return names[what].filter((name) => name === key).map(String);
}

/** What has nothing to do with that kind of entry. */
function withoutMentioned({ defaultClearance, proxyIdentity, agencies, groups, apiRoots }: Catalogue, what: EntryEdit['what']): object {
  const names = groups.map(({ name, title }) => ({ name, title }));
  if (what === 'agency') return { defaultClearance, proxyIdentity, names, apiRoots };
  if (what === 'group') return { defaultClearance, proxyIdentity, agencies, ids: apiRoots.flatMap(({ collections }) => collections.map(({ id, title }) => ({ id, title }))) };
  return { defaultClearance, proxyIdentity, agencies, groups };
}
