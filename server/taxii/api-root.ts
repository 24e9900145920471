// GET /{api-root}/ (TAXII 2.1, 4.2)
import type { RequestHandler } from 'express';
import type { ApiRoot } from '../../schemas/taxii/types.ts';
import { rootOf } from '../context.ts';
import { TAXII_MEDIA_TYPE } from '../errors.ts';
import { sendResource } from '../send.ts';
import type { ServerSettings } from '../settings.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

export const getApiRoot = (settings: ServerSettings): RequestHandler[] => [
  acceptTaxii(settings.negotiation),
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
];
