// Which requests came, over connections that were open already, after their server was told to end.
import type { IncomingMessage } from 'node:http';

const late = new WeakSet<IncomingMessage>();

/** To be told of a request that comes while its server ends. */
export function markLate(request: IncomingMessage): void {
  late.add(request);
}

/** Whether the server was ending when the request came. */
export function isLate(request: IncomingMessage): boolean {
  return late.has(request);
}
