// GET and POST /{api-root}/collections/{id}/objects/ (TAXII 2.1, 5.4 and 5.5)
import { collectionOf } from '../context.ts';
import { parameterNames } from '../object-query.ts';
import { pageAnswers, taxiiAnswer, type Operation } from '../operation.ts';
import { askEnvelope, readPageRequest, sendPage } from '../page.ts';
import { sendResource } from '../send.ts';
import { limitPublication } from '../steps/limit-publications.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii, takeEnvelope } from '../steps/negotiate.ts';
import { readBody } from '../steps/read-body.ts';
import { statusResource } from './status.ts';

const PARAMETERS = { name: 'objects', paged: true, match: ['id', 'type', 'version', 'spec_version'] } as const;

export const getObjects: Operation = {
  id: 'getObjects',
  summary: 'The objects of a collection',
  description:
    'In the order in which they were added, byte for byte as they were published. Who asks again with `added_after` set to the last `X-TAXII-Date-Added-Last` misses nothing and gets nothing twice.',
  section: '5.4',
  parameters: parameterNames(PARAMETERS),
  answers: pageAnswers('A page of objects; without any, an empty object.', 'envelope'),
  steps: [
    openCollection,
    requireRight('read'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter'],
      handler: ({ exchange, room }) =>
        async function sendObjects(request, response) {
          const asked = readPageRequest(request, exchange.signingKey, PARAMETERS);
          const answer = await askEnvelope(request, room, asked, collectionOf(request).objects);
          await sendPage(request, response, room, asked, answer);
        },
    },
  ],
};

export const addObjects: Operation = {
  id: 'addObjects',
  summary: 'Publish objects',
  description:
    'Each object is checked by itself: the status tells which ones were taken, and of the others why not. A large envelope is answered `pending` and finished afterwards.',
  section: '5.5',
  parameters: [],
  takes: 'envelope',
  answers: [taxiiAnswer('What became of the objects, or that it is not decided yet.', 'status', 202)],
  steps: [
    openCollection,
    requireRight('write'),
    acceptTaxii,
    takeEnvelope,
    limitPublication,
    readBody,
    {
      refuses: ['malformed-json', 'not-an-envelope', 'unsupported-stix-version', 'store-full'],
      handler: () =>
        async function publishObjects(request, response) {
          const status = await collectionOf(request).publish(request.body);
          await sendResource(request, response, 202, statusResource(status));
        },
    },
  ],
};
