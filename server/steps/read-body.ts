// Reads a request's body up to the API root's max_content_length (T-4.2.1-05, T-5.5-08).
import { raw, type RequestHandler } from 'express';
import { rootOf } from '../context.ts';
import { observationOf } from '../observing/observation.ts';
import { BadRequest, ContentTooLarge, TaxiiProblem } from '../errors.ts';
import type { Step } from '../operation.ts';

/** Puts the body's octets into `request.body`; 413 above the limit, however the body is sent. */
export const readBody: Step = {
  // Of a body that breaks off or can't be read, Node.js tells the client itself (`malformed-http`): only the log has those.
  refuses: ['content-too-large', 'empty-body'],
  handler: () => {
    const readers = new Map<number, RequestHandler>();
    return function readEnvelope(request, response, next): void {
      const limit = rootOf(request).maxContentLength;
      const reader = readers.get(limit) ?? raw({ limit, inflate: false, type: () => true });
      readers.set(limit, reader);
      void reader(request, response, (error?: unknown) => {
        if (error !== undefined) next(bodyProblem(error, limit));
        else if (!Buffer.isBuffer(request.body)) next(new BadRequest('empty-body', 'The body is empty; send an envelope.'));
        else {
          observationOf(request).received = request.body.length;
          next();
        }
      });
    };
  },
};

function bodyProblem(error: unknown, limit: number): unknown {
  const { type } = error as { type?: string };
  switch (type) {
    case 'entity.too.large':
      return new ContentTooLarge(limit);
    case 'request.aborted':
    case 'request.size.invalid':
      return new BadRequest('incomplete-body', 'The body ended before the announced Content-Length.');
    default:
      return error instanceof TaxiiProblem ? error : new BadRequest('unreadable-body', 'The body could not be read.');
  }
}
