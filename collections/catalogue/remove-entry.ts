// A catalogue without one of its entries, and without all that mentions it.
import type { ApiRootDocument, CatalogueDocument, CollectionDocument } from '../../schemas/catalogue/document.ts';

/** Its grants, its places in groups, and what is releasable to it go as well. */
export function withoutAgency(document: CatalogueDocument, name: string): CatalogueDocument {
  const { agencies = [], groups = [], grants = [], releasability = [] } = document;
  return {
    ...document,
    agencies: agencies.filter((agency) => agency.name !== name),
    groups: groups.map((group) => ({ ...group, agencies: group.agencies.filter((agency) => agency !== name) })),
    grants: grants.filter(({ agency }) => agency !== name),
    releasability: releasability.map((entry) => ({ ...entry, agencies: (entry.agencies ?? []).filter((agency) => agency !== name) })),
  };
}

/** Its grants and what is releasable to it go as well; collections that belong to it belong to none. */
export function withoutGroup(document: CatalogueDocument, name: string): CatalogueDocument {
  const { groups = [], grants = [], releasability = [] } = document;
  return {
    ...document,
    groups: groups.filter((group) => group.name !== name),
    grants: grants.filter(({ group }) => group !== name),
    // An empty list of agencies stands for nobody; that both lists are missing would be taken for forgotten.
    releasability: releasability.map(({ groups: to = [], agencies = [], ...rest }) => ({ ...rest, agencies, groups: to.filter((group) => group !== name) })),
    api_roots: rootsWith(document, (collection) => {
      const { group, ...rest } = collection;
      return group === name ? rest : collection;
    }),
  };
}

/** Grants in them go as well, and they are no part of aggregates any more. */
export function withoutCollections(document: CatalogueDocument, ids: readonly string[]): CatalogueDocument {
  const { grants = [] } = document;
  const roots = rootsWith(document, (collection) => {
    if (ids.includes(collection.id)) return undefined;
    const { aggregate } = collection;
    return aggregate === undefined ? collection : { ...collection, aggregate: { ...aggregate, of: aggregate.of.filter((id) => !ids.includes(id)) } };
  });
  return { ...document, api_roots: roots, grants: grants.filter(({ collection }) => !ids.includes(collection)) };
}

/** Its collections go as well, and it is no longer the default. */
export function withoutApiRoot(document: CatalogueDocument, path: string): CatalogueDocument {
  const root = document.api_roots?.find((each) => each.path === path);
  const emptied = withoutCollections(document, root?.collections.map(({ id }) => id) ?? []);
  const { default: byDefault, ...discovery } = document.discovery;
  return {
    ...emptied,
    discovery: byDefault === path ? discovery : document.discovery,
    api_roots: (emptied.api_roots ?? []).filter((each) => each.path !== path),
  };
}

function rootsWith({ api_roots: roots = [] }: CatalogueDocument, change: (collection: CollectionDocument) => CollectionDocument | undefined): ApiRootDocument[] {
  return roots.map((root) => ({ ...root, collections: root.collections.map(change).filter((collection) => collection !== undefined) }));
}
