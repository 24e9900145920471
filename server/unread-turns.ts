// Answers to requests whose bodies are still to come, and nobody reads. That costs as much as reading what is wanted, and whoever has
// an answer may send the next request at once: so they are answered one after another, the longer their bodies the slower
// (docs/decisions/2026-11-30-floods-of-bodies.md).
import type { IncomingMessage } from 'node:http';
import { hostOf } from '../collections/accounts/networks.ts';
import { announcedLength } from './announced-length.ts';
import { clientOf } from './client.ts';
import { createPacedLine } from './paced-line.ts';
import { isUnread } from './unread-bodies.ts';

/** Octets of a body that are here with the headers, or soon. */
const SHORT = 64 * 1024;
/** Octets of bodies for a millisecond of a turn. */
const PACE = 32 * 1024;

/** Of all servers of a process. */
const line = createPacedLine(PACE);

/** The method whose bodies are read, unless the request is refused. Of others only the console reads any, for operators, who can wait. */
const READ = 'POST';

/** @returns `undefined` where it may be answered at once, its body being short or to be read; else what resolves when it is its turn */
export function turnToBegin(request: IncomingMessage): Promise<void> | undefined {
  return request.method === READ ? undefined : turnOf(request);
}

/** Likewise, of a request that has begun and is refused. Who asks before sending a body (`Expect`) may send it all the same. */
export function turnToRefuse(request: IncomingMessage): Promise<void> | undefined {
  return request.method === READ ? turnOf(request) : undefined;
}

function turnOf(request: IncomingMessage): Promise<void> | undefined {
  if (!isUnread(request)) return undefined;
  // Of a body in chunks nobody knows how many there will be.
  const length = announcedLength(request) ?? Infinity;
  if (length <= SHORT) return undefined;
  return line.turn(hostOf(clientOf(request).address), length, () => request.destroyed);
}
