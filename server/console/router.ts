// /console/ — the pages, and /console/api/, the JSON that they are made of (docs/console.md)
import { Router, type RequestHandler } from 'express';
import { endpointsOn, type Methods } from '../endpoints.ts';
import { NotFound } from '../errors.ts';
import type { Parts } from '../operation.ts';
import { sendStatic } from '../static-answer.ts';
import { limitRates } from '../steps/limit-rates.ts';
import { consoleDocument } from './api-document.ts';
import { files, secureHeaders } from './files.ts';
import { ROUTES, SESSION_ROUTE, type ConsoleParts, type ConsoleRoute } from './routes.ts';
import { createSessions } from './session.ts';

const API = '/console/api';

/** Pages and API. */
export function consoleRouter(parts: Parts): Router {
  const router = Router({ caseSensitive: true });
  router.use(secureHeaders);
  endpointsOn(router, '/console')('/console/openapi.json', { get: [sendDocument] });
  router.use('/api', apiRouter(parts));
  router.use(files());
  return router;
}

const sendDocument: RequestHandler = (request, response) => sendStatic(request, response, consoleDocument());

function apiRouter(parts: Parts): Router {
  const router = Router({ caseSensitive: true });
  const sessions = createSessions(parts.exchange, parts.settings);
  const serve = serveOn(router, { ...parts, sessions });
  serve(SESSION_ROUTE);
  router.use(sessions.require, limitRates.handler(parts));
  for (const route of ROUTES) serve(route);
  router.use((_request, _response, next) => next(new NotFound('page')));
  return router;
}

function serveOn(router: Router, parts: ConsoleParts): (route: ConsoleRoute) => void {
  const endpoint = endpointsOn(router, API);
  return function serve({ path, ...operations }) {
    const methods = Object.entries(operations).map(([method, operation]) => [method, operation.handlers(parts)]);
    endpoint(`${API}${path}`, Object.fromEntries(methods) as Methods);
  };
}
