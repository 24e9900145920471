// GET /{api-root}/status/{status-id}/ (TAXII 2.1, 4.3)
import type { PublicationStatus } from '../../collections/storage/port.ts';
import { formatTimestamp } from '../../schemas/timestamp.ts';
import type { Status } from '../../schemas/taxii/types.ts';
import { contextOf, rootOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import { taxiiAnswer, type Operation } from '../operation.ts';
import { sendResource } from '../send.ts';
import { acceptTaxii } from '../steps/negotiate.ts';

export const getStatus: Operation = {
  id: 'getStatus',
  summary: 'What became of a publication',
  description: 'For the agency that published. It is kept for 48 hours after the publication is complete.',
  section: '4.3',
  parameters: [],
  answers: [taxiiAnswer('The status.', 'status')],
  steps: [
    acceptTaxii,
    {
      refuses: ['not-found'],
      handler: ({ exchange }) =>
        async function sendStatus(request, response) {
          const { asker } = contextOf(request);
          const status = await exchange.status(asker, rootOf(request), String(request.params['status']));
          if (status === undefined) throw new NotFound('status');
          await sendResource(request, response, 200, statusResource(status));
        },
    },
  ],
};

/** The status resource of a publication; the same for POST and GET (T-4.3.1-01..-05, -11). */
export function statusResource(status: PublicationStatus): Status {
  const { successes, failures, totalCount } = status;
  return {
    id: status.statusId,
    status: status.completedAt === undefined ? 'pending' : 'complete',
    request_timestamp: formatTimestamp(status.requestedAt),
    total_count: totalCount,
    success_count: successes.length,
    ...(successes.length === 0 ? {} : { successes: [...successes] }),
    failure_count: failures.length,
    ...(failures.length === 0 ? {} : { failures: [...failures] }),
    pending_count: totalCount - successes.length - failures.length,
  };
}
