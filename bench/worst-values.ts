// Objects in which one value is as long as can be: in every property that has a form of its own.
import { deterministicId } from '../schemas/stix/deterministic-id.ts';
import type { JsonObject, JsonValue } from '../schemas/stix/json.ts';
import type { WorstInput } from './worst-inputs.ts';

const UUID = '8e2e2d2b-17d4-4cbf-938f-98ee46b3cd3f';
const CREATED = '2024-01-01T00:00:00.000Z';

/** A domain object or relationship, valid but for what `own` says. */
export function domainObject(type: string, own: JsonObject): JsonObject {
  const common = { type, spec_version: '2.1', id: `${type}--${UUID}`, created: CREATED, modified: CREATED };
  return { ...common, ...own };
}

/** A cyber-observable with the id that follows from its content. */
export function observable(type: string, own: JsonObject): JsonObject {
  const object = { type, spec_version: '2.1', id: `${type}--${UUID}`, ...own };
  return { ...object, id: deterministicId(object) ?? object.id };
}

/** An indicator, valid but for what `own` says. */
export function indicator(own: JsonObject): JsonObject {
  return domainObject('indicator', {
    pattern: "[ipv4-addr:value = '198.51.100.3']",
    pattern_type: 'stix',
    valid_from: CREATED,
    ...own,
  });
}

type Wrapped = (value: string) => JsonObject;

const inIndicator =
  (property: string): Wrapped =>
  (value) =>
    indicator({ [property]: value });
const inObservable =
  (type: string, property: string, around: (value: string) => JsonValue = (value) => value): Wrapped =>
  (value) =>
    observable(type, { [property]: around(value) });
const inReference =
  (property: string): Wrapped =>
  (value) =>
    indicator({ external_references: [{ source_name: property === 'external_id' ? 'cve' : 'x', [property]: value }] });

/** Where a long string goes, and the strings: a beginning, what is repeated, and an end that spoils it. */
const VALUES: readonly (readonly [place: string, wrap: Wrapped, ...texts: readonly [string, string, string][]])[] = [
  ['id', inIndicator('id'), ['indicator--', 'a', ''], ['', 'a-', ''], ['indicator', '--', '']],
  ['type', inIndicator('type'), ['', 'a-', ''], ['x', '0', '!']],
  ['created', inIndicator('created'), ['2024-01-01T00:00:00.', '0', 'Z'], ['2024-01-01T00:00:00.', '0', '']],
  ['spec_version', inIndicator('spec_version'), ['2.', '1', '']],
  ['lang', inIndicator('lang'), ['en', '-aaaaa', ''], ['en', '-a', '-'], ['x', '-a', '!']],
  ['created_by_ref', inIndicator('created_by_ref'), ['identity--', '0', ''], ['', 'a-', '']],
  ['name', inIndicator('name'), ['', 'a', ''], ['', '漢', ''], ['', '"\\', ''], ['', '\u0001', '']],
  ['pattern_type', inIndicator('pattern_type'), ['', 'a-', '_']],
  ['relationship_type', (value) => relationship(value), ['', 'a-', '_'], ['', '-', '']],
  ['external_id', inReference('external_id'), ['CVE-2024-', '1', ''], ['CVE-', '1-', '']],
  ['source_name', inReference('source_name'), ['', 'cve', '']],
  ['reference url', inReference('url'), ['http://', 'a.', ''], ['', 'a:', ''], ['http://a/', '%41', '%'], ['http://[', ':', ']']],
  ['url', inObservable('url', 'value'), ['http://', 'a@', ''], ['http://a/?', 'a=b&', ' '], ['a', '+.-', '']],
  ['email-addr', inObservable('email-addr', 'value'), ['', 'a.', '@'], ['"', '\\"', '@a'], ['a@', 'a.', ''], ['', '@', '']],
  ['domain-name', inObservable('domain-name', 'value'), ['', 'a.', ''], ['', 'a-', ''], ['', 'xn--', ''], ['', '_', '']],
  ['ipv4-addr', inObservable('ipv4-addr', 'value'), ['', '1.', ''], ['1.1.1.1/', '0', '']],
  ['ipv6-addr', inObservable('ipv6-addr', 'value'), ['', '1:', ''], ['', '::', ''], ['::1/', '1', '']],
  ['mac-addr', inObservable('mac-addr', 'value'), ['', '00:', '']],
  ['cpe', inSoftware(), ['cpe:2.3:a', ':*', ''], ['cpe:2.3:a:', 'a', ':*:*:*:*:*:*:*:*:*'], ['cpe:2.3:a:', '\\!', ''], ['', '?', '']],
  ['payload_bin', inObservable('artifact', 'payload_bin'), ['', 'AAAA', ''], ['', 'AAAA', '!'], ['', '=', '']],
  ['mime_type', inObservable('file', 'mime_type'), ['a/', 'b', ''], ['', 'a/', ''], ['a/b', ';a=b', '']],
  ['name_enc', inObservable('file', 'name_enc'), ['', 'a-', '']],
  ['magic_number_hex', inObservable('file', 'magic_number_hex'), ['', '00', '0'], ['', 'aA', 'g']],
  ['hash', inHashes('SHA-256'), ['', 'a', '']],
  ['ssdeep', inHashes('SSDEEP'), ['', '1:', ''], ['3:', 'a', ':']],
  ['hash name', (value) => observable('file', { hashes: { [value]: 'a' } }), ['', 'a-', '']],
  ['extension key', (value) => observable('file', { name: 'a', extensions: { [value]: {} } }), ['x-', 'a-', 'ext'], ['extension-definition--', '0', '']],
  ['property name', (value) => indicator({ [value]: 1 }), ['x_', 'a_', ''], ['', 'A', '']],
  ['protocol', (value) => observable('network-traffic', { protocols: [value] }), ['', 'a-', 'A']],
  ['selector', inSelector(), ['name', '.a', ''], ['labels', '.[0]', ''], ['', '.', ''], ['', '[', '']],
  ['selector into depth', (value) => selectorInto(value), ['x_a', '.aaa', '']],
  ['country', (value) => domainObject('location', { country: value }), ['', 'a', '']],
  ['extension version', (value) => extensionDefinition(value), ['1.', '0.', ''], ['', '1', '']],
];

/** One input for each of these strings, as long as asked for. */
export const WORST_VALUES: readonly WorstInput[] = VALUES.flatMap(([place, wrap, ...texts]) =>
  texts.map(([start, repeated, end]) => ({
    name: `${place} ${shown(start)}${shown(repeated)}…${shown(end)}`,
    most: Math.ceil(2 ** 20 / Buffer.byteLength(JSON.stringify(repeated).slice(1, -1))),
    make: (size: number) => [wrap(`${start}${repeated.repeat(size)}${end}`)],
  })),
);

function shown(text: string): string {
  return JSON.stringify(text).slice(1, -1);
}

function relationship(type: string): JsonObject {
  const ends = { source_ref: `malware--${UUID}`, target_ref: `tool--${UUID}` };
  return domainObject('relationship', { relationship_type: type, ...ends });
}

function inSoftware(): Wrapped {
  return (value) => observable('software', { name: 'a', cpe: value });
}

function inHashes(algorithm: string): Wrapped {
  return (value) => observable('file', { hashes: { [algorithm]: value } });
}

function inSelector(): Wrapped {
  return (value) => indicator({ labels: ['a'], granular_markings: [{ selectors: [value], lang: 'en' }] });
}

// The object is as deep as may be, the selector deeper.
function selectorInto(selector: string): JsonObject {
  let deep: JsonValue = 1;
  for (let depth = 0; depth < 95; depth += 1) deep = { aaa: deep };
  return indicator({ x_a: deep, granular_markings: [{ selectors: [selector], lang: 'en' }] });
}

function extensionDefinition(version: string): JsonObject {
  const own = { name: 'a', schema: 'a', extension_types: ['property-extension'], created_by_ref: `identity--${UUID}` };
  return domainObject('extension-definition', { ...own, version });
}
