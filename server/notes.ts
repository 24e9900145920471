// Notes about requests and connections, kept with what they are about and for as long. A WeakMap would do the same, but the garbage
// collector goes through all of its entries time and again. One place for all of a request's, of one shape: places of their own
// would each make the request another shape, and V8 looks up places of many names slowly.
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { Client, Peer } from './client.ts';
import type { Connection } from './connections.ts';
import type { TaxiiContext } from './context.ts';
import type { Observation } from './observing/observation.ts';
import type { Likeness } from './remembered-requests.ts';
import type { Door } from './take-request.ts';
import type { Turn } from './unreadable.ts';

/** What is noted of a request while it is answered; each by the module that its type is of. */
export class RequestNotes {
  client: Client | undefined = undefined;
  isFromProxy = false;
  observation: Observation | undefined = undefined;
  context: TaxiiContext | undefined = undefined;
  /** Without `?`. */
  query = '';
  likeness: Likeness | undefined = undefined;
  door: Door | undefined = undefined;
  /** What is done when its answer is over. */
  afterwards: (() => void)[] | undefined = undefined;
}

/** What is noted of a connection. */
export class ConnectionNotes {
  peer: Peer | undefined = undefined;
  connection: Connection | undefined = undefined;
  /** Requests that are not answered. */
  unanswered = 0;
  latest: Turn | undefined = undefined;
  /** Whether the latest request is forgotten when it closes. */
  isWatched = false;
}

const NOTES = Symbol('notes');

/** The notes about a request. */
export function notesOn(request: IncomingMessage & { [NOTES]?: RequestNotes }): RequestNotes {
  return (request[NOTES] ??= new RequestNotes());
}

/** The notes about a connection. */
export function notesOnConnection(socket: Duplex & { [NOTES]?: ConnectionNotes }): ConnectionNotes {
  return (socket[NOTES] ??= new ConnectionNotes());
}
