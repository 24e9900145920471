// The sample catalogue that a first start applies.
import { readFileSync } from 'node:fs';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { sightsOf } from '../../collections/markings/sights.ts';
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { tlpName } from '../../schemas/stix/tlp.ts';

const FILE = new URL('../../cli/sample/catalogue.yaml', import.meta.url);

const catalogue = readCatalogue(readFileSync(FILE, 'utf8'), 'catalogue.yaml');

test('its API roots and collections are the ones that the README and the first start tell of', () => {
  expect(catalogue.discovery.default).toBe('operations');
  expect(catalogue.apiRoots.map(({ path, collections }) => [path, collections.map(({ alias }) => alias)])).toEqual([
    ['operations', ['botnet-infrastructure', 'operation-results', 'all-indicators']],
    ['members', ['asean-desk']],
  ]);
});

test('it is frozen throughout', () => {
  expect(unfrozenIn(catalogue)).toEqual([]);
});

const READ = ['read'];
const BOTH = ['read', 'write'];

test.each([
  // agency          botnet-infrastructure  operation-results  all-indicators  asean-desk
  ['interpol-igci', BOTH, BOTH, [], []],
  ['kaspersky', BOTH, [], READ, []],
  ['singapore', READ, READ, READ, BOTH],
  ['malaysia', READ, READ, READ, BOTH],
  ['indonesia', READ, READ, READ, BOTH],
  ['netherlands', READ, READ, READ, []],
  ['luxembourg', READ, READ, READ, []],
  ['united-states', READ, READ, READ, []],
])('%s has exactly its rights', (agency, botnets, results, indicators, desk) => {
  expect([
    rightsOf(catalogue, agency, 'botnet-infrastructure'),
    rightsOf(catalogue, agency, 'operation-results'),
    rightsOf(catalogue, agency, 'all-indicators'),
    rightsOf(catalogue, agency, 'asean-desk'),
  ]).toEqual([botnets, results, indicators, desk]);
});

test.each([
  // agency          botnet-infrastructure  operation-results  asean-desk
  ['interpol-igci', 'red', 'red', undefined],
  ['kaspersky', 'green', undefined, undefined],
  ['singapore', 'amber', 'green', 'amber'],
  ['netherlands', 'amber', 'green', undefined],
])('%s has exactly its clearances', (agency, ...expected) => {
  const { clearance } = sightsOf(catalogue);
  const aliases = ['botnet-infrastructure', 'operation-results', 'asean-desk'];
  const levels = aliases.map((alias) => clearance(agency, collectionOf(catalogue, alias).id));
  expect(levels.map((level) => (level === undefined ? undefined : tlpName(level)))).toEqual(expected);
});

test('through the aggregate agencies see the parts that they may read, and up to its ceiling', () => {
  const [botnets, results, all] = ['botnet-infrastructure', 'operation-results', 'all-indicators'].map((alias) => collectionOf(catalogue, alias));
  const partsOf = (agency: string) => [...sightsOf(catalogue).through(agency, String(all?.id)).keys()];
  expect(partsOf('kaspersky')).toEqual([botnets?.id]);
  expect(partsOf('singapore')).toEqual([botnets?.id, results?.id]);
  expect(all?.aggregate).toMatchObject({ types: ['indicator'], highestMarking: 'green' });
});

test('every agency is in the table above', () => {
  expect(catalogue.agencies.map(({ name }) => name).toSorted()).toEqual([
    'indonesia', 'interpol-igci', 'kaspersky', 'luxembourg', 'malaysia', 'netherlands', 'singapore', 'united-states',
  ]);
});

function collectionOf({ apiRoots }: Catalogue, alias: string): CollectionEntry {
  const collection = apiRoots.flatMap(({ collections }) => collections).find((entry) => entry.alias === alias);
  if (collection === undefined) throw new Error(`The sample has no ${alias}.`);
  return collection;
}

function rightsOf(declared: Catalogue, agency: string, alias: string): string[] {
  const { groups, grants } = declared;
  const { id } = collectionOf(declared, alias);
  const groupsOfAgency = new Set(groups.filter(({ agencies }) => agencies.includes(agency)).map(({ name }) => name));
  const held = grants
    .filter((grant) => grant.collection === id)
    .filter((grant) => grant.agency === agency || groupsOfAgency.has(grant.group ?? ''))
    .flatMap(({ rights }) => rights);
  return [...new Set(held)].toSorted();
}

function unfrozenIn(value: unknown, path = 'catalogue'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, member]) => unfrozenIn(member, `${path}.${key}`));
  return Object.isFrozen(value) ? below : [path, ...below];
}
