// Puts the console's endpoints on a router: one line for each path, with the steps of each method.
import type { Express, RequestHandler, Router } from 'express';
import { MethodNotAllowed } from './errors.ts';
import { observationOf } from './observing/observation.ts';

/** The steps of an endpoint, by method. HEAD goes with GET. */
export type Methods = Partial<Record<'get' | 'post' | 'put' | 'delete', RequestHandler[]>>;

/**
 * Adds endpoints to the router. Each is told by the path that the standard writes: `/{api-root}/collections/{collection}/objects/`.
 * Any other method is answered 405 (T-3.1-14).
 * @param prefix what stands before the router's paths
 */
export function endpointsOn(router: Router | Express, prefix = ''): (path: string, methods: Methods) => void {
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
