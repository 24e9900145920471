// Instants: STIX and TAXII timestamps, microseconds since the epoch, and version keys that sort as instants.

/** Integer microseconds since 1970-01-01T00:00:00Z; a safe integer until the year 2255. */
export type Microseconds = number;

/** A day, as far as times are added. */
export const DAY: Microseconds = 86_400 * 1e6;

/**
 * A version as an instant at full precision, written so that plain text order is time order: UTC, at least three
 * fraction digits, no trailing zeros beyond them, no `Z` (`2018-03-02T01:01:01.123`). Two spellings of one
 * instant have one key (T-3.4.1-13).
 */
export type VersionKey = string;

const STIX_TIMESTAMP =
  /^(\d{4})-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])T([01]\d|2[0-3]):([0-5]\d):([0-5]\d|60)(?:\.(\d+))?Z$/;

const FILTER_TIMESTAMP =
  /^(\d{4}-\d{2}-\d{2})[Tt](\d{2}:\d{2}:\d{2})(?:\.(\d{1,9}))?(?:[Zz]|[+ -]00:00)$/;

const LEAP_SECOND = 60;

/** Whether the text is a STIX timestamp (STIX 2.1, 2.16): RFC 3339 in UTC with `Z`, on a day that exists. */
export function isTimestamp(text: string): boolean {
  return versionKey(text) !== undefined;
}

/**
 * The key of a STIX timestamp, or `undefined` when the text isn't one. A leap second counts as the second after it.
 */
export function versionKey(text: string): VersionKey | undefined {
  const match = STIX_TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, year = '', month = '', day = '', , , second = '', fraction = ''] = match;
  if (Number(day) > daysInMonth(Number(year), Number(month))) return undefined;
  const toTheSecond = Number(second) === LEAP_SECOND ? secondAfter(text) : text.slice(0, 19);
  return toTheSecond === undefined ? undefined : `${toTheSecond}.${significantFraction(fraction)}`;
}

/** The microseconds of a STIX or TAXII timestamp, digits beyond the sixth cut off; `undefined` when it isn't one. */
export function parseTimestamp(text: string): Microseconds | undefined {
  const key = versionKey(text);
  return key === undefined ? undefined : microsecondsOf(key);
}

/**
 * The microseconds of an `added_after` value. Lenient (T-3.4-07): 0 to 9 fraction digits, `Z` or `+00:00`, whose plus
 * may arrive as a space. `undefined` when it is nothing of the kind.
 */
export function parseFilterTimestamp(text: string): Microseconds | undefined {
  const match = FILTER_TIMESTAMP.exec(text);
  if (match === null) return undefined;
  const [, day = '', time = '', fraction] = match;
  return parseTimestamp(`${day}T${time}${fraction === undefined ? '' : `.${fraction}`}Z`);
}

/** An instant as a TAXII timestamp with exactly six fraction digits (T-2-08). */
export function formatTimestamp(instant: Microseconds): string {
  const fraction = ((instant % 1e6) + 1e6) % 1e6;
  return `${secondOf(instant - fraction)}.${String(fraction).padStart(6, '0')}Z`;
}

// What was added together was mostly added in the same second.
let told = { instant: Number.NaN, text: '' };

function secondOf(instant: Microseconds): string {
  if (told.instant !== instant) told = { instant, text: new Date(instant / 1000).toISOString().slice(0, 19) };
  return told.text;
}

/** The present instant by this machine's wall clock, which ticks in milliseconds. */
export function now(): Microseconds {
  return Date.now() * 1000;
}

function microsecondsOf(key: VersionKey): Microseconds {
  const [toTheSecond = '', fraction = ''] = key.split('.');
  return Date.parse(`${toTheSecond}Z`) * 1000 + Number(fraction.slice(0, 6).padEnd(6, '0'));
}

// A loop, because a backtracking expression takes quadratic time on a fraction of many zeros.
function significantFraction(fraction: string): string {
  let end = fraction.length;
  while (end > 0 && fraction[end - 1] === '0') end -= 1;
  return fraction.slice(0, end).padEnd(3, '0');
}

function secondAfter(text: string): string | undefined {
  const next = new Date(Date.parse(`${text.slice(0, 17)}59Z`) + 1000);
  return next.getUTCFullYear() > 9999 ? undefined : next.toISOString().slice(0, 19);
}

function daysInMonth(year: number, month: number): number {
  if (month === 2) return year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0) ? 29 : 28;
  return [4, 6, 9, 11].includes(month) ? 30 : 31;
}
