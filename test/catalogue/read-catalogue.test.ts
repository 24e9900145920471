// Reading a catalogue: all faults at once, files that are none, and what may be left out.
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { checkCatalogue } from '../../schemas/catalogue/check.ts';
import { errorOf, messagesOf, VALID } from './valid-catalogue.ts';

const STIX_20 = 'application/stix+json;version=2.0';
const STIX_21 = 'application/stix+json;version=2.1';
const KEYS = 'with the keys discovery, api_roots, groups, agencies, grants, default_clearance, releasability, proxy_identity';

test('the catalogue that the tests spoil is valid', () => {
  expect(readCatalogue(VALID, 'catalogue.yaml').agencies).toHaveLength(2);
});

test('all faults are told at once, in the order of the file, each with its file, line and path', () => {
  const text = VALID.replace('kind: vendor', 'kind: partner')
    .replace('agency: kaspersky', 'agency: kaspersy')
    .replace('length:', 'lenght:');
  expect(errorOf(text).faults).toEqual([
    expect.objectContaining({ file: 'catalogue.yaml', line: 7, path: ['api_roots', 0, 'max_content_lenght'] }),
    expect.objectContaining({ file: 'catalogue.yaml', line: 26, path: ['agencies', 0, 'kind'] }),
    expect.objectContaining({ file: 'catalogue.yaml', line: 33, path: ['grants', 0, 'agency'] }),
  ]);
});

test('a fault in what an alias stands for is told where its anchor is', () => {
  const text = VALID.replace('[read, write]', '&both [read, wirte]').replace('rights: [read]', 'rights: *both');
  expect(messagesOf(text)).toEqual([
    'catalogue.yaml:35: grants[0].rights[1]: must be read or write, but is "wirte"',
    'catalogue.yaml:35: grants[1].rights[1]: must be read or write, but is "wirte"',
  ]);
});

test.each([
  ['nothing', '', `must be a catalogue, ${KEYS}, but is empty`],
  ['a list', '- a', `must be a catalogue, ${KEYS}, but is a list`],
  ['no YAML', '{ a', 'is not YAML: Flow map must end with a }'],
  ['JSON too deep for anyone', '['.repeat(100_000), 'is nested too deep for a catalogue'],
])('a file with %s is told as such', (_, text, message) => {
  expect(messagesOf(text)).toEqual([`catalogue.yaml:1: ${message}`]);
});

test('P8 aliases that unfold into gigabytes are refused', () => {
  const levels = Array.from({ length: 9 }, (_, level) => {
    return `k${level + 1}: &a${level + 1} [${Array(10).fill(`*a${level}`).join(', ')}]`;
  });
  expect(messagesOf(`k0: &a0 lol\n${levels.join('\n')}\n`)).toEqual([
    'catalogue.yaml:2: has a YAML alias that has no anchor before it, contains itself, or unfolds too far',
  ]);
});

test.each([
  undefined,
  null,
  1,
  'x',
  [],
  [null],
  { discovery: null },
  { discovery: { title: 'x' }, grants: [null, [], 'x'] },
  { discovery: { title: 'x' }, api_roots: [{ path: 5, title: 'x', collections: 'x' }] },
  { discovery: { title: 'x' }, agencies: { name: 'x' } },
  { discovery: { title: 'x' }, groups: [{ name: 'x', title: 'x', agencies: [1] }] },
])('P8 %j has faults', (value) => {
  expect(checkCatalogue(value)).not.toEqual([]);
});

describe('what may be left out or spelt otherwise', () => {
  test('discovery with a title is a catalogue', () => {
    expect(readCatalogue('discovery: { title: Exchange }', 'catalogue.yaml')).toEqual({
      discovery: { title: 'Exchange' },
      apiRoots: [],
      groups: [],
      agencies: [],
      grants: [],
      defaultClearance: { members: 'amber', others: 'green' },
      releasability: [],
    });
  });

  test('T-4.2.1-04 an API root takes 10 MiB unless it says otherwise', () => {
    const { apiRoots } = readCatalogue(VALID, 'catalogue.yaml');
    expect(apiRoots.map(({ maxContentLength }) => maxContentLength)).toEqual([1000, 10_485_760]);
  });

  test('T-5.2.1-06 a collection takes STIX 2.1 unless it says otherwise', () => {
    const { apiRoots } = readCatalogue(VALID, 'catalogue.yaml');
    expect(apiRoots[0]?.collections[1]?.mediaTypes).toEqual([STIX_21]);
  });

  test('a collection takes what the standard allows unless it says otherwise', () => {
    const defaults = { validation: 'standard', customContent: 'allow', reportsHints: false };
    const { apiRoots } = readCatalogue(VALID, 'catalogue.yaml');
    expect(apiRoots[0]?.collections[1]).toMatchObject(defaults);
    expect(apiRoots[0]?.collections[1]?.allowedTypes).toBeUndefined();
  });

  test('media types may have spaces, and may be there twice', () => {
    const mediaTypes = `["application/stix+json; version=2.0", " application/stix+json ;version=2.1 ", ${STIX_20}]`;
    const { apiRoots } = readCatalogue(VALID.replace(`[${STIX_21}]`, mediaTypes), 'catalogue.yaml');
    expect(apiRoots[0]?.collections[0]?.mediaTypes).toEqual([STIX_20, STIX_21]);
  });

  test('grants name collections by alias or id, and come out with ids', () => {
    expect(readCatalogue(VALID, 'catalogue.yaml').grants).toEqual([
      { agency: 'kaspersky', collection: '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11', rights: ['read', 'write'] },
      { group: 'asean', collection: '0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22', rights: ['read'] },
    ]);
  });

  test('T-4.2-01 the API root / is named by the slash alone', () => {
    const text = VALID.replace('path: operations', 'path: /')
      .replace('default: operations', 'default: /')
      .replace('operations/botnets', '/botnets');
    const { discovery, grants } = readCatalogue(text, 'catalogue.yaml');
    expect([discovery.default, grants[0]?.collection]).toEqual(['/', '5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11']);
  });

  test('T-5.2.1-02 two API roots may have collections of one alias and one title', () => {
    const twin = 'collections: [{ id: c3b8a4d2-91f7-4c05-b0d3-6e2a5f7c1d33, title: Botnets, alias: botnets }]';
    const { apiRoots } = readCatalogue(VALID.replace('collections: []', twin), 'catalogue.yaml');
    expect(apiRoots[1]?.collections[0]?.alias).toBe(apiRoots[0]?.collections[0]?.alias);
  });

  test('T-4.2-01 an API root may stand below another, off its endpoints', () => {
    const text = VALID.replace('path: members/asia', 'path: operations/asia/status');
    expect(readCatalogue(text, 'catalogue.yaml').apiRoots[1]?.path).toBe('operations/asia/status');
  });

  test('a byte-order mark and Windows line ends are no matter', () => {
    const text = `\u{feff}${VALID.replaceAll('\n', '\r\n')}`;
    expect(readCatalogue(text, 'catalogue.yaml')).toEqual(readCatalogue(VALID, 'catalogue.yaml'));
  });
});
