// The Express application: one line for each endpoint of TAXII 2.1 (matrix in 3.1).
import express, { Router, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import type { Exchange } from '../collections/exchange.ts';
import { MethodNotAllowed, NotFound } from './errors.ts';
import { handleErrors } from './send-error.ts';
import type { ServerSettings } from './settings.ts';
import { authenticate } from './steps/authenticate.ts';
import { collapseSlashes, dropOrigin, findApiRoot } from './steps/locate.ts';
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
export function createApp(exchange: Exchange, settings: ServerSettings, log: Logger): Express {
  const app = express();
  app.set('etag', false);
  app.set('x-powered-by', false);
  app.set('case sensitive routing', true);
  app.set('query parser', false);

  app.use(dropOrigin, collapseSlashes);
  app.use(authenticate(exchange));
  endpoint(app, '/taxii2', { get: getDiscovery(settings) });
  app.use(findApiRoot, apiRootRouter(exchange, settings));
  app.use(handleErrors(log));
  return app;
}

function apiRootRouter(exchange: Exchange, settings: ServerSettings): Router {
  const router = Router({ caseSensitive: true });
  const collection = '/collections/:collection';
  const object = `${collection}/objects/:object`;
  endpoint(router, '/', { get: getApiRoot(settings) });
  endpoint(router, '/status/:status', { get: getStatus(exchange, settings) });
  endpoint(router, '/validation', { post: validateObjects(exchange, settings) });
  endpoint(router, '/collections', { get: getCollections(settings) });
  endpoint(router, collection, { get: getCollection(exchange, settings) });
  endpoint(router, `${collection}/manifest`, { get: getManifest(exchange, settings) });
  endpoint(router, `${collection}/objects`, {
    get: getObjects(exchange, settings),
    post: addObjects(exchange, settings),
  });
  endpoint(router, object, { get: getObject(exchange, settings), delete: deleteObject(exchange, settings) });
  endpoint(router, `${object}/versions`, { get: getVersions(exchange, settings) });
  router.use((_request, _response, next) => next(new NotFound('resource')));
  return router;
}

function endpoint(router: Router | Express, path: string, methods: Methods): void {
  const allowed = Object.keys(methods).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
  const route = router.route(path);
  for (const [method, steps] of Object.entries(methods)) route[method as keyof Methods](...steps);
  route.all((request, _response, next) => next(new MethodNotAllowed(request.method, allowed)));
}
