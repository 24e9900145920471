// Cuts a connection in the middle of the requests that came on it together.
import type { Socket } from 'node:net';

/** What Node.js reads HTTP with, as far as it is used here. */
interface Parser {
  /** Is given each request when its headers are read; what it gives back says how to go on. */
  onIncoming?: (() => number) | null;
}

/** The answer of `onIncoming` that what follows is another protocol, which ends the reading. */
const ANOTHER_PROTOCOL = 2;

/**
 * Nothing that was sent on it is looked at any more.
 *
 * Where a connection is destroyed while its requests are handed over, Node.js goes on with all that it has received, up to
 * 64 KiB, and makes a request and an error with its stack of each of hundreds. There is no public way to keep it from that,
 * so that this speaks to its parser (lib/_http_common.js and lib/_http_server.js of Node 26). Should another Node have none
 * such, the connection is cut all the same, and a test says that it took longer (test/server/pipelines.test.ts).
 */
export function cutConnection(socket: Socket): void {
  const { parser } = socket as { parser?: Parser | null };
  if (typeof parser?.onIncoming === 'function') parser.onIncoming = () => ANOTHER_PROTOCOL;
  socket.destroy();
}
