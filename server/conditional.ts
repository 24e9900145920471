// Conditional requests: whoever has an answer already is only told that it is still the answer (RFC 9110, 8.8.3, 13.1.2).
import type { IncomingMessage } from 'node:http';
import { COMPRESS_FROM, codingFor, type Coding } from './codings.ts';
import type { Representation } from './representation.ts';

/** The coding in which a request gets octets of that length. */
export function codingOf({ headers }: IncomingMessage, { length }: { readonly length: number }): Coding | undefined {
  return length < COMPRESS_FROM ? undefined : codingFor(headers['accept-encoding']);
}

/** The strong entity tag of a representation in that coding: one for each, as their octets differ. */
export function entityTagOf({ name }: Representation, coding: Coding | undefined): string {
  return coding === undefined ? `"${name}"` : `"${name}-${coding}"`;
}

/** Whether a GET or HEAD says that the client has what it would get. */
export function isKnownTo(request: IncomingMessage, representation: Representation): boolean {
  const known = request.headers['if-none-match'];
  if (known === undefined) return false;
  if (known.trim() === '*') return true;
  const tag = entityTagOf(representation, codingOf(request, representation));
  // Weak comparison: a mark of weakness on what the client has makes no difference.
  return known.match(ENTITY_TAG)?.some((one) => one === tag) === true;
}

const ENTITY_TAG = /"[^"]*"/g;
