// GET /console/api/collections/{id}/objects/{object-id}/relations/ — what an object is connected to, one step far
import type { RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import type { OpenCollection } from '../../collections/open-collection.ts';
import { isObject, stringsOf, type JsonObject } from '../../schemas/stix/json.ts';
import { collectionOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { cut, parsed, titleOf } from './describe.ts';
import { openById } from './locate.ts';
import type { RelationsResource } from './resources.ts';
import { sendJson } from './send-json.ts';

/** Nobody can read a graph with more in one step. */
const MOST_EDGES = 200;
const MOST_LOOKED_AT = 20_000;
const MAXIMUM_BYTES = 16 * 1024 * 1024;
const LONGEST_LABEL = 80;
const LONGEST_ID = 200;
const LAST = { versions: { first: false, last: true, values: [] }, maximumBytes: MAXIMUM_BYTES } as const;

type Edge = RelationsResource['edges'][number];

export const getRelations = (exchange: Exchange): RequestHandler[] => [
  openById(exchange),
  async function sendRelations(request, response) {
    const collection = collectionOf(request);
    const id = String(request.params['object']);
    const [stored] = (await collection.look({ ...LAST, ids: [id], limit: 1 }, undefined, 1)).items;
    if (stored === undefined) throw new NotFound('object');
    const wanted = Buffer.from(id);
    const query = { ...LAST, types: ['relationship', 'sighting'], newestFirst: true as const, limit: MOST_EDGES };
    const found = await collection.look(query, ({ body }) => Buffer.from(body.buffer, body.byteOffset, body.length).includes(wanted), MOST_LOOKED_AT);
    const own = ownEdges(parsed(stored), id);
    const related = found.items.map(parsed).flatMap((object) => edgeOf(object, id));
    const edges = [...related, ...own].slice(0, MOST_EDGES);
    const resource: RelationsResource = {
      nodes: await nodesOf(collection, [...new Set([id, ...edges.flatMap(({ from, to }) => [from, to])])]),
      edges,
      looked_at: found.lookedAt,
      is_whole: found.position === undefined && related.length + own.length <= MOST_EDGES,
    };
    await sendJson(request, response, 200, resource);
  },
];

/** The edge that a relationship or sighting is, if it is one of that object. */
function edgeOf(object: JsonObject, id: string): Edge[] {
  const { type, relationship_type: kind, source_ref: source, target_ref: target, sighting_of_ref: sighted } = object;
  const [from, to, label] = type === 'relationship' ? [source, target, kind] : [object.id, sighted, 'sighting of'];
  if (typeof from !== 'string' || typeof to !== 'string' || (from !== id && to !== id)) return [];
  return [{ id: `edge ${cut(String(object.id), LONGEST_ID)}`, from, to, label: cut(typeof label === 'string' ? label : '', LONGEST_LABEL) }];
}

/** What the object itself refers to: each `…_ref` and `…_refs`, but for its markings. */
function ownEdges(object: JsonObject, id: string): Edge[] {
  const refs = Object.entries(object).filter(([name]) => /_refs?$/.test(name) && name !== 'object_marking_refs');
  return refs
    .flatMap(([name, value]) => (typeof value === 'string' ? [value] : stringsOf(value)).map((to) => ({ name, to })))
    .filter(({ to }) => to.includes('--') && to.length <= LONGEST_ID)
    .slice(0, MOST_EDGES)
    .map(({ name, to }) => ({ id: `${id} ${name} ${to}`, from: id, to, label: name.replace(/_refs?$/, '').replaceAll('_', ' ') }));
}

// Of what isn't there for the asker only the id is told, which they have from what they are shown.
async function nodesOf(collection: OpenCollection, ids: readonly string[]): Promise<RelationsResource['nodes']> {
  const { items } = await collection.look({ ...LAST, ids, limit: ids.length }, undefined, ids.length);
  const found = items.map(parsed).filter(isObject);
  const objects = new Map(found.map((object) => [String(object.id), object]));
  const names = new Map(found.map((object) => [String(object.id), titleOf(object, new Map())]));
  return ids.map((id) => {
    const object = objects.get(id);
    return { id, type: id.split('--')[0] ?? '', title: object === undefined ? id : titleOf(object, names), is_there: object !== undefined };
  });
}
