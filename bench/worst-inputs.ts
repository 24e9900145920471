// Objects with much of one thing in them, made to take long.
import type { JsonObject, JsonValue } from '../schemas/stix/json.ts';
import { domainObject, indicator, observable } from './worst-values.ts';

/** An input that grows. */
export interface WorstInput {
  readonly name: string;
  /** The largest size that is tried; how large that is in octets is the input's own. */
  readonly most: number;
  /** The elements of an envelope, as values or as JSON. */
  make(size: number): readonly (JsonObject | string)[];
}

const UUID = '8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f';

/** An identifier of that type, another for each number. */
function identifier(type: string, number: number): string {
  return `${type}--${number.toString(16).padStart(8, '0')}-17d4-4cbf-938f-98ee46b3cd3f`;
}

function list<T>(size: number, entry: (index: number) => T): T[] {
  return Array.from({ length: size }, (_, index) => entry(index));
}

function members(size: number, entry: (index: number) => readonly [string, JsonValue]): JsonObject {
  return Object.fromEntries(list(size, entry));
}

/** Lists in lists, that many levels. */
function nested(depth: number): string {
  return `${'['.repeat(depth)}1${']'.repeat(depth)}`;
}

const INDICATOR = JSON.stringify(indicator({})).slice(0, -1);
const withText = (text: string): string => `${INDICATOR},${text}}`;

/** Many members, entries and levels; below 20,000 values every mistake is looked for, above it only the first. */
export const WORST_OBJECTS: readonly WorstInput[] = [
  { name: 'custom properties', most: 100_000, make: (size) => [indicator(members(size, (i) => [`x_example_${i}`, i]))] },
  { name: 'property names that are wrong', most: 19_000, make: (size) => [indicator(members(size, (i) => [`X${i}`, i]))] },
  { name: 'property names that are wrong (more)', most: 200_000, make: (size) => [indicator(members(size, (i) => [`X${i}`, i]))] },
  { name: 'properties that are null', most: 19_000, make: (size) => [indicator(members(size, (i) => [`x_example_${i}`, null]))] },
  { name: 'properties that are empty lists', most: 100_000, make: (size) => [indicator(members(size, (i) => [`x_example_${i}`, []]))] },
  { name: 'members of one custom property', most: 100_000, make: (size) => [indicator({ x_example: members(size, (i) => [`a_${i}`, i]) })] },
  { name: 'a repeated name', most: 100_000, make: (size) => [withText(list(size, () => '"x_a":1').join(','))] },
  { name: 'names repeated at the end', most: 100_000, make: (size) => [withText(`${list(size, (i) => `"x_a${i}":1`).join(',')},"x_a0":1`)] },
  { name: 'nesting, allowed depth, in a row', most: 5_000, make: (size) => [withText(`"x_example":[${list(size, () => nested(96)).join(',')}]`)] },
  { name: 'nesting of objects with names of 250 letters', most: 500, make: (size) => [withText(`"x_example":[${list(size, () => `${`{"${'a'.repeat(250)}":`.repeat(48)}1${'}'.repeat(48)}`).join(',')}]`)] },
  { name: 'nesting without end', most: 500_000, make: (size) => [withText(`"x_example":${nested(size)}`)] },
  { name: 'nulls as deep as may be', most: 5_000, make: (size) => [withText(`"x_example":[${list(size, () => nested(90).replace('1', 'null')).join(',')}]`)] },
  { name: 'labels', most: 100_000, make: (size) => [indicator({ labels: list(size, (i) => `label ${i}`) })] },
  { name: 'labels that are numbers', most: 19_000, make: (size) => [indicator({ labels: list(size, (i) => i) })] },
  { name: 'labels that are empty', most: 100_000, make: (size) => [indicator({ labels: list(size, () => []) })] },
  { name: 'indicator_types out of no vocabulary', most: 100_000, make: (size) => [indicator({ indicator_types: list(size, (i) => `Type ${i}`) })] },
  { name: 'object_refs', most: 50_000, make: (size) => [reportOf(list(size, (i) => identifier('malware', i)))] },
  { name: 'object_refs that are none', most: 19_000, make: (size) => [reportOf(list(size, (i) => `malware-${i}`))] },
  { name: 'object_marking_refs', most: 50_000, make: (size) => [indicator({ object_marking_refs: list(size, (i) => identifier('marking-definition', i)) })] },
  { name: 'object_marking_refs of another type', most: 19_000, make: (size) => [indicator({ object_marking_refs: list(size, (i) => identifier('malware', i)) })] },
  { name: 'external references', most: 50_000, make: (size) => [indicator({ external_references: list(size, (i) => ({ source_name: 'cve', external_id: `CVE-2024-${1000 + i}` })) })] },
  { name: 'external references without content', most: 9_000, make: (size) => [indicator({ external_references: list(size, () => ({ source_name: 'cve' })) })] },
  { name: 'external references that are empty', most: 19_000, make: (size) => [indicator({ external_references: list(size, () => ({})) })] },
  { name: 'external references with hashes', most: 10_000, make: (size) => [indicator({ external_references: list(size, (i) => ({ source_name: 'a', url: `https://a/${i}`, hashes: { MD5: 'x' } })) })] },
  { name: 'kill chain phases', most: 50_000, make: (size) => [indicator({ kill_chain_phases: list(size, (i) => ({ kill_chain_name: 'A B', phase_name: `P${i}` })) })] },
  { name: 'granular markings', most: 10_000, make: (size) => [indicator({ name: 'a', granular_markings: list(size, () => ({ lang: 'en', selectors: ['name'] })) })] },
  { name: 'granular markings that are empty', most: 19_000, make: (size) => [indicator({ granular_markings: list(size, () => ({})) })] },
  { name: 'selectors of one granular marking', most: 50_000, make: (size) => [indicator({ name: 'a', granular_markings: [{ lang: 'en', selectors: list(size, () => 'name') }] })] },
  { name: 'selectors that lead nowhere', most: 50_000, make: (size) => [indicator({ granular_markings: [{ lang: 'en', selectors: list(size, (i) => `x_a${i}`) }] })] },
  { name: 'selectors into a list as long as they are many', most: 10_000, make: (size) => [indicator({ labels: list(size, (i) => `l${i}`), granular_markings: [{ lang: 'en', selectors: list(size, (i) => `labels.[${size - 1 - i}]`) }] })] },
  { name: 'selectors into an object as large as they are many', most: 10_000, make: (size) => [indicator({ x_example: members(size, (i) => [`a_${i}`, i]), granular_markings: [{ lang: 'en', selectors: list(size, (i) => `x_example.a_${size - i}`) }] })] },
  { name: 'selectors as deep as may be', most: 2_000, make: (size) => [withText(`"x_a":${'{"aaa":'.repeat(95)}1${'}'.repeat(95)},"granular_markings":[{"lang":"en","selectors":[${list(size, () => `"x_a${'.aaa'.repeat(95)}"`).join(',')}]}]`)] },
  { name: 'extensions without a definition', most: 20_000, make: (size) => [observable('file', { name: 'a', extensions: members(size, (i) => [`x-a-${i}-ext`, { a: 1 }]) })] },
  { name: 'extensions with a definition', most: 20_000, make: (size) => [indicator({ extensions: members(size, (i) => [identifier('extension-definition', i), { extension_type: 'property-extension', a_b: 1 }]) })] },
  { name: 'toplevel extensions and custom properties', most: 9_000, make: (size) => [indicator({ ...members(size, (i) => [`a_${i}`, i]), extensions: members(size, (i) => [identifier('extension-definition', i), { extension_type: 'toplevel-property-extension' }]) })] },
  { name: 'one large extension', most: 50_000, make: (size) => [indicator({ extensions: { [`extension-definition--${UUID}`]: { extension_type: 'property-extension', ...members(size, (i) => [`a_${i}`, [i]]) } } })] },
  { name: 'hashes of unknown algorithms', most: 20_000, make: (size) => [observable('file', { hashes: members(size, (i) => [`HASH-${i}`, 'a'.repeat(32)]) })] },
  { name: 'objects in a container that refer to each other', most: 10_000, make: (size) => [observed(members(size, (i) => [String(i), { type: 'domain-name', value: 'a.example', resolves_to_refs: [String((i + 1) % size)] }]))] },
  { name: 'objects in a container that refer to nothing', most: 4_500, make: (size) => [observed(members(size, (i) => [String(i), { type: 'directory', path: 'a', contains_refs: [`x${i}`] }]))] },
  { name: 'files in a container with broken extensions', most: 3_000, make: (size) => [observed(members(size, (i) => [String(i), { type: 'file', name: 'a', extensions: { 'ntfs-ext': {} } }]))] },
  { name: 'translations', most: 20_000, make: (size) => [languageContent(members(size, (i) => [`en-x-${i}`, { name: 'a' }]))] },
  { name: 'translations into no language', most: 9_000, make: (size) => [languageContent(members(size, (i) => [`_${i}`, { name: 'a' }]))] },
  { name: 'header fields', most: 50_000, make: (size) => [observable('email-message', { is_multipart: false, additional_header_fields: members(size, (i) => [`X-${i}`, ['a']]) })] },
  { name: 'parts of a message', most: 9_000, make: (size) => [observable('email-message', { is_multipart: true, body_multipart: list(size, () => ({ content_type: 'text/plain' })) })] },
  { name: 'protocols', most: 50_000, make: (size) => [observable('network-traffic', { src_ref: identifier('ipv4-addr', 1), protocols: list(size, (i) => `p${i}`) })] },
  { name: 'values of a registry key', most: 20_000, make: (size) => [observable('windows-registry-key', { key: 'hkey_local_machine\\a', values: list(size, (i) => ({ name: `n${i}`, data: 'a', data_type: 'REG_SZ' })) })] },
  { name: 'environment of a process', most: 50_000, make: (size) => [observable('process', { command_line: 'a', environment_variables: members(size, (i) => [`V${i}`, 'a']) })] },
  { name: 'sections of an executable', most: 15_000, make: (size) => [observable('file', { name: 'a', extensions: { 'windows-pebinary-ext': { pe_type: 'exe', sections: list(size, (i) => ({ name: `s${i}`, entropy: 1 })) } } })] },
  { name: 'properties of an extension definition', most: 50_000, make: (size) => [domainObject('extension-definition', { name: 'a', created_by_ref: `identity--${UUID}`, schema: 'a', version: '1.0.0', extension_types: ['toplevel-property-extension'], extension_properties: list(size, (i) => `a_${i}`) })] },
  { name: 'members of a custom type', most: 50_000, make: (size) => [domainObject('x-example', members(size, (i) => [`a_${i}`, { b: [i] }]))] },
  { name: 'members of a STIX 2.0 object', most: 50_000, make: (size) => [{ type: 'malware', id: `malware--${UUID}`, created: '2024-01-01T00:00:00.000Z', modified: '2024-01-01T00:00:00.000Z', labels: ['a'], name: 'a', ...members(size, (i) => [`x_a${i}`, i]) }] },
  { name: 'a number of many digits', most: 2 ** 20, make: (size) => [withText(`"x_example":${'1'.repeat(size)}`)] },
  { name: 'a fraction of many digits', most: 2 ** 20, make: (size) => [withText(`"x_example":0.${'1'.repeat(size)}`)] },
  { name: 'numbers beyond exactness', most: 50_000, make: (size) => [withText(`"x_example":[${list(size, () => '9007199254740993').join(',')}]`)] },
  { name: 'escapes', most: 150_000, make: (size) => [withText(`"x_example":"${'\\u0061'.repeat(size)}"`)] },
  { name: 'halves of surrogate pairs', most: 150_000, make: (size) => [withText(`"x_example":"${'\\ud800'.repeat(size)}"`)] },
  { name: 'blanks', most: 2 ** 20, make: (size) => [withText(`${' '.repeat(size)}"x_example":1`)] },
  { name: 'smallest objects', most: 40_000, make: (size) => list(size, () => '{"id":"","type":""}') },
  { name: 'small objects with everything wrong', most: 2_000, make: (size) => list(size, () => WRONG) },
  { name: 'small objects with 100 empty granular markings', most: 400, make: (size) => list(size, () => EMPTY_MARKINGS) },
  { name: 'small indicators with a broken pattern', most: 4_000, make: (size) => list(size, () => BROKEN_PATTERN) },
  { name: 'small observed-data with a container', most: 3_000, make: (size) => list(size, () => CONTAINER) },
];

const WRONG = JSON.stringify(
  indicator({
    created: 1, modified: 2, created_by_ref: 3, lang: 4, labels: 5, confidence: 'a', revoked: 6, valid_from: 7,
    indicator_types: 8, kill_chain_phases: [{}, {}, {}], external_references: [{}, {}, {}], pattern: 9, name: 10,
    object_marking_refs: ['a', 'b', 'c'], granular_markings: [{}, {}, {}], extensions: { a: 1, b: 2 }, A: 1, B: 2, C: 3,
  }),
);
const EMPTY_MARKINGS = JSON.stringify(indicator({ granular_markings: list(100, () => ({})) }));
const BROKEN_PATTERN = JSON.stringify(indicator({ pattern: "[a:b = 'c' AND" }));
const CONTAINER = JSON.stringify(observed({ 0: { type: 'file' }, 1: { type: 'url' }, 2: { type: 'directory' } }));

function reportOf(references: string[]): JsonObject {
  return domainObject('report', { name: 'a', published: '2024-01-01T00:00:00Z', object_refs: references });
}

function observed(objects: JsonObject): JsonObject {
  const times = { first_observed: '2024-01-01T00:00:00Z', last_observed: '2024-01-01T00:00:00Z', number_observed: 1 };
  return domainObject('observed-data', { ...times, objects });
}

function languageContent(contents: JsonObject): JsonObject {
  return domainObject('language-content', { object_ref: `malware--${UUID}`, contents });
}
