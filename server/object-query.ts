// URL parameters of the data endpoints: from the raw query string to an ObjectQuery or a Removal (T-3.4).
import type { Cursor, MatchParameters } from '../collections/cursor.ts';
import type { ObjectQuery, Removal, VersionSelection } from '../collections/storage/port.ts';
import { parseFilterTimestamp, versionKey, type Microseconds, type VersionKey } from '../schemas/timestamp.ts';
import type { ConsoleParameter } from './console/parameters.ts';
import { InvalidParameter } from './errors.ts';
import { LONGEST_MATCH, MOST_PARAMETERS, PAGE, SPEC_VERSION, VERSION_KEYWORDS, type ParameterName } from './parameters.ts';

/** A match field of the standard. */
export type MatchField = 'id' | 'type' | 'version' | 'spec_version';

/** The parameters of one endpoint (T-3.4-18, matrix 9.2). */
export interface EndpointParameters {
  readonly paged: boolean;
  readonly match: readonly MatchField[];
}

/** Where timestamps end. So far off, microseconds are no safe integers, and rounding could lead into the year 10000. */
const LATEST: Microseconds = Date.parse('9999-12-31T23:59:59Z') * 1000;

const DIGITS = /^[0-9]+$/;
/** What percent-encoding makes of characters that a URL can't have. */
const ENCODED = /[%+]/;
/** A value that is empty, or has white space around it. */
const BROKEN_LIST = /^(?:$|[\s,])|,[\s,]|[\s,],|[\s,]$/;

/** The parameters of a request, by name, each at most once. */
export interface GivenParameters {
  readonly addedAfter?: Microseconds;
  readonly limit: number;
  readonly next?: string;
  readonly match: MatchParameters;
}

/** The names of an endpoint's parameters, for the API document. */
export function parameterNames({ paged, match }: EndpointParameters): readonly ParameterName[] {
  const ofPages = ['added_after', 'limit', 'next'] as const;
  return [...(paged ? ofPages : []), ...match.map((field) => `match[${field}]` as const)];
}

/**
 * Reads the parameters that the endpoint defines and ignores all others (T-3.4-22).
 * @param query the raw query string, without `?`
 * @throws {InvalidParameter} see T-3.4-20
 */
export function readParameters(query: string, endpoint: EndpointParameters): GivenParameters {
  const given = parseQueryString(query);
  const match: Partial<Record<MatchField, string>> = {};
  for (const field of endpoint.match) {
    const value = single(given, `match[${field}]`);
    if (value !== undefined) match[field] = checkMatch(field, value);
  }
  if (!endpoint.paged) return { limit: PAGE.defaultLimit, match };
  const addedAfter = single(given, 'added_after');
  const next = single(given, 'next');
  if (next === '') throw new InvalidParameter('next', next, 'the next value of an earlier response');
  return {
    ...(addedAfter === undefined ? {} : { addedAfter: readInstant('added_after', addedAfter) }),
    limit: readLimit(single(given, 'limit')),
    ...(next === undefined ? {} : { next }),
    match,
  };
}

/**
 * Refuses parameters that would make a deletion do something else than was meant (T-3.4-22, T-5.7-05).
 * @param others that the endpoint has beside the standard's
 */
export function refuseOtherParameters(query: string, endpoint: EndpointParameters, ...others: readonly ParameterName[]): void {
  const known = new Set<string>([...parameterNames(endpoint), ...others]);
  for (const [name, values] of parseQueryString(query)) {
    if (known.has(name)) continue;
    const expected = `only ${[...known].join(', ')} on this endpoint, as other filters would be ignored`;
    throw new InvalidParameter(name, values[0] ?? '', expected);
  }
}

/** The value of a parameter that may be there once; for endpoints beside the standard's. */
export function singleParameter(query: string, name: ParameterName | ConsoleParameter): string | undefined {
  return single(parseQueryString(query), name);
}

/** What the store is asked: stated filters win over those of the cursor, the later position wins (T-3.4-17). */
export function objectQuery(given: GivenParameters, cursor: Cursor | undefined): Omit<ObjectQuery, 'maximumBytes'> {
  const match = effectiveMatch(given, cursor);
  const after = latest(given.addedAfter, cursor?.position);
  return {
    ...(after === undefined ? {} : { addedAfter: after }),
    ...list('ids', match.id),
    ...list('types', match.type),
    ...list('specVersions', match.spec_version),
    versions: versionSelection(match.version ?? 'last'),
    limit: given.limit,
  };
}

/** The match parameters that are in force, to be carried by the next cursor. */
export function effectiveMatch(given: GivenParameters, cursor: Cursor | undefined): MatchParameters {
  return { ...cursor?.match, ...given.match };
}

/** What to delete: without `match[version]` every version (T-5.7-06). */
export function removalOf(given: GivenParameters, id: string): Removal {
  const { version, spec_version } = given.match;
  return {
    id,
    versions: version === undefined ? 'all' : versionSelection(version),
    ...list('specVersions', spec_version),
  };
}

/** Whether nothing but specific versions is asked for (T-5.6-06). */
export function namesOnlyVersions(versions: VersionSelection): boolean {
  return versions !== 'all' && !versions.first && !versions.last;
}

function parseQueryString(query: string): Map<string, string[]> {
  const given = new Map<string, string[]>();
  const pairs = query.split('&', MOST_PARAMETERS + 1);
  if (pairs.length > MOST_PARAMETERS) throw tooManyParameters(pairs.at(-1) ?? '');
  for (const pair of pairs) {
    if (pair === '') continue;
    const equals = pair.indexOf('=');
    const name = decode(equals === -1 ? pair : pair.slice(0, equals), pair);
    const value = equals === -1 ? '' : decode(pair.slice(equals + 1), name);
    const values = given.get(name);
    // Into the list that is there: a copy for each value would take quadratic time on a name that is repeated.
    if (values === undefined) given.set(name, [value]);
    else values.push(value);
  }
  return given;
}

// Before any of them is looked at: who sends thousands has something else in mind than to ask.
function tooManyParameters(pair: string): InvalidParameter {
  const [name = '', value = ''] = pair.split('=', 2);
  return new InvalidParameter(name, value, `at most ${MOST_PARAMETERS} parameters`);
}

function decode(text: string, parameter: string): string {
  if (!ENCODED.test(text)) return text;
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    throw new InvalidParameter(parameter, text, 'percent-encoded UTF-8');
  }
}

function single(given: ReadonlyMap<string, string[]>, name: ParameterName | ConsoleParameter): string | undefined {
  const values = given.get(name);
  if (values !== undefined && values.length > 1) {
    throw new InvalidParameter(name, values.join(' and '), 'the parameter once only, several values separated by commas');
  }
  return values?.[0];
}

/** The instant after which something is asked for. @throws {InvalidParameter} */
export function readInstant(parameter: ParameterName | ConsoleParameter, value: string): Microseconds {
  const instant = parseFilterTimestamp(value);
  if (instant === undefined) {
    throw new InvalidParameter(parameter, value, 'one timestamp such as 2026-01-31T12:00:00.000000Z');
  }
  return Math.min(instant, LATEST);
}

/** How many items are asked for at most. @throws {InvalidParameter} */
export function readLimit(value: string | undefined): number {
  if (value === undefined) return PAGE.defaultLimit;
  if (!DIGITS.test(value) || Number(value) < 1) {
    throw new InvalidParameter('limit', value, 'an integer greater than 0');
  }
  return Math.min(Number(value), PAGE.maximumLimit);
}

function checkMatch(field: MatchField, value: string): string {
  const parameter = `match[${field}]`;
  if (value.length > LONGEST_MATCH) throw matchTooLong(field, value);
  if (BROKEN_LIST.test(value)) {
    throw new InvalidParameter(parameter, value, 'values separated by single commas, without spaces');
  }
  if (field === 'spec_version') checkSpecVersions(parameter, value.split(','));
  if (field === 'version') checkVersions(parameter, value.split(','));
  return value;
}

/** A longer list would give a `next` that no request has room for, so that page two could never be asked for. */
export function matchTooLong(field: string, value: string): InvalidParameter {
  const expected = `match parameters of at most ${LONGEST_MATCH} octets together; ask for fewer values at a time`;
  return new InvalidParameter(`match[${field}]`, value, expected);
}

function checkSpecVersions(parameter: string, elements: readonly string[]): void {
  for (const element of elements) {
    if (!SPEC_VERSION.test(element)) throw new InvalidParameter(parameter, element, 'STIX versions such as 2.1');
  }
}

function checkVersions(parameter: string, elements: readonly string[]): void {
  const seen = new Set<string>();
  for (const element of elements) {
    const isKeyword = (VERSION_KEYWORDS as readonly string[]).includes(element);
    const key = isKeyword ? element : versionKey(element);
    if (key === undefined) {
      throw new InvalidParameter(parameter, element, 'first, last, all, or a STIX timestamp such as 2026-01-31T12:00:00.000Z');
    }
    if (seen.has(key)) throw new InvalidParameter(parameter, element, 'each version or keyword once only');
    seen.add(key);
  }
  if (seen.has('all') && seen.size > 1) {
    throw new InvalidParameter(parameter, elements.join(','), 'all by itself, or other versions without it');
  }
}

function versionSelection(value: string): VersionSelection {
  const elements = value.split(',');
  if (elements.includes('all')) return 'all';
  const values = elements.map((element) => versionKey(element)).filter((key): key is VersionKey => key !== undefined);
  return { first: elements.includes('first'), last: elements.includes('last'), values };
}

function list<Name extends string>(name: Name, value: string | undefined): { [key in Name]?: string[] } {
  return value === undefined ? {} : ({ [name]: [...new Set(value.split(','))] } as { [key in Name]?: string[] });
}

/** The later one of those that are there. */
export function latest(one: Microseconds | undefined, other: Microseconds | undefined): Microseconds | undefined {
  if (one === undefined || other === undefined) return one ?? other;
  return Math.max(one, other);
}
