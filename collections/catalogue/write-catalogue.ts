// From a catalogue to the text of a file that reads back to it.
import { Document, isScalar, visit } from 'yaml';
import type {
  AggregateEntry,
  ApiRootEntry,
  Catalogue,
  CollectionEntry,
  GrantEntry,
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
  type ReleaseSettings,
} from '../../schemas/catalogue/document.ts';

const LONGEST_LINE = 120;

/** The catalogue as YAML. Defaults are left out; grants name collections by alias where there is one. */
export function writeCatalogue(catalogue: Catalogue): string {
  const content = documentOf(catalogue, referencesById(catalogue.apiRoots));
  // Without aliases: equal lists that happen to be one object are still two things to the reader of the file.
  const document = new Document(content, { aliasDuplicateObjects: false });
  visit(document, {
    Seq(_key, list) {
      list.flow = list.items.every(isScalar);
    },
    Scalar(_key, scalar) {
      if (typeof scalar.value === 'string' && scalar.value.includes('\n')) scalar.type = styleOfLines(scalar.value);
    },
  });
  return document.toString({ lineWidth: LONGEST_LINE, flowCollectionPadding: false, doubleQuotedAsJSON: true });
}

/**
 * The catalogue in the shape of its file, without what is by default.
 * @param references what collections are named by, by their ids; by the ids where there is none
 */
export function documentOf(catalogue: Catalogue, references: ReadonlyMap<string, string>): CatalogueDocument {
  const clearance = unlike(DEFAULT_CLEARANCE, catalogue.defaultClearance);
  const { releasability, proxyIdentity } = catalogue;
  return {
    discovery: catalogue.discovery,
    api_roots: catalogue.apiRoots.map((root) => apiRootDocument(root, references)),
    groups: catalogue.groups,
    agencies: catalogue.agencies,
    grants: catalogue.grants.map((grant) => grantDocument(grant, references)),
    ...(Object.keys(clearance).length === 0 ? {} : { default_clearance: clearance }),
    ...(releasability.length === 0 ? {} : { releasability: releasability.map(releasabilityDocument) }),
    ...(proxyIdentity === undefined ? {} : { proxy_identity: proxyIdentity }),
  };
}

// Text in several lines is written as it looks, unless blanks are part of it: yaml 2.9 doesn't read back every text
// that it writes in several lines, " \n" for one.
function styleOfLines(text: string): 'BLOCK_LITERAL' | 'QUOTE_DOUBLE' {
  const lines = text.split('\n');
  const isAsItLooks = lines[0] !== '' && lines.every((line) => line === line.trim());
  return isAsItLooks ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
}

function apiRootDocument(
  { maxContentLength, collections, ...rest }: ApiRootEntry,
  references: ReadonlyMap<string, string>,
): ApiRootDocument {
  const isDefault = maxContentLength === DEFAULT_MAX_CONTENT_LENGTH;
  return {
    ...rest,
    ...(isDefault ? {} : { max_content_length: maxContentLength }),
    collections: collections.map((collection) => collectionDocument(collection, references)),
  };
}

function collectionDocument(entry: CollectionEntry, references: ReadonlyMap<string, string>): CollectionDocument {
  const { id, title, alias, description, mediaTypes, validation, allowedTypes, customContent, reportsHints } = entry;
  const takesDefault = JSON.stringify(mediaTypes) === JSON.stringify(DEFAULT_MEDIA_TYPES);
  return {
    id,
    title,
    ...(alias === undefined ? {} : { alias }),
    ...(description === undefined ? {} : { description }),
    ...(takesDefault ? {} : { media_types: mediaTypes }),
    ...(validation === 'standard' ? {} : { validation }),
    ...(allowedTypes === undefined ? {} : { allowed_types: allowedTypes }),
    ...(customContent === 'allow' ? {} : { custom_content: customContent }),
    ...(reportsHints ? { report_hints: true } : {}),
    ...releaseDocument(entry, references),
  };
}

function releaseDocument(entry: CollectionEntry, references: ReadonlyMap<string, string>): Partial<CollectionDocument> {
  const { group, aggregate, retention } = entry;
  const { defaultMarking, highestMarking, granularMarkings, unknownMarkings, attribution, newVersions, legalHold } =
    unlike<ReleaseSettings>(RELEASE_DEFAULTS, entry);
  return {
    ...(group === undefined ? {} : { group }),
    ...(defaultMarking === undefined ? {} : { default_marking: defaultMarking }),
    ...(highestMarking === undefined ? {} : { highest_marking: highestMarking }),
    ...(granularMarkings === undefined ? {} : { granular_markings: granularMarkings }),
    ...(unknownMarkings === undefined ? {} : { unknown_markings: unknownMarkings }),
    ...(attribution === undefined ? {} : { attribution }),
    ...(newVersions === undefined ? {} : { new_versions: newVersions }),
    ...(aggregate === undefined ? {} : { aggregate: aggregateDocument(aggregate, references) }),
    ...(retention === undefined ? {} : { retention: retentionDocument(retention) }),
    ...(legalHold === undefined ? {} : { legal_hold: legalHold }),
  };
}

function aggregateDocument(
  { of, types, highestMarking, labels }: AggregateEntry,
  references: ReadonlyMap<string, string>,
): AggregateDocument {
  return {
    of: of.map((id) => references.get(id) ?? id),
    ...(types === undefined ? {} : { types }),
    ...(highestMarking === RELEASE_DEFAULTS.highestMarking ? {} : { highest_marking: highestMarking }),
    ...(labels === undefined ? {} : { labels }),
  };
}

function retentionDocument({ days, daysAfterValidUntil }: RetentionEntry): NonNullable<CollectionDocument['retention']> {
  return {
    ...(days === undefined ? {} : { days }),
    ...(daysAfterValidUntil === undefined ? {} : { days_after_valid_until: daysAfterValidUntil }),
  };
}

// One list that is left out reads back as an empty one, both would be taken for forgotten.
function releasabilityDocument({ agencies, groups, ...rest }: ReleasabilityEntry): ReleasabilityDocument {
  return {
    ...rest,
    ...(agencies.length === 0 && groups.length > 0 ? {} : { agencies }),
    ...(groups.length === 0 ? {} : { groups }),
  };
}

function grantDocument(
  { agency, group, collection, rights, clearance }: GrantEntry,
  references: ReadonlyMap<string, string>,
): GrantEntry {
  return {
    ...(agency === undefined ? {} : { agency }),
    ...(group === undefined ? {} : { group }),
    collection: references.get(collection) ?? collection,
    rights,
    ...(clearance === undefined ? {} : { clearance }),
  };
}

// Of the properties that have a default, those that are otherwise.
function unlike<Settings extends object>(defaults: Settings, entry: Settings): Partial<Settings> {
  const names = Object.keys(defaults) as (keyof Settings)[];
  const different = names.filter((name) => entry[name] !== defaults[name]);
  return Object.fromEntries(different.map((name) => [name, entry[name]])) as Partial<Settings>;
}

function referencesById(roots: readonly ApiRootEntry[]): Map<string, string> {
  return new Map(
    roots.flatMap(({ path, collections }) =>
      collections.flatMap(({ id, alias }) => (alias === undefined ? [] : [[id, referenceTo(path, alias)] as const])),
    ),
  );
}
