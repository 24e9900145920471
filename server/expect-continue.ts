// Clients that ask before they send a body (RFC 9110, 10.1.1) are told to when it is wanted: what is refused is never sent.
// Node.js by itself would tell them before anybody has looked at the request.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { notesOf } from './notes.ts';

const asks = notesOf<IncomingMessage, true>('whether its client asks before it sends the body');

/** To be told of each request that comes as `checkContinue`. */
export function noteAsking(request: IncomingMessage): void {
  asks.set(request, true);
}

/** To be called before a body is read: a client that has asked sends none before. */
export function askForBody(request: IncomingMessage, response: ServerResponse): void {
  if (asks.get(request) !== true) return;
  asks.forget(request);
  response.writeContinue();
}
