// Puts endpoints on a router: the steps of each method at a path, and what is said of any other method.
import type { Express, RequestHandler, Router } from 'express';
import { MethodNotAllowed } from './errors.ts';
import { observationOf } from './observing/observation.ts';

/** The steps of an endpoint, by method. HEAD goes with GET. */
export type Methods = Partial<Record<'get' | 'post' | 'put' | 'delete', RequestHandler[]>>;

/**
 * Adds endpoints to the router. Each is told by its path as the standard writes it: `/{api-root}/collections/{collection}/objects/`;
 * it is served with and without the slash at its end (T-3.1-02). Any other method is answered 405 (T-3.1-14).
 * @param prefix what all paths begin with, and the router doesn't see
 */
export function endpointsOn(router: Router | Express, prefix = ''): (path: string, methods: Methods) => void {
  return function endpoint(path, methods) {
    const template = path.endsWith('/') ? path : `${path}/`;
    const allowed = Object.keys(methods).flatMap((method) => (method === 'get' ? ['GET', 'HEAD'] : [method.toUpperCase()]));
    const route = router.route(expressPath(path.slice(prefix.length)));
    route.all((request, _response, next) => {
      observationOf(request).endpoint = template;
      next();
    });
    for (const [method, steps] of Object.entries(methods)) route[method as keyof Methods](...steps);
    route.all((request, _response, next) => next(new MethodNotAllowed(request.method, allowed)));
  };
}

function expressPath(path: string): string {
  return path.replaceAll(/\{(\w+)\}/g, ':$1').replace(/(?<=.)\/$/, '');
}
