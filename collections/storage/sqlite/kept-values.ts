// How ids, types, specification versions and versions stand in rows of `objects`: short, in the same order, and such that
// the very text comes back. What stores hold depends on every line of this.
import { LRUCache } from 'lru-cache';
import type { VersionKey } from '../../../schemas/timestamp.ts';
import type { SpecVersion } from '../port.ts';

/** An id in a row: a UUID in small letters after a type that has a number is its 16 octets and that number; else the text. */
export type KeptId = (Uint8Array | string) & { readonly [isKept]: true };
declare const isKept: unique symbol;

/** Types by number, from 1; any other type is kept as text. Never changed, not even at the end: rows have it as text by then. */
const NUMBERED_TYPES: readonly string[] = (
  'attack-pattern campaign course-of-action grouping identity incident indicator infrastructure intrusion-set location ' +
  'malware malware-analysis note observed-data opinion report threat-actor tool vulnerability relationship sighting ' +
  'artifact autonomous-system directory domain-name email-addr email-message file ipv4-addr ipv6-addr mac-addr mutex ' +
  'network-traffic process software url user-account windows-registry-key x509-certificate ' +
  'extension-definition language-content marking-definition'
).split(' ');
const NUMBERS: ReadonlyMap<string, number> = new Map(NUMBERED_TYPES.map((type, index) => [type, index + 1]));

/** The lengths of a UUID's text, and of its octets with the number of the type. */
const [UUID_LENGTH, ID_LENGTH] = [36, 17];
/** Where hyphens are in the text of a UUID. */
const HYPHENS = new Set([8, 13, 18, 23]);
const [HYPHEN, ZERO] = [45, 48];
/** Makes a small letter of a capital, and leaves a digit as it is. */
const SMALL = 0x20;
/** Where the text of a UUID is put together: parts of strings would make work for the collector of garbage. */
const uuidText = Buffer.from('00000000-0000-0000-0000-000000000000');
/** The values of hexadecimal digits, by their codes; -1 of anything else. Capitals are something else. */
const DIGITS = Int8Array.from({ length: 128 }, (_nothing, code) => '0123456789abcdef'.indexOf(String.fromCharCode(code)));

/** Seconds from the year 0 to 1970: versions are counted from there, so that none is negative. */
const SECONDS_BEFORE_1970 = 62_167_219_200;
const SECONDS_OF_DAY = 86_400;
/** Octets: enough for the year 9999. */
const SECONDS_LENGTH = 5;

/** Hours, minutes and seconds. */
const TWO_DIGITS = Array.from({ length: 60 }, (_nothing, number) => String(number).padStart(2, '0'));

/** Days from the year 0 by their dates, and the other way round: most versions are of few days. */
const days = new LRUCache<string, number>({ max: 10_000 });
const dates = new LRUCache<number, string>({ max: 10_000 });

/** What SQL gives for the id of a row `o`, for `idOf`. */
export const ID = "IIF(typeof(o.object_id) = 'blob', hex(o.object_id), '-' || o.object_id)";

/** What SQL gives for the version of a row `o`, for `versionOf`. */
export const VERSION = 'hex(o.version)';

/** In SQL, the ids of an `idList` under these names. */
export const LISTED_IDS = 'SELECT unhex(value) FROM json_each(:idKeys) UNION ALL SELECT value FROM json_each(:idTexts)';

/** The id as it stands in rows. */
export function keptId(id: string): KeptId {
  return (octetsOfId(id) ?? id) as KeptId;
}

/** Ids as parameters of a statement with `LISTED_IDS`. */
export function idList(ids: readonly string[]): { readonly idKeys: string; readonly idTexts: string } {
  const kept = [...new Set(ids)].map((id) => octetsOfId(id)?.toString('hex') ?? { text: id });
  return {
    idKeys: JSON.stringify(kept.filter((key) => typeof key === 'string')),
    idTexts: JSON.stringify(kept.flatMap((key) => (typeof key === 'string' ? [] : [key.text]))),
  };
}

/** The id that `ID` gave. */
export function idOf(kept: unknown): string {
  const text = String(kept);
  if (text.startsWith('-')) return text.slice(1);
  const type = typeOf(Number.parseInt(text.slice(-2), 16));
  let at = 0;
  for (let index = 0; index < text.length - 2; index += 1) {
    if (HYPHENS.has(at)) at += 1;
    uuidText[at] = text.charCodeAt(index) | SMALL;
    at += 1;
  }
  return `${type}--${uuidText.toString('latin1')}`;
}

/** The type as it stands in rows; a number would get there as one with a fraction. */
export function keptType(type: string): bigint | string {
  const number = NUMBERS.get(type);
  return number === undefined ? type : BigInt(number);
}

/** The type that a row has. */
export function typeOf(kept: unknown): string {
  return typeof kept === 'number' ? (NUMBERED_TYPES[kept - 1] ?? '') : String(kept);
}

/** The specification version as it stands in rows: the digit after the dot; -1 for one that isn't stored. */
export function keptSpecVersion(specVersion: string): number {
  return specVersion === '2.1' ? 1 : specVersion === '2.0' ? 0 : -1;
}

/** The specification version that a row has. */
export function specVersionOf(kept: unknown): SpecVersion {
  return kept === 1 ? '2.1' : '2.0';
}

/** The version as it stands in rows: seconds, and two digits of the fraction to an octet. */
export function keptVersion(version: VersionKey): Buffer {
  const fraction = significantDigits(version);
  const octets = Buffer.allocUnsafe(SECONDS_LENGTH + Math.ceil(fraction.length / 2));
  octets.writeUIntBE(secondsOf(version), 0, SECONDS_LENGTH);
  for (let index = 0; index < fraction.length; index += 2) {
    octets[SECONDS_LENGTH + index / 2] = Number(fraction[index]) * 16 + Number(fraction[index + 1] ?? 0);
  }
  return octets;
}

/** The version that `VERSION` gave. */
export function versionOf(kept: unknown): VersionKey {
  const digits = String(kept);
  const seconds = Number.parseInt(digits.slice(0, 2 * SECONDS_LENGTH), 16);
  const fraction = digits.slice(2 * SECONDS_LENGTH);
  const significant = fraction.length > 3 && fraction.endsWith('0') ? fraction.slice(0, -1) : fraction.padEnd(3, '0');
  const ofDay = seconds % SECONDS_OF_DAY;
  const clock = `${TWO_DIGITS[Math.floor(ofDay / 3600)]}:${TWO_DIGITS[Math.floor(ofDay / 60) % 60]}:${TWO_DIGITS[ofDay % 60]}.${significant}`;
  return `${dateOf((seconds - ofDay) / SECONDS_OF_DAY)}T${clock}`;
}

function octetsOfId(id: string): Buffer | undefined {
  const hyphens = id.length - UUID_LENGTH - 2;
  const number = id.startsWith('--', hyphens) ? NUMBERS.get(id.slice(0, hyphens)) : undefined;
  if (number === undefined) return undefined;
  const octets = Buffer.allocUnsafe(ID_LENGTH);
  const start = hyphens + 2;
  let at = start;
  for (let index = 0; index < ID_LENGTH - 1; index += 1) {
    if (HYPHENS.has(at - start)) {
      if (id.charCodeAt(at) !== HYPHEN) return undefined;
      at += 1;
    }
    const [high, low] = [DIGITS[id.charCodeAt(at)] ?? -1, DIGITS[id.charCodeAt(at + 1)] ?? -1];
    if (high < 0 || low < 0) return undefined;
    octets[index] = high * 16 + low;
    at += 2;
  }
  octets[ID_LENGTH - 1] = number;
  return octets;
}

function secondsOf(version: VersionKey): number {
  const date = version.slice(0, 10);
  let day = days.get(date);
  if (day === undefined) {
    day = (Date.parse(date) / 1000 + SECONDS_BEFORE_1970) / SECONDS_OF_DAY;
    days.set(date, day);
  }
  const ofDay = Number(version.slice(11, 13)) * 3600 + Number(version.slice(14, 16)) * 60 + Number(version.slice(17, 19));
  return day * SECONDS_OF_DAY + ofDay;
}

function dateOf(day: number): string {
  let date = dates.get(day);
  if (date === undefined) {
    date = new Date((day * SECONDS_OF_DAY - SECONDS_BEFORE_1970) * 1000).toISOString().slice(0, 10);
    dates.set(day, date);
  }
  return date;
}

function significantDigits(version: VersionKey): string {
  let end = version.length;
  while (version.charCodeAt(end - 1) === ZERO) end -= 1;
  return version.slice(20, end);
}
