// The one place where errors become TAXII error resources (3.6.1).
import { randomUUID } from 'node:crypto';
import type { ErrorRequestHandler, Request, Response } from 'express';
import type { Logger } from 'pino';
import { AccessForbidden } from '../collections/exchange.ts';
import { EnvelopeRefused } from '../collections/publishing/refusal.ts';
import { BadRequest, Forbidden, TaxiiProblem, Unprocessable } from './errors.ts';
import { sendResource } from './send.ts';

/** Express' error handler: what was thrown on the way becomes an answer, and what nobody expected is logged. */
export function handleErrors(log: Logger): ErrorRequestHandler {
  return function sendError(error: unknown, request: Request, response: Response, next): void {
    const problem = toProblem(error);
    const errorId = randomUUID();
    if (problem.status >= 500) log.error({ errorId, error, method: request.method }, 'a request failed');
    if (response.headersSent) {
      next(error);
      return;
    }
    for (const name of response.getHeaderNames()) response.removeHeader(name);
    for (const [name, value] of Object.entries(problem.problem.headers ?? {})) response.setHeader(name, value);
    void sendResource(request, response, problem.status, errorResource(problem, errorId)).catch(next);
  };
}

/** The error resource of a problem; `error_id` is also in the log (T-3.6.1-01, -02, -04). */
export function errorResource(problem: TaxiiProblem, errorId: string): object {
  const { code, description, details } = problem.problem;
  return {
    title: problem.title,
    description,
    error_id: errorId,
    error_code: code,
    http_status: String(problem.status),
    ...(details === undefined ? {} : { details }),
  };
}

function toProblem(error: unknown): TaxiiProblem {
  if (error instanceof TaxiiProblem) return error;
  if (error instanceof AccessForbidden) return new Forbidden(error.action);
  if (error instanceof EnvelopeRefused) {
    return error.reason === 'not-json'
      ? new BadRequest('malformed-json', error.message)
      : new Unprocessable(error.reason, error.message, error.pointer);
  }
  if (error instanceof URIError) return new BadRequest('malformed-path', 'The path is not percent-encoded UTF-8.');
  return new TaxiiProblem(500, 'Internal error', {
    code: 'internal-error',
    description: 'The server could not answer. The operator finds this occurrence in the log by its error_id.',
  });
}
