// GET /taxii2/ — what is here, for whoever asks (TAXII 2.1, 4.1)
import type { Discovery } from '../../schemas/taxii/types.ts';
import { clientOf, type Client } from '../client.ts';
import { contextOf } from '../context.ts';
import { taxiiAnswer, type Operation } from '../operation.ts';
import { sendResource } from '../send.ts';
import { acceptTaxii } from '../steps/negotiate.ts';
import { urlPathOf } from '../steps/locate.ts';

export const getDiscovery: Operation = {
  id: 'getDiscovery',
  summary: 'What is here',
  description: 'The server, and the API roots in which the agency may do anything.',
  section: '4.1',
  parameters: [],
  answers: [taxiiAnswer('The server.', 'discovery')],
  steps: [
    acceptTaxii,
    {
      refuses: [],
      handler: ({ settings }) =>
        async function sendDiscovery(request, response) {
          const { asker, directory } = contextOf(request);
          const declared = directory.catalogue?.discovery;
          const visible = directory.visibleRoots(asker.agency);
          const urlOf = rootUrls(settings.publicUrl ?? originOf(clientOf(request)));
          const defaultRoot = visible.find(({ path }) => path === declared?.default);
          const discovery: Discovery = {
            title: declared?.title ?? 'Liaison',
            ...(declared?.description === undefined ? {} : { description: declared.description }),
            ...(declared?.contact === undefined ? {} : { contact: declared.contact }),
            ...(defaultRoot === undefined ? {} : { default: urlOf(urlPathOf(defaultRoot)) }),
            ...(visible.length === 0 ? {} : { api_roots: visible.map((root) => urlOf(urlPathOf(root))) }),
          };
          await sendResource(request, response, 200, discovery);
        },
    },
  ],
};

// An absolute URL has to be https (T-4.1.1-04); where there is none, a relative one is right on any host.
function rootUrls(origin: string | undefined): (path: string) => string {
  return (path) => `${origin ?? ''}${path}`;
}

function originOf({ isSecure, host }: Client): string | undefined {
  return isSecure && host !== undefined ? `https://${host}` : undefined;
}
