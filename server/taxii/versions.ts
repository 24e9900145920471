// GET /{api-root}/collections/{id}/objects/{object-id}/versions/ (TAXII 2.1, 5.8)
import type { RequestHandler } from 'express';
import type { Exchange } from '../../collections/exchange.ts';
import { collectionOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { readPageRequest, sendPage } from '../page.ts';
import type { ServerSettings } from '../settings.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

const PARAMETERS = { name: 'versions', paged: true, match: ['spec_version'] } as const;

export const getVersions = (exchange: Exchange, settings: ServerSettings): RequestHandler[] => [
  openCollection(exchange),
  requireRight('read'),
  acceptTaxii(settings.negotiation),
  async function sendVersions(request, response) {
    const id = String(request.params['object']);
    const asked = readPageRequest(request, exchange.signingKey, PARAMETERS, id);
    const collection = collectionOf(request);
    // All versions are listed, not the last one only (T-5.8-04).
    const page = await collection.records({ ...asked.query, versions: 'all' });
    if (page.items.length === 0 && !(await collection.has(id))) throw new NotFound('object');
    await sendPage(request, response, asked, page, (records) => ({ versions: records.map(({ version }) => version) }));
  },
];
