// A small valid catalogue for tests to spoil, and what is said of it then.
import { CatalogueError, readCatalogue } from '../../collections/catalogue/read-catalogue.ts';

/** Every kind of entry; the tests know its lines by their numbers. */
export const VALID = `discovery:
  title: Exchange
  default: operations
api_roots:
  - path: operations
    title: Operations
    max_content_length: 1000
    collections:
      - id: 5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11
        title: Botnets
        alias: botnets
        media_types: [application/stix+json;version=2.1]
      - id: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22
        title: Results
        alias: results
  - path: members/asia
    title: Members
    collections: []
groups:
  - name: asean
    title: ASEAN desk
    agencies: [singapore]
agencies:
  - name: kaspersky
    title: Kaspersky
    kind: vendor
    identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50
  - name: singapore
    title: Singapore
    kind: member
    identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a51
grants:
  - agency: kaspersky
    collection: operations/botnets
    rights: [read, write]
  - group: asean
    collection: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22
    rights: [read]
`;

/** The lines in which the author of a faulty catalogue is told what is wrong. */
export function messagesOf(text: string): string[] {
  return errorOf(text).message.split('\n');
}

/** What is thrown for a faulty catalogue. */
export function errorOf(text: string): CatalogueError {
  try {
    readCatalogue(text, 'catalogue.yaml');
  } catch (error) {
    if (error instanceof CatalogueError) return error;
    throw error;
  }
  throw new Error('the catalogue was taken for valid');
}
