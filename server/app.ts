// The Express application: serves the routes, and ends in error resources whatever none of them answers.
import type { RequestListener } from 'node:http';
import express, { Router, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { Exchange } from '../collections/exchange.ts';
import { createAnswerRoom } from './answer-room.ts';
import { consoleRouter } from './console/router.ts';
import { endpointsOn, type Methods } from './endpoints.ts';
import { BadRequest, NotFound, quote } from './errors.ts';
import { apiDocument } from './openapi/api-document.ts';
import type { Operation, Parts, Step } from './operation.ts';
import { rememberRequests, type RememberedRequests } from './remembered-requests.ts';
import { API_ROOT, DISCOVERY, DOCUMENT, HEALTH, UNDER_API_ROOT, type Route } from './routes.ts';
import { createErrorSender } from './send-error.ts';
import type { ServerSettings } from './settings.ts';
import { limitPublications } from './steps/limit-publications.ts';
import { findApiRoot } from './steps/locate.ts';
import { pathAndQuery, setQueryAside } from './target.ts';

/** Puts the exchange on HTTP. Paths are case-sensitive, and answered with and without the final slash (T-3.1-02). */
export function createApp(exchange: Exchange, settings: ServerSettings, log: Logger): RequestListener {
  const publicationLimit = limitPublications(exchange, settings.publishing);
  const sendError = createErrorSender(exchange, log);
  const remembered = rememberRequests(exchange, settings, sendError);
  const parts = { exchange, settings, publicationLimit, room: createAnswerRoom(), apiDocument };
  const routes = createRoutes(parts, remembered);

  // Express answers with pages of its own what it can't take apart, what nobody takes and what fails: it gets targets
  // that it can take apart, and all else ends here (T-3.1-05).
  return function answer(request, response) {
    const target = request.url ?? '';
    const url = pathAndQuery(target);
    if (url === undefined) {
      const description = `The request target ${quote(target)} is neither a path nor the http or https URL of one.`;
      sendError(new BadRequest('malformed-target', description), request, response);
      return;
    }
    request.url = setQueryAside(request, url);
    if (remembered.answer(request, response)) return;
    routes(request as Request, response as Response, (error?: unknown) => {
      sendError(error ?? new NotFound('resource'), request, response);
    });
  };
}

function createRoutes(parts: Parts, remembered: RememberedRequests): Express {
  const app = express();
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('case sensitive routing', true);
  app.set('query parser', false);

  const endpoint = endpointsOn(app);
  const serve = (route: Route): void => endpoint(route.path, methodsOf(route, ({ steps }) => handlersOf(steps, parts)));
  for (const route of [...HEALTH.routes, ...DOCUMENT.routes]) serve(route);
  if (parts.settings.console !== false) app.use('/console', consoleRouter(parts));
  for (const step of DISCOVERY.before) app.use(step.handler(parts));
  for (const route of DISCOVERY.routes) serve(route);
  app.use(findApiRoot.handler(parts), apiRootRouter(parts, remembered));
  return app;
}

// The API root is taken off before its router sees the path.
function apiRootRouter(parts: Parts, remembered: RememberedRequests): Router {
  const router = Router({ caseSensitive: true });
  const endpoint = endpointsOn(router, API_ROOT);
  const before = UNDER_API_ROOT.before.filter(({ isSettled }) => isSettled !== true);
  const rememberedHandlers = ({ steps }: Operation): RequestHandler[] => {
    const settled = steps.filter(({ isSettled }) => isSettled === true);
    const rest = steps.filter((step) => !settled.includes(step));
    return [...handlersOf(settled, parts), remembered.remember(handlersOf([...before, ...rest], parts)), ...handlersOf(rest, parts)];
  };
  for (const route of UNDER_API_ROOT.routes) endpoint(route.path, methodsOf(route, rememberedHandlers));
  router.use((_request, _response, next) => next(new NotFound('resource')));
  return router;
}

function handlersOf(steps: readonly Step[], parts: Parts): RequestHandler[] {
  return steps.map((step) => step.handler(parts));
}

function methodsOf({ path: _path, ...operations }: Route, handlers: (operation: Operation) => RequestHandler[]): Methods {
  return Object.fromEntries(Object.entries(operations).map(([method, operation]) => [method, handlers(operation)]));
}
