// Refusals of requests whose bodies are still to come. Reading what nobody wants costs as much as reading what is wanted, and who
// is refused at once may send the next at once: so they are refused one after another, the longer their bodies the slower
// (docs/decisions/2026-11-30-floods-of-bodies.md).
import type { IncomingMessage } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { hostOf } from '../collections/accounts/networks.ts';
import { createFairLine } from '../collections/fair-line.ts';
import { clientOf } from './client.ts';
import { isUnread } from './unread-bodies.ts';

/** Octets of a body that are here with the headers, or soon. */
const SHORT = 64 * 1024;
/** Octets of bodies for a millisecond of a turn. */
const PACE = 32 * 1024;
/** Milliseconds of the longest turn, which is also that of a body in chunks: nobody knows how many there will be. */
const LONGEST_TURN = 100;

/** Of all servers of a process. Hosts take turns in it: one that sends much that is refused waits for itself. */
const line = createFairLine(1);

/**
 * To be asked before a request is refused that was let in; at the door, a server that has too much to do says so at once.
 * @returns `undefined` where it may be refused at once; else what resolves when it is its turn
 */
export function turnToRefuse(request: IncomingMessage): Promise<void> | undefined {
  const { 'content-length': length = Infinity, expect } = request.headers;
  // A client that asks before it sends its body won't send it.
  if (expect !== undefined || !isUnread(request) || Number(length) <= SHORT) return undefined;
  return new Promise((resolve) => {
    void line.run(hostOf(clientOf(request).address), async () => {
      resolve();
      if (!request.destroyed) await sleep(Math.min(LONGEST_TURN, Number(length) / PACE));
    });
  });
}
