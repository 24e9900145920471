// The door that every request comes through, before anybody asks what it wants.
import { ServerResponse, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { hostOf } from '../collections/accounts/networks.ts';
import { createFairLine } from '../collections/fair-line.ts';
import { clientOf, noteClient } from './client.ts';
import type { Connections } from './connections.ts';
import { markLate } from './ending.ts';
import { BadRequest, Overloaded, quote, RETRY_AFTER, TaxiiProblem } from './errors.ts';
import { turnToAnswer } from './long-heads.ts';
import { observationOf, observe, type RequestObserver } from './observing/observation.ts';
import { countRunning } from './running-counts.ts';
import { notesOn, notesOnConnection } from './notes.ts';
import { whenOver } from './over.ts';
import { sendProblem } from './send-error.ts';
import { strictTransport } from './strict-transport.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import type { UnreadAnswers } from './unread-answers.ts';
import type { UnreadBodies } from './unread-bodies.ts';
import { turnToBegin } from './unread-turns.ts';
import { inTurn, isLatestRequest, noteRequest } from './unreadable.ts';

/** What the door knows of the server that it belongs to. */
export interface Door {
  readonly server: Server;
  readonly state: { readonly isEnding: boolean };
  readonly connections: Connections;
  /** The most requests that are being answered at the same time. */
  readonly mostRunning: number;
  readonly proxies: TrustedProxies;
  /** How long a client may take to receive an answer, in milliseconds. */
  readonly answerTimeout: number;
  readonly unread: UnreadAnswers;
  readonly unreadBodies: UnreadBodies;
  readonly observers: readonly RequestObserver[];
  /** To be told of a request with headers of a proxy, from an address that is none. */
  noteUntrusted(address: string): void;
}

/** Requests of one connection that wait for the answers to those before them. No client that is known sends any. */
const MOST_WAITING = 20;

/** Handles `request`: connections take turns, and so do hosts. */
export function takeRequests(door: Door, application: RequestListener): RequestListener {
  const line = createFairLine(Infinity);
  const running = countRunning();
  // Where there are too many, those of a host with more than its share are.
  const isTooMany = (host: string): boolean => running.total > door.mostRunning && running.of(host) > door.mostRunning / running.owners;

  function answer(request: IncomingMessage, response: ServerResponse, known: TaxiiProblem | undefined): void {
    const host = hostOf(clientOf(request).address);
    const end = running.begin(host);
    // Who takes their answer slowly, or not at all, keeps nobody else from getting one.
    response.once('prefinish', end);
    whenOver(response, end);
    const problem = known ?? overload(request, isTooMany(host));
    if (problem !== undefined) {
      refuse(request, response, problem);
      return;
    }
    const head = turnToAnswer(request);
    const body = turnToBegin(request);
    const begin = (): void => line.begin(host, () => {
      if (!request.socket.destroyed) application(request, response);
    });
    if (head === undefined && body === undefined) begin();
    else void Promise.all([head, body]).then(begin);
  }

  return function takeRequest(request, response) {
    const { socket } = request;
    const notes = notesOnConnection(socket);
    const before = notes.unanswered;
    // Where none of its answers is taken, there is nothing that could be said.
    if (before > MOST_WAITING || (before > 0 && door.connections.isKeptOut(socket))) door.connections.cutMisused(socket);
    if (socket.destroyed) return;
    // Node.js drops what was sent right behind a request for another protocol.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const problem = enter(request, response, door) ?? hostProblem(request);
    notes.unanswered += 1;
    whenOver(response, () => (notes.unanswered -= 1));
    inTurn(request, () => answer(request, response, problem));
  };
}

/** Handles `checkExpectation`, to which Node.js would answer without a media type (T-3.1-05). */
export function refuseExpectations(door: Door): RequestListener {
  return function refuseExpectation(request, response) {
    const description = `The expectation ${quote(request.headers.expect ?? '')} can't be met; 100-continue can.`;
    const problem = new TaxiiProblem('expectation-failed', { description });
    refuse(request, response, enter(request, response, door) ?? problem);
  };
}

// Whatever the answer will be, it has these.
function enter(request: IncomingMessage, response: ServerResponse, door: Door): TaxiiProblem | undefined {
  const { state, connections, proxies, unread, unreadBodies } = door;
  noteRequest(request, response);
  observe(request, response, door.observers);
  if (state.isEnding) markLate(request);
  notesOn(request).door = door;
  response.writeHead = writeHeadAtDoor;
  response.once('prefinish', () => {
    unread.wait(request, response);
    unreadBodies.leave(request);
  });
  if (!connections.serve(request, response)) return tooManyConnections();
  try {
    const isBelieved = noteClient(request, proxies);
    if (!isBelieved) door.noteUntrusted(clientOf(request).address);
    return undefined;
  } catch (error) {
    if (error instanceof TaxiiProblem) return error;
    throw error;
  }
}

// Not setHeader beforehand: an error resource starts with no headers. And Express changes the response's class. One function for
// all answers: docs/decisions/2026-11-30-functions-of-requests.md.
const writeHeadAtDoor = function writeHeadAtDoor(this: ServerResponse, ...parameters: unknown[]) {
  const { door } = notesOn(this.req);
  const given: unknown = parameters.at(-1);
  for (const [name, value] of door === undefined ? [] : lastHeaders(this, door)) {
    if (Array.isArray(given)) given.push(name, value);
    else this.setHeader(name, value);
  }
  return (ServerResponse.prototype.writeHead as (...parameters: unknown[]) => ServerResponse).apply(this, parameters);
} as ServerResponse['writeHead'];

function lastHeaders(response: ServerResponse, { server, answerTimeout, unreadBodies }: Door): readonly (readonly [name: string, value: string])[] {
  const { req: request } = response;
  // A server that ends waits for nobody, but answers what it has taken.
  if ((!server.listening && isLatestRequest(request)) || unreadBodies.endsConnection(request)) response.shouldKeepAlive = false;
  limitAnswer(request, response, answerTimeout);
  return [['X-Request-Id', observationOf(request).id], ...strictTransport(request.socket)];
}

// Whoever takes an answer drop by drop keeps all of it in memory.
function limitAnswer(request: IncomingMessage, response: ServerResponse, timeout: number): void {
  const timer = setTimeout(() => request.socket.destroy(), timeout).unref();
  whenOver(response, () => clearTimeout(timer));
}

function hostProblem({ headers, httpVersion }: IncomingMessage): TaxiiProblem | undefined {
  if (headers.host !== undefined || httpVersion !== '1.1') return undefined;
  return new BadRequest('no-host', 'The request has no Host header, which HTTP/1.1 asks for.');
}

// Early rather than late: whoever waits in a long line has given up when it is their turn.
function overload({ url }: IncomingMessage, isTooMany: boolean): TaxiiProblem | undefined {
  return isTooMany && url?.startsWith('/health/') !== true ? new Overloaded() : undefined;
}

function tooManyConnections(): TaxiiProblem {
  return new TaxiiProblem('too-many-connections', {
    description: `There are too many connections from your address, and all are in use. Try again in ${RETRY_AFTER} seconds, on fewer connections.`,
    headers: { 'Retry-After': String(RETRY_AFTER) },
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, problem: TaxiiProblem): void {
  response.shouldKeepAlive = false;
  void sendProblem(request, response, problem);
}
