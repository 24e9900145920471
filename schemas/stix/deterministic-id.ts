// Ids of cyber-observables that follow from their content (STIX 2.1, 2.9 and 3.4): UUIDv5 over canonical JSON.
import { createHash } from 'node:crypto';
import { canonicalJson } from '../json/canonical-json.ts';
import { isObject, type JsonObject, type JsonValue } from './json.ts';

const NAMESPACE = Buffer.from('00abedb4aa42466c9c01fed23315a9b7', 'hex');

/** For each type, the properties from which its ids follow; a process has none. */
export const CONTRIBUTING_PROPERTIES: ReadonlyMap<string, readonly string[]> = new Map([
  ['artifact', ['hashes', 'payload_bin']],
  ['autonomous-system', ['number']],
  ['directory', ['path']],
  ['domain-name', ['value']],
  ['email-addr', ['value']],
  ['email-message', ['from_ref', 'subject', 'body']],
  ['file', ['hashes', 'name', 'parent_directory_ref', 'extensions']],
  ['ipv4-addr', ['value']],
  ['ipv6-addr', ['value']],
  ['mac-addr', ['value']],
  ['mutex', ['name']],
  ['network-traffic', ['start', 'end', 'src_ref', 'dst_ref', 'src_port', 'dst_port', 'protocols', 'extensions']],
  ['process', []],
  ['software', ['name', 'cpe', 'swid', 'vendor', 'version']],
  ['url', ['value']],
  ['user-account', ['account_type', 'user_id', 'account_login']],
  ['windows-registry-key', ['key', 'values']],
  ['x509-certificate', ['hashes', 'serial_number']],
]);

/** Of several hashes, the first of these counts; if none is there, the first in the order of the object. */
const PREFERRED_HASHES = ['MD5', 'SHA-1', 'SHA-256', 'SHA-512'];

/**
 * The id that follows from a cyber-observable's content; `undefined` for other types and where no contributing
 * property is there.
 * @throws {TypeError} when the content has no canonical form, see `canonicalJson`
 */
export function deterministicId(object: JsonObject): string | undefined {
  const { type } = object;
  const contributing = typeof type === 'string' ? (CONTRIBUTING_PROPERTIES.get(type) ?? []) : [];
  const name: Record<string, JsonValue> = {};
  let isEmpty = true;
  for (const property of contributing) {
    const value = object[property];
    if (value === undefined) continue;
    name[property] = property === 'hashes' && isObject(value) ? preferredHash(value) : value;
    isEmpty = false;
  }
  return isEmpty ? undefined : `${type}--${uuidVersion5(canonicalJson(name))}`;
}

function preferredHash(hashes: JsonObject): JsonObject {
  const algorithm = PREFERRED_HASHES.find((name) => hashes[name] !== undefined) ?? Object.keys(hashes)[0];
  return algorithm === undefined ? {} : { [algorithm]: hashes[algorithm] ?? '' };
}

// RFC 9562, 5.5.
function uuidVersion5(name: string): string {
  const digest = createHash('sha1').update(NAMESPACE).update(name, 'utf8').digest();
  digest[6] = ((digest[6] ?? 0) & 0x0f) | 0x50;
  digest[8] = ((digest[8] ?? 0) & 0x3f) | 0x80;
  const hex = digest.toString('hex', 0, 16);
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
