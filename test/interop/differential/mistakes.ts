// What breaks rules, as changes to an object: rules that many types share, and rules that one type has.
import { idOf, type Changes } from '../../schemas/stix/examples.ts';

const TLP_RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const VALID_MARKING = { selectors: ['type'], marking_ref: TLP_RED };
const MARKING_SELECTORS = ['absent_property', 'type.[0]', 'labels[0]', 'labels.[9]', '', 'type.', 'a', 'id.x'];

/** Changes that break a rule of some object type or another. */
export const ANYWHERE: readonly Changes[] = [
  ...MARKING_SELECTORS.map((selector) => ({ granular_markings: [{ ...VALID_MARKING, selectors: [selector] }] })),
  { granular_markings: [{ ...VALID_MARKING, lang: 'en' }] },
  { granular_markings: [{ ...VALID_MARKING, marking_ref: idOf('identity') }] },
  { granular_markings: [{ ...VALID_MARKING, selectors: [] }] },
  { x_example_own: 'v' },
  { own_property: 'v' },
  { Own: 'v' },
  { ab: 'v' },
  { 'own-property': 'v' },
  { x_empty: [] },
  { x_null: null },
  { x_own_ref: 'no-identifier' },
  { x_own_hex: 'xyz' },
  { severity: 'high' },
  { username: 'ana' },
  { phone_number: '1' },
  { action: 'a' },
  { defanged: true },
  { created_by_ref: idOf('identity') },
  { external_references: [{ source_name: 'example' }] },
  { external_references: [{ source_name: 'example', url: 'no url' }] },
  { external_references: [{ source_name: 'cve', external_id: 'CVE-1' }] },
  { external_references: [{ source_name: 'example', description: 'D', hashes: { 'SHA-256': 'abc' } }] },
  { external_references: [{ source_name: 'example', description: 'D', hashes: { SHA256: 'abc' } }] },
  { external_references: [{ source_name: 'example', description: 'D', own_member: 1 }] },
  { kill_chain_phases: [{ kill_chain_name: 'k', phase_name: 'p', own_member: 1 }] },
  { extensions: { 'archive-ext': { contains_refs: [idOf('file')] } } },
  { extensions: { 'x-example-ext': { rank: 1 } } },
  { extensions: { own: { rank: 1 } } },
  { extensions: { [idOf('extension-definition')]: { rank: 1 } } },
  { extensions: { [idOf('extension-definition')]: { extension_type: 'own' } } },
  { extensions: { [idOf('extension-definition')]: { extension_type: 'property-extension', own: [] } } },
  { extensions: { [idOf('extension-definition')]: { extension_type: 'new-sdo' } } },
  { extensions: { [idOf('extension-definition')]: { extension_type: 'toplevel-property-extension' } }, rank: 1 },
  { hashes: { MD5: 'xyz' } },
  { hashes: { 'SHA-256': 'g'.repeat(64) } },
  { hashes: { md5: 'xyz' } },
  { modified: '2020-01-01T00:00:00.000Z' },
  { created: '2024-01-31T08:00:00Z' },
  { created: '2024-01-31 08:00:00.000Z' },
  { created: '2024-01-31T08:00:60.000Z' },
  { modified: '2024-02-30T00:00:00.000Z' },
  { confidence: 101 },
  { confidence: -1 },
  { lang: 'no language' },
  { lang: 'qqq' },
  { spec_version: '2.0' },
  { spec_version: 2.1 },
];

const SWAPPED_TIMES = { first: '2024-02-01T00:00:00Z', last: '2024-01-01T00:00:00Z' };

/** What breaks rules that only one type has. */
const OF_TYPE: Readonly<Record<string, readonly Changes[]>> = {
  artifact: [{ url: 'https://example.org/' }, { payload_bin: 'AAA' }, { payload_bin: '!' }, { mime_type: 'nonsense' }],
  'autonomous-system': [{ number: '64500' }, { number: -1 }],
  bundle: [{ objects: [] }, { spec_version: '2.1' }, { objects: [5] }],
  directory: [{ path_enc: 'no-such-charset' }, { path: '' }],
  'domain-name': [{ value: 'no domain' }, { value: '-a-.example' }, { value: '' }, { value: 'a..b' }],
  'email-addr': [{ value: 'ana' }, { value: 'Ana <ana@example.org>' }, { value: 'ana@' }],
  'email-message': [{ is_multipart: true }, { is_multipart: false }, { additional_header_fields: { subject: ['s'] } }],
  file: [{ size: -1 }, { mime_type: 'nonsense' }, { name_enc: 'no-such-charset' }, ...emptied('pdf-ext', 'ntfs-ext')],
  indicator: [
    "file:name = 'x'",
    '[file:name = "x"]',
    '[file:size = 007]',
    '[file:size = 1] REPEATS 0 TIMES',
    "[file:mtime = t'2023-02-29T00:00:00Z']",
    "[file:hashes.MD5 = 'xyz']",
    '[file:size IN ()]',
    '[file:size == +1]',
    '[file:size = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS',
    '',
  ]
    .map((pattern): Changes => ({ pattern }))
    .concat({ valid_until: '2020-01-01T00:00:00Z' }),
  'ipv4-addr': [{ value: '256.1.1.1' }, { value: '1.2.3' }, { value: '01.2.3.4' }, { value: '1.2.3.4/33' }],
  'ipv6-addr': [{ value: ':::' }, { value: '2001:db8::/129' }, { value: 'fe80::1%eth0' }, { value: '1.2.3.4' }],
  'language-content': [{ contents: { 'no language': { name: 'x' } } }, { contents: { de: { 'Bad Name': 'x' } } }],
  location: [
    { latitude: 91 },
    { longitude: -181 },
    { latitude: undefined },
    { country: undefined },
    { precision: -1 },
    { latitude: undefined, longitude: undefined, country: undefined, region: undefined },
  ],
  'mac-addr': [{ value: '00-00-00-00-00-00' }, { value: 'AA:BB:CC:DD:EE:FF' }, { value: '00:00' }],
  malware: [{ name: undefined }, { is_family: 'yes' }],
  'malware-analysis': [{ result: undefined, analysis_sco_refs: undefined }],
  'marking-definition': [
    { definition: { tlp: 'red' }, definition_type: 'tlp' },
    { definition: { statement: 5 } },
    { definition: undefined },
    { definition_type: undefined },
    { definition_type: 'x-own', definition: { own: 'x' } },
  ],
  'network-traffic': [
    { start: SWAPPED_TIMES.first, end: SWAPPED_TIMES.last },
    { is_active: true, end: SWAPPED_TIMES.last },
    { src_port: 65_536 },
    { src_ref: undefined, dst_ref: undefined },
    { protocols: ['TCP'] },
    ...emptied('tcp-ext'),
  ],
  'observed-data': [
    { first_observed: SWAPPED_TIMES.first, last_observed: SWAPPED_TIMES.last },
    { number_observed: 0 },
    { number_observed: 1_000_000_000 },
    { object_refs: [idOf('relationship')] },
    { objects: { '0': { type: 'ipv4-addr', id: idOf('ipv4-addr'), value: '198.51.100.7' } }, object_refs: undefined },
    { objects: { '0': { type: 'url', id: idOf('url') } }, object_refs: undefined },
  ],
  opinion: [{ opinion: 'Agree' }],
  process: emptied('windows-process-ext', 'windows-service-ext'),
  relationship: [
    { start_time: SWAPPED_TIMES.first, stop_time: SWAPPED_TIMES.last },
    { start_time: SWAPPED_TIMES.first, stop_time: SWAPPED_TIMES.first },
    { relationship_type: 'Uses' },
    { relationship_type: 'related_to' },
    { source_ref: idOf('relationship') },
    { target_ref: idOf('marking-definition') },
  ],
  sighting: [{ sighting_of_ref: idOf('ipv4-addr') }, { sighting_of_ref: idOf('relationship') }, { count: -1 }],
  software: [{ cpe: 'cpe:/a:b:c' }, { cpe: 'word' }, { languages: ['no language'] }],
  url: ['no url', '', 'hxxp://a[.]b', 'http://[::1', 'http://a:b/', 'http://a/[x]', 'http://a/%zz', 'http://a/é'].map(
    (value): Changes => ({ value, defanged: undefined }),
  ),
  'user-account': [
    ...emptied('unix-account-ext'),
    ...[{ own_member: null }, { own_member: [] }, { Own: 'x' }].map((own) => ({
      extensions: { 'unix-account-ext': { gid: 1, ...own } },
    })),
  ],
  'windows-registry-key': [
    { key: 'HKLM\\Software' },
    { values: [{ name: 'x', data_type: 'REG_X' }] },
    { values: [{ own_member: 'x' }] },
  ],
  'x509-certificate': [{ x509_v3_extensions: { own_member: 'x' } }],
};

const SEEN: Changes = { first_seen: SWAPPED_TIMES.first, last_seen: SWAPPED_TIMES.last };
const WITH_SEEN = new Set(['campaign', 'infrastructure', 'intrusion-set', 'malware', 'threat-actor', 'sighting']);

/** Changes that break a rule of this type, or some rule of several types where the type has none of its own. */
export function mistakesOf(type: string): readonly Changes[] {
  const own = [...(OF_TYPE[type] ?? []), ...(WITH_SEEN.has(type) ? [SEEN] : [])];
  return own.length === 0 ? ANYWHERE : own;
}

// Extensions with nothing that the standard defines in them.
function emptied(...names: readonly string[]): Changes[] {
  return names.map((name) => ({ extensions: { [name]: { own_member: 'x' } } }));
}
