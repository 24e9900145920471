// What arrives on a connection and never becomes a request (no HTTP, too slow, CONNECT) gets an error resource all the
// same (T-3.1-05), after the answers to the requests before it.
import { randomUUID } from 'node:crypto';
import { type IncomingMessage, type RequestListener, type ServerResponse, STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { BadRequest, HeadersTooLarge, MethodNotAllowed, TAXII_MEDIA_TYPE, TaxiiProblem } from './errors.ts';
import { turnToRefuseHead } from './long-heads.ts';
import { notesOnConnection, type ConnectionNotes } from './notes.ts';
import { pathIn, type RequestObserver } from './observing/observation.ts';
import { whenOver } from './over.ts';
import { errorResource } from './send-error.ts';
import { strictTransport } from './strict-transport.ts';
import { plainAddress } from './trusted-proxies.ts';

/** Milliseconds that a client has to take an answer and hang up. */
const LINGER = 1_000;

/** What the answers name as limits: octets of request line and headers, milliseconds for headers and whole request. */
export interface ReadingLimits {
  readonly headerBytes: number;
  readonly mostHeaders: number;
  readonly headers: number;
  readonly request: number;
}

/** A request, its answer, and the answer that goes out before it. */
export interface Turn {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly before: ServerResponse | undefined;
}

/** What the observers hear of it. */
interface Told {
  readonly method: string;
  readonly target: string;
  readonly observers: readonly RequestObserver[];
}

/** As an endpoint, what no endpoint got to see. */
const UNREADABLE = 'unreadable';
/** What Node.js calls request line and headers that are longer than may be. */
const TOO_LONG = 'HPE_HEADER_OVERFLOW';

const hangingUp = new WeakSet<Duplex>();

/** To be told of every request, so that answers keep their order. */
export function noteRequest(request: IncomingMessage, response: ServerResponse): void {
  const notes = notesOnConnection(request.socket);
  notes.latest = { request, response, before: notes.latest?.response };
  forgetWithConnection(request.socket, notes);
  // A connection that waits keeps nothing of what it was used for; a body that still comes may have to be refused.
  const forget = (): void => {
    if (notes.latest?.request === request) notes.latest = undefined;
  };
  whenOver(response, () => {
    if (request.complete) forget();
    else request.once('close', forget);
  });
}

// Node.js itself keeps connections that are closed, for a while (docs/decisions/2026-11-30-functions-of-requests.md).
function forgetWithConnection(socket: Duplex, notes: ConnectionNotes): void {
  if (notes.isWatched) return;
  notes.isWatched = true;
  socket.once('close', () => (notes.latest = undefined));
}

/** Whether no other request came after it on its connection. */
export function isLatestRequest(request: IncomingMessage): boolean {
  return notesOnConnection(request.socket).latest?.request === request;
}

/**
 * Goes on with a request when those before it on its connection are answered, so that nobody has more answers under way
 * than connections. Never, where the client is gone by then, or the answer before was the last one.
 */
export function inTurn({ socket }: IncomingMessage, goOn: () => void): void {
  after(notesOnConnection(socket).latest?.before, () => {
    if (socket.writable) goOn();
  });
}

/** What Node.js says of what it couldn't read; `rawPacket` are the octets that came last, up to `bytesParsed` they were good. */
interface ClientError extends Error {
  readonly code?: string;
  readonly rawPacket?: Buffer;
  readonly bytesParsed?: number;
}

/** Handles `clientError`. */
export type ClientErrorListener = (error: ClientError, socket: Duplex) => void;

/** Answers what couldn't be read. */
export function answerUnreadable(limits: ReadingLimits, observers: readonly RequestObserver[]): ClientErrorListener {
  return function answerClientError(error, socket): void {
    // Whatever else comes after what couldn't be read is let through until the client has its answer.
    if (hangingUp.has(socket)) return;
    if (!socket.writable || error.code === 'ECONNRESET' || isHandshakeFailure(error)) socket.destroy();
    else void answerUnread(socket, error, { method: methodIn(error), target: '', observers });
  };

  async function answerUnread(socket: Duplex, { code }: ClientError, told: Told): Promise<void> {
    if (code === TOO_LONG) await untilTurn(socket);
    answerInTurn(socket, unreadableProblem(code, limits), told);
  }
}

// What else comes of it waits at the client.
async function untilTurn(socket: Duplex): Promise<void> {
  hangingUp.add(socket);
  socket.pause();
  await turnToRefuseHead(socket, addressOf(socket));
  socket.resume();
}

/**
 * Handles `request`: of a request that asks for another protocol, and isn't given it, Node.js doesn't say when its body breaks
 * off, and would hang up without a word.
 */
export function watchUpgrades(answerClientError: ClientErrorListener): RequestListener {
  return function watchUpgrade(request): void {
    const { socket } = request;
    if (request.headers.upgrade === undefined || request.complete) return;
    // Before Node.js itself hears of it.
    socket.prependOnceListener('end', () => {
      if (!request.complete) answerClientError(new Error('The body breaks off.'), socket);
    });
  };
}

const HEAD = /^[\r\n]*HEAD /;
const END_OF_HEADERS = '\r\n\r\n';

// An answer to HEAD has no body. Where the request began in an earlier packet, or behind a body, nobody knows what it was.
function methodIn({ rawPacket, bytesParsed = 0 }: ClientError): string {
  const text = rawPacket?.toString('latin1', 0, bytesParsed) ?? '';
  const before = text.lastIndexOf(END_OF_HEADERS, bytesParsed - END_OF_HEADERS.length - 1);
  return HEAD.test(before === -1 ? text : text.slice(before + END_OF_HEADERS.length)) ? 'HEAD' : 'other';
}

// There is no TLS yet on which an answer could be understood.
function isHandshakeFailure({ code = '' }: { code?: string }): boolean {
  return code.startsWith('ERR_SSL_') || code === 'ERR_TLS_HANDSHAKE_TIMEOUT';
}

/** Handles `connect`, which Node.js would hang up on: nobody gets a tunnel through the exchange. */
export function refuseTunnel(observers: readonly RequestObserver[]): (request: IncomingMessage, socket: Duplex) => void {
  return function refuseToConnect({ url = '' }, socket): void {
    socket.on('error', () => socket.destroy());
    const problem = new MethodNotAllowed('CONNECT', ['GET', 'HEAD', 'POST', 'DELETE']);
    answerInTurn(socket, problem, { method: 'other', target: url, observers });
  };
}

// What can't be read is either the body of the latest request, or what came after it.
function answerInTurn(socket: Duplex, problem: TaxiiProblem, told: Told): void {
  const turn = notesOnConnection(socket).latest;
  if (turn?.request.complete !== false) {
    after(turn?.response, () => answerAndHangUp(socket, problem, told));
  } else if (turn.response.headersSent) {
    after(turn.response, () => hangUp(socket));
  } else {
    const method = turn.request.method === 'HEAD' ? 'HEAD' : told.method;
    after(turn.before, () => answerAndHangUp(socket, problem, { ...told, method }));
  }
}

function after(response: ServerResponse | undefined, then: () => void): void {
  if (response === undefined || response.writableFinished) then();
  else response.once('close', then);
}

function answerAndHangUp(socket: Duplex, problem: TaxiiProblem, told: Told): void {
  const id = randomUUID();
  const body = JSON.stringify(errorResource(problem, id));
  const headers = {
    Date: new Date().toUTCString(),
    'Content-Type': TAXII_MEDIA_TYPE,
    'Content-Length': Buffer.byteLength(body),
    Connection: 'close',
    'X-Request-Id': id,
    ...Object.fromEntries(strictTransport(socket)),
    ...problem.problem.headers,
  };
  const lines = Object.entries(headers).map(([name, value]) => `${name}: ${value}\r\n`);
  hangUp(socket, `HTTP/1.1 ${problem.status} ${STATUS_CODES[problem.status]}\r\n${lines.join('')}\r\n${told.method === 'HEAD' ? '' : body}`);
  tell(socket, problem, id, told);
}

function tell(socket: Duplex, { status, code }: TaxiiProblem, id: string, { method, target, observers }: Told): void {
  const nothing = { seconds: 0, received: 0, sent: 0 };
  const observed = { id, method, endpoint: UNREADABLE, path: pathIn(target), status, errorCode: code, ...nothing, address: addressOf(socket) };
  for (const observer of observers) observer(observed);
}

function addressOf(socket: Duplex): string {
  const { remoteAddress } = socket as Partial<Socket>;
  return remoteAddress === undefined ? 'unknown' : plainAddress(remoteAddress);
}

// Destroying at once could take the answer from a client that is still sending; waiting for it forever, a connection
// from the server.
function hangUp(socket: Duplex, lastWords = ''): void {
  if (!socket.writable) return;
  hangingUp.add(socket);
  socket.end(lastWords);
  setTimeout(() => socket.destroy(), LINGER).unref();
}

function unreadableProblem(code: string | undefined, limits: ReadingLimits): TaxiiProblem {
  switch (code) {
    case 'ERR_HTTP_REQUEST_TIMEOUT':
      return new TaxiiProblem('request-timeout', {
        description: `A request has ${limits.request / 1000} seconds to arrive, its headers ${limits.headers / 1000}.`,
      });
    case TOO_LONG:
      return new HeadersTooLarge(`request line and headers (at most ${limits.mostHeaders} of them)`, limits.headerBytes);
    default:
      return new BadRequest('malformed-http', 'The request is not well-formed HTTP.');
  }
}
