// Pages of the data endpoints: from the request's parameters to headers, `more` and `next` (3.2, 3.4, 3.5).
import { hash } from 'node:crypto';
import type { Request, Response } from 'express';
import { LRUCache } from 'lru-cache';
import { hostOf } from '../collections/accounts/networks.ts';
import type { Runs } from '../collections/audit/dates.ts';
import { readCursor, writeCursor, type Cursor, type CursorScope, type MatchParameters } from '../collections/cursor.ts';
import type { Made } from '../collections/kept-answers.ts';
import type { Question } from '../collections/open-collection.ts';
import { createSecondTime } from '../collections/second-time.ts';
import type { Dated, ObjectQuery, Page, VersionRecord } from '../collections/storage/port.ts';
import type { StoredObject } from '../collections/storage/stored-object.ts';
import type { Microseconds } from '../schemas/timestamp.ts';
import type { AnswerRoom } from './answer-room.ts';
import { COMPRESS_FROM } from './codings.ts';
import { clientOf } from './client.ts';
import { isKnownTo } from './conditional.ts';
import { collectionOf, contextOf } from './context.ts';
import { dateHeaders, spanOf, type DateSpan } from './date-headers.ts';
import { InvalidParameter } from './errors.ts';
import { effectiveMatch, matchTooLong, objectQuery, readParameters, type EndpointParameters } from './object-query.ts';
import { LONGEST_MATCH } from './parameters.ts';
import { Representation } from './representation.ts';
import { sendRepresentation } from './send.ts';
import { queryStringOf } from './target.ts';

/** What a data endpoint was asked, understood. */
export interface PageRequest {
  readonly query: Omit<ObjectQuery, 'maximumBytes'>;
  /** The endpoint, the collection, and the parameters in the words of the request, as far as an answer has them in it. */
  readonly form: string;
  /** Whether the client is gone. */
  isGone(): boolean;
  /** The `next` value of the page that ends at that position. */
  nextAfter(position: Microseconds): string;
}

/** A page as it is answered. */
export interface PageAnswer extends Made {
  readonly representation: Representation;
  readonly isEmpty: boolean;
  /** Absent where the page is empty. */
  readonly span?: DateSpan;
}

/** Asks a collection a question. */
export type Ask<Item> = (question: Question<Item, PageAnswer>) => Promise<PageAnswer>;

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
  const collection = collectionOf(request).entry.id;
  const agency = contextOf(request).asker.agency.name;
  const scope = { endpoint: endpoint.name, collection, agency, ...(objectId === undefined ? {} : { objectId }) };
  const { match, matchText, query } = readFilters(queryStringOf(request), endpoint, (next) => cursorOf(next, signingKey, scope));
  return {
    query: objectId === undefined ? query : { ...query, ids: [objectId] },
    form: `${endpoint.name} ${collection} ${matchText}`,
    isGone: () => request.socket.destroyed,
    nextAfter: (position) => writeCursor(signingKey, scope, { position, match }),
  };
}

/** What the parameters ask of a collection. */
interface Filters {
  readonly match: MatchParameters;
  /** As JSON. */
  readonly matchText: string;
  readonly query: Omit<ObjectQuery, 'maximumBytes'>;
}

/** Most polls are told to look for the same as the last time; whoever asks for an object by its id, or walks on, isn't. */
const usual = new LRUCache<string, Filters>({ max: 2_000 });
const isSecondTime = createSecondTime(4_096);
const LONGEST_USUAL = 256;

function readFilters(
  queryString: string,
  endpoint: EndpointParameters & { readonly name: string },
  cursorAt: (next: string | undefined) => Cursor | undefined,
): Filters {
  const name = `${endpoint.name}?${queryString}`;
  const known = name.length > LONGEST_USUAL ? undefined : usual.get(name);
  if (known !== undefined) return known;
  const given = readParameters(queryString, endpoint);
  const cursor = cursorAt(given.next);
  const match = effectiveMatch(given, cursor);
  const matchText = JSON.stringify(match);
  refuseLongMatch(match, matchText);
  const filters = { match, matchText, query: objectQuery(given, cursor) };
  // Whether a `next` is good depends on who says it.
  if (given.next === undefined && name.length <= LONGEST_USUAL && isSecondTime(name)) usual.set(name, filters);
  return filters;
}

/** Asks for a page of objects as an envelope, put together around their bytes (T-3.7-01, -04). */
export function askEnvelope(request: Request, room: AnswerRoom, asked: PageRequest, ask: Ask<StoredObject>): Promise<PageAnswer> {
  return askPage(request, room, asked, ask, envelopeOf);
}

/**
 * Asks for a page of anything else: `toResource` gives the resource's own members, which an empty page doesn't have.
 * @param basis what the resource is made of beside the page, as text
 */
export function askRecords(
  request: Request,
  room: AnswerRoom,
  asked: PageRequest,
  ask: Ask<VersionRecord>,
  toResource: (items: readonly VersionRecord[]) => object,
  basis = '',
): Promise<PageAnswer> {
  const toOctets = ({ items, more }: Page<VersionRecord>, next: string | undefined): Uint8Array[] => [
    Buffer.from(JSON.stringify({ more, ...(next === undefined ? {} : { next }), ...toResource(items) })),
  ];
  return askPage(request, room, { ...asked, form: `${asked.form} ${basis}` }, ask, toOctets);
}

/** Sends a page, or 304 to whoever has it. */
export async function sendPage(request: Request, response: Response, room: AnswerRoom, asked: PageRequest, answer: PageAnswer): Promise<void> {
  const { representation } = answer;
  room.hold(representation, response);
  const turn = room.turnOf(hostOf(clientOf(request).address), representation);
  if (turn !== undefined) await turn;
  await sendRepresentation(request, response, representation, dateHeaders(answer.span, asked.query.addedAfter));
}

async function askPage<Item extends Dated>(
  request: Request,
  room: AnswerRoom,
  asked: PageRequest,
  ask: Ask<Item>,
  toOctets: (page: Page<Item>, next: string | undefined) => readonly Uint8Array[],
): Promise<PageAnswer> {
  const place = room.enter();
  try {
    return await ask({
      query: { ...asked.query, maximumBytes: place.maximumBytes },
      form: asked.form,
      isGone: asked.isGone,
      make: (page, dates) => (page.items.length === 0 ? EMPTY : answerOf(asked, page, dates, toOctets)),
      extentOf({ representation }) {
        if (isKnownTo(request, representation)) return 'known';
        return request.method === 'HEAD' ? 'outline' : 'whole';
      },
    });
  } finally {
    place.leave();
  }
}

function answerOf<Item extends Dated>(
  asked: PageRequest,
  page: Page<Item>,
  dates: Runs,
  toOctets: (page: Page<Item>, next: string | undefined) => readonly Uint8Array[],
): PageAnswer {
  const next = nextOf(asked, page);
  const { items, more } = page;
  const [first = 0, last = first] = [items[0]?.dateAdded, items.at(-1)?.dateAdded];
  const representation = new Representation(toOctets(page, next), nameOf([OCTETS, asked.form, more, next ?? null], dates));
  return {
    representation,
    isEmpty: false,
    span: spanOf(first, last),
    isPersonal: next !== undefined,
    // Its compressed forms together are as large as itself at most.
    size: representation.length < COMPRESS_FROM ? representation.length : 2 * representation.length,
    retain: () => representation.retain(),
  };
}

/** Most polls find nothing new. */
const EMPTY: PageAnswer = {
  representation: new Representation([Buffer.from('{}')], 'empty'),
  isEmpty: true,
  isPersonal: false,
  size: 0,
};

// Of what the reader sees and nothing else (P5). A date stands for a version in a collection, for good, so that the octets
// themselves need not be gone through; in another one, which `form` names, it may stand for another version.
function nameOf(parts: readonly unknown[], dates: Runs): string {
  return hash('sha256', JSON.stringify([...parts, dates]), 'base64url').slice(0, NAME_LENGTH);
}

const NAME_LENGTH = 22;
/** To be raised when other octets are made of the same page. */
const OCTETS = 3;

// Those of the request together with those of its `next`.
function refuseLongMatch(match: MatchParameters, text: string): void {
  if (Buffer.byteLength(text) <= LONGEST_MATCH) return;
  const [field = '', value = ''] = Object.entries(match).toSorted(([, one], [, other]) => other.length - one.length)[0] ?? [];
  throw matchTooLong(field, value);
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

function nextOf(asked: PageRequest, { items, more }: Page<Dated>): string | undefined {
  const last = items.at(-1);
  return more && last !== undefined ? asked.nextAfter(last.dateAdded) : undefined;
}

function envelopeOf({ items, more }: Page<StoredObject>, next: string | undefined): Uint8Array[] {
  const head = next === undefined ? `{"more":${more},"objects":[` : `{"more":${more},"next":"${next}","objects":[`;
  return [Buffer.from(head), ...joined(items), END];
}

// Bodies that the store gave side by side, with a comma between them, stay together.
function joined(items: readonly StoredObject[]): Uint8Array[] {
  const parts: Uint8Array[] = [];
  let memory: Uint8Array = new Uint8Array();
  let [start, end] = [0, 0];
  for (const item of items) {
    const isBehind = item.memory === memory && item.start === end + 1 && memory[end] === COMMA[0];
    if (!isBehind) {
      if (end > start) parts.push(memory.subarray(start, end), COMMA);
      memory = item.memory;
      start = item.start;
    }
    end = item.end;
  }
  parts.push(memory.subarray(start, end));
  return parts;
}

const COMMA = Buffer.from(',');
const END = Buffer.from(']}');
