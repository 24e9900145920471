// GET /console/api/collections/{id}/ and …/objects/ — a collection, and what is in it, newest first
import type { Request, RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { Sieve } from '../../collections/look.ts';
import type { ObjectQuery } from '../../collections/storage/port.ts';
import { isObject } from '../../schemas/stix/json.ts';
import { publishedTlpLevel, tlpLevel } from '../../schemas/stix/tlp.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { collectionOf, contextOf, rootOf } from '../context.ts';
import { InvalidParameter } from '../errors.ts';
import { readInstant, singleParameter } from '../object-query.ts';
import { queryStringOf } from '../target.ts';
import { markingIdsOf, mentions, parsed, summaryOf } from './describe.ts';
import { collectionResource, openById, visibleTo } from './locate.ts';
import { namesFor } from './names.ts';
import type { CollectionsResource, ObjectsResource } from './resources.ts';
import { sendJson } from './send-json.ts';

/** How many objects a page has. */
const PAGE_SIZE = 50;
/** How many are looked at for a page, where something is looked for that no index has. */
const MOST_LOOKED_AT = 5_000;
const MAXIMUM_BYTES = 16 * 1024 * 1024;
const LONGEST_TEXT = 200;
const EVERY_VERSION = { versions: 'all', specVersions: ['2.0', '2.1'] } as const;
const LAST_VERSION = { versions: { first: false, last: true, values: [] } } as const;

/** The collections that the asker sees, uncounted. */
export const getCollections = (): RequestHandler[] => [
  async function sendCollections(request, response) {
    const session = contextOf(request);
    const resource: CollectionsResource = { collections: visibleTo(session).map(({ root, entry }) => collectionResource(session, root, entry)) };
    await sendJson(request, response, 200, resource);
  },
];

export const getCollection = (exchange: Exchange): RequestHandler[] => [
  openById(exchange),
  async function sendCollection(request, response) {
    const { entry, rights, tally } = collectionOf(request);
    const counted = rights.canRead ? await tally() : undefined;
    await sendJson(request, response, 200, collectionResource(contextOf(request), rootOf(request), entry, counted));
  },
];

/** With `type`, `text`, `marking` (a TLP level or an id), `author` (an identity), `versions` (`last`, `all`), `before` and `after`. */
export const getObjects = (exchange: Exchange): RequestHandler[] => [
  openById(exchange),
  async function sendObjects(request, response) {
    const { directory } = contextOf(request);
    const { items, lookedAt, position } = await collectionOf(request).look(queryOf(request), sieveOf(request), MOST_LOOKED_AT);
    const found = items.map((stored) => ({ stored, object: parsed(stored) }));
    const names = await namesFor(collectionOf(request), found.map(({ object }) => object));
    const objects: ObjectsResource = {
      objects: found.map(({ stored, object }) => summaryOf(stored, object, directory, names)),
      looked_at: lookedAt,
      ...(position === undefined ? {} : { next: formatTimestamp(position) }),
    };
    await sendJson(request, response, 200, objects);
  },
];

function queryOf(request: Request): ObjectQuery {
  const given = (name: Parameters<typeof singleParameter>[1]): string | undefined => singleParameter(queryStringOf(request), name) || undefined;
  const [types, versions, before, after] = [given('type'), given('versions'), given('before'), given('after')];
  if (versions !== undefined && versions !== 'all' && versions !== 'last') throw new InvalidParameter('versions', versions, 'last or all');
  return {
    ...(types === undefined ? {} : { types: types.split(',') }),
    ...(before === undefined ? {} : { addedBefore: readInstant('before', before) }),
    ...(after === undefined ? {} : { addedAfter: readInstant('after', after) }),
    ...(versions === 'all' ? EVERY_VERSION : LAST_VERSION),
    newestFirst: true,
    limit: PAGE_SIZE,
    maximumBytes: MAXIMUM_BYTES,
  };
}

function sieveOf(request: Request): Sieve {
  const given = (name: Parameters<typeof singleParameter>[1]): string | undefined => singleParameter(queryStringOf(request), name) || undefined;
  const [text, marking, author] = [given('text')?.toLowerCase(), given('marking'), given('author')];
  if (text !== undefined && text.length > LONGEST_TEXT) throw new InvalidParameter('text', text, `at most ${LONGEST_TEXT} characters`);
  if (text === undefined && marking === undefined && author === undefined) return undefined;
  return (stored) => {
    const object = parsed(stored);
    if (!isObject(object)) return false;
    if (author !== undefined && object.created_by_ref !== author) return false;
    if (marking !== undefined && !bears(markingIdsOf(object), marking)) return false;
    return text === undefined || mentions(object, text);
  };
}

// A level by its name, `none` for what bears no marking, else the id of a marking.
function bears(ids: readonly string[], marking: string): boolean {
  if (marking === 'none') return ids.length === 0;
  const level = tlpLevel(marking);
  return level === undefined ? ids.includes(marking) : ids.some((id) => publishedTlpLevel(id) === level);
}
