// From a catalogue file's checked content to the catalogue that the exchange works with.
import type {
  AgencyEntry,
  ApiRootEntry,
  Catalogue,
  CollectionEntry,
  GrantEntry,
  GroupEntry,
} from '../../schemas/catalogue/catalogue.ts';
import {
  type ApiRootDocument,
  type CatalogueDocument,
  type CollectionDocument,
  DEFAULT_MAX_CONTENT_LENGTH,
  DEFAULT_MEDIA_TYPES,
  referenceTo,
} from '../../schemas/catalogue/document.ts';

/** The catalogue of a document that `checkCatalogue` finds no fault with: defaults in, references resolved, frozen. */
export function catalogueOf(document: CatalogueDocument): Catalogue {
  const { discovery, api_roots: roots = [], groups = [], agencies = [], grants = [] } = document;
  const ids = idsByReference(roots);
  return deepFreeze({
    discovery: { ...discovery },
    apiRoots: roots.map(apiRootEntry),
    groups: groups.map(groupEntry),
    agencies: agencies.map(agencyEntry),
    grants: grants.map((grant) => grantEntry(grant, ids)),
  });
}

function apiRootEntry({ max_content_length, collections, ...rest }: ApiRootDocument): ApiRootEntry {
  return {
    ...rest,
    maxContentLength: max_content_length ?? DEFAULT_MAX_CONTENT_LENGTH,
    collections: collections.map(collectionEntry),
  };
}

function collectionEntry(document: CollectionDocument): CollectionEntry {
  const { media_types = DEFAULT_MEDIA_TYPES, validation, allowed_types, custom_content, report_hints, ...rest } = document;
  return {
    ...rest,
    mediaTypes: [...new Set(media_types.map((mediaType) => mediaType.replaceAll(' ', '')))],
    validation: validation ?? 'standard',
    ...(allowed_types === undefined ? {} : { allowedTypes: [...allowed_types] }),
    customContent: custom_content ?? 'allow',
    reportsHints: report_hints ?? false,
  };
}

function groupEntry(group: GroupEntry): GroupEntry {
  return { ...group, agencies: [...group.agencies] };
}

function agencyEntry(agency: AgencyEntry): AgencyEntry {
  return { ...agency };
}

function grantEntry(grant: GrantEntry, ids: ReadonlyMap<string, string>): GrantEntry {
  return { ...grant, collection: ids.get(grant.collection) ?? grant.collection, rights: [...grant.rights] };
}

function idsByReference(roots: readonly ApiRootDocument[]): Map<string, string> {
  return new Map(
    roots.flatMap(({ path, collections }) =>
      collections.flatMap(({ id, alias }) => (alias === undefined ? [] : [[referenceTo(path, alias), id] as const])),
    ),
  );
}

function deepFreeze<Value>(value: Value): Value {
  if (typeof value !== 'object' || value === null) return value;
  for (const member of Object.values(value)) deepFreeze(member);
  return Object.freeze(value);
}
