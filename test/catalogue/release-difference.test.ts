// What is told of changes in what a catalogue says about release; and catalogues from before there was such a thing.
import * as fc from 'fast-check';
import { completed } from '../../collections/catalogue/complete.ts';
import { describeChanges, differenceOf } from '../../collections/catalogue/difference.ts';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { catalogues } from './arbitrary-catalogue.ts';
import { VALID } from './valid-catalogue.ts';

const BEFORE = readCatalogue(VALID, 'before.yaml');
const MARKING = 'marking-definition--3f0b9c8e-5d27-4a6b-8f10-2c7d9e1a4b63';
const PROXY = 'identity--9d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a59';

/** What is replaced in the text, and the lines that tell of it. */
const CHANGES: [what: string, from: string, to: string, lines: string[]][] = [
  ['what a collection does with markings', 'alias: results', `alias: results
        group: asean
        default_marking: amber
        highest_marking: amber+strict
        granular_markings: refuse
        unknown_markings: refuse
        attribution: require-own
        new_versions: anyone
        legal_hold: true`, [
    '~ collection operations/results',
    '    group: (none) -> asean',
    '    default_marking: green -> amber',
    '    highest_marking: red -> amber+strict',
    '    granular_markings: as-object -> refuse',
    '    unknown_markings: red -> refuse',
    '    attribution: keep -> require-own',
    '    new_versions: creator -> anyone',
    '    legal_hold: false -> true',
  ]],
  ['what a collection keeps, and for how long', 'alias: results', 'alias: results\n        retention: { days: 400, days_after_valid_until: 30 }', [
    '~ collection operations/results',
    '    retention.days: (none) -> 400',
    '    retention.days_after_valid_until: (none) -> 30',
  ]],
  ['a collection that becomes an aggregate', 'alias: results', 'alias: results\n        aggregate: { of: [operations/botnets], types: [indicator] }', [
    '~ collection operations/results',
    '    aggregate.of: + operations/botnets',
    '    aggregate.types: + indicator',
    '    aggregate.highest_marking: (none) -> red',
    '    aggregate.labels: + all',
  ]],
  ['a clearance', 'rights: [read]', 'rights: [read]\n    clearance: red', [
    '~ grant to group asean in operations/results',
    '    clearance: default -> red',
  ]],
  ['a grant with a clearance that comes', 'grants:\n', 'grants:\n  - { agency: singapore, collection: operations/botnets, rights: [read], clearance: amber }\n', [
    '+ grant to agency singapore in operations/botnets',
    '    rights: read, clearance: amber',
  ]],
  ['the default clearance and the proxy', 'discovery:', `default_clearance: { others: clear }\nproxy_identity: ${PROXY}\ndiscovery:`, [
    '+ release rules',
    `    default_clearance: members amber, others clear; proxy_identity: ${PROXY}`,
  ]],
  ['a marking that is releasable', 'discovery:', `releasability: [{ marking: ${MARKING}, agencies: [singapore], groups: [asean] }]\ndiscovery:`, [
    `+ releasability ${MARKING}`,
    '    to agency singapore, group asean',
  ]],
];

describe.each(CHANGES)('%s', (_, from, to, lines) => {
  test('is told in these lines, and in no other', () => {
    expect(VALID).toContain(from);
    const after = readCatalogue(VALID.replace(from, to), 'after.yaml');
    expect(describeChanges(differenceOf(BEFORE, after)).split('\n')).toEqual(lines);
  });
});

test('a change of the default clearance, and of who a marking is releasable to', () => {
  const rules = `default_clearance: { others: clear }\nreleasability: [{ marking: ${MARKING}, agencies: [singapore] }]\n`;
  const before = readCatalogue(`${rules}${VALID}`, 'before.yaml');
  const changed = rules.replace('clear }', 'amber }').replace('[singapore]', '[kaspersky]');
  expect(describeChanges(differenceOf(before, readCatalogue(`${changed}${VALID}`, 'after.yaml'))).split('\n')).toEqual([
    '~ release rules',
    '    default_clearance.others: clear -> amber',
    `~ releasability ${MARKING}`,
    '    agencies: + kaspersky, - singapore',
  ]);
});

test('a catalogue of an earlier program gets the defaults of what it does not say, and nothing else', () => {
  const stored = JSON.parse(JSON.stringify(BEFORE));
  delete stored.defaultClearance;
  delete stored.releasability;
  for (const collection of stored.apiRoots[0].collections) {
    for (const added of ['defaultMarking', 'highestMarking', 'granularMarkings', 'unknownMarkings', 'attribution', 'newVersions', 'legalHold']) {
      delete collection[added];
    }
  }
  expect(stored).not.toEqual(BEFORE);
  expect(completed(stored)).toEqual(BEFORE);
});

test('a catalogue of this program stays as it is', () => {
  fc.assert(fc.property(catalogues, (catalogue) => expect(completed(catalogue)).toEqual(catalogue)), { numRuns: 50 });
});
