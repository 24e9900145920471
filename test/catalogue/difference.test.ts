// What changes when one catalogue takes the place of another.
import * as fc from 'fast-check';
import { describeChanges, differenceOf } from '../../collections/catalogue/difference.ts';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { catalogues } from './arbitrary-catalogue.ts';

const TEXT = `
discovery: { title: Exchange, default: operations }
api_roots:
  - path: operations
    title: Operations
    collections:
      - { id: 5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11, title: Botnets, alias: botnets }
      - { id: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22, title: Results }
  - { path: members, title: Members, collections: [] }
groups:
  - { name: asean, title: ASEAN, agencies: [singapore, malaysia] }
agencies:
  - { name: singapore, title: Singapore, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50 }
  - { name: malaysia, title: Malaysia, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a51 }
grants:
  - { agency: singapore, collection: operations/botnets, rights: [read, write] }
  - { group: asean, collection: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22, rights: [read] }
`;

const BEFORE = readCatalogue(TEXT, 'before.yaml');

const NEW_ID = 'c3b8a4d2-91f7-4c05-b0d3-6e2a5f7c1d33';
const STIX_20 = 'application/stix+json;version=2.0';
const MALAYSIA = 'identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a51';
const OTHER = 'identity--2d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a51';

/** What is replaced in the text, and the lines that tell of it. */
const CHANGES: [what: string, from: string, to: string, lines: string[]][] = [
  ['the title of discovery', 'title: Exchange', 'title: The exchange', [
    '~ discovery',
    '    title: "Exchange" -> "The exchange"',
  ]],
  ['the default API root, taken away', ', default: operations', '', [
    '~ discovery',
    '    default API root: operations -> (none)',
  ]],
  ['an API root that comes', 'api_roots:\n', 'api_roots:\n  - { path: new/one, title: New, collections: [] }\n', [
    '+ API root new/one',
  ]],
  ['an API root that goes', '  - { path: members, title: Members, collections: [] }\n', '', ['- API root members']],
  ['the length that an API root takes', 'title: Members,', 'title: Members, max_content_length: 5,', [
    '~ API root members',
    '    max_content_length: 10485760 -> 5',
  ]],
  ['a collection that comes', 'collections: []', `collections: [{ id: ${NEW_ID}, title: Desk, alias: desk }]`, [
    '+ collection members/desk',
  ]],
  ['a collection that gets an alias', 'title: Results', 'title: Results, alias: results', [
    '~ collection operations/results',
    '    alias: (none) -> results',
  ]],
  ['what a collection takes', 'alias: botnets', 'alias: botnets, validation: strict, allowed_types: [indicator], custom_content: refuse, report_hints: true', [
    '~ collection operations/botnets',
    '    validation: standard -> strict',
    '    allowed_types: + indicator, - all',
    '    custom_content: allow -> refuse',
    '    report_hints: false -> true',
  ]],
  ['the media types of a collection', 'alias: botnets', `alias: botnets, media_types: [${STIX_20}]`, [
    '~ collection operations/botnets',
    '    media_types: + application/stix+json;version=2.0, - application/stix+json;version=2.1',
  ]],
  ['a description with a line break', 'alias: botnets', 'alias: botnets, description: "two\\nlines"', [
    '~ collection operations/botnets',
    '    description: (none) -> "two\\nlines"',
  ]],
  ['the members of a group', '[singapore, malaysia]', '[malaysia]', ['~ group asean', '    agencies: - singapore']],
  ['a group that comes', 'groups:\n', 'groups:\n  - { name: all, title: All, agencies: [malaysia] }\n', [
    '+ group all',
    '    agencies: malaysia',
  ]],
  ['a group without members that comes', 'groups:\n', 'groups:\n  - { name: none, title: None, agencies: [] }\n', [
    '+ group none',
    '    agencies: (none)',
  ]],
  ['the kind and identity of an agency', `kind: member, identity: ${MALAYSIA}`, `kind: vendor, identity: ${OTHER}`, [
    '~ agency malaysia',
    `    identity: ${MALAYSIA} -> ${OTHER}`,
    '    kind: member -> vendor',
  ]],
  ['a right that is taken', '[read, write]', '[read]', [
    '~ grant to agency singapore in operations/botnets',
    '    rights: - write',
  ]],
  ['a grant that goes to another', '{ group: asean', '{ agency: malaysia', [
    '+ grant to agency malaysia in 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22',
    '    rights: read',
    '- grant to group asean in 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22',
  ]],
];

describe.each(CHANGES)('%s', (_, from, to, lines) => {
  test('is told in these lines, and in no other', () => {
    expect(TEXT).toContain(from);
    const after = readCatalogue(TEXT.replace(from, to), 'after.yaml');
    expect(describeChanges(differenceOf(BEFORE, after)).split('\n')).toEqual(lines);
  });
});

test('a collection in another API root is the same collection, moved', () => {
  const moved = '{ id: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22, title: Results }';
  const text = TEXT.replace(`      - ${moved}\n`, '').replace('collections: []', `collections: [${moved}]`);
  expect(differenceOf(BEFORE, readCatalogue(text, 'after.yaml'))).toEqual([
    {
      kind: 'changed',
      what: 'collection',
      name: '0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22',
      details: ['API root: operations -> members'],
    },
  ]);
});

test('the order of API roots is a change of discovery', () => {
  const after = { ...BEFORE, apiRoots: BEFORE.apiRoots.toReversed() };
  expect(differenceOf(BEFORE, after)).toEqual([
    {
      kind: 'changed',
      what: 'discovery',
      name: '',
      details: ['order of API roots: operations, members -> members, operations'],
    },
  ]);
});

test('without a catalogue before, everything is added', () => {
  const changes = differenceOf(undefined, BEFORE);
  expect(changes.every(({ kind }) => kind === 'added')).toBe(true);
  expect(changes.map(({ what, name }) => `${what} ${name}`.trim())).toEqual([
    'discovery',
    'API root operations',
    'API root members',
    'collection operations/botnets',
    'collection 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22',
    'group asean',
    'agency singapore',
    'agency malaysia',
    'grant to agency singapore in operations/botnets',
    'grant to group asean in 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22',
  ]);
});

test('a catalogue that stays as it is, or whose entries are in another order, has no changes', () => {
  fc.assert(
    fc.property(catalogues, (catalogue) => {
      expect(differenceOf(catalogue, structuredClone(catalogue))).toEqual([]);
      expect(describeChanges(differenceOf(catalogue, shuffled(catalogue)))).toBe('no changes');
    }),
    { numRuns: 100 },
  );
});

test('what is added one way is removed the other way, and what is changed is changed both ways', () => {
  fc.assert(
    fc.property(catalogues, catalogues, (before, after) => {
      const mirrored = { added: 'removed', changed: 'changed', removed: 'added' };
      const there = differenceOf(before, after);
      const back = differenceOf(after, before).map(({ kind, what }) => `${mirrored[kind]} ${what}`);
      expect(back.toSorted()).toEqual(there.map(({ kind, what }) => `${kind} ${what}`).toSorted());
    }),
    { numRuns: 100 },
  );
});

function shuffled(catalogue: Catalogue): Catalogue {
  const { apiRoots, groups, agencies, grants } = catalogue;
  return {
    ...catalogue,
    apiRoots: apiRoots.map((root) => Object.assign({}, root, { collections: root.collections.toReversed() })),
    groups: groups.map((group) => Object.assign({}, group, { agencies: group.agencies.toReversed() })).toReversed(),
    agencies: agencies.toReversed(),
    grants: grants.map((grant) => Object.assign({}, grant, { rights: grant.rights.toReversed() })).toReversed(),
  };
}
