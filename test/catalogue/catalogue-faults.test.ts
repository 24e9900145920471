// What is wrong with a catalogue, in the words and at the line in which its author is told.
import { messagesOf, VALID } from './valid-catalogue.ts';

const TITLE = 'must be text in one line, and not blank';
const TEXT = 'must be text without control characters other than line breaks and tabs';
const NAME = 'must be lower-case letters and digits in words joined by "-", at most 64 characters';
const PATH =
  'must be one or several segments joined by "/" (operations, members/asia), or "/" itself; a segment has letters, ' +
  'digits, ".", "_", "~" and "-", and is neither "." nor ".."';
const ALIAS = 'must be letters, digits, ".", "_", "~" and "-", and neither "." nor ".." nor a UUID';
const ID = 'must be a random UUID (version 4) in lower case';
const OCTETS = 'must be a whole number of octets from 1 to 104857600 (100 MiB)';
const MEDIA_TYPE = 'must be application/stix+json;version=2.1 or application/stix+json;version=2.0';
const IDENTITY = 'must be the id of a STIX identity, identity-- and a UUID';
const ROOT = 'api_roots[0].collections';
const ONE = '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11';
const TWO = '0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22';
const UUID = '1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a51';
const IN_ROOT = 'of a collection of this API root; it must be unique';
const NO_LIST = 'with at least one entry, but is empty';
const KEYS = 'discovery, api_roots, groups, agencies, grants, default_clearance, releasability, proxy_identity';
const NAMING = 'a collection is named by its id, or by its API root, "/" and its alias';

/** What is wrong, what is replaced in the valid catalogue to make it so, and every fault: line, place and words. */
const FAULTS: [what: string, from: string, to: string, ...faults: string[]][] = [
  // Keys
  ['a key nearly known', 'max_content_length', 'max_content_lenght',
    '7: api_roots[0].max_content_lenght: is no key of an API root; did you mean "max_content_length"?'],
  ['a key unlike any', 'kind: vendor', 'kind: vendor\n    colour: red',
    '27: agencies[0].colour: is no key of an agency, which has name, title, identity, kind'],
  ['a key of the wrong place', 'groups:', 'alias: x\ngroups:',
    `19: alias: is no key of a catalogue, which has ${KEYS}`],
  ['a key that is no plain word', 'groups:', '"a b": x\ngroups:',
    `19: ["a b"]: is no key of a catalogue, which has ${KEYS}`],
  ['a key that objects inherit', 'kind: vendor', 'kind: vendor\n    __proto__: {}',
    '27: agencies[0].__proto__: is no key of an agency, which has name, title, identity, kind'],
  ['T-4.1.1-01 discovery without a title', '  title: Exchange\n', '', '1: discovery: the key "title" is missing'],
  ['a list entry without its first key', '- path: members/asia\n    title', '- title',
    '16: api_roots[1]: the key "path" is missing'],
  ['a grant without a collection', '    collection: operations/botnets\n', '',
    '33: grants[0]: the key "collection" is missing'],

  // Values
  ['a title that YAML takes for a number', 'title: Botnets', 'title: 2015',
    `10: ${ROOT}[0].title: ${TITLE}, but is 2015; put it in quotes if it is meant as text`],
  ['a title that is not there', 'title: Botnets', 'title:', `10: ${ROOT}[0].title: ${TITLE}, but is empty`],
  ['a title of blanks', 'title: Botnets', 'title: "  "', `10: ${ROOT}[0].title: ${TITLE}, but is "  "`],
  ['a title in two lines', 'title: Botnets', 'title: "a\\nb"', `10: ${ROOT}[0].title: ${TITLE}, but is "a\\nb"`],
  ['a description that holds an escape sequence', 'title: Exchange', 'title: Exchange\n  description: "\\e[31m"',
    `3: discovery.description: ${TEXT}, but is "\\u001b[31m"`],
  ['a set of keys where text belongs', 'title: Exchange', 'title: { en: Exchange }',
    `2: discovery.title: ${TITLE}, but is a set of keys`],
  ['a list where text belongs', 'title: Exchange', 'title: [Exchange]', `2: discovery.title: ${TITLE}, but is a list`],
  ['T-4.2.1-04 a length of nothing', 'length: 1000', 'length: 0',
    `7: api_roots[0].max_content_length: ${OCTETS}, but is 0`],
  ['T-4.2.1-04 a length above 100 MiB', 'length: 1000', 'length: 104857601',
    `7: api_roots[0].max_content_length: ${OCTETS}, but is 104857601`],
  ['T-4.2.1-04 a length with a unit', 'length: 1000', 'length: 10 MiB',
    `7: api_roots[0].max_content_length: ${OCTETS}, but is "10 MiB"`],
  ['T-2-02 an id that is a UUID of version 1', 'id: 5a0d1f3c-6c1e-4', 'id: 5a0d1f3c-6c1e-1',
    `9: ${ROOT}[0].id: ${ID}, but is "5a0d1f3c-6c1e-1f0a-9c51-0a3f1f0c2b11"`],
  ['T-2-02 an id in upper case', 'id: 5a0d1f3c', 'id: 5A0D1F3C',
    `9: ${ROOT}[0].id: ${ID}, but is "5A0D1F3C-6c1e-4f0a-9c51-0a3f1f0c2b11"`],
  ['a collection list without entries', 'collections: []', 'collections:',
    '18: api_roots[1].collections: must be a list of collections, but is empty'],
  ['T-5.2.1-06 another media type', 'version=2.1]', 'version=2.2]',
    `12: ${ROOT}[0].media_types[0]: ${MEDIA_TYPE}, but is "application/stix+json;version=2.2"`],
  ['a validation that is none', 'media_types: [application/stix+json;version=2.1]', 'validation: lax',
    `12: ${ROOT}[0].validation: must be strict, standard or lenient, but is "lax"`],
  ['an allowed type that names none', 'media_types: [application/stix+json;version=2.1]', 'allowed_types: [Indicator]',
    `12: ${ROOT}[0].allowed_types[0]: must be an object type, such as indicator, but is "Indicator"`],
  ['a custom_content that is none', 'media_types: [application/stix+json;version=2.1]', 'custom_content: no',
    `12: ${ROOT}[0].custom_content: must be allow, extensions-only or refuse, but is "no"`],
  ['a report_hints that is text', 'media_types: [application/stix+json;version=2.1]', 'report_hints: "yes"',
    `12: ${ROOT}[0].report_hints: must be true or false, but is "yes"`],
  ['T-2-05 media types without an entry', '[application/stix+json;version=2.1]', '[]',
    `12: ${ROOT}[0].media_types: must be a list of media types ${NO_LIST}`],
  ['an agency name with a space', 'name: kaspersky', 'name: Kaspersky Lab',
    `24: agencies[0].name: ${NAME}, but is "Kaspersky Lab"`,
    '33: grants[0].agency: "kaspersky" is no agency of this catalogue'],
  ['an identity of another type', `identity--${UUID}`, `tool--${UUID}`,
    `31: agencies[1].identity: ${IDENTITY}, but is "tool--${UUID}"`],
  ['a kind that is none', 'kind: vendor', 'kind: partner',
    '26: agencies[0].kind: must be operator, member or vendor, but is "partner"'],
  ['a right that is none', '[read, write]', '[read, delete]',
    '35: grants[0].rights[1]: must be read or write, but is "delete"'],
  ['a right twice', '[read, write]', '[read, read]',
    '35: grants[0].rights[1]: "read" is in this list already, as entry 1'],
  ['no right', '[read, write]', '[]', `35: grants[0].rights: must be a list of rights ${NO_LIST}`],
  ['a grant to nobody', '  - group: asean\n    collection', '  - collection',
    '36: grants[1]: must name either an agency or a group, exactly one of them'],
  ['a grant to an agency and a group', '  - group: asean', '  - group: asean\n    agency: singapore',
    '36: grants[1]: must name either an agency or a group, exactly one of them'],
  ['a grant that is a word', 'grants:\n', 'grants:\n  - everything\n',
    '33: grants[0]: must be a grant, with the keys agency, group, collection, rights, clearance, but is "everything"'],

  // API roots
  ['a path with slashes at its ends', 'path: members/asia', 'path: /members/asia/',
    `16: api_roots[1].path: ${PATH}, but is "/members/asia/"`],
  ['a path that URLs escape', 'path: members/asia', 'path: members/südost',
    `16: api_roots[1].path: ${PATH}, but is "members/südost"`],
  ['a path that goes up', 'path: members/asia', 'path: members/../asia',
    `16: api_roots[1].path: ${PATH}, but is "members/../asia"`],
  ['T-4.2-01 two API roots of one path', 'path: members/asia', 'path: operations',
    '16: api_roots[1].path: "operations" is already the path of an API root; it must be unique'],
  ['an API root where discovery is', 'path: members/asia', 'path: taxii2/asia',
    '16: api_roots[1].path: must not begin with "taxii2", where discovery is'],
  ['an API root where the server tells how it is', 'path: members/asia', 'path: health',
    '16: api_roots[1].path: must not begin with "health", where the server tells how it is'],
  ['an API root where the API document is', 'path: members/asia', 'path: openapi.json',
    '16: api_roots[1].path: must not begin with "openapi.json", where the server tells how it is spoken to'],
  ['an API root where the page of the API document is', 'path: members/asia', 'path: openapi/asia',
    '16: api_roots[1].path: must not begin with "openapi", where the server tells how it is spoken to'],
  ['T-6-01 an API root on the path of channels', 'path: members/asia', 'path: operations/channels',
    '16: api_roots[1].path: must not have a segment "channels", which TAXII keeps for channels'],
  ['T-4.2-01 an API root on an endpoint of another', 'path: members/asia', 'path: operations/collections/asia',
    '16: api_roots[1].path: must not stand on "collections", an endpoint of the API root "operations"'],
  ['T-4.2-01 an API root on an endpoint of the API root /', 'path: members/asia', 'path: status\n  - path: /',
    '16: api_roots[1]: the key "title" is missing',
    '16: api_roots[1]: the key "collections" is missing',
    '16: api_roots[1].path: must not stand on "status", an endpoint of the API root "/"'],
  ['T-4.1.1-02 a default that is no API root', 'default: operations', 'default: operation',
    '3: discovery.default: "operation" is no API root of this catalogue; did you mean "operations"?'],

  // Collections
  ['T-2-02 two collections of one id', `id: ${ONE}`, `id: ${TWO}`,
    `13: ${ROOT}[1].id: "${TWO}" is already the id of a collection; it must be unique`],
  ['two collections of one id in two API roots', 'collections: []', `collections: [{ id: ${TWO}, title: Desk }]`,
    `18: api_roots[1].collections[0].id: "${TWO}" is already the id of a collection; it must be unique`],
  ['two collections of one title in an API root', 'title: Results', 'title: Botnets',
    `14: ${ROOT}[1].title: "Botnets" is already the title ${IN_ROOT}`],
  ['T-5.2.1-02 two collections of one alias in an API root', 'alias: results', 'alias: botnets',
    `15: ${ROOT}[1].alias: "botnets" is already the alias ${IN_ROOT}`],
  ['T-5.2.1-02 an alias that is the id of a collection', 'alias: results', `alias: ${ONE}`,
    `15: ${ROOT}[1].alias: ${ALIAS}, but is "${ONE}"`],
  ['an alias that URLs escape', 'alias: results', 'alias: the results',
    `15: ${ROOT}[1].alias: ${ALIAS}, but is "the results"`],
  ['an alias of two dots', 'alias: results', 'alias: ..', `15: ${ROOT}[1].alias: ${ALIAS}, but is ".."`],

  // Agencies, groups and grants
  ['two agencies of one name', 'name: singapore', 'name: kaspersky',
    '22: groups[0].agencies[0]: "singapore" is no agency of this catalogue',
    '28: agencies[1].name: "kaspersky" is already the name of an agency; it must be unique'],
  ['two agencies of one identity', '0c1d2e3f4a51', '0c1d2e3f4a50',
    '31: agencies[1].identity: "identity--1d2f3a4b-5c6d-4e7f-8a9b-0c1d2e3f4a50" is already the identity of an ' +
      'agency; it must be unique'],
  ['two groups of one name', 'groups:\n', 'groups:\n  - { name: asean, title: ASEAN, agencies: [] }\n',
    '21: groups[1].name: "asean" is already the name of a group; it must be unique'],
  ['a group with an agency twice', 'agencies: [singapore]', 'agencies: [kaspersky, singapore, kaspersky]',
    '22: groups[0].agencies[2]: "kaspersky" is in this list already, as entry 1'],
  ['a group of an agency that is none', 'agencies: [singapore]', 'agencies:\n      - singapore\n      - singapor',
    '24: groups[0].agencies[1]: "singapor" is no agency of this catalogue; did you mean "singapore"?'],
  ['a grant to an agency that is none', 'agency: kaspersky', 'agency: kaspersy',
    '33: grants[0].agency: "kaspersy" is no agency of this catalogue; did you mean "kaspersky"?'],
  ['a grant to a group that is none', 'group: asean', 'group: asaen',
    '36: grants[1].group: "asaen" is no group of this catalogue; did you mean "asean"?'],
  ['a grant in a collection by its alias alone', 'operations/botnets', 'botnets',
    '34: grants[0].collection: "botnets" is no collection of this catalogue; did you mean "operations/botnets"?'],
  ['a grant in a collection nearly known', 'operations/botnets', 'operations/botnet',
    '34: grants[0].collection: "operations/botnet" is no collection of this catalogue; ' +
      'did you mean "operations/botnets"?'],
  ['a grant in a collection unlike any', 'operations/botnets', 'everywhere',
    `34: grants[0].collection: "everywhere" is no collection of this catalogue; ${NAMING}`],
  ['two grants to one agency in one collection, by alias and by id', 'grants:\n',
    `grants:\n  - { agency: kaspersky, collection: ${ONE}, rights: [read] }\n`,
    '34: grants[1]: grants to the same in the same collection as grants[0]; make them one'],

  // YAML
  ['a key twice', '  title: Exchange\n', '  title: Exchange\n  title: The exchange\n',
    '3: the key "title" is there twice'],
  ['two keys twice each', '  title: Exchange\n', '  title: Exchange\n  title: Other\n  default: operations\n',
    '3: the key "title" is there twice', '5: the key "default" is there twice'],
  ['a tab', '  title: Exchange\n', '\ttitle: Exchange\n', '2: is indented with a tab; YAML wants spaces'],
  ['a bracket that stays open', 'agencies: [singapore]', 'agencies: [singapore',
    '23: is not YAML: Flow sequence in block collection must be sufficiently indented and end with a ]'],
  ['a second document', 'groups:\n', '---\ngroups:\n',
    '19: a second YAML document begins here ("---"); a catalogue is one'],
  ['a tag of some programming language', 'title: Exchange', 'title: !!js/function "x"',
    '2: is not YAML: Unresolved tag: tag:yaml.org,2002:js/function'],
  ['an alias without an anchor', 'title: Kaspersky', 'title: *vendor',
    '25: has a YAML alias that has no anchor before it, contains itself, or unfolds too far'],
  ['an alias inside of what it stands for', 'agencies: [singapore]', 'agencies: &all [singapore, *all]',
    '22: has a YAML alias that has no anchor before it, contains itself, or unfolds too far'],
];

describe.each(FAULTS)('%s', (_, from, to, ...faults) => {
  test('is told at its line', () => {
    expect(VALID).toContain(from);
    expect(messagesOf(VALID.replace(from, to))).toEqual(faults.map((fault) => `catalogue.yaml:${fault}`));
  });
});
