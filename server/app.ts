// The Express application: one line for each endpoint of TAXII 2.1 (matrix in 3.1), and for ours beside them.
import type { RequestListener } from 'node:http';
import express, { Router, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { Exchange } from '../collections/exchange.ts';
import { createAnswerRoom } from './answer-room.ts';
import { getChanges } from './changes.ts';
import { BadRequest, MethodNotAllowed, NotFound, quote } from './errors.ts';
import { getLive, getReady } from './health.ts';
import { getMe } from './me.ts';
import { observationOf } from './observing/observation.ts';
import { createErrorSender, sendProblem } from './send-error.ts';
import type { ServerSettings } from './settings.ts';
import { authenticate } from './steps/authenticate.ts';
import { limitPublications } from './steps/limit-publications.ts';
import { limitRates } from './steps/limit-rates.ts';
import { findApiRoot } from './steps/locate.ts';
import { pathAndQuery } from './target.ts';
import { getApiRoot } from './taxii/api-root.ts';
import { getCollection, getCollections } from './taxii/collections.ts';
import { getDiscovery } from './taxii/discovery.ts';
import { getManifest } from './taxii/manifest.ts';
import { deleteObject, getObject } from './taxii/object.ts';
import { addObjects, getObjects } from './taxii/objects.ts';
import { getStatus } from './taxii/status.ts';
import { getVersions } from './taxii/versions.ts';
import { validateObjects } from './validation.ts';

/** The steps of an endpoint, by method. HEAD goes with GET. */
type Methods = Partial<Record<'get' | 'post' | 'delete', RequestHandler[]>>;

/** Puts the exchange on HTTP. Paths are case-sensitive, and answered with and without the final slash (T-3.1-02). */
export function createApp(exchange: Exchange, settings: ServerSettings, log: Logger): RequestListener {
  const routes = createRoutes(exchange, settings);
  const sendError = createErrorSender(exchange, log);

  // Express answers with pages of its own what it can't take apart, what nobody takes and what fails: it gets targets
  // that it can take apart, and all else ends here (T-3.1-05).
  return function answer(request, response) {
    const target = request.url ?? '';
    const url = pathAndQuery(target);
    if (url === undefined) {
      const description = `The request target ${quote(target)} is neither a path nor the http or https URL of one.`;
      void sendProblem(request, response, new BadRequest('malformed-target', description));
      return;
    }
    request.url = url;
    routes(request as Request, response as Response, (error?: unknown) => {
      sendError(error ?? new NotFound('resource'), request, response);
    });
  };
}

function createRoutes(exchange: Exchange, settings: ServerSettings): Express {
  const app = express();
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('case sensitive routing', true);
  app.set('query parser', false);

  const endpoint = endpointsOn(app);
  endpoint('/health/live', { get: getLive });
  endpoint('/health/ready', { get: getReady(exchange) });
  app.use(authenticate(exchange, settings), limitRates(exchange));
  endpoint('/taxii2', { get: getDiscovery(settings) });
  app.use(findApiRoot, apiRootRouter(exchange, settings));
  return app;
}

function apiRootRouter(exchange: Exchange, settings: ServerSettings): Router {
  const router = Router({ caseSensitive: true });
  const room = createAnswerRoom();
  const publicationLimit = limitPublications(exchange, settings.publishing);
  const endpoint = endpointsOn(router, '/{api-root}');
  const collection = '/collections/:collection';
  const object = `${collection}/objects/:object`;
  // In the order of how often they are asked for.
  endpoint(`${collection}/objects`, {
    get: getObjects(exchange, settings, room),
    post: addObjects(exchange, settings, publicationLimit),
  });
  endpoint(object, { get: getObject(exchange, settings, room), delete: deleteObject(exchange, settings) });
  endpoint(`${collection}/manifest`, { get: getManifest(exchange, settings, room) });
  endpoint('/status/:status', { get: getStatus(exchange, settings) });
  endpoint(collection, { get: getCollection(exchange, settings) });
  endpoint(`${collection}/changes`, { get: getChanges(exchange, settings) });
  endpoint(`${object}/versions`, { get: getVersions(exchange, settings, room) });
  endpoint('/collections', { get: getCollections(settings) });
  endpoint('/', { get: getApiRoot(settings) });
  endpoint('/me', { get: getMe(exchange, settings) });
  endpoint('/validation', { post: validateObjects(exchange, settings, publicationLimit) });
  router.use((_request, _response, next) => next(new NotFound('resource')));
  return router;
}

// Each endpoint is told by the path that the standard writes: `/{api-root}/collections/{collection}/objects/`.
function endpointsOn(router: Router | Express, prefix = ''): (path: string, methods: Methods) => void {
  return function endpoint(path, methods) {
    const template = `${prefix}${path}/`.replaceAll(/:(\w+)/g, '{$1}').replace(/\/+$/, '/');
    const allowed = Object.keys(methods).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    const route = router.route(path);
    route.all((request, _response, next) => {
      observationOf(request).endpoint = template;
      next();
    });
    for (const [method, steps] of Object.entries(methods)) route[method as keyof Methods](...steps);
    route.all((request, _response, next) => next(new MethodNotAllowed(request.method, allowed)));
  };
}
