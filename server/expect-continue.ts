// Clients that ask before they send a body (RFC 9110, 10.1.1) are told to when it is wanted: what is refused is never sent.
// Node.js by itself would tell them before anybody has looked at the request, were there no listener for `checkContinue`.
import type { IncomingMessage, ServerResponse } from 'node:http';

/**
 * To be called before a body is read: a client that has asked sends none before. Whoever expects anything else was refused at
 * the door, and in HTTP/1.0 nobody can ask.
 */
export function askForBody({ headers, httpVersion }: IncomingMessage, response: ServerResponse): void {
  if (headers.expect !== undefined && httpVersion === '1.1') response.writeContinue();
}
