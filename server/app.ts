// The Express application: one line for each endpoint of TAXII 2.1 (matrix in 3.1), and for ours beside them.
import type { RequestListener } from 'node:http';
import express, { Router, type Express, type Request, type RequestHandler, type Response } from 'express';
import type { Logger } from 'pino';
import type { Exchange } from '../collections/exchange.ts';
import { getChanges } from './changes.ts';
import { consoleRouter } from './console/router.ts';
import { endpointsOn } from './endpoints.ts';
import { BadRequest, NotFound, quote } from './errors.ts';
import { getLive, getReady } from './health.ts';
import { getMe } from './me.ts';
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
  const publicationLimit = limitPublications(exchange, settings.publishing);
  app.use('/console', consoleRouter(exchange, settings, publicationLimit));
  app.use(authenticate(exchange, settings), limitRates(exchange));
  endpoint('/taxii2', { get: getDiscovery(settings) });
  app.use(findApiRoot, apiRootRouter(exchange, settings, publicationLimit));
  return app;
}

function apiRootRouter(exchange: Exchange, settings: ServerSettings, publicationLimit: RequestHandler): Router {
  const router = Router({ caseSensitive: true });
  const endpoint = endpointsOn(router, '/{api-root}');
  const collection = '/collections/:collection';
  const object = `${collection}/objects/:object`;
  endpoint('/', { get: getApiRoot(settings) });
  endpoint('/status/:status', { get: getStatus(exchange, settings) });
  endpoint('/validation', { post: validateObjects(exchange, settings, publicationLimit) });
  endpoint('/me', { get: getMe(exchange, settings) });
  endpoint('/collections', { get: getCollections(settings) });
  endpoint(collection, { get: getCollection(exchange, settings) });
  endpoint(`${collection}/manifest`, { get: getManifest(exchange, settings) });
  endpoint(`${collection}/changes`, { get: getChanges(exchange, settings) });
  endpoint(`${collection}/objects`, {
    get: getObjects(exchange, settings),
    post: addObjects(exchange, settings, publicationLimit),
  });
  endpoint(object, { get: getObject(exchange, settings), delete: deleteObject(exchange, settings) });
  endpoint(`${object}/versions`, { get: getVersions(exchange, settings) });
  router.use((_request, _response, next) => next(new NotFound('resource')));
  return router;
}
