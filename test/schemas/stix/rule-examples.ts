// For every rule, objects that break it and nothing else.
import type { JsonObject, JsonValue } from '../../../schemas/stix/json.ts';
import type { ValidationPolicy } from '../../../schemas/stix/policy.ts';
import type { RuleCode } from '../../../schemas/stix/rules.ts';
import { changed, example, EXAMPLES, idOf, observableIdOf, type Changes } from './examples.ts';

/** An object that breaks one rule, once. */
export interface RuleExample {
  readonly code: RuleCode;
  /** The requirement of the reference that it breaks. */
  readonly requirement: string;
  /** What is wrong, for the name of the test. */
  readonly wrong: string;
  readonly object: JsonObject;
  /** Where the finding points. */
  readonly pointer: string;
  /** The policy, where it matters. */
  readonly policy?: Partial<ValidationPolicy>;
}

const DEFINITION = idOf('extension-definition');
const CREATED = '2024-01-31T08:00:00.000Z';
const TLP_RED = 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed';
const TLP_2 = 'extension-definition--60a3c5c5-0d10-413e-aab3-9e08dde9e88d';
const TLP_2_CLEAR = 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487';

function variant(type: string, index: number, changes: Changes = {}): JsonObject {
  const object = EXAMPLES[type]?.[index];
  if (object === undefined) throw new Error(`there is no example ${index} of ${type}`);
  return changed(object, changes);
}

/** An object of a type that the standard doesn't know. */
function custom(type: string, changes: Changes = {}): JsonObject {
  const { created_by_ref: creator } = example('identity');
  const base = { type, spec_version: '2.1', id: idOf(type), created: CREATED, modified: CREATED, reading: 5 };
  return changed({ ...base, created_by_ref: creator ?? null }, changes);
}

function reference(members: JsonObject): Changes {
  return { external_references: [members] };
}

function marking(members: JsonObject): Changes {
  return { granular_markings: [{ selectors: ['id'], marking_ref: TLP_RED, ...members }] };
}

function extended(members: JsonObject): Changes {
  return { extensions: { [DEFINITION]: { extension_type: 'property-extension', ...members } } };
}

/** An object with one of its predefined extensions changed. */
function withExtension(type: string, name: string, changes: Changes): JsonObject {
  const { extensions } = example(type);
  const all = extensions as Readonly<Record<string, JsonObject>>;
  return example(type, { extensions: { ...all, [name]: changed(all[name] ?? {}, changes) } });
}

function stixPattern(pattern: string, changes: Changes = {}): JsonObject {
  return example('indicator', { pattern, ...changes });
}

function contained(objects: JsonObject): JsonObject {
  return variant('observed-data', 1, { objects });
}

function relation(source: string, relationship_type: string, target: string): JsonObject {
  return example('relationship', { relationship_type, source_ref: idOf(source), target_ref: idOf(target) });
}

const ADDRESS = { type: 'ipv4-addr', id: observableIdOf('ipv4-addr'), value: '198.51.100.7' };

type Row = readonly [RuleCode, string, string, JsonObject, string, Partial<ValidationPolicy>?];

const IDENTITY: readonly Row[] = [
  ['type-missing', 'B', 'no type', example('identity', { type: undefined }), ''],
  ['type-missing', 'B', 'a number as type', example('identity', { type: 5 }), ''],
  ['id-missing', 'B', 'no id', example('identity', { id: undefined, granular_markings: undefined }), ''],
  ['id-missing', 'B', 'null as id', example('identity', { id: null }), ''],
  ['type-name', 'T-08', 'a type with a doubled hyphen', custom('x--example'), '/type'],
  ['type-name', 'T-08', 'a type that starts with a digit', custom('9-example'), '/type'],
  ['type-name', 'T-08', 'a type of two letters', custom('xy', { id: idOf('identity') }), '/type'],
  ['type-name', 'T-08', 'a type with capitals', custom('X-Example', { id: idOf('identity') }), '/type'],
  ['type-reserved', 'B-04', 'the type action', custom('action'), '/type'],
  ['identifier-form', 'T-20', 'an id without its type', example('identity', { id: '8c6af861-7b20-41ef-9b59-6344fd872a8f' }), '/id'],
  ['identifier-form', 'T-20', 'an id with one hyphen', example('identity', { id: 'identity-8c6af861-7b20-41ef-9b59-6344fd872a8f' }), '/id'],
  ['identifier-form', 'T-20', 'a UUID of version 7', example('identity', { id: 'identity--8c6af861-7b20-71ef-9b59-6344fd872a8f' }), '/id'],
  ['identifier-form', 'T-20', 'a UUID of another variant', example('identity', { id: 'identity--8c6af861-7b20-41ef-cb59-6344fd872a8f' }), '/id'],
  ['identifier-form', 'T-22', 'a prefix that is no type', example('note', { object_refs: ['a_b--8c6af861-7b20-41ef-9b59-6344fd872a8f'] }), '/object_refs/0'],
  ['identifier-form', 'T-09', 'text in a custom _ref', example('identity', { x_example_boss_ref: 'Ana' }), '/x_example_boss_ref'],
  ['identifier-form', 'T-09', 'text in custom _refs', example('identity', { x_example_boss_refs: [idOf('identity'), 'Ana'] }), '/x_example_boss_refs/1'],
  ['identifier-form', 'X-05', 'text in a _ref of an extension', example('identity', extended({ inner_things: [{ boss_ref: '' }] })), `/extensions/${DEFINITION}/inner_things/0/boss_ref`],
  ['id-type', 'T-21', 'the id of another type', example('identity', { id: idOf('campaign') }), '/id'],
  ['id-type', 'T-21', 'the id of another type on a custom type', custom('x-example-thing', { id: idOf('x-example-think') }), '/id'],
  ['spec-version', 'B', 'spec_version 2.2', example('identity', { spec_version: '2.2' }), '/spec_version'],
  ['id-not-random', 'T-23', 'an SDO id of version 5', example('identity', { id: observableIdOf('identity') }), '/id'],
  ['id-not-random', 'T-23', 'a bundle id of version 1', example('bundle', { id: 'bundle--8c6af861-7b20-11ef-9b59-6344fd872a8f' }), '/id'],
  ['id-not-derived', 'T-24', 'a random id of an address', example('ipv4-addr', { id: idOf('ipv4-addr') }), '/id'],
  ['id-derivation', 'E', 'an id that follows from other content', example('ipv4-addr', { id: observableIdOf('ipv4-addr') }), '/id'],
  ['id-without-content', 'T-25', 'an id of version 5 without contributing properties', variant('email-message', 1, { id: observableIdOf('email-message'), subject: undefined }), '/id'],
  ['id-without-content', 'T-25', 'the same for a certificate', { type: 'x509-certificate', id: observableIdOf('x509-certificate'), issuer: 'I' }, '/id'],
  ['process-id', 'T-24', 'a process with an id of version 5', example('process', { id: observableIdOf('process') }), '/id'],
];

const VALUES: readonly Row[] = [
  ['timestamp-form', 'T-30', 'a lower-case z', example('report', { published: '2024-01-31T08:00:00z' }), '/published'],
  ['timestamp-form', 'T-30', 'a dot without digits', example('report', { published: '2024-01-31T08:00:00.Z' }), '/published'],
  ['timestamp-form', 'T-30', 'an offset', example('report', { published: '2024-01-31T08:00:00+00:00' }), '/published'],
  ['timestamp-form', 'T-30', 'hour 24', example('report', { published: '2024-01-31T24:00:00Z' }), '/published'],
  ['timestamp-calendar', 'T-31', '30 February', example('report', { published: '2024-02-30T08:00:00Z' }), '/published'],
  ['timestamp-calendar', 'T-31', '29 February 1900', example('report', { published: '1900-02-29T08:00:00Z' }), '/published'],
  ['timestamp-precision', 'T-32', 'created without milliseconds', example('identity', { created: '2024-01-31T08:00:00Z' }), '/created'],
  ['timestamp-precision', 'T-32', 'modified with two fraction digits', example('identity', { modified: '2024-02-29T08:00:00.12Z' }), '/modified'],
  ['timestamp-seconds', 'T-33', 'a fraction in time_date_stamp', withExtension('file', 'windows-pebinary-ext', { time_date_stamp: '2016-01-22T12:31:12.0Z' }), '/extensions/windows-pebinary-ext/time_date_stamp'],
  ['leap-second', 'T-34', 'second 60', example('report', { published: '2016-12-31T23:59:60Z' }), '/published'],
  ['property-missing', 'C', 'an indicator without a pattern', example('indicator', { pattern: undefined }), ''],
  ['property-missing', 'X-03', 'an extension without extension_type', example('identity', { extensions: { [DEFINITION]: { rank: 1 } } }), `/extensions/${DEFINITION}`],
  ['value-type', 'T-01', 'text in a bundle', example('bundle', { objects: ['identity'] }), '/objects/0'],
  ['value-type', 'A.2', 'a boolean as text', example('malware', { is_family: 'true' }), '/is_family'],
  ['value-type', 'T-09', 'one identifier in custom _refs', example('identity', { x_example_boss_refs: idOf('identity') }), '/x_example_boss_refs'],
  ['value-type', 'T-09', 'a number in a custom _hex', example('identity', { x_example_hex: 10 }), '/x_example_hex'],
  ['null-value', 'T-03', 'null in a list', example('identity', { roles: ['a', null] }), '/roles/1'],
  ['null-value', 'T-03', 'null in a custom property', example('identity', { x_example: { inner_value: [null] } }), '/x_example/inner_value/0'],
  ['null-value', 'T-03', 'null in a translation', example('language-content', { contents: { de: { name: null } } }), '/contents/de/name'],
  ['empty-list', 'T-04', 'an empty list', example('identity', { roles: [] }), '/roles'],
  ['empty-list', 'T-04', 'an empty custom list', example('identity', { x_example: [] }), '/x_example'],
  ['empty-list', 'X-05', 'an empty list in an extension', example('identity', extended({ inner_things: { a_list: [] } })), `/extensions/${DEFINITION}/inner_things/a_list`],
  ['empty-object', 'T-04', 'an empty custom object', example('identity', { x_example: {} }), '/x_example'],
  ['empty-object', 'C-27', 'an empty extension', withExtension('file', 'ntfs-ext', { sid: undefined, alternate_data_streams: undefined }), '/extensions/ntfs-ext'],
  ['empty-object', 'X-02', 'an empty custom extension', example('mutex', { extensions: { 'x-example-a-ext': {} } }), '/extensions/x-example-a-ext'],
  ['custom-value', 'T-04', 'an empty list inside custom content', example('identity', { x_example: [{ a_list: [] }] }), '/x_example/0/a_list'],
  ['custom-value', 'T-09', 'an empty custom _ref', example('identity', { x_example_ref: '' }), '/x_example_ref'],
  ['property-name', 'T-07', 'a property with a hyphen', example('identity', { 'x-example': 1 }), '/x-example'],
  ['property-name', 'T-07', 'a property of two letters', example('identity', { xy: 1 }), '/xy'],
  ['property-name', 'X-13', 'a property with capitals', example('identity', { x_Example: 1 }), '/x_Example'],
  ['property-name', 'X-13', 'a property with a slash', example('identity', { 'a/b~c': 1 }), '/a~1b~0c'],
  ['property-name', 'X-05', 'a capital in an extension', example('identity', extended({ Rank: 1 })), `/extensions/${DEFINITION}/Rank`],
  ['property-name', 'C.5', 'an extension property with a hyphen', example('extension-definition', { extension_properties: ['a-rank'] }), '/extension_properties/0'],
  ['dictionary-key', 'A.5', 'a key with a space', example('process', { environment_variables: { 'MY PATH': 'x' } }), '/environment_variables/MY PATH'],
  ['dictionary-key', 'A.5', 'a key of no characters', example('identity', { x_example: { '': 1 } }), '/x_example/'],
  ['dictionary-key', 'A.5', 'a header with a space', example('email-message', { additional_header_fields: { 'Reply To': ['a'] } }), '/additional_header_fields/Reply To'],
  ['dictionary-key-case', 'K-142', 'a custom key with capitals', example('identity', { x_example: { Key: 1 } }), '/x_example/Key'],
  ['unsafe-number', 'A.2', 'a custom integer beyond 2^53', example('identity', { x_example: 2 ** 53 }), '/x_example'],
  ['closed-enumeration', 'F', 'an opinion of one\'s own', example('opinion', { opinion: 'Agree' }), '/opinion'],
  ['closed-enumeration', 'X-03', 'an unknown extension_type', example('identity', { extensions: { [DEFINITION]: { extension_type: 'property_extension', a_rank: 1 } } }), `/extensions/${DEFINITION}/extension_type`],
  ['closed-enumeration', 'F', 'an unknown encryption', example('artifact', { encryption_algorithm: 'AES-128' }), '/encryption_algorithm'],
  ['closed-enumeration', 'F', 'an unknown address family', withExtension('network-traffic', 'socket-ext', { address_family: 'PF_INET' }), '/extensions/socket-ext/address_family'],
  ['closed-enumeration', 'F', 'an unknown integrity level', withExtension('process', 'windows-process-ext', { integrity_level: 'High' }), '/extensions/windows-process-ext/integrity_level'],
  ['number-range', 'B', 'confidence 101', example('identity', { confidence: 101 }), '/confidence'],
  ['number-range', 'C.1', 'latitude 90.5', example('location', { latitude: 90.5 }), '/latitude'],
  ['number-range', 'C.1', 'longitude -181', example('location', { longitude: -181 }), '/longitude'],
  ['number-range', 'C.1', 'number_observed 0', example('observed-data', { number_observed: 0 }), '/number_observed'],
  ['number-range', 'C.1', 'number_observed 1000000000', example('observed-data', { number_observed: 1_000_000_000 }), '/number_observed'],
  ['number-range', 'C.3', 'port 65536', example('network-traffic', { dst_port: 65_536 }), '/dst_port'],
  ['number-range', 'C.4', 'a negative number of sections', withExtension('file', 'windows-pebinary-ext', { number_of_sections: -1 }), '/extensions/windows-pebinary-ext/number_of_sections'],
  ['base64-form', 'A.2', 'base64 without padding', example('artifact', { payload_bin: 'AAECAw=' }), '/payload_bin'],
  ['base64-form', 'A.2', 'base64 for URLs', example('artifact', { payload_bin: 'AA-_AA==' }), '/payload_bin'],
  ['base64-form', 'T-09', 'text in a custom _bin', example('identity', { x_example_bin: '?' }), '/x_example_bin'],
  ['hex-form', 'A.2', 'an odd number of digits', example('file', { magic_number_hex: '504' }), '/magic_number_hex'],
  ['hex-form', 'T-09', 'text in a custom _hex', example('identity', { x_example_hex: 'xyz' }), '/x_example_hex'],
  ['hex-case', 'A.2', 'capitals', example('file', { magic_number_hex: '504B' }), '/magic_number_hex'],
  ['language-tag', 'A.7', 'an underscore in lang', example('identity', { lang: 'pt_BR' }), '/lang'],
  ['language-tag', 'A.7', 'a language of software', example('software', { languages: ['english language'] }), '/languages/0'],
  ['url-form', 'A.7', 'a URL without scheme', example('url', { value: 'example.org/a' }), '/value'],
  ['url-form', 'A.7', 'a URL with a space', example('identity', reference({ source_name: 'a', url: 'https://example.org/a b', hashes: { 'SHA-256': 'a'.repeat(64) } })), '/external_references/0/url'],
  ['reference-target', 'D.2', 'created by a campaign', example('identity', { created_by_ref: idOf('campaign') }), '/created_by_ref'],
  ['reference-target', 'I-01', 'marked with an identity', example('identity', { object_marking_refs: [idOf('identity')] }), '/object_marking_refs/0'],
  ['reference-target', 'I-01', 'a granular marking with an identity', example('identity', marking({ marking_ref: idOf('identity') })), '/granular_markings/0/marking_ref'],
  ['reference-target', 'C-37', 'a relationship to a sighting', example('relationship', { target_ref: idOf('sighting') }), '/target_ref'],
  ['reference-target', 'C-37', 'a relationship from a marking definition', example('relationship', { source_ref: idOf('marking-definition') }), '/source_ref'],
  ['reference-target', 'C-37', 'a sighting of an address', example('sighting', { sighting_of_ref: observableIdOf('ipv4-addr') }), '/sighting_of_ref'],
  ['reference-target', 'C.1', 'a report about a bundle', example('report', { object_refs: [idOf('bundle')] }), '/object_refs/0'],
  ['reference-target', 'D.2', 'a payload that is a file', withExtension('network-traffic', 'http-request-ext', { message_body_data_ref: observableIdOf('file') }), '/extensions/http-request-ext/message_body_data_ref'],
  ['reference-target', 'D.2', 'an archive with a URL in it', withExtension('file', 'archive-ext', { contains_refs: [observableIdOf('url')] }), '/extensions/archive-ext/contains_refs/0'],
];

const ORDER: readonly Row[] = [
  ['time-order', 'C-01', 'modified before created by a microsecond', example('identity', { created: '2024-01-31T08:00:00.000001Z', modified: '2024-01-31T08:00:00.000Z' }), '/modified'],
  ['time-order', 'C-01', 'the same on a language-content', example('language-content', { modified: '2023-01-31T08:00:00.000Z' }), '/modified'],
  ...['campaign', 'infrastructure', 'intrusion-set', 'malware', 'threat-actor', 'sighting'].map(
    (type): Row => ['time-order', 'C-02', `${type} last_seen before first_seen`, example(type, { last_seen: '2023-12-31T23:59:59.999999999Z' }), '/last_seen'],
  ),
  ['time-order', 'C-03', 'indicator valid_until equal to valid_from', example('indicator', { valid_until: '2024-01-01T00:00:00.000Z' }), '/valid_until'],
  ['time-order', 'C-03', 'indicator valid_until before valid_from', example('indicator', { valid_until: '2023-01-01T00:00:00Z' }), '/valid_until'],
  ['time-order', 'C-04', 'last_observed before first_observed', example('observed-data', { last_observed: '2023-01-01T00:00:00Z' }), '/last_observed'],
  ['time-order', 'C-05', 'relationship stop_time equal to start_time', example('relationship', { stop_time: '2024-01-01T00:00:00.000000Z' }), '/stop_time'],
  ['time-order', 'C-06', 'network-traffic end before start', example('network-traffic', { end: '2023-12-31T23:59:58Z' }), '/end'],
];

const COMMON_TYPES: readonly Row[] = [
  ['external-reference-content', 'C-10', 'a source and nothing else', example('identity', reference({ source_name: 'a' })), '/external_references/0'],
  ['cve-form', 'C-11', 'a CVE identifier with a leading zero too many', example('vulnerability', reference({ source_name: 'cve', external_id: 'CVE-2024-00012' })), '/external_references/0/external_id'],
  ['cve-missing', 'C-11', 'cve without identifier', example('vulnerability', reference({ source_name: 'cve', description: 'D' })), '/external_references/0'],
  ['cve-source', 'C-11', 'a CVE identifier of another source', example('vulnerability', reference({ source_name: 'nvd', external_id: 'CVE-2024-0001' })), '/external_references/0/external_id'],
  ['capec-form', 'C-11', 'a CAPEC number alone', example('attack-pattern', reference({ source_name: 'capec', external_id: '163' })), '/external_references/0/external_id'],
  ['capec-missing', 'C-11', 'capec without identifier', example('attack-pattern', reference({ source_name: 'capec', description: 'D' })), '/external_references/0'],
  ['capec-source', 'C-11', 'a CAPEC identifier of another source', example('attack-pattern', reference({ source_name: 'mitre', external_id: 'CAPEC-163' })), '/external_references/0/external_id'],
  ['hash-name', 'A.5', 'an algorithm of two letters', example('file', { hashes: { 'SHA-256': 'a'.repeat(64), xy: '1' } }), '/hashes/xy'],
  ['hash-form', 'A.6', 'MD5 of 31 digits', example('file', { hashes: { 'SHA-256': 'a'.repeat(64), MD5: 'a'.repeat(31) } }), '/hashes/MD5'],
  ['hash-form', 'A.6', 'SHA-256 with other letters', example('file', { hashes: { 'SHA-256': 'g'.repeat(64) } }), '/hashes/SHA-256'],
  ['hash-form', 'A.6', 'TLSH of 69 characters', example('file', { hashes: { 'SHA-256': 'a'.repeat(64), TLSH: 'a'.repeat(69) } }), '/hashes/TLSH'],
  ['hash-form', 'A.6', 'a digest of a PE section', withExtension('file', 'windows-pebinary-ext', { sections: [{ name: 'CODE', hashes: { 'SHA-256': 'a' } }] }), '/extensions/windows-pebinary-ext/sections/0/hashes/SHA-256'],
  ['hash-algorithm-not-allowed', 'C-12', 'an unknown algorithm of an external reference', example('identity', reference({ source_name: 'a', url: 'https://example.org/', hashes: { 'SHA-256': 'a'.repeat(64), SHA256: 'a'.repeat(64) } })), '/external_references/0/hashes/SHA256'],
  ['hash-algorithm-unknown', 'C-12', 'an unknown algorithm of a file', example('file', { hashes: { 'SHA-256': 'a'.repeat(64), md5: 'a'.repeat(32) } }), '/hashes/md5'],
  ['hash-algorithm-unknown', 'C-12', 'an unknown algorithm of a stream', withExtension('file', 'ntfs-ext', { alternate_data_streams: [{ name: 's', hashes: { 'SHA-256': 'a'.repeat(64), x_crc: '1' } }] }), '/extensions/ntfs-ext/alternate_data_streams/0/hashes/x_crc'],
  ['hash-sha-256', 'A.5', 'only MD5', example('file', { hashes: { MD5: 'a'.repeat(32) } }), '/hashes'],
  ['hash-sha-256', 'A.5', 'only MD5 of a PE header', withExtension('file', 'windows-pebinary-ext', { file_header_hashes: { MD5: 'a'.repeat(32) } }), '/extensions/windows-pebinary-ext/file_header_hashes'],
  ['external-reference-hashes', 'K-302', 'a url without hashes', example('identity', reference({ source_name: 'a', url: 'https://example.org/' })), '/external_references/0'],
  ['kill-chain-name', 'K-121', 'a kill chain with spaces', example('tool', { kill_chain_phases: [{ kill_chain_name: 'My Chain', phase_name: 'delivery' }] }), '/kill_chain_phases/0/kill_chain_name'],
  ['kill-chain-name', 'K-121', 'a phase with an underscore', example('tool', { kill_chain_phases: [{ kill_chain_name: 'chain', phase_name: 'pre_delivery' }] }), '/kill_chain_phases/0/phase_name'],
  ['unknown-member', 'X-14', 'an external reference with more', example('identity', reference({ source_name: 'a', description: 'D', x_more: 1 })), '/external_references/0/x_more'],
  ['unknown-member', 'X-14', 'a predefined extension with more', withExtension('file', 'pdf-ext', { x_more: 1 }), '/extensions/pdf-ext/x_more'],
  ['unknown-member', 'C.6', 'a bundle with more', example('bundle', { x_more: 1 }), '/x_more'],
];

const MARKINGS: readonly Row[] = [
  ['granular-marking-subject', 'C-13', 'both marking_ref and lang', example('identity', marking({ lang: 'en' })), '/granular_markings/0'],
  ['granular-marking-subject', 'I-02', 'neither marking_ref nor lang', example('identity', { granular_markings: [{ selectors: ['id'] }] }), '/granular_markings/0'],
  ...['roles[0]', 'roles.[-1]', 'roles.[01]', 'roles.[*]', 'name.', '', '.name', 'ab'].map(
    (selector): Row => ['selector-form', 'I-03', `the selector "${selector}"`, example('identity', marking({ selectors: [selector] })), '/granular_markings/0/selectors/0'],
  ),
  ...['objective', 'roles.[1]', 'roles.name', 'name.[0]', 'external_references.source_name', 'constructor'].map(
    (selector): Row => ['selector-target', 'I-04', `the selector "${selector}" of nothing`, example('identity', marking({ selectors: [selector] })), '/granular_markings/0/selectors/0'],
  ),
  ['marking-of-itself', 'C-32', 'object_marking_refs to itself', example('marking-definition', { object_marking_refs: [idOf('marking-definition')] }), '/object_marking_refs/0'],
  ['marking-of-itself', 'I-05', 'marking_ref to itself', example('marking-definition', marking({ marking_ref: idOf('marking-definition') })), '/granular_markings/0/marking_ref'],
  ['tlp-object', 'C-31', 'a fifth TLP object', variant('marking-definition', 1, { id: idOf('marking-definition') }), '/id'],
  ['tlp-object', 'G.1', 'TLP:RED with another name', variant('marking-definition', 1, { name: 'Red' }), '/name'],
  ['tlp-object', 'G.1', 'TLP:RED of another time', variant('marking-definition', 1, { created: '2017-01-20T00:00:00.001Z' }), '/created'],
  ['tlp-object', 'G.1', 'TLP:RED with another level', variant('marking-definition', 1, { definition: { tlp: 'amber' } }), '/definition'],
  ['tlp-object', 'M-23', 'TLP:RED with a creator', variant('marking-definition', 1, { created_by_ref: idOf('identity') }), '/created_by_ref'],
  ['tlp-object', 'G.1', 'the id of TLP:RED on a statement', example('marking-definition', { id: TLP_RED, granular_markings: undefined }), '/definition_type'],
  ['tlp-2-object', 'G.2', 'an unknown level of TLP 2.0', variant('marking-definition', 2, { extensions: { [TLP_2]: { extension_type: 'property-extension', tlp_2_0: 'white' } } }), `/extensions/${TLP_2}/tlp_2_0`],
  ['tlp-2-object', 'G.2', 'another id with the TLP 2.0 extension', variant('marking-definition', 2, { id: idOf('marking-definition') }), '/id'],
  ['tlp-2-object', 'G.2', 'another name with the TLP 2.0 extension', variant('marking-definition', 2, { name: 'TLP:CLEAR' }), '/name'],
  ['tlp-2-object', 'G.2', 'another level of TLP 2.0', variant('marking-definition', 2, { id: TLP_2_CLEAR, name: 'TLP:CLEAR' }), '/extensions'],
  ['marking-definition-type', 'K-201', 'a definition type of one\'s own', example('marking-definition', { definition_type: 'x-example', definition: { level: 'high' } }), '/definition_type'],
  ['null-value', 'T-03', 'null in a definition of one\'s own', example('marking-definition', { definition_type: 'x-example', definition: { level: null } }), '/definition/level'],
  ['marking-extension-key', 'X-06', 'a marking definition with a custom extension', example('marking-definition', { extensions: { 'x-example-a-ext': { level: 1 } } }), '/extensions/x-example-a-ext'],
  ['marking-definition-content', 'C-30', 'neither definition nor extension', example('marking-definition', { definition_type: undefined, definition: undefined, extensions: undefined }), ''],
  ['marking-definition-content', 'C-30', 'definition_type without definition', example('marking-definition', { definition: undefined }), ''],
];

const META: readonly Row[] = [
  ['contents-language', 'C-60', 'contents by country', example('language-content', { contents: { 'pt_BR': { name: 'x' } } }), '/contents/pt_BR'],
  ['contents-property', 'C-60', 'a translation of what is no property', example('language-content', { contents: { de: { 'Name!': 'x' } } }), '/contents/de/Name!'],
  ['translation-of-translation', 'C.5', 'a translation of a translation', example('language-content', { object_ref: idOf('language-content') }), '/object_ref'],
  ['extension-properties-without-type', 'C-33', 'extension_properties of a property-extension', example('extension-definition', { extension_types: ['property-extension'] }), '/extension_properties'],
  ['extension-properties-missing', 'K-306', 'no extension_properties', example('extension-definition', { extension_properties: undefined }), ''],
  ['extension-description', 'K-305', 'no description', example('extension-definition', { description: undefined }), ''],
  ['extension-version', 'C.5', 'version 1', example('extension-definition', { version: '1' }), '/version'],
  ['extension-redefines', 'X-08', 'extension_properties with a common property', example('extension-definition', { extension_properties: ['confidence'] }), '/extension_properties/0'],
  ['property-missing', 'B', 'an extension definition without creator', example('extension-definition', { created_by_ref: undefined }), ''],
  ['bundle-in-bundle', 'C.6', 'a bundle in a bundle', example('bundle', { objects: [{ type: 'bundle', id: idOf('bundle') }] }), '/objects/0/type'],
  ['bundle-duplicate', 'C-40', 'an object twice', example('bundle', { objects: [{ type: 'identity', id: idOf('identity') }, { type: 'identity', id: idOf('identity') }] }), '/objects/1/id'],
];

const DOMAIN_OBJECTS: readonly Row[] = [
  ['open-vocabulary', 'F', 'an indicator type of one\'s own', example('indicator', { indicator_types: ['suspicious'] }), '/indicator_types/0'],
  ['open-vocabulary', 'F', 'a PE type of one\'s own', withExtension('file', 'windows-pebinary-ext', { pe_type: 'drv' }), '/extensions/windows-pebinary-ext/pe_type'],
  ['open-vocabulary-form', 'K-111', 'a sector with a capital', example('identity', { sectors: ['Energy'] }), '/sectors/0'],
  ['indicator-name', 'K-303', 'an indicator without a name', example('indicator', { name: undefined }), ''],
  ['indicator-name', 'K-303', 'an indicator without a description', example('indicator', { description: undefined }), ''],
  ['pattern-version', 'C.1', 'STIX patterning 2.2', example('indicator', { pattern_version: '2.2' }), '/pattern_version'],
  ['location-place', 'C-16', 'a city alone', variant('location', 1, { country: undefined, city: 'Lisboa' }), ''],
  ['location-coordinates', 'C-17', 'latitude alone', variant('location', 2, { longitude: undefined }), ''],
  ['location-coordinates', 'C-17', 'longitude alone', variant('location', 2, { latitude: undefined }), ''],
  ['location-precision-alone', 'C-17', 'precision alone', variant('location', 1, { precision: 10 }), ''],
  ['location-precision', 'C.1', 'a negative precision', example('location', { precision: -1 }), '/precision'],
  ['country-code', 'K-277', 'a country that is none', example('location', { country: 'XX' }), '/country'],
  ['area-code', 'C.1', 'the name of an area', example('location', { administrative_area: 'Lisboa' }), '/administrative_area'],
  ['malware-family-name', 'C-14', 'a family without name', example('malware', { name: undefined }), ''],
  ['malware-analysis-outcome', 'C-15', 'neither result nor observables', example('malware-analysis', { result: undefined, analysis_sco_refs: undefined }), ''],
  ['product-name', 'K-143', 'a product with a capital', example('malware-analysis', { product: 'Scanner 5' }), '/product'],
  ['analysis-target', 'C.1', 'an analysis of a campaign', example('malware-analysis', { analysis_sco_refs: [idOf('campaign')] }), '/analysis_sco_refs/0'],
  ['relationship-type', 'D.4', 'a tool that indicates malware', relation('tool', 'indicates', 'malware'), '/relationship_type'],
  ['relationship-type', 'D.4', 'a campaign that uses a location', relation('campaign', 'uses', 'location'), '/relationship_type'],
  ['relationship-between-types', 'C-35', 'malware derived from a tool', relation('malware', 'derived-from', 'tool'), '/relationship_type'],
  ['relationship-type-form', 'C.2', 'a relationship with an underscore', relation('indicator', 'based_on', 'observed-data'), '/relationship_type'],
];

const OBSERVED_DATA: readonly Row[] = [
  ['observed-data-content', 'C-18', 'both objects and object_refs', variant('observed-data', 1, { object_refs: [observableIdOf('ipv4-addr')] }), ''],
  ['observed-data-content', 'C-18', 'neither objects nor object_refs', example('observed-data', { object_refs: undefined }), ''],
  ['observed-data-observables', 'C-19', 'only a relationship', example('observed-data', { object_refs: [idOf('relationship')] }), '/object_refs'],
  ['reference-target', 'C-19', 'an identity observed', example('observed-data', { object_refs: [observableIdOf('ipv4-addr'), idOf('identity')] }), '/object_refs/1'],
  ['container-deprecated', 'K-304', 'a container', contained({ '0': ADDRESS }), '/objects'],
  ['container-key', 'K-141', 'a key that is no number', contained({ first: ADDRESS }), '/objects/first'],
  ['container-type', 'T-28', 'an identity in a container', contained({ '0': { type: 'identity', name: 'x' } }), '/objects/0/type'],
  ['container-type', 'T-28', 'an object without type', contained({ '0': { value: 'x' } }), '/objects/0'],
  ['container-id', 'T-28', 'an object without id', contained({ '0': { type: 'ipv4-addr', value: '198.51.100.7' } }), '/objects/0'],
  ['container-reference', 'T-28', 'a key that is not there', contained({ '0': { ...ADDRESS, resolves_to_refs: ['1'] } }), '/objects/0/resolves_to_refs/0'],
  ['container-reference', 'T-28', 'an identifier as a key', contained({ '0': { ...ADDRESS, belongs_to_refs: [observableIdOf('autonomous-system')] } }), '/objects/0/belongs_to_refs/0'],
  ['container-reference', 'T-28', 'a custom reference that leads nowhere', contained({ '0': { ...ADDRESS, x_example_ref: '7' } }), '/objects/0/x_example_ref'],
  ['container-reference-target', 'T-28', 'the key of an object of another type', contained({ '0': { ...ADDRESS, resolves_to_refs: ['0'] } }), '/objects/0/resolves_to_refs/0'],
  ['property-missing', 'C.3', 'an object without its value', contained({ '0': { ...ADDRESS, value: undefined as unknown as JsonValue } }), '/objects/0'],
  ['ipv4-form', 'A.7', 'a wrong address in a container', contained({ '0': { ...ADDRESS, value: '198.51.100.700' } }), '/objects/0/value'],
  ['id-type', 'T-21', 'a wrong id in a container', contained({ '0': { ...ADDRESS, id: observableIdOf('ipv6-addr') } }), '/objects/0/id'],
  ['time-order', 'C-06', 'traffic that ends before it starts in a container', contained({ '0': { type: 'network-traffic', id: observableIdOf('network-traffic'), src_ref: '1', protocols: ['tcp'], start: '2024-01-02T00:00:00Z', end: '2024-01-01T00:00:00Z', is_active: false }, '1': ADDRESS }), '/objects/0/end'],
];

const OBSERVABLES: readonly Row[] = [
  ['minimum-content', 'C-27', 'a process of nothing', { type: 'process', id: idOf('process') }, ''],
  ['minimum-content', 'C-27', 'an account of nothing', { type: 'user-account', id: idOf('user-account') }, ''],
  ['minimum-content', 'C-27', 'a registry key of nothing', { type: 'windows-registry-key', id: idOf('windows-registry-key') }, ''],
  ['minimum-content', 'C-27', 'a certificate of nothing', { type: 'x509-certificate', id: idOf('x509-certificate') }, ''],
  ['minimum-content', 'C-27', 'a PE file of nothing but a type', withExtension('file', 'windows-pebinary-ext', Object.fromEntries(Object.keys((example('file').extensions as Record<string, JsonObject>)['windows-pebinary-ext'] ?? {}).filter((name) => name !== 'pe_type').map((name) => [name, undefined]))), '/extensions/windows-pebinary-ext'],
  ['empty-object', 'C-27', 'a registry value of nothing', example('windows-registry-key', { values: [{}] }), '/values/0'],
  ['empty-object', 'C-27', 'certificate extensions of nothing', example('x509-certificate', { x509_v3_extensions: {} }), '/x509_v3_extensions'],
  ['account-by-extension', 'C.3', 'an account of nothing but an extension', { type: 'user-account', id: idOf('user-account'), extensions: { 'unix-account-ext': { gid: 1 } } }, ''],
  ['artifact-digest', 'C-21', 'a digest of other octets', example('artifact', { payload_bin: 'AAECBA==' , hashes: { 'SHA-256': 'a'.repeat(64) } }), '/hashes/SHA-256'],
  ['artifact-content', 'C-20', 'both payload_bin and url', variant('artifact', 1, { payload_bin: 'AAECAw==', hashes: { 'SHA-256': '054edec1d0211f624fed0cbca9d4f9400b0e491c43742af2c5b0abebf0c990d8' } }), ''],
  ['artifact-content', 'C-20', 'neither payload_bin nor url', example('artifact', { payload_bin: undefined }), ''],
  ['artifact-hashes', 'C-20', 'a url without hashes', variant('artifact', 1, { hashes: undefined, id: idOf('artifact') }), ''],
  ['artifact-encryption', 'C-20', 'a key without algorithm', example('artifact', { encryption_algorithm: undefined }), ''],
  ['media-type-form', 'A.7', 'a media type without subtype', example('artifact', { mime_type: 'zip' }), '/mime_type'],
  ['media-type-unregistered', 'K-271', 'a top-level type of one\'s own', example('file', { mime_type: 'chemical/x-pdb' }), '/mime_type'],
  ['media-type-unregistered', 'K-271', 'the same on an artifact', example('artifact', { mime_type: 'chemical/x-pdb' }), '/mime_type'],
  ['encoding-name', 'T-10', 'a character set with a space', example('file', { name_enc: 'utf 8' }), '/name_enc'],
  ['encoding-name', 'T-10', 'the same for a custom property', example('mutex', { x_example: 'a', x_example_enc: 'utf 8' }), '/x_example_enc'],
  ['encoding-unlisted', 'T-10', 'an alias of a character set', example('directory', { path_enc: 'cp1252' }), '/path_enc'],
  ['encoding-unlisted', 'T-10', 'the same for a custom property', example('mutex', { x_example: 'a', x_example_enc: 'cp1252' }), '/x_example_enc'],
  ['encoding-without-property', 'T-10', 'name_enc without name', example('file', { name: undefined }), ''],
  ['encoding-without-property', 'T-10', 'a custom _enc alone', example('mutex', { x_example_enc: 'UTF-8' }), ''],
  ...['-example.org', 'a..b', 'ex ample.org', `${'a'.repeat(64)}.org`, '', `${'abc.'.repeat(64)}org`].map(
    (value): Row => ['domain-name-form', 'A.7', `the domain name "${value.slice(0, 20)}"`, example('domain-name', { value }), '/value'],
  ),
  ['domain-name-underscore', 'A.7', 'a service in a domain name', example('domain-name', { value: '_dmarc.example.org' }), '/value'],
  ...['Ana <ana@example.org>', 'ana', 'ana@', '@example.org', 'a na@example.org', 'ana.@example.org'].map(
    (value): Row => ['email-address-form', 'A.7', `the address "${value}"`, example('email-addr', { value }), '/value'],
  ),
  ['email-body', 'C-23', 'a body in several parts', variant('email-message', 1, { body: 'B', id: observableIdOf('email-message') }), '/body'],
  ['email-body', 'C-23', 'parts of a body in one', example('email-message', { body_multipart: [{ body: 'B' }] }), '/body_multipart'],
  ['header-field-name', 'C.3', 'a subject among other fields', example('email-message', { additional_header_fields: { subject: ['x'] } }), '/additional_header_fields/subject'],
  ['header-field-list', 'C.3', 'a field that is no list', example('email-message', { additional_header_fields: { Priority: 'high' } }), '/additional_header_fields/Priority'],
  ['value-type', 'C.3', 'a field that is a number', example('email-message', { additional_header_fields: { Priority: 1 } }), '/additional_header_fields/Priority'],
  ['mime-part-content', 'C-24', 'a part without content', variant('email-message', 1, { body_multipart: [{ content_type: 'text/plain' }] }), '/body_multipart/0'],
  ['mime-part-twice', 'C-24', 'a part with two contents', variant('email-message', 1, { body_multipart: [{ body: 'B', body_raw_ref: observableIdOf('artifact') }] }), '/body_multipart/0'],
  ['file-identity', 'C-22', 'neither hashes nor name', variant('file', 1, { hashes: undefined, size: 5, id: idOf('file') }), ''],
  ['pdf-information-key', 'K-276', 'a key of one\'s own', withExtension('file', 'pdf-ext', { document_info_dict: { Company: 'x' } }), '/extensions/pdf-ext/document_info_dict/Company'],
  ['exif-tag-name', 'C.4', 'a tag in lower case', withExtension('file', 'raster-image-ext', { exif_tags: { make: 'x' } }), '/extensions/raster-image-ext/exif_tags/make'],
  ['value-type', 'C.4', 'a tag with a fraction', withExtension('file', 'raster-image-ext', { exif_tags: { Make: 1.5 } }), '/extensions/raster-image-ext/exif_tags/Make'],
  ...['198.51.100', '198.51.100.256', '198.51.100.07', '198.51.100.0/33', '198.51.100.0/', ' 198.51.100.7', '198.51.100.0/024'].map(
    (value): Row => ['ipv4-form', 'A.7', `the address "${value}"`, example('ipv4-addr', { value }), '/value'],
  ),
  ...['2001:db8', '2001:db8::7%eth0', '2001:db8::/129', '::198.51.100', '1:2:3:4:5:6:7:8:9'].map(
    (value): Row => ['ipv6-form', 'A.7', `the address "${value}"`, example('ipv6-addr', { value }), '/value'],
  ),
  ...['0A:1b:2c:3d:4e:5f', '0a-1b-2c-3d-4e-5f', 'a:1b:2c:3d:4e:5f', '0a:1b:2c:3d:4e'].map(
    (value): Row => ['mac-form', 'A.7', `the address "${value}"`, example('mac-addr', { value }), '/value'],
  ),
  ['network-ends', 'C-25', 'traffic from nowhere to nowhere', example('network-traffic', { src_ref: undefined, dst_ref: undefined }), ''],
  ['network-active-end', 'C-25', 'active traffic that ended', example('network-traffic', { is_active: true }), '/end'],
  ['network-end-alone', 'C-26', 'an end without is_active', example('network-traffic', { is_active: undefined }), ''],
  ['network-port', 'K-301', 'no source port', example('network-traffic', { src_port: undefined }), ''],
  ['network-protocol', 'K-272', 'a protocol in capitals', example('network-traffic', { protocols: ['icmp', 'tcp', 'http', 'TCP'] }), '/protocols/3'],
  ['network-extension-protocol', 'C-28', 'a TCP extension without tcp', example('network-traffic', { protocols: ['icmp', 'http'] }), '/protocols'],
  ['process-priority', 'K-149', 'a priority in words', withExtension('process', 'windows-process-ext', { priority: 'high' }), '/extensions/windows-process-ext/priority'],
  ['http-request-case', 'C.4', 'GET', withExtension('network-traffic', 'http-request-ext', { request_method: 'GET' }), '/extensions/http-request-ext/request_method'],
  ['http-body-length', 'C.4', 'a negative length', withExtension('network-traffic', 'http-request-ext', { message_body_length: -1 }), '/extensions/http-request-ext/message_body_length'],
  ['value-type', 'C.4', 'a header field that is no list', withExtension('network-traffic', 'http-request-ext', { request_header: { Host: 'a' } }), '/extensions/http-request-ext/request_header/Host'],
  ['socket-option-name', 'K-275', 'an option in lower case', withExtension('network-traffic', 'socket-ext', { options: { so_keepalive: 1 } }), '/extensions/socket-ext/options/so_keepalive'],
  ['startup-information', 'C.4', 'text as a size', withExtension('process', 'windows-process-ext', { startup_info: { cb: '68' } }), '/extensions/windows-process-ext/startup_info/cb'],
  ['startup-information', 'C.4', 'cbReserved2 of 1', withExtension('process', 'windows-process-ext', { startup_info: { cbReserved2: 1 } }), '/extensions/windows-process-ext/startup_info/cbReserved2'],
  ...['cpe:/a:microsoft:word:2000', 'cpe:2.3:a:microsoft:word:2000:*:*:*:*:*:*', 'cpe:2.3:x:microsoft:word:2000:*:*:*:*:*:*:*', 'cpe:2.3:a:micro soft:word:2000:*:*:*:*:*:*:*'].map(
    (cpe): Row => ['cpe-form', 'A.7', `the CPE "${cpe}"`, example('software', { cpe }), '/cpe'],
  ),
  ...['HKLM\\Software', 'hkcu', 'HKU\\S-1', 'HKCR\\x', 'hkcc\\x'].map(
    (key): Row => ['registry-hive', 'C.3', `the key "${key}"`, example('windows-registry-key', { key }), '/key'],
  ),
];

const CUSTOM_CONTENT: readonly Row[] = [
  ...['severity', 'username', 'phone_number', 'phone_numbers', 'action'].map(
    (name): Row => ['reserved-property', 'B-03', `the property ${name}`, example('course-of-action', { [name]: 'x' }), `/${name}`],
  ),
  ['reserved-property', 'B-03', 'the property action on a custom type', custom('x-example-thing', { action: 'x' }), '/action'],
  ['defanged-elsewhere', 'B-02', 'a defanged identity', example('identity', { defanged: true }), '/defanged'],
  ['property-elsewhere', 'B-02', 'a marking definition with labels', example('marking-definition', { labels: ['a'] }), '/labels'],
  ['property-elsewhere', 'B-02', 'an address with confidence', example('ipv4-addr', { confidence: 5 }), '/confidence'],
  ['property-elsewhere', 'M-14', 'a translation with lang', example('language-content', { lang: 'en' }), '/lang'],
  ['observable-with-versions', 'B-05', 'an address with a creator', example('ipv4-addr', { created_by_ref: idOf('identity') }), '/created_by_ref'],
  ['extension-key', 'X-01', 'an extension without a proper name', example('identity', { extensions: { 'my extension': { a_rank: 1 } } }), '/extensions/my extension'],
  ['extension-key', 'X-01', 'the identifier of something else', example('identity', { extensions: { [idOf('identity')]: { a_rank: 1 } } }), `/extensions/${idOf('identity')}`],
  ['extension-host', 'C-29', 'a PDF extension of a process', example('process', { extensions: { 'pdf-ext': { version: '1' } } }), '/extensions/pdf-ext'],
  ['extension-type-needless', 'X-04', 'a predefined extension with extension_type', withExtension('file', 'pdf-ext', { extension_type: 'property-extension' }), '/extensions/pdf-ext/extension_type'],
  ['extension-type-needless', 'X-04', 'a custom extension with extension_type', example('mutex', { extensions: { 'x-example-a-ext': { extension_type: 'property-extension', a_rank: 1 } } }), '/extensions/x-example-a-ext/extension_type'],
  ['extension-of-standard-type', 'X-08', 'an identity as a new type', example('identity', { extensions: { [DEFINITION]: { extension_type: 'new-sdo' } } }), `/extensions/${DEFINITION}/extension_type`],
  ['extension-without-content', 'H.2', 'a property-extension of nothing', example('identity', extended({})), `/extensions/${DEFINITION}`],
  ['extension-property', 'H.4', 'a property of an unknown definition', example('identity', { extensions: { [DEFINITION]: { extension_type: 'toplevel-property-extension' } }, toxicity: 5 }), '/toxicity', { level: 'strict' }],
  ['custom-extension', 'X-12', 'an extension without definition', example('mutex', { extensions: { 'x-example-a-ext': { a_rank: 1 } } }), '/extensions/x-example-a-ext'],
  ['custom-extension-prefix', 'X-12', 'an extension without prefix', example('mutex', { extensions: { 'example-ext': { a_rank: 1 } } }), '/extensions/example-ext'],
  ['custom-extension-host', 'X-01', 'a custom extension of an identity', example('identity', { extensions: { 'x-example-a-ext': { a_rank: 1 } } }), '/extensions/x-example-a-ext'],
  ['custom-type', 'X-10', 'a type without extension', custom('x-example-thing'), '/type'],
  ['custom-type-prefix', 'X-10', 'a type without prefix', custom('thing'), '/type'],
  ['custom-type-content', 'X-10', 'a type without properties', custom('x-example-thing', { reading: undefined }), ''],
  ['property-missing', 'H.2', 'a new SDO without modified', custom('thing', { modified: undefined, extensions: { [DEFINITION]: { extension_type: 'new-sdo' } } }), ''],
  ['custom-property', 'X-11', 'a property without extension', example('identity', { x_example: 1 }), '/x_example'],
  ['custom-property', 'C.1', 'an incident with kill_chain_phases', example('incident', { kill_chain_phases: [{ kill_chain_name: 'a', phase_name: 'b' }] }), '/kill_chain_phases'],
  ['custom-property-prefix', 'X-11', 'a property without prefix', example('identity', { toxicity: 1 }), '/toxicity'],
];

const POLICIES: readonly Row[] = [
  ['type-not-taken', 'H.4', 'a type that is not taken', example('identity'), '/type', { allowedTypes: ['indicator', 'malware'] }],
  ['stix-2.0-not-taken', 'B-01', 'a STIX 2.0 object', example('identity', { spec_version: undefined }), ''],
  ['stix-2.0-not-taken', 'B-01', 'a STIX 2.0 bundle', example('bundle', { spec_version: '2.0' }), ''],
  ['custom-content-not-taken', 'H.4', 'a custom type', custom('x-example-thing'), '/type', { customContent: 'refuse' }],
  ['custom-content-not-taken', 'H.4', 'a custom property', example('mutex', { x_example: 1, extensions: undefined }), '/x_example', { customContent: 'refuse' }],
  ['custom-content-not-taken', 'H.4', 'an extension', example('mutex'), `/extensions/${DEFINITION}`, { customContent: 'refuse' }],
  ['nesting-depth', 'H', 'a custom value 102 deep', example('identity', { x_example: nested(102) }), `/x_example${'/0'.repeat(100)}`],
  ['more-errors', 'H', '60 mistakes', example('identity', { roles: Array.from({ length: 60 }, () => 5) }), ''],
  ['more-hints', 'H', '60 hints', example('identity', { sectors: Array.from({ length: 60 }, () => 'x') }), ''],
  ['property-missing', 'B-01', 'a STIX 2.0 object without modified', example('identity', { spec_version: undefined, modified: undefined }), '', { stix20: true }],
  ['timestamp-form', 'B-01', 'a STIX 2.0 object with a broken version', example('identity', { spec_version: undefined, modified: 'now' }), '/modified', { stix20: true }],
  ['reference-target', 'B-01', 'a STIX 2.0 object by a campaign', example('identity', { spec_version: undefined, created_by_ref: idOf('campaign') }), '/created_by_ref', { stix20: true }],
];

const PATTERNS: readonly Row[] = (
  [
    ['pattern-syntax', 'C-39', "[file:name = 'x'"],
    ['pattern-syntax', 'C-39', 'file:size = 1'],
    ['pattern-exists-version', 'J.2', '[EXISTS file:name]', { pattern_version: '2.0' }],
    ['pattern-qualifier-zero', 'PAT-01', '[file:size = 1] REPEATS 0 TIMES'],
    ['pattern-qualifier-twice', 'PAT-02', '[file:size = 1] WITHIN 5 SECONDS WITHIN 6 SECONDS'],
    ['pattern-qualifier-twice-on-group', 'PAT-02', '([file:size = 1] OR [file:size = 2]) WITHIN 5 SECONDS WITHIN 6 SECONDS'],
    ['pattern-mixed-object-types', 'PAT-03', "[file:size = 1 AND directory:path = 'x']"],
    ['pattern-timestamp-date', 'PAT-04', "[file:mtime = t'2023-02-29T00:00:00Z']"],
    ['pattern-start-after-stop', 'PAT-04', "[file:size = 1] START t'2024-01-01T00:00:00.0005Z' STOP t'2024-01-01T00:00:00.0001Z'"],
    ['pattern-negative-index', 'PAT-05', '[process:child_refs[-1].pid = 1]'],
    ['pattern-empty-set', 'PAT-06', '[file:size IN ()]'],
    ['pattern-mixed-set', 'PAT-06', "[file:x_example IN (1, 'one')]"],
    ['pattern-plus-sign', 'PAT-07', '[file:size = +1]'],
    ['pattern-operator-spelling', 'PAT-07', '[file:size == 1]'],
    ['pattern-comment', 'PAT-07', '[file:size = 1] // one'],
    ['pattern-hash-form', 'PAT-08', "[file:hashes.MD5 = 'xyz']"],
    ['pattern-hash-name', 'A.6', "[file:hashes.md5 = 'd41d8cd98f00b204e9800998ecf8427e']"],
    ['pattern-subset-constant', 'PAT-09', "[ipv4-addr:value ISSUBSET 'not an address']"],
    ['pattern-subset-path', 'PAT-09', "[domain-name:x_example ISSUBSET '198.51.100.0/24']"],
    ['pattern-type-form', 'PAT-10', '[A_b:name = 1]'],
    ['pattern-type-unknown', 'PAT-10', '[thing:size = 1]'],
    ['pattern-type-custom', 'PAT-10', '[x-example-thing:size = 1]'],
    ['pattern-type-not-observable', 'PAT-10', "[malware:name = 'x']"],
    ['pattern-property-form', 'PAT-11', '[file:xY = 1]'],
    ['pattern-property-unknown', 'PAT-11', '[file:length = 1]'],
    ['pattern-property-custom', 'PAT-11', '[file:x_example = 1]'],
    ['pattern-constant-kind', 'PAT-12', "[file:mtime > '2024-01-01T00:00:00Z']"],
    ['pattern-regular-expression', 'PAT-13', "[file:name MATCHES '(']"],
    ['pattern-path-step', 'PAT-14', '[file:name.first = 1]'],
    ['pattern-outside-validity', 'C-38', "[file:size = 1] START t'2023-01-01T00:00:00Z' STOP t'2024-01-01T00:00:00.0005Z'"],
  ] as const
).map(([code, requirement, pattern, changes]) => [code, requirement, pattern, stixPattern(pattern, changes), '/pattern']);

function nested(depth: number): JsonValue {
  let value: JsonValue = 1;
  for (let level = 0; level < depth; level += 1) value = [value];
  return value;
}

/** Every example of a broken rule. */
export const RULE_EXAMPLES: readonly RuleExample[] = [
  ...IDENTITY,
  ...VALUES,
  ...ORDER,
  ...COMMON_TYPES,
  ...MARKINGS,
  ...META,
  ...DOMAIN_OBJECTS,
  ...OBSERVED_DATA,
  ...OBSERVABLES,
  ...CUSTOM_CONTENT,
  ...POLICIES,
  ...PATTERNS,
].map(([code, requirement, wrong, object, pointer, policy]) => ({
  code,
  requirement,
  wrong,
  object: JSON.parse(JSON.stringify(object)) as JsonObject,
  pointer,
  ...(policy === undefined ? {} : { policy }),
}));
