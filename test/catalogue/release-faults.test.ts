// What is wrong with what a catalogue says about release, in the words and at the line in which its author is told.
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { messagesOf, VALID } from './valid-catalogue.ts';

const TLP = 'must be clear, green, amber, amber+strict or red';
const DAYS = 'must be a whole number of days from 1 to 36500';
const RESULTS = 'api_roots[0].collections[1]';
const ONE = '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11';
const MARKING = 'marking-definition--3f0b9c8e-5d27-4a6b-8f10-2c7d9e1a4b63';
const TLP_RED = 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1';
const PROXY = 'identity--9d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a59';
const VENDOR = 'identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50';
/** Places in the valid catalogue: behind its first section, and in its second collection. */
const TOP = 'discovery:\n  title: Exchange\n  default: operations\n';
const IN_RESULTS = '        alias: results\n';
const NO_USE = 'is of no use in an aggregate collection, as nobody publishes there';

/** What is wrong, what is added behind a line of the valid catalogue to make it so, and every fault. */
const FAULTS: [what: string, behind: string, added: string, ...faults: string[]][] = [
  ['a clearance by its TLP 1.0 name', '    rights: [read]\n', '    clearance: white\n',
    `39: grants[1].clearance: ${TLP}, but is "white"`],
  ['a clearance in capitals', '    rights: [read]\n', '    clearance: AMBER\n',
    `39: grants[1].clearance: ${TLP}, but is "AMBER"`],
  ['a default clearance for nobody', TOP, 'default_clearance: {}\n',
    '4: default_clearance: must be the default clearance, with the keys members, others, at least one of them, but has none'],
  ['a default clearance of one who is neither', TOP, 'default_clearance: { member: red }\n',
    '4: default_clearance.member: is no key of the default clearance; did you mean "members"?'],
  ['a default marking that is no level', IN_RESULTS, '        default_marking: orange\n',
    `16: ${RESULTS}.default_marking: ${TLP}, but is "orange"`],
  ['a default marking above what is taken', IN_RESULTS, '        default_marking: red\n        highest_marking: amber\n',
    `16: ${RESULTS}.default_marking: must not be above highest_marking, amber`],
  ['a highest marking below the default that is not said', IN_RESULTS, '        highest_marking: clear\n',
    `16: ${RESULTS}.highest_marking: must not be below default_marking, which is green here`],
  ['granular markings that are neither taken nor refused', IN_RESULTS, '        granular_markings: keep\n',
    `16: ${RESULTS}.granular_markings: must be as-object or refuse, but is "keep"`],
  ['unknown markings as something else', IN_RESULTS, '        unknown_markings: clear\n',
    `16: ${RESULTS}.unknown_markings: must be red or refuse, but is "clear"`],
  ['an attribution that is none', IN_RESULTS, '        attribution: hide\n',
    `16: ${RESULTS}.attribution: must be keep, require-own or proxy, but is "hide"`],
  ['new versions by nobody', IN_RESULTS, '        new_versions: nobody\n',
    `16: ${RESULTS}.new_versions: must be creator or anyone, but is "nobody"`],
  ['a group that is none', IN_RESULTS, '        group: asian\n',
    `16: ${RESULTS}.group: "asian" is no group of this catalogue; did you mean "asean"?`],
  ['a proxy without an identity', IN_RESULTS, '        attribution: proxy\n',
    `16: ${RESULTS}.attribution: needs the key proxy_identity at the top of the catalogue: ` +
      'the identity that takes the place of authors'],
  ['a proxy that is an agency', TOP, `proxy_identity: ${VENDOR}\n`,
    '4: proxy_identity: is the identity of an agency, which would be taken for the author'],
  ['a legal hold in words', IN_RESULTS, '        legal_hold: for now\n',
    `16: ${RESULTS}.legal_hold: must be true or false, but is "for now"`],

  // Retention
  ['no rule of retention', IN_RESULTS, '        retention: {}\n',
    `16: ${RESULTS}.retention: must be a rule of retention, with the keys days, days_after_valid_until, ` +
      'at least one of them, but has none'],
  ['retention for no day', IN_RESULTS, '        retention: { days: 0 }\n',
    `16: ${RESULTS}.retention.days: ${DAYS}, but is 0`],
  ['retention with a unit', IN_RESULTS, '        retention: { days_after_valid_until: 90d }\n',
    `16: ${RESULTS}.retention.days_after_valid_until: ${DAYS}, but is "90d"`],

  // Aggregates
  ['an aggregate of nothing', IN_RESULTS, '        aggregate: { types: [indicator] }\n',
    `16: ${RESULTS}.aggregate: the key "of" is missing`],
  ['an aggregate of an empty list', IN_RESULTS, '        aggregate: { of: [] }\n',
    `16: ${RESULTS}.aggregate.of: must be a list of collections with at least one entry, but is empty`],
  ['an aggregate of a collection that is none', IN_RESULTS, '        aggregate: { of: [botnets] }\n',
    `16: ${RESULTS}.aggregate.of[0]: "botnets" is no collection of this catalogue; did you mean "operations/botnets"?`],
  ['an aggregate of itself', IN_RESULTS, '        aggregate: { of: [operations/results] }\n',
    `16: ${RESULTS}.aggregate.of[0]: "operations/results" is an aggregate itself; name the collections that it is made of`],
  ['an aggregate of one collection by id and alias', IN_RESULTS,
    `        aggregate: { of: [operations/botnets, ${ONE}] }\n`,
    `16: ${RESULTS}.aggregate.of[1]: "${ONE}" is the same collection as "operations/botnets" in this list`],
  ['an aggregate that says what can be published', IN_RESULTS,
    '        aggregate: { of: [operations/botnets] }\n        validation: strict\n        retention: { days: 3 }\n',
    `17: ${RESULTS}.validation: ${NO_USE}`, `18: ${RESULTS}.retention: ${NO_USE}`],
  ['a right to write in an aggregate', '        alias: botnets\n', `        aggregate: { of: [operations/results] }\n`,
    '36: grants[0].rights[1]: can\'t be granted in an aggregate collection, which is read-only'],

  // Releasability
  ['a releasable object that is no marking', TOP,
    `releasability: [{ marking: ${PROXY}, agencies: [] }]\n`,
    `4: releasability[0].marking: must be the id of a marking definition, marking-definition-- and a UUID, but is "${PROXY}"`],
  ['a marking that is releasable twice', TOP,
    `releasability:\n  - { marking: ${MARKING}, agencies: [] }\n  - { marking: ${MARKING}, groups: [asean] }\n`,
    `6: releasability[1].marking: "${MARKING}" is already the marking of an entry; it must be unique`],
  ['a level that is releasable', TOP,
    `releasability: [{ marking: ${TLP_RED}, agencies: [] }]\n`,
    '4: releasability[0].marking: is a marking of the TLP, about which the clearance of grants decides'],
  ['a marking that is releasable to nobody in particular', TOP,
    `releasability: [{ marking: ${MARKING} }]\n`,
    '4: releasability[0]: must name agencies, groups or both; an empty list stands for nobody but publisher and operators'],
  ['a marking that is releasable to strangers', TOP,
    `releasability:\n  - marking: ${MARKING}\n    agencies: [singapor]\n    groups: [europe]\n`,
    '6: releasability[0].agencies[0]: "singapor" is no agency of this catalogue; did you mean "singapore"?',
    '7: releasability[0].groups[0]: "europe" is no group of this catalogue'],
];

describe.each(FAULTS)('%s', (_, behind, added, ...faults) => {
  test('is told at its line', () => {
    expect(VALID).toContain(behind);
    expect(messagesOf(VALID.replace(behind, `${behind}${added}`))).toEqual(faults.map((fault) => `catalogue.yaml:${fault}`));
  });
});

test('what is by default is said by nobody and means the same', () => {
  const said = VALID.replace(
    IN_RESULTS,
    `        alias: results
        default_marking: green
        highest_marking: red
        granular_markings: as-object
        unknown_markings: red
        attribution: keep
        new_versions: creator
        legal_hold: false
`,
  );
  const text = `${said}default_clearance: { members: amber, others: green }\nreleasability: []\n`;
  expect(readCatalogue(text, 'catalogue.yaml')).toEqual(readCatalogue(VALID, 'catalogue.yaml'));
});

test('what is said about release is read', () => {
  const text = VALID.replace('        alias: botnets\n', '        alias: botnets\n        group: asean\n        attribution: proxy\n')
    .replace('alias: results\n', 'alias: results\n        aggregate: { of: [operations/botnets], labels: [apt] }\n')
    .replace('rights: [read]\n', 'rights: [read]\n    clearance: amber+strict\n');
  const catalogue = readCatalogue(
    `${text}default_clearance: { others: clear }\nproxy_identity: ${PROXY}\nreleasability: [{ marking: ${MARKING}, groups: [asean] }]\n`,
    'catalogue.yaml',
  );
  const [botnets, results] = catalogue.apiRoots[0]?.collections ?? [];
  expect(botnets).toMatchObject({ group: 'asean', attribution: 'proxy', defaultMarking: 'green' });
  expect(results?.aggregate).toEqual({ of: [ONE], labels: ['apt'], highestMarking: 'red' });
  expect(catalogue.grants[1]).toMatchObject({ group: 'asean', clearance: 'amber+strict' });
  expect(catalogue.defaultClearance).toEqual({ members: 'amber', others: 'clear' });
  expect(catalogue.releasability).toEqual([{ marking: MARKING, agencies: [], groups: ['asean'] }]);
  expect(catalogue.proxyIdentity).toBe(PROXY);
});
