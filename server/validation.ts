// POST /{api-root}/validation/ — a dry run of publishing, beside the standard's paths (T-8.2.1-04)
import type { Request, RequestHandler } from 'express';
import type { Exchange } from '../collections/exchange.ts';
import type { OpenCollection } from '../collections/open-collection.ts';
import type { EnvelopeReport } from '../collections/publishing/validate-envelope.ts';
import { contextOf, rootOf } from './context.ts';
import { NotFound } from './errors.ts';
import { singleParameter } from './object-query.ts';
import { queryStringOf } from './page.ts';
import { sendResource } from './send.ts';
import type { ServerSettings } from './settings.ts';
import { acceptTaxii, takeEnvelope } from './steps/negotiate.ts';
import { readBody } from './steps/read-body.ts';

/**
 * With `?collection=` (id or alias) under that collection's policy; without it, by the standard alone.
 * @param publicationLimit made by `limitPublications`
 */
export const validateObjects = (exchange: Exchange, settings: ServerSettings, publicationLimit: RequestHandler): RequestHandler[] => [
  acceptTaxii(settings.negotiation),
  takeEnvelope(settings.negotiation),
  publicationLimit,
  readBody(),
  async function reportFindings(request, response) {
    const report = await exchange.validate(contextOf(request), namedCollection(exchange, request), request.body);
    await sendResource(request, response, 200, reportResource(report));
  },
];

function namedCollection(exchange: Exchange, request: Request): OpenCollection | undefined {
  const named = singleParameter(queryStringOf(request), 'collection');
  if (named === undefined) return undefined;
  const collection = exchange.openCollection(contextOf(request), rootOf(request), named);
  if (collection === undefined) throw new NotFound('collection');
  return collection;
}

function reportResource({ total, accepted, objects }: EnvelopeReport): object {
  return {
    total_count: total,
    accepted_count: accepted,
    refused_count: total - accepted,
    ...(objects.length === 0 ? {} : { objects }),
  };
}
