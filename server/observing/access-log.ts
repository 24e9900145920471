// The access log: one line for each request, at the level info. Never a query, a header, a secret or an object in it.
import type { Logger } from 'pino';
import type { RequestObserver } from './observation.ts';

/** Whoever watches over the server asks all the time. */
const WATCHED = '/health/';

/** Writes requests into a log. */
export function accessLog(log: Logger): RequestObserver {
  return function logRequest({ id, seconds, ...request }) {
    const level = request.endpoint.startsWith(WATCHED) ? 'debug' : 'info';
    log[level]({ requestId: id, ...request, milliseconds: Math.round(seconds * 1e6) / 1e3 }, 'request');
  };
}
