// POST /{api-root}/validation/ — a dry run of publishing, beside the standard's paths (T-8.2.1-04)
import type { Request } from 'express';
import type { Exchange } from '../collections/exchange.ts';
import type { OpenCollection } from '../collections/open-collection.ts';
import type { EnvelopeReport } from '../collections/publishing/validate-envelope.ts';
import { contextOf, rootOf } from './context.ts';
import { NotFound } from './errors.ts';
import { singleParameter } from './object-query.ts';
import { taxiiAnswer, type Operation } from './operation.ts';
import { sendResource } from './send.ts';
import { limitPublication } from './steps/limit-publications.ts';
import { acceptTaxii, takeEnvelope } from './steps/negotiate.ts';
import { readBody } from './steps/read-body.ts';
import { queryStringOf } from './target.ts';

const COLLECTION = 'collection';

/** With `?collection=` (id or alias) under that collection's policy; without it, by the standard alone. */
export const validateObjects: Operation = {
  id: 'validateObjects',
  summary: 'A dry run of publishing',
  description: 'Everything that publishing the envelope would find; nothing is stored.',
  parameters: [COLLECTION],
  takes: 'envelope',
  answers: [taxiiAnswer('What was found, object by object.', 'validation-report')],
  steps: [
    acceptTaxii,
    takeEnvelope,
    limitPublication,
    readBody,
    {
      refuses: ['invalid-parameter', 'not-found', 'malformed-json', 'not-an-envelope'],
      handler: ({ exchange }) =>
        async function reportFindings(request, response) {
          const report = await exchange.validate(contextOf(request), namedCollection(exchange, request), request.body);
          await sendResource(request, response, 200, reportResource(report));
        },
    },
  ],
};

function namedCollection(exchange: Exchange, request: Request): OpenCollection | undefined {
  const named = singleParameter(queryStringOf(request), COLLECTION);
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
