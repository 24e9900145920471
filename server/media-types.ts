// Media types in `Accept` and `Content-Type`, parsed as RFC 9110 says, never matched as text (T-3.1-05..-11).

/** One media range or type: lower-case names, parameters in `parameters`, `quality` from 0 to 1. */
export interface MediaType {
  readonly type: string;
  readonly subtype: string;
  readonly parameters: ReadonlyMap<string, string>;
  readonly quality: number;
}

/** How forgiving the server is with media types that the standard doesn't define. */
export type Negotiation = 'lenient' | 'strict';

const TAXII_SUBTYPES = new Set(['taxii+json', 'vnd.oasis.taxii+json']);
const STIX_SUBTYPES = new Set(['stix+json', 'vnd.oasis.stix+json']);

/** Most characters of an `Accept` header; real ones are far shorter. */
export const LONGEST_ACCEPT = 4_000;

const TOKEN = "[!#$%&'*+.^_`|~0-9A-Za-z-]+";
const RANGE = new RegExp(`^[ \\t]*(${TOKEN})[ \\t]*/[ \\t]*(${TOKEN})[ \\t]*(?=;|$)`);
const PARAMETER = new RegExp(`^;[ \\t]*(?:(${TOKEN})[ \\t]*=[ \\t]*(?:(${TOKEN})|"((?:[^"\\\\]|\\\\.)*)")[ \\t]*)?(?=;|$)`);
const LIST_ELEMENT = /(?:[^,"]|"(?:[^"\\]|\\.)*")+/g;

/**
 * Whether an `Accept` header lets the server answer in TAXII 2.1 (T-3.1-06..-09, -11, T-B-05).
 * @param accept at most `LONGEST_ACCEPT` characters, as unclosed quotes take quadratic time
 */
export function acceptsTaxii(accept: string | undefined, negotiation: Negotiation): boolean {
  if (accept === undefined || accept.trim() === '') return negotiation === 'lenient';
  const ranges = (accept.match(LIST_ELEMENT) ?? []).map(parseMediaType).filter((range) => range !== undefined);
  if (ranges.some((range) => isTaxii21(range) && range.quality > 0)) return true;
  if (ranges.some((range) => isTaxii21(range))) return false;
  return ranges.some((range) => range.quality > 0 && isServedAnyway(range, negotiation));
}

/** Whether a body of that `Content-Type` is read as an envelope (T-3.1-08, -10). */
export function isEnvelopeType(contentType: string | undefined, negotiation: Negotiation): boolean {
  const type = contentType === undefined ? undefined : parseMediaType(contentType);
  if (type === undefined) return false;
  if (isTaxii21(type)) return true;
  return negotiation === 'lenient' && isStix(type);
}

/** The media type of one header element, or `undefined` when it isn't one. */
export function parseMediaType(text: string): MediaType | undefined {
  const range = RANGE.exec(text);
  if (range === null) return undefined;
  const [whole, type = '', subtype = ''] = range;
  const parameters = parseParameters(text.slice(whole.length));
  if (parameters === undefined) return undefined;
  const quality = Number(parameters.get('q') ?? 1);
  if (!(quality >= 0 && quality <= 1)) return undefined;
  return { type: type.toLowerCase(), subtype: subtype.toLowerCase(), parameters, quality };
}

function parseParameters(text: string): Map<string, string> | undefined {
  const parameters = new Map<string, string>();
  let rest = text;
  while (rest !== '') {
    const match = PARAMETER.exec(rest);
    if (match === null) return undefined;
    const [whole, name, token, quoted] = match;
    if (name !== undefined) parameters.set(name.toLowerCase(), token ?? (quoted ?? '').replaceAll(/\\(.)/g, '$1'));
    rest = rest.slice(whole.length);
  }
  return parameters;
}

function isTaxii21({ type, subtype, parameters }: MediaType): boolean {
  return type === 'application' && TAXII_SUBTYPES.has(subtype) && (parameters.get('version') ?? '2.1') === '2.1';
}

// STIX types are in the standard's own samples (5.3), in clients that publish bundles, and never wrong by much.
function isStix({ type, subtype, parameters }: MediaType): boolean {
  const version = parameters.get('version') ?? '2.1';
  return type === 'application' && STIX_SUBTYPES.has(subtype) && (version === '2.1' || version === '2.0');
}

function isServedAnyway(range: MediaType, negotiation: Negotiation): boolean {
  const isWildcard = range.subtype === '*' && (range.type === '*' || range.type === 'application');
  if (isWildcard || isStix(range)) return true;
  return negotiation === 'lenient' && range.type === 'application' && range.subtype === 'json';
}
