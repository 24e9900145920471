// A small exchange for tests: an agency for every combination of rights, two API roots, one of them two segments deep.
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import type { Catalogue, GrantEntry } from '../../schemas/catalogue/catalogue.ts';

/** The collection on which every combination of rights is granted. */
export const MAIN = '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11';
/** A collection that only `both` has rights in. */
export const HIDDEN = '0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22';
/** Takes STIX 2.0 beside 2.1. */
export const MIXED = 'c3b8a4d2-91f7-4c05-b0d3-6e2a5f7c1d33';
/** In the API root `deep/two`. */
export const DEEP = '9d4e2b6f-3a58-4e91-a7c6-1b0f8d5e3c44';

/** The agencies of the test catalogue, each with an account of its name. */
export const AGENCIES = ['both', 'reader', 'writer', 'neither'] as const;
export type TestAgency = (typeof AGENCIES)[number];

/** max_content_length of the API root `one`. */
export const MAX_CONTENT_LENGTH = 262_144;

/** The test catalogue. */
export function testCatalogue(): Catalogue {
  return readCatalogue(
    `
default_clearance: { members: red, others: red }
discovery: { title: Test exchange, description: For tests, contact: nobody, default: one }
api_roots:
  - path: one
    title: One
    description: The first
    max_content_length: ${MAX_CONTENT_LENGTH}
    collections:
      - { id: ${MAIN}, title: Main, alias: main, description: Everyone's rights differ here, new_versions: anyone }
      - { id: ${HIDDEN}, title: Hidden, alias: hidden }
      - id: ${MIXED}
        title: Mixed
        alias: mixed
        media_types: ['application/stix+json;version=2.0', 'application/stix+json;version=2.1']
  - path: deep/two
    title: Two
    collections:
      - { id: ${DEEP}, title: Deep, alias: main }
agencies:
${AGENCIES.map((name, index) => `  - { name: ${name}, title: ${name}, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a5${index} }`).join('\n')}
groups:
  - { name: readers, title: Readers, agencies: [reader] }
grants:
  - { agency: both, collection: ${MAIN}, rights: [read, write] }
  - { agency: both, collection: ${HIDDEN}, rights: [read, write] }
  - { agency: both, collection: ${MIXED}, rights: [read, write] }
  - { agency: both, collection: ${DEEP}, rights: [read, write] }
  - { group: readers, collection: one/main, rights: [read] }
  - { agency: writer, collection: one/main, rights: [write] }
`,
    'test-catalogue.yaml',
  );
}

/** What a new collection is like, where it isn't like `main`. */
export interface CollectionWishes {
  readonly mediaTypes?: readonly string[];
  readonly alias?: string;
  /** The rights of each agency; by default those that their names say. */
  readonly rights?: Readonly<Partial<Record<TestAgency, GrantEntry['rights']>>>;
}

const NAMED_RIGHTS = { both: ['read', 'write'], reader: ['read'], writer: ['write'] } as const;

/** The catalogue with one more collection, in the API root `scratch`. */
export function withCollection(catalogue: Catalogue, id: string, wishes: CollectionWishes): Catalogue {
  const { alias, mediaTypes = ['application/stix+json;version=2.1'], rights = NAMED_RIGHTS } = wishes;
  const collection = {
    id,
    title: `Collection ${id}`,
    media_types: mediaTypes,
    new_versions: 'anyone' as const,
    ...(alias === undefined ? {} : { alias }),
  };
  const declared = catalogueOf({
    discovery: { title: 'Scratch' },
    api_roots: [{ path: 'scratch', title: 'Scratch', collections: [collection] }],
  });
  const before = catalogue.apiRoots.find(({ path }) => path === 'scratch')?.collections ?? [];
  const granted = Object.entries(rights).map(([agency, given]) => ({ agency, collection: id, rights: given }));
  return {
    ...catalogue,
    apiRoots: [
      ...catalogue.apiRoots.filter(({ path }) => path !== 'scratch'),
      ...declared.apiRoots.map((root) => Object.assign({}, root, { collections: [...before, ...root.collections] })),
    ],
    grants: [...catalogue.grants, ...granted],
  };
}
