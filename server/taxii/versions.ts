// GET /{api-root}/collections/{id}/objects/{object-id}/versions/ (TAXII 2.1, 5.8)
import type { VersionRecord } from '../../collections/storage/port.ts';
import { collectionOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { parameterNames } from '../object-query.ts';
import { pageAnswers, type Operation } from '../operation.ts';
import { askRecords, readPageRequest, sendPage, type PageRequest } from '../page.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

const PARAMETERS = { name: 'versions', paged: true, match: ['spec_version'] } as const;

export const getVersions: Operation = {
  id: 'getVersions',
  summary: 'The versions of an object',
  description: 'All of them, in the order in which they were added.',
  section: '5.8',
  parameters: parameterNames(PARAMETERS),
  answers: pageAnswers('A page of versions; without any, an empty object.', 'versions'),
  steps: [
    openCollection,
    requireRight('read'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter', 'not-found'],
      handler: ({ exchange, room }) =>
        async function sendVersions(request, response) {
          const id = String(request.params['object']);
          const given = readPageRequest(request, exchange.signingKey, PARAMETERS, id);
          const collection = collectionOf(request);
          // All versions are listed, not the last one only (T-5.8-04).
          const asked: PageRequest = { ...given, query: { ...given.query, versions: 'all' } };
          const toResource = (records: readonly VersionRecord[]) => ({ versions: records.map(({ version }) => version) });
          const answer = await askRecords(request, room, asked, collection.records, toResource);
          if (answer.isEmpty && !(await collection.has(id))) throw new NotFound('object');
          await sendPage(request, response, room, asked, answer);
        },
    },
  ],
};
