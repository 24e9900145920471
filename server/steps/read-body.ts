// Reads a request's body up to the API root's max_content_length (T-4.2.1-05, T-5.5-08).
import { rootOf } from '../context.ts';
import { observationOf } from '../observing/observation.ts';
import { BadRequest } from '../errors.ts';
import type { Step } from '../operation.ts';
import { turnToReceive } from '../large-bodies.ts';
import { receiveBody } from '../receive-body.ts';

/** Puts the body's octets into `request.body`; 413 above the limit, however the body is sent. */
export const readBody: Step = {
  // Of a body that breaks off or can't be read, Node.js tells the client itself (`malformed-http`): only the log has those.
  refuses: ['content-too-large', 'empty-body'],
  handler: () =>
    async function readEnvelope(request, response, next) {
      const turn = turnToReceive(request, response);
      if (turn !== undefined) await turn;
      const body = await receiveBody(request, response, rootOf(request).maxContentLength);
      if (body.length === 0) throw new BadRequest('empty-body', 'The body is empty; send an envelope.');
      observationOf(request).received = body.length;
      request.body = body;
      next();
    },
};
