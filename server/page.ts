// Pages of the data endpoints: from the request's parameters to headers, `more` and `next` (3.2, 3.4, 3.5).
import type { Request, Response } from 'express';
import { readCursor, writeCursor, type Cursor, type CursorScope, type MatchParameters } from '../collections/cursor.ts';
import type { ObjectQuery, Page, StoredObject } from '../collections/storage/port.ts';
import type { Microseconds } from '../schemas/timestamp.ts';
import { collectionOf, contextOf } from './context.ts';
import { InvalidParameter } from './errors.ts';
import {
  effectiveMatch,
  objectQuery,
  readParameters,
  type EndpointParameters,
} from './object-query.ts';
import { sendBytes, sendResource, setDateHeaders } from './send.ts';

/** Most octets that the match parameters of a request may have together, as JSON. */
const LONGEST_MATCH = 64 * 1024;

/** What a data endpoint was asked, understood. */
export interface PageRequest {
  readonly query: ObjectQuery;
  /** Whether the client is gone. */
  isGone(): boolean;
  /** The `next` value of the page that ends at that position. */
  nextAfter(position: Microseconds): string;
}

/**
 * Reads the parameters of a data endpoint.
 * @throws {InvalidParameter} also for a `next` that was not made for this collection, endpoint and object (T-3.4-16, -17)
 */
export function readPageRequest(
  request: Request,
  signingKey: Uint8Array,
  endpoint: EndpointParameters & { readonly name: CursorScope['endpoint'] },
  objectId?: string,
): PageRequest {
  const given = readParameters(queryStringOf(request), endpoint);
  const collection = collectionOf(request).entry.id;
  const agency = contextOf(request).asker.agency.name;
  const scope = { endpoint: endpoint.name, collection, agency, ...(objectId === undefined ? {} : { objectId }) };
  const cursor = cursorOf(given.next, signingKey, scope);
  const match = effectiveMatch(given, cursor);
  refuseLongMatch(match);
  return {
    query: objectQuery(given, cursor, objectId),
    isGone: () => request.socket.destroyed,
    nextAfter: (position) => writeCursor(signingKey, scope, { position, match }),
  };
}

/** Sends stored objects as an envelope, put together around their bytes (T-3.7-01, -04). */
export async function sendEnvelope(
  request: Request,
  response: Response,
  asked: PageRequest,
  page: Page<StoredObject>,
): Promise<void> {
  setSpanHeaders(response, asked, page);
  await sendBytes(request, response, 200, envelopeOf(page, nextOf(asked, page)));
}

/** Sends a page of anything else: `toResource` gives the resource's own members, which an empty page doesn't have. */
export async function sendPage<Item extends { readonly dateAdded: Microseconds }>(
  request: Request,
  response: Response,
  asked: PageRequest,
  page: Page<Item>,
  toResource: (items: readonly Item[]) => object,
): Promise<void> {
  setSpanHeaders(response, asked, page);
  const next = nextOf(asked, page);
  const resource = page.items.length === 0 ? {} : { more: page.more, ...(next && { next }), ...toResource(page.items) };
  await sendResource(request, response, 200, resource);
}

/** The raw query string of a request, without `?`. */
export function queryStringOf(request: Request): string {
  const start = request.url.indexOf('?');
  return start === -1 ? '' : request.url.slice(start + 1);
}

// A longer list would give a `next` that no request has room for, so that page two could never be asked for.
function refuseLongMatch(match: MatchParameters): void {
  if (Buffer.byteLength(JSON.stringify(match)) <= LONGEST_MATCH) return;
  const [field = '', value = ''] = Object.entries(match).toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
  const expected = `match parameters of at most ${LONGEST_MATCH} octets together; ask for fewer values at a time`;
  throw new InvalidParameter(`match[${field}]`, value, expected);
}

/** Reads a `next` value, if there is one. @throws {InvalidParameter} when it isn't of that scope (T-3.4-16, -17) */
export function cursorOf(next: string | undefined, signingKey: Uint8Array, scope: CursorScope): Cursor | undefined {
  if (next === undefined) return undefined;
  const cursor = readCursor(signingKey, scope, next);
  if (cursor === undefined) {
    throw new InvalidParameter('next', next, 'the next value of an earlier response of this very endpoint');
  }
  return cursor;
}

function nextOf(asked: PageRequest, { items, more }: Page<{ readonly dateAdded: Microseconds }>): string | undefined {
  const last = items.at(-1);
  return more && last !== undefined ? asked.nextAfter(last.dateAdded) : undefined;
}

function setSpanHeaders(response: Response, asked: PageRequest, { items }: Page<{ readonly dateAdded: Microseconds }>) {
  const [first, last] = [items[0], items.at(-1)];
  const span = first && last && { first: first.dateAdded, last: last.dateAdded };
  setDateHeaders(response, span, asked.query.addedAfter);
}

function envelopeOf({ items, more }: Page<StoredObject>, next: string | undefined): Buffer {
  if (items.length === 0) return Buffer.from('{}');
  const head = next === undefined ? `{"more":${more},"objects":[` : `{"more":${more},"next":"${next}","objects":[`;
  const parts: Uint8Array[] = [Buffer.from(head)];
  for (const [position, { body }] of items.entries()) {
    if (position > 0) parts.push(COMMA);
    parts.push(body);
  }
  parts.push(END);
  return Buffer.concat(parts);
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}');
