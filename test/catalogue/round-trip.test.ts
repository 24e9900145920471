// Writing a catalogue and reading it back.
import * as fc from 'fast-check';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { writeCatalogue } from '../../collections/catalogue/write-catalogue.ts';
import { catalogues } from './arbitrary-catalogue.ts';

test('every catalogue reads back as it was written', () => {
  fc.assert(
    fc.property(catalogues, (catalogue) => {
      expect(readCatalogue(writeCatalogue(catalogue), 'written.yaml')).toEqual(catalogue);
    }),
    { numRuns: 200 },
  );
});

test('grants are written by alias, and what is as by default is left out', () => {
  const text = `
discovery:
  title: Exchange
api_roots:
  - path: operations
    title: Operations
    collections:
      - id: 5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11
        title: Botnets
        alias: botnets
groups: []
agencies:
  - name: vendor
    title: Vendor
    identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50
    kind: vendor
grants:
  - agency: vendor
    collection: operations/botnets
    rights: [read, write]
`.trimStart();
  expect(writeCatalogue(readCatalogue(text, 'catalogue.yaml'))).toBe(text);
});

test('a list that two grants share is written twice, without a YAML alias', () => {
  const catalogue = readCatalogue(
    `
discovery: { title: Exchange }
api_roots:
  - path: operations
    title: Operations
    collections:
      - { id: 5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11, title: One }
      - { id: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22, title: Two }
agencies: [{ name: a, title: A, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50, kind: vendor }]
grants:
  - { agency: a, collection: 5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11, rights: [read] }
  - { agency: a, collection: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22, rights: [read] }
`,
    'catalogue.yaml',
  );
  const rights = ['read'] as const;
  const sharing = { ...catalogue, grants: catalogue.grants.map((grant) => Object.assign({}, grant, { rights })) };
  expect(writeCatalogue(sharing)).toBe(writeCatalogue(catalogue));
});
