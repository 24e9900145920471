// GET /console/api/collections/{id}/objects/{object-id}/ — an object, its versions, and why the asker sees it
import type { RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { StoredObject } from '../../collections/storage/stored-object.ts';
import { collectionOf, contextOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import { fieldsOf, parsed, summaryOf } from './describe.ts';
import { openById } from './locate.ts';
import { endsOf, namesFor } from './names.ts';
import type { ObjectResource, TrailResource, VersionResource } from './resources.ts';
import { sendJson } from './send-json.ts';
import { explainSight } from './sight.ts';
import { entryResource } from './audit.ts';
import { versionOf } from './versions.ts';

/** Versions of an object that are told at once. */
const MOST_VERSIONS = 20;
/** Longer objects are told without their JSON, in octets. */
const LONGEST_JSON = 200_000;
const MAXIMUM_BYTES = 16 * 1024 * 1024;
const EVERY_VERSION = { versions: 'all', specVersions: ['2.0', '2.1'], newestFirst: true, maximumBytes: MAXIMUM_BYTES } as const;

export const getObject = (exchange: Exchange): RequestHandler[] => [
  openById(exchange),
  async function sendObject(request, response) {
    const session = contextOf(request);
    const collection = collectionOf(request);
    const id = String(request.params['object']);
    const { items, position } = await collection.look({ ...EVERY_VERSION, ids: [id], limit: MOST_VERSIONS }, undefined, MOST_VERSIONS);
    // The newest by their version, which needn't have come last.
    const versions = items.map((stored) => ({ stored, object: parsed(stored) })).toSorted(byVersion);
    const [newest] = versions;
    if (newest === undefined) throw new NotFound('object');
    const names = await namesFor(collection, [newest.object]);
    const resource: ObjectResource = {
      summary: summaryOf(newest.stored, newest.object, session.directory, names),
      ends: endsOf(newest.object).map((end) => ({ id: end, title: names.get(end) ?? end })),
      versions: versions.map(({ stored, object }) => versionResource(stored, object)),
      more_versions: position !== undefined,
      sight: await explainSight(session, collection, newest.object),
    };
    await sendJson(request, response, 200, resource);
  },
];

/** For operators: who published it and who was given it. */
export const getTrail = (exchange: Exchange): RequestHandler[] => [
  openById(exchange),
  async function sendTrail(request, response) {
    const { entry, require, has } = collectionOf(request);
    require('read');
    const id = String(request.params['object']);
    const trail = (await has(id)) ? await exchange.oversight.about(contextOf(request), entry.id, id) : undefined;
    if (trail === undefined) throw new NotFound('audit log of that object');
    const resource: TrailResource = { entries: trail.entries.map(entryResource), is_whole: trail.isWhole };
    await sendJson(request, response, 200, resource);
  },
];

type Version = { readonly stored: StoredObject; readonly object: ReturnType<typeof parsed> };

function byVersion(one: Version, other: Version): number {
  const [first, second] = [one, other].map(({ stored, object }) => Date.parse(versionOf(object, stored.dateAdded)));
  return (second ?? 0) - (first ?? 0) || other.stored.dateAdded - one.stored.dateAdded;
}

function versionResource(stored: StoredObject, object: Version['object']): VersionResource {
  const isShort = stored.size <= LONGEST_JSON;
  return {
    version: versionOf(object, stored.dateAdded),
    date_added: formatTimestamp(stored.dateAdded),
    fields: fieldsOf(object),
    ...(isShort ? { json: Buffer.from(stored.body).toString('utf8') } : {}),
    octets: stored.size,
  };
}
