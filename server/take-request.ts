// The door that every request comes through, before anybody asks what it wants.
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { clientOf, noteClient } from './client.ts';
import type { Connections } from './connections.ts';
import { markLate } from './ending.ts';
import { BadRequest, quote, RETRY_AFTER, TaxiiProblem } from './errors.ts';
import { sendProblem } from './send-error.ts';
import { strictTransport } from './strict-transport.ts';
import type { TrustedProxies } from './trusted-proxies.ts';
import { isLatestRequest, noteRequest } from './unreadable.ts';

/** What the door knows of the server that it belongs to. */
export interface Door {
  readonly server: Server;
  readonly connections: Connections;
  readonly proxies: TrustedProxies;
  /** How long a client may take to receive an answer, in milliseconds. */
  readonly answerTimeout: number;
  /** To be told of a request with headers of a proxy, from an address that is none. */
  noteUntrusted(address: string): void;
}

/** Handles `request`. */
export function takeRequests(door: Door, application: RequestListener): RequestListener {
  return function takeRequest(request, response) {
    // Node.js drops what was sent right behind a request for another protocol.
    if (request.headers.upgrade !== undefined) response.shouldKeepAlive = false;
    const problem = enter(request, response, door) ?? hostProblem(request);
    if (problem === undefined) application(request, response);
    else refuse(request, response, problem);
  };
}

/** Handles `checkExpectation`, to which Node.js would answer without a media type (T-3.1-05). */
export function refuseExpectations(door: Door): RequestListener {
  return function refuseExpectation(request, response) {
    const description = `The expectation ${quote(request.headers.expect ?? '')} can't be met; 100-continue can.`;
    const problem = new TaxiiProblem(417, 'Expectation failed', { code: 'expectation-failed', description });
    refuse(request, response, enter(request, response, door) ?? problem);
  };
}

// Whatever the answer will be, it has these.
function enter(request: IncomingMessage, response: ServerResponse, door: Door): TaxiiProblem | undefined {
  const { server, connections, proxies, answerTimeout } = door;
  noteRequest(request, response);
  if (!server.listening) markLate(request);
  beforeHead(response, () => {
    // A server that ends waits for nobody, but answers what it has taken.
    if (!server.listening && isLatestRequest(request)) response.shouldKeepAlive = false;
    for (const [name, value] of Object.entries(strictTransport(request.socket))) response.setHeader(name, value);
  });
  limitAnswer(request, response, answerTimeout);
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

// Not setHeader beforehand: an error resource starts with no headers. And Express changes the response's class.
function beforeHead(response: ServerResponse, act: () => void): void {
  const { writeHead } = response;
  response.writeHead = function writeHeadAfter(...parameters: unknown[]) {
    act();
    return (writeHead as (...parameters: unknown[]) => ServerResponse).apply(response, parameters);
  };
}

// Whoever takes an answer drop by drop keeps all of it in memory.
function limitAnswer(request: IncomingMessage, response: ServerResponse, timeout: number): void {
  response.once('prefinish', () => {
    const timer = setTimeout(() => request.socket.destroy(), timeout).unref();
    response.once('close', () => clearTimeout(timer));
  });
}

function hostProblem({ headers, httpVersion }: IncomingMessage): TaxiiProblem | undefined {
  if (headers.host !== undefined || httpVersion !== '1.1') return undefined;
  return new BadRequest('no-host', 'The request has no Host header, which HTTP/1.1 asks for.');
}

function tooManyConnections(): TaxiiProblem {
  return new TaxiiProblem(503, 'Service unavailable', {
    code: 'too-many-connections',
    description: `There are too many connections from your address, and all are in use. Try again in ${RETRY_AFTER} seconds, on fewer connections.`,
    headers: { 'Retry-After': String(RETRY_AFTER) },
  });
}

function refuse(request: IncomingMessage, response: ServerResponse, problem: TaxiiProblem): void {
  response.shouldKeepAlive = false;
  void sendProblem(request, response, problem);
}
