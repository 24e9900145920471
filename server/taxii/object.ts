// GET and DELETE /{api-root}/collections/{id}/objects/{object-id}/ (TAXII 2.1, 5.6 and 5.7)
import type { OpenCollection } from '../../collections/open-collection.ts';
import { collectionOf } from '../context.ts';
import { InvalidParameter, NotFound } from '../errors.ts';
import { namesOnlyVersions, parameterNames, readParameters, refuseOtherParameters, removalOf, singleParameter } from '../object-query.ts';
import { pageAnswers, taxiiAnswer, type Operation } from '../operation.ts';
import { LONGEST_REASON } from '../parameters.ts';
import { askEnvelope, readPageRequest, sendPage, type PageRequest } from '../page.ts';
import { sendBytes } from '../send.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';
import { queryStringOf } from '../target.ts';

const GET_PARAMETERS = { name: 'object', paged: true, match: ['version', 'spec_version'] } as const;
const DELETE_PARAMETERS = { paged: false, match: ['version', 'spec_version'] } as const;

/** Beside the standard: why it is deleted, for those who are told of it. */
const REASON = 'reason';

export const getObject: Operation = {
  id: 'getObject',
  summary: 'One object',
  description: 'Its versions, in the order in which they were added; by default the last one.',
  section: '5.6',
  parameters: parameterNames(GET_PARAMETERS),
  answers: pageAnswers('A page of versions. Without any, where the object is there all the same, an empty object.', 'envelope'),
  steps: [
    openCollection,
    requireRight('read'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter', 'not-found'],
      handler: ({ exchange, room }) =>
        async function sendObject(request, response) {
          const id = String(request.params['object']);
          const asked = readPageRequest(request, exchange.signingKey, GET_PARAMETERS, id);
          const collection = collectionOf(request);
          const answer = await askEnvelope(request, room, asked, collection.objects);
          if (answer.isEmpty && !(await isThere(collection, id, asked.query))) throw new NotFound('object or version');
          await sendPage(request, response, room, asked, answer);
        },
    },
  ],
};

// T-5.6-06: an object that is there may have nothing to show, but of versions that are named one has to be there.
async function isThere(collection: OpenCollection, id: string, { versions }: PageRequest['query']): Promise<boolean> {
  if (!namesOnlyVersions(versions)) return collection.has(id);
  return collection.hasAny({ ids: [id], versions, specVersions: ['2.0', '2.1'], limit: 1, maximumBytes: 1 });
}

export const deleteObject: Operation = {
  id: 'deleteObject',
  summary: 'Delete versions of an object',
  description: 'All of them, or those that are named. Other URL parameters are refused, as they would be ignored.',
  section: '5.7',
  parameters: [...parameterNames(DELETE_PARAMETERS), REASON],
  answers: [taxiiAnswer('They are deleted. The body is empty.')],
  steps: [
    openCollection,
    requireRight('delete'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter', 'not-found', 'under-legal-hold', 'store-full'],
      handler: () =>
        async function removeVersions(request, response) {
          const query = queryStringOf(request);
          refuseOtherParameters(query, DELETE_PARAMETERS, REASON);
          const removal = removalOf(readParameters(query, DELETE_PARAMETERS), String(request.params['object']));
          const removed = await collectionOf(request).remove(removal, reasonIn(query));
          if (removed === 0) throw new NotFound('object or version');
          await sendBytes(request, response, 200, Buffer.alloc(0));
        },
    },
  ],
};

function reasonIn(query: string): string | undefined {
  const reason = singleParameter(query, REASON);
  if (reason === undefined) return undefined;
  const isLine = reason.trim() !== '' && !/[\p{Cc}\p{Zl}\p{Zp}]/u.test(reason);
  if (isLine && [...reason].length <= LONGEST_REASON) return reason;
  throw new InvalidParameter(REASON, reason, `one line of at most ${LONGEST_REASON} characters, without control characters`);
}
