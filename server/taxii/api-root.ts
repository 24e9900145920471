// GET /{api-root}/ (TAXII 2.1, 4.2)
import type { ApiRoot } from '../../schemas/taxii/types.ts';
import { rootOf } from '../context.ts';
import { TAXII_MEDIA_TYPE } from '../errors.ts';
import { taxiiAnswer, type Operation } from '../operation.ts';
import { sendResource } from '../send.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

export const getApiRoot: Operation = {
  id: 'getApiRoot',
  summary: 'What the API root is',
  description: 'Its title, and how large a body it takes.',
  section: '4.2',
  parameters: [],
  answers: [taxiiAnswer('The API root.', 'api-root')],
  steps: [
    acceptTaxii,
    {
      refuses: [],
      handler: () =>
        async function sendApiRoot(request, response) {
          const { title, description, maxContentLength } = rootOf(request);
          const apiRoot: ApiRoot = {
            title,
            ...(description === undefined ? {} : { description }),
            versions: [TAXII_MEDIA_TYPE],
            max_content_length: maxContentLength,
          };
          await sendResource(request, response, 200, apiRoot);
        },
    },
  ],
};
