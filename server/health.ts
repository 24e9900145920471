// GET /health/live and /health/ready — for whatever watches over the server: beside the standard's paths, without
// credentials, in plain JSON (T-8.2.1-04)
import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Exchange } from '../collections/exchange.ts';
import { isLate } from './ending.ts';
import { RETRY_AFTER } from './errors.ts';
import type { HeaderName } from './openapi/headers.ts';
import type { Answer, Operation } from './operation.ts';

const JSON_MEDIA_TYPE = 'application/json';
/** The store has this many milliseconds to answer. */
const PATIENCE = 2_000;
/** One question to the store answers all who ask within so many milliseconds: nobody can load it through this door. */
const ASKED_EVERY = 1_000;

/** 200 while the process serves. */
export const getLive: Operation = {
  id: 'getLive',
  summary: 'Whether the server serves',
  description: 'For whatever restarts it if it does not.',
  parameters: [],
  answers: [healthAnswer(200, 'It does.')],
  steps: [
    {
      refuses: [],
      handler: () =>
        function sendLive(request, response) {
          sendJson(request, response, 200, { status: 'live' });
        },
    },
  ],
};

/** 200 when requests can be answered: the store is there, and the server isn't ending. Else 503. */
export const getReady: Operation = {
  id: 'getReady',
  summary: 'Whether requests can be answered',
  description: 'For load balancers.',
  parameters: [],
  answers: [
    healthAnswer(200, 'They can.'),
    healthAnswer(503, 'They cannot: the database is away, or the server is ending.', ['Retry-After']),
  ],
  steps: [
    {
      refuses: [],
      handler({ exchange }) {
        const isStoreThere = createStoreQuestion(exchange);
        return async function sendReady(request, response) {
          if (isLate(request)) sendNotReady(request, response, 'The server is ending.');
          else if (!(await isStoreThere())) sendNotReady(request, response, 'The database does not answer.');
          else sendJson(request, response, 200, { status: 'ready' });
        };
      },
    },
  ],
};

function healthAnswer(status: number, description: string, headers: readonly HeaderName[] = []): Answer {
  return { status, description, mediaType: JSON_MEDIA_TYPE, resource: 'health', headers: [...headers, 'Cache-Control', 'X-Content-Type-Options'] };
}

function createStoreQuestion(exchange: Exchange): () => Promise<boolean> {
  let askedAt = -Infinity;
  let answer = Promise.resolve(false);
  return () => {
    if (performance.now() - askedAt >= ASKED_EVERY) {
      askedAt = performance.now();
      const ready = exchange.ready().then(() => true, () => false);
      answer = Promise.race([ready, sleep(PATIENCE, false, { ref: false })]);
    }
    return answer;
  };
}

function sendNotReady(request: IncomingMessage, response: ServerResponse, reason: string): void {
  response.setHeader('Retry-After', RETRY_AFTER);
  sendJson(request, response, 503, { status: 'not ready', reason });
}

function sendJson(request: IncomingMessage, response: ServerResponse, status: number, value: object): void {
  const body = JSON.stringify(value);
  response.statusCode = status;
  response.setHeader('Content-Type', JSON_MEDIA_TYPE);
  response.setHeader('Content-Length', Buffer.byteLength(body));
  response.setHeader('Cache-Control', 'no-store');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  response.end(request.method === 'HEAD' ? undefined : body);
}
