// The sample catalogue that a first start applies.
import { readFileSync } from 'node:fs';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';

const FILE = new URL('../../cli/sample/catalogue.yaml', import.meta.url);

const catalogue = readCatalogue(readFileSync(FILE, 'utf8'), 'catalogue.yaml');

test('its API roots and collections are the ones that the README and the first start tell of', () => {
  expect(catalogue.discovery.default).toBe('operations');
  expect(catalogue.apiRoots.map(({ path, collections }) => [path, collections.map(({ alias }) => alias)])).toEqual([
    ['operations', ['botnet-infrastructure', 'operation-results']],
    ['members', ['asean-desk']],
  ]);
});

test('it is frozen throughout', () => {
  expect(unfrozenIn(catalogue)).toEqual([]);
});

const READ = ['read'];
const BOTH = ['read', 'write'];

test.each([
  // agency          botnet-infrastructure  operation-results  asean-desk
  ['interpol-igci', BOTH, BOTH, []],
  ['kaspersky', BOTH, [], []],
  ['singapore', READ, READ, BOTH],
  ['malaysia', READ, READ, BOTH],
  ['indonesia', READ, READ, BOTH],
  ['netherlands', READ, READ, []],
  ['luxembourg', READ, READ, []],
  ['united-states', READ, READ, []],
])('%s has exactly its rights', (agency, botnets, results, desk) => {
  expect([
    rightsOf(catalogue, agency, 'botnet-infrastructure'),
    rightsOf(catalogue, agency, 'operation-results'),
    rightsOf(catalogue, agency, 'asean-desk'),
  ]).toEqual([botnets, results, desk]);
});

test('every agency is in the table above', () => {
  expect(catalogue.agencies.map(({ name }) => name).toSorted()).toEqual([
    'indonesia', 'interpol-igci', 'kaspersky', 'luxembourg', 'malaysia', 'netherlands', 'singapore', 'united-states',
  ]);
});

function rightsOf({ apiRoots, groups, grants }: Catalogue, agency: string, alias: string): string[] {
  const collection = apiRoots.flatMap(({ collections }) => collections).find((entry) => entry.alias === alias);
  const groupsOfAgency = new Set(groups.filter(({ agencies }) => agencies.includes(agency)).map(({ name }) => name));
  const held = grants
    .filter((grant) => grant.collection === collection?.id)
    .filter((grant) => grant.agency === agency || groupsOfAgency.has(grant.group ?? ''))
    .flatMap(({ rights }) => rights);
  return [...new Set(held)].toSorted();
}

function unfrozenIn(value: unknown, path = 'catalogue'): string[] {
  if (typeof value !== 'object' || value === null) return [];
  const below = Object.entries(value).flatMap(([key, member]) => unfrozenIn(member, `${path}.${key}`));
  return Object.isFrozen(value) ? below : [path, ...below];
}
