// The one place where errors become TAXII error resources (3.6.1).
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Logger } from 'pino';
import { TooManyAttempts } from '../collections/accounts/attempts.ts';
import type { Exchange } from '../collections/exchange.ts';
import { AccessForbidden, UnderHold } from '../collections/open-collection.ts';
import { EnvelopeRefused } from '../collections/publishing/refusal.ts';
import { Abandoned } from '../collections/reading.ts';
import { StoreFull, StoreUnavailable } from '../collections/storage/unavailable.ts';
import { knownOf } from './context.ts';
import { BadRequest, Forbidden, Held, OutOfRoom, ServiceUnavailable, TaxiiProblem, TooManyFailures, Unprocessable } from './errors.ts';
import { observationOf } from './observing/observation.ts';
import { sendResource } from './send.ts';
import { turnToRefuse } from './unread-turns.ts';

/** Answers a request with whatever was thrown on its way. */
export type ErrorSender = (error: unknown, request: IncomingMessage, response: ServerResponse) => void;

/** Errors become answers; what nobody expected is logged, and so is, once for all requests, that the store is away. */
export function createErrorSender(exchange: Exchange, log: Logger): ErrorSender {
  return function sendError(error, request, response): void {
    if (error instanceof Abandoned) return;
    const problem = toProblem(error);
    if (error instanceof StoreUnavailable) exchange.noticeOutage(error);
    // Refusals are no surprise, also those that a server says when it has too much to do: the log would fill with them.
    else if (problem.status >= 500 && !(error instanceof TaxiiProblem)) log.error({ requestId: observationOf(request).id, err: error, method: request.method }, 'a request failed');
    const known = knownOf(request);
    if (known?.collection !== undefined) exchange.noticeFailure(known, known.collection);
    void sendInTurn(request, response, problem);
  };
}

async function sendInTurn(request: IncomingMessage, response: ServerResponse, problem: TaxiiProblem): Promise<void> {
  const turn = turnToRefuse(request);
  if (turn !== undefined) await turn;
  await sendProblem(request, response, problem);
}

/** What an answer says of whoever asks, whatever else it says. */
const ABOUT_THE_ASKER = /^ratelimit/;

/**
 * Sends the error resource of a problem, and never fails: where an answer has begun already, or this one can't be sent,
 * the connection is cut, so that nobody takes half an answer for a whole one.
 */
export async function sendProblem(
  request: IncomingMessage,
  response: ServerResponse,
  problem: TaxiiProblem,
): Promise<void> {
  const observation = observationOf(request);
  observation.errorCode = problem.code;
  try {
    for (const name of response.getHeaderNames()) if (!ABOUT_THE_ASKER.test(name)) response.removeHeader(name);
    for (const [name, value] of Object.entries(problem.problem.headers ?? {})) response.setHeader(name, value);
    await sendResource(request, response, problem.status, errorResource(problem, observation.id));
  } catch {
    request.socket.destroy();
  }
}

/** The error resource of a problem; `error_id` is the request's id, as in the log (T-3.6.1-01, -02, -04). */
export function errorResource(problem: TaxiiProblem, errorId: string): object {
  const { description, details } = problem.problem;
  return {
    title: problem.title,
    description,
    error_id: errorId,
    error_code: problem.code,
    http_status: String(problem.status),
    ...(details === undefined ? {} : { details }),
  };
}

function toProblem(error: unknown): TaxiiProblem {
  if (error instanceof TaxiiProblem) return error;
  if (error instanceof StoreFull) return new OutOfRoom();
  if (error instanceof StoreUnavailable) return new ServiceUnavailable();
  if (error instanceof TooManyAttempts) return new TooManyFailures(error.retryAfter);
  if (error instanceof AccessForbidden) return new Forbidden(error.action);
  if (error instanceof UnderHold) return new Held(error.message);
  if (error instanceof EnvelopeRefused) {
    return error.reason === 'not-json'
      ? new BadRequest('malformed-json', error.message)
      : new Unprocessable(error.reason, error.message, error.pointer);
  }
  if (error instanceof URIError) return new BadRequest('malformed-path', 'The path is not percent-encoded UTF-8.');
  return new TaxiiProblem('internal-error', {
    description: 'The server could not answer. The operator finds this occurrence in the log by its error_id.',
  });
}
