// From a catalogue to the text of a file that reads back to it.
import { Document, isScalar, visit } from 'yaml';
import type { ApiRootEntry, Catalogue, CollectionEntry, GrantEntry } from '../../schemas/catalogue/catalogue.ts';
import {
  type ApiRootDocument,
  type CatalogueDocument,
  type CollectionDocument,
  DEFAULT_MAX_CONTENT_LENGTH,
  DEFAULT_MEDIA_TYPES,
  referenceTo,
} from '../../schemas/catalogue/document.ts';

const LONGEST_LINE = 120;

/** The catalogue as YAML. Defaults are left out; grants name collections by alias where there is one. */
export function writeCatalogue(catalogue: Catalogue): string {
  const references = referencesById(catalogue.apiRoots);
  const content: CatalogueDocument = {
    discovery: catalogue.discovery,
    api_roots: catalogue.apiRoots.map(apiRootDocument),
    groups: catalogue.groups,
    agencies: catalogue.agencies,
    grants: catalogue.grants.map((grant) => grantDocument(grant, references)),
  };
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

// Text in several lines is written as it looks, unless blanks are part of it: yaml 2.9 doesn't read back every text
// that it writes in several lines, " \n" for one.
function styleOfLines(text: string): 'BLOCK_LITERAL' | 'QUOTE_DOUBLE' {
  const lines = text.split('\n');
  const isAsItLooks = lines[0] !== '' && lines.every((line) => line === line.trim());
  return isAsItLooks ? 'BLOCK_LITERAL' : 'QUOTE_DOUBLE';
}

function apiRootDocument({ maxContentLength, collections, ...rest }: ApiRootEntry): ApiRootDocument {
  const isDefault = maxContentLength === DEFAULT_MAX_CONTENT_LENGTH;
  return {
    ...rest,
    ...(isDefault ? {} : { max_content_length: maxContentLength }),
    collections: collections.map(collectionDocument),
  };
}

function collectionDocument(entry: CollectionEntry): CollectionDocument {
  const { mediaTypes, validation, allowedTypes, customContent, reportsHints, ...rest } = entry;
  const takesDefault = JSON.stringify(mediaTypes) === JSON.stringify(DEFAULT_MEDIA_TYPES);
  return {
    ...rest,
    ...(takesDefault ? {} : { media_types: mediaTypes }),
    ...(validation === 'standard' ? {} : { validation }),
    ...(allowedTypes === undefined ? {} : { allowed_types: allowedTypes }),
    ...(customContent === 'allow' ? {} : { custom_content: customContent }),
    ...(reportsHints ? { report_hints: true } : {}),
  };
}

function grantDocument({ agency, group, collection, rights }: GrantEntry, references: Map<string, string>): GrantEntry {
  return {
    ...(agency === undefined ? {} : { agency }),
    ...(group === undefined ? {} : { group }),
    collection: references.get(collection) ?? collection,
    rights,
  };
}

function referencesById(roots: readonly ApiRootEntry[]): Map<string, string> {
  return new Map(
    roots.flatMap(({ path, collections }) =>
      collections.flatMap(({ id, alias }) => (alias === undefined ? [] : [[id, referenceTo(path, alias)] as const])),
    ),
  );
}
