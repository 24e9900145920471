// What a request says of its body before any of it has come.
import type { IncomingMessage } from 'node:http';

/** Octets of the body; `undefined` where there is none, or it comes in chunks, of which nobody knows how many there will be. */
export function announcedLength({ headers }: IncomingMessage): number | undefined {
  const length = headers['content-length'];
  return length === undefined ? undefined : Number(length);
}
