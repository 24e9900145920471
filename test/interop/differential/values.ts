// Valid values for the properties of generated objects, by what the properties hold.
import type { JsonValue } from '../../../schemas/stix/json.ts';
import { idOf, observableIdOf } from '../../schemas/stix/examples.ts';
import type { PropertyRow } from '../../schemas/stix/property-tables.ts';

const TEXTS = ['Plain words', '', 'Größe “9” – 測試', 'x'.repeat(300), 'Two\nlines\tand a tab', '{"not": "JSON"}'];
const TIMES = [
  '2024-01-31T08:00:00Z',
  '2024-02-29T23:59:59.9Z',
  '1970-01-01T00:00:00.000Z',
  '2024-01-31T08:00:00.123456789Z',
  '9999-12-31T23:59:59Z',
];

const TLP_GREEN = 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da';

const BY_KIND: Readonly<Record<string, readonly JsonValue[]>> = {
  string: TEXTS,
  time: TIMES,
  boolean: [true, false],
  integer: [0, 1, -1, 1001, Number.MAX_SAFE_INTEGER],
  count: [1, 25_536],
  hex: ['00', '504b0304', 'CAFE'],
  language: ['en', 'pt-BR', 'zh-Hant-TW', 'de'],
  phase: [{ kill_chain_name: 'example', phase_name: 'one' }],
  marking: [
    { selectors: ['type'], marking_ref: TLP_GREEN },
    { selectors: ['id', 'type'], lang: 'de' },
  ],
  reference: [
    { source_name: 'example', description: 'A report.' },
    { source_name: 'cve', external_id: 'CVE-2024-12345' },
    { source_name: 'capec', external_id: 'CAPEC-1' },
    { source_name: 'cve', description: 'A list.' },
    { source_name: 'example', external_id: 'CVE-2024-0001' },
    { source_name: 'example', url: 'https://example.org/a?b=c#d' },
  ],
};

const PATTERNS = [
  "[domain-name:value='a.example'OR domain-name:value='b.example']FOLLOWEDBY[ipv4-addr:value='192.0.2.9']",
  "[file:hashes.'SHA-256' = '0000000000000000000000000000000000000000000000000000000000000000']",
  "[NOT EXISTS file:parent_directory_ref.path AND EXISTS file:name]",
  "[x-acme-sensor:readings[*].'kelvin.max'[0] >= .5]",
  "([url:value LIKE 'http:%'] AND [process:command_line LIKE '%wget%']) REPEATS 2 TIMES WITHIN 90.25 SECONDS",
  "[ipv6-addr:value ISSUBSET '2001:db8::/32'] START t'2024-02-29T00:00:00Z' STOP t'2024-03-01T00:00:00.5Z'",
  "[artifact:payload_bin = b'AAECAw==' OR file:magic_number_hex = h'cafeBABE']",
  '[file:is_x = true] OR [file:size > -1] AND [file:size <= 0]',
  "[file:size = 1 AND directory:path = 'x']",
  '[process:child_refs[-1].pid = 1]',
  "[ipv4-addr:value ISSUBSET 'not an address']",
  "[file:name MATCHES '(']",
];

const HASHES = [
  { MD5: 'd41d8cd98f00b204e9800998ecf8427e' },
  { 'SHA-256': 'A'.repeat(64), 'SHA-1': '0'.repeat(40) },
  { SSDEEP: '3:AXGBicFlgVNhBGcL6wCrFQEv:AXGHsNhxLsr2C' },
  { TLSH: 'A'.repeat(70) },
  { x_example: 'anything' },
];

/** Values of the properties whose names say more than their kind; `type.property` goes before `property`. */
const BY_NAME: Readonly<Record<string, readonly JsonValue[]>> = {
  confidence: [0, 50, 100],
  lang: ['en', 'en-GB', 'zh-Hant-TW', 'x-example'],
  hashes: HASHES,
  'artifact.hashes': HASHES,
  'indicator.pattern': PATTERNS,
  'ipv4-addr.value': ['198.51.100.7', '0.0.0.0', '10.0.0.0/8', '203.0.113.255/32'],
  'ipv6-addr.value': ['2001:db8::1', '::', '2001:db8::/32', '::ffff:192.0.2.1', '2001:DB8:0:0:0:0:0:1'],
  'mac-addr.value': ['00:00:00:00:00:00', 'ff:ff:ff:ff:ff:ff'],
  'domain-name.value': ['example.org', 'xn--bcher-kva.example', 'bücher.example', '_dmarc.example.org'],
  'email-addr.value': ['ana@example.org', 'ana.b+c@mail.example.org', "o'neil@example.org", '"a b"@example.org'],
  'url.value': ['https://example.org/a?b=%20#c', 'ftp://198.51.100.7/x', 'http://[2001:db8::1]:8080/', 'urn:example:a'],
  'artifact.url': ['https://example.org/a', 'ftp://198.51.100.7/x'],
  'software.cpe': [
    'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*:*',
    'cpe:2.3:o:example:os:-:*:*:*:*:*:*:*',
    'cpe:2.3:a:a\\:b:c:1.0:*:*:en-us:*:*:*:*',
  ],
  mime_type: ['image/png', 'application/vnd.ms-excel', 'text/plain', 'application/x-example'],
  'file.name_enc': ['UTF-8', 'windows-1252'],
  'directory.path_enc': ['UTF-8', 'ISO-8859-1', 'Shift_JIS'],
  'location.latitude': [0, -89.999, 45],
  'location.longitude': [0, -180, 12.5],
  'location.precision': [0, 10.5],
  'location.region': ['southern-europe', 'elsewhere'],
  'location.country': ['PT', 'us', 'XX'],
  'windows-registry-key.key': ['HKEY_LOCAL_MACHINE\\Software\\X', 'HKEY_CURRENT_USER', 'elsewhere\\x'],
  'windows-registry-key.values': [[{ name: '' }], [{ data: '1', data_type: 'REG_DWORD' }]],
  'network-traffic.protocols': [['tcp'], ['ipv4', 'udp', 'dns'], ['an-own-protocol']],
  'network-traffic.src_port': [0, 80, 65_535],
  'network-traffic.dst_port': [0, 80, 65_535],
  'observed-data.number_observed': [1, 999_999_999],
  'opinion.opinion': ['strongly-disagree', 'disagree', 'neutral', 'agree', 'strongly-agree'],
  'relationship.relationship_type': ['related-to', 'uses', 'own-relation', 'an-own-2'],
  'relationship.source_ref': [idOf('malware'), observableIdOf('url'), idOf('x-example-thing')],
  'relationship.target_ref': [idOf('identity'), observableIdOf('file'), idOf('x-example-thing')],
};

/** Properties whose values hang together with others or make the object what it is: they stay as they are. */
const FIXED: ReadonlySet<string> = new Set([
  'type',
  'id',
  'spec_version',
  'created',
  'modified',
  'extensions',
  'first_seen',
  'last_seen',
  'first_observed',
  'last_observed',
  'valid_from',
  'valid_until',
  'start_time',
  'stop_time',
  'start',
  'end',
  'is_active',
  'is_family',
  'is_multipart',
  'defanged',
  'pattern_type',
  'pattern_version',
  'definition_type',
  'definition',
  'extension_properties',
  'language-content.contents',
  'artifact.encryption_algorithm',
  'artifact.payload_bin',
  'artifact.decryption_key',
  'marking-definition.name',
  'file.name',
]);

/** Values that a property of a type can have besides the one in the example; none where it should stay. */
export function valuesOf(row: PropertyRow): readonly JsonValue[] {
  const { type, name, kind, isList, targets } = row;
  const qualified = `${type}.${name}`;
  if (FIXED.has(name) || FIXED.has(qualified)) return [];
  const named = BY_NAME[qualified] ?? BY_NAME[name];
  if (named !== undefined) return named;
  const single = kind === 'ref' ? referencesTo(targets) : (BY_KIND[kind] ?? []);
  return isList ? listsOf(single) : single;
}

function listsOf(values: readonly JsonValue[]): JsonValue[] {
  return values.length < 2 ? values.map((value) => [value]) : [...values.map((value) => [value]), [...values]];
}

const OF_CATEGORY: Readonly<Record<string, readonly string[]>> = {
  any: ['campaign', 'relationship', 'ipv4-addr', 'marking-definition', 'x-example-thing'],
  SDO: ['campaign', 'malware', 'x-example-thing'],
  SCO: ['ipv4-addr', 'file', 'x-example-thing'],
  SRO: [],
};

// None is the object itself.
function referencesTo(targets: readonly string[]): string[] {
  const types = targets.flatMap((target) => OF_CATEGORY[target] ?? [target]);
  return types.map((type) => `${type}--3d9c2f04-9a4e-4c4b-8f1e-0f6a3c1c2b7d`);
}
