// Requests whose line and headers are long take turns: reading one takes this thread as long as many polls, whatever the answer will be.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { hostOf } from '../collections/accounts/networks.ts';
import { clientOf } from './client.ts';
import { createPacedLine } from './paced-line.ts';

/** Octets: as much as other servers take at all. A list of a hundred ids has half of it. */
const SHORT = 16 * 1024;
/** Octets for a millisecond of a turn. */
const PACE = 4 * 1024;

/** Of all servers of a process. */
const line = createPacedLine(PACE);

/** @returns `undefined` where it may be answered at once; else what resolves when it is its turn */
export function turnToAnswer(request: IncomingMessage): Promise<void> | undefined {
  const octets = lengthOf(request);
  if (octets <= SHORT) return undefined;
  return line.turn(hostOf(clientOf(request).address), octets, () => request.socket.destroyed);
}

/** Likewise, of what is longer than may be: nobody knows how long. */
export function turnToRefuseHead(socket: Duplex, address: string): Promise<void> {
  return line.turn(hostOf(address), Infinity, () => socket.destroyed);
}

function lengthOf({ url = '', rawHeaders }: IncomingMessage): number {
  let octets = url.length;
  for (const text of rawHeaders) octets += text.length;
  return octets;
}
