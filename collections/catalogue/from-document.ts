// From a catalogue file's checked content to the catalogue that the exchange works with.
import type {
  AgencyEntry,
  AggregateEntry,
  ApiRootEntry,
  Catalogue,
  CollectionEntry,
  GrantEntry,
  GroupEntry,
  ReleasabilityEntry,
  RetentionEntry,
} from '../../schemas/catalogue/catalogue.ts';
import {
  type AggregateDocument,
  type ApiRootDocument,
  type CatalogueDocument,
  type CollectionDocument,
  DEFAULT_CLEARANCE,
  DEFAULT_MAX_CONTENT_LENGTH,
  DEFAULT_MEDIA_TYPES,
  referenceTo,
  RELEASE_DEFAULTS,
  type ReleasabilityDocument,
} from '../../schemas/catalogue/document.ts';

/** The catalogue of a document that `checkCatalogue` finds no fault with: defaults in, references resolved, frozen. */
export function catalogueOf(document: CatalogueDocument): Catalogue {
  const { discovery, api_roots: roots = [], groups = [], agencies = [], grants = [], releasability = [] } = document;
  const { default_clearance, proxy_identity } = document;
  const ids = idsByReference(roots);
  return deepFreeze({
    discovery: { ...discovery },
    apiRoots: roots.map((root) => apiRootEntry(root, ids)),
    groups: groups.map(groupEntry),
    agencies: agencies.map(agencyEntry),
    grants: grants.map((grant) => grantEntry(grant, ids)),
    defaultClearance: { ...DEFAULT_CLEARANCE, ...default_clearance },
    releasability: releasability.map(releasabilityEntry),
    ...(proxy_identity === undefined ? {} : { proxyIdentity: proxy_identity }),
  });
}

function apiRootEntry(
  { max_content_length, collections, ...rest }: ApiRootDocument,
  ids: ReadonlyMap<string, string>,
): ApiRootEntry {
  return {
    ...rest,
    maxContentLength: max_content_length ?? DEFAULT_MAX_CONTENT_LENGTH,
    collections: collections.map((collection) => collectionEntry(collection, ids)),
  };
}

function collectionEntry(document: CollectionDocument, ids: ReadonlyMap<string, string>): CollectionEntry {
  const { id, title, alias, description, group, aggregate, retention, allowed_types } = document;
  const mediaTypes = (document.media_types ?? DEFAULT_MEDIA_TYPES).map((mediaType) => mediaType.replaceAll(' ', ''));
  return {
    id,
    title,
    ...(alias === undefined ? {} : { alias }),
    ...(description === undefined ? {} : { description }),
    mediaTypes: [...new Set(mediaTypes)],
    validation: document.validation ?? 'standard',
    ...(allowed_types === undefined ? {} : { allowedTypes: [...allowed_types] }),
    customContent: document.custom_content ?? 'allow',
    reportsHints: document.report_hints ?? false,
    ...(group === undefined ? {} : { group }),
    defaultMarking: document.default_marking ?? RELEASE_DEFAULTS.defaultMarking,
    highestMarking: document.highest_marking ?? RELEASE_DEFAULTS.highestMarking,
    granularMarkings: document.granular_markings ?? RELEASE_DEFAULTS.granularMarkings,
    unknownMarkings: document.unknown_markings ?? RELEASE_DEFAULTS.unknownMarkings,
    attribution: document.attribution ?? RELEASE_DEFAULTS.attribution,
    newVersions: document.new_versions ?? RELEASE_DEFAULTS.newVersions,
    ...(aggregate === undefined ? {} : { aggregate: aggregateEntry(aggregate, ids) }),
    ...(retention === undefined ? {} : { retention: retentionEntry(retention) }),
    legalHold: document.legal_hold ?? RELEASE_DEFAULTS.legalHold,
  };
}

function aggregateEntry({ of, types, highest_marking, labels }: AggregateDocument, ids: ReadonlyMap<string, string>): AggregateEntry {
  return {
    of: of.map((reference) => ids.get(reference) ?? reference),
    ...(types === undefined ? {} : { types: [...types] }),
    highestMarking: highest_marking ?? RELEASE_DEFAULTS.highestMarking,
    ...(labels === undefined ? {} : { labels: [...labels] }),
  };
}

function retentionEntry({ days, days_after_valid_until }: NonNullable<CollectionDocument['retention']>): RetentionEntry {
  return {
    ...(days === undefined ? {} : { days }),
    ...(days_after_valid_until === undefined ? {} : { daysAfterValidUntil: days_after_valid_until }),
  };
}

function releasabilityEntry({ agencies = [], groups = [], ...rest }: ReleasabilityDocument): ReleasabilityEntry {
  return { ...rest, agencies: [...agencies], groups: [...groups] };
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
