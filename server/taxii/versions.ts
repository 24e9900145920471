// GET /{api-root}/collections/{id}/objects/{object-id}/versions/ (TAXII 2.1, 5.8)
import { collectionOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { parameterNames } from '../object-query.ts';
import { pageAnswer, type Operation } from '../operation.ts';
import { readPageRequest, sendPage } from '../page.ts';
import { openCollection, requireRight } from '../steps/locate.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

const PARAMETERS = { name: 'versions', paged: true, match: ['spec_version'] } as const;

export const getVersions: Operation = {
  id: 'getVersions',
  summary: 'The versions of an object',
  description: 'All of them, in the order in which they were added.',
  section: '5.8',
  parameters: parameterNames(PARAMETERS),
  answers: [pageAnswer('A page of versions; without any, an empty object.', 'versions')],
  steps: [
    openCollection,
    requireRight('read'),
    acceptTaxii,
    {
      refuses: ['invalid-parameter', 'not-found'],
      handler: ({ exchange }) =>
        async function sendVersions(request, response) {
          const id = String(request.params['object']);
          const asked = readPageRequest(request, exchange.signingKey, PARAMETERS, id);
          const collection = collectionOf(request);
          // All versions are listed, not the last one only (T-5.8-04).
          const page = await collection.records({ ...asked.query, versions: 'all' }, asked.isGone);
          if (page.items.length === 0 && !(await collection.has(id))) throw new NotFound('object');
          await sendPage(request, response, asked, page, (records) => ({ versions: records.map(({ version }) => version) }));
        },
    },
  ],
};
