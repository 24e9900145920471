// Refusals of requests whose bodies are still to come. Reading what nobody wants costs as much as reading what is wanted, and who
// is refused at once may send the next: so they are refused one after another, and no faster than their bodies are read.
import type { IncomingMessage } from 'node:http';
import { hostOf } from '../collections/accounts/networks.ts';
import { createFairLine } from '../collections/fair-line.ts';
import { clientOf } from './client.ts';
import { isUnread } from './unread-bodies.ts';

/** Octets of a body that are here with the headers, or soon; of one in chunks nobody knows how many there will be. */
const SHORT = 64 * 1024;
/** The next one's turn comes when the body is over, or after so many milliseconds. */
const LONGEST_TURN = 100;

/** Of all servers of a process. Hosts take turns in it: one that sends much that is refused waits for itself. */
const line = createFairLine(1);

/**
 * To be asked before a request is refused for what it is; a server that has too much to do says so at once.
 * @returns `undefined` where it may be refused at once; else what resolves when it is its turn
 */
export function turnToRefuse(request: IncomingMessage): Promise<void> | undefined {
  if (!hasMuchToCome(request)) return undefined;
  return new Promise((resolve) => {
    void line.run(hostOf(clientOf(request).address), () => {
      resolve();
      return over(request);
    });
  });
}

// A client that asks before it sends its body won't send it.
function hasMuchToCome(request: IncomingMessage): boolean {
  const { 'content-length': length, expect } = request.headers;
  return expect === undefined && isUnread(request) && Number(length ?? Infinity) > SHORT;
}

/** Resolves when the body has come, its client is gone, or the turn has been long enough. */
function over(request: IncomingMessage): Promise<void> {
  if (request.destroyed) return Promise.resolve();
  return new Promise((resolve) => {
    const end = (): void => {
      clearTimeout(timer);
      request.off('close', end);
      resolve();
    };
    const timer = setTimeout(end, LONGEST_TURN);
    request.once('close', end);
  });
}
