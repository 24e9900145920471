// GET and DELETE /{api-root}/collections/{id}/objects/{object-id}/ (TAXII 2.1, 5.6 and 5.7)
import type { RequestHandler } from 'express';
import type { Exchange, OpenCollection } from '../../collections/exchange.ts';
import type { ObjectQuery } from '../../collections/storage/port.ts';
import { collectionOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { namesOnlyVersions, readParameters, refuseOtherParameters, removalOf } from '../object-query.ts';
import { queryStringOf, readPageRequest, sendEnvelope } from '../page.ts';
import { sendBytes } from '../send.ts';
import type { ServerSettings } from '../settings.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

const GET_PARAMETERS = { name: 'object', paged: true, match: ['version', 'spec_version'] } as const;
const DELETE_PARAMETERS = { paged: false, match: ['version', 'spec_version'] } as const;

export const getObject = (exchange: Exchange, settings: ServerSettings): RequestHandler[] => [
  openCollection(exchange),
  requireRight('read'),
  acceptTaxii(settings.negotiation),
  async function sendObject(request, response) {
    const id = String(request.params['object']);
    const asked = readPageRequest(request, exchange.signingKey, GET_PARAMETERS, id);
    const collection = collectionOf(request);
    const page = await collection.page(asked.query);
    if (page.items.length === 0 && !(await isThere(collection, id, asked.query))) throw new NotFound('object or version');
    await sendEnvelope(request, response, asked, page);
  },
];

// T-5.6-06: an object that is there may have nothing to show, but of versions that are named one has to be there.
async function isThere(collection: OpenCollection, id: string, { versions, maximumBytes }: ObjectQuery): Promise<boolean> {
  if (!namesOnlyVersions(versions)) return collection.has(id);
  const named = { ids: [id], versions, specVersions: ['2.0', '2.1'], limit: 1, maximumBytes };
  return (await collection.records(named)).items.length > 0;
}

export const deleteObject = (exchange: Exchange, settings: ServerSettings): RequestHandler[] => [
  openCollection(exchange),
  requireRight('delete'),
  acceptTaxii(settings.negotiation),
  async function removeVersions(request, response) {
    const query = queryStringOf(request);
    refuseOtherParameters(query, DELETE_PARAMETERS);
    const removal = removalOf(readParameters(query, DELETE_PARAMETERS), String(request.params['object']));
    const removed = await collectionOf(request).remove(removal);
    if (removed === 0) throw new NotFound('object or version');
    await sendBytes(request, response, 200, Buffer.alloc(0));
  },
];
