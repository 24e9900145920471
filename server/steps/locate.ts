// Finds what a URL names: the API root by its path, the collection by id or alias, as the asker sees them.
import type { RequestHandler } from 'express';
import type { Action } from '../../collections/access.ts';
import type { Exchange } from '../../collections/exchange.ts';
import type { ApiRootEntry } from '../../schemas/catalogue/catalogue.ts';
import { collectionOf, contextOf, extendContext, rootOf } from '../context.ts';
import { NotFound } from '../errors.ts';

/** Finds the visible API root that the path begins with and leaves the rest of the path to its router (T-4.2-01). */
export const findApiRoot: RequestHandler = function findVisibleRoot(request, _response, next): void {
  const { asker, directory } = contextOf(request);
  const { path } = request;
  const segments = segmentsOf(path);
  const decoded = path.includes('%') ? segments.map(decodeURIComponent) : segments;
  let root: ApiRootEntry | undefined;
  for (const visible of directory.visibleRoots(asker.agency)) {
    const isLonger = root === undefined || visible.path.length > root.path.length;
    if (isLonger && segmentsOf(visible.path).every((segment, position) => segment === decoded[position])) root = visible;
  }
  if (root === undefined) throw new NotFound('API root');
  extendContext(request, { root });
  const query = request.url.slice(path.length);
  request.url = `/${segments.slice(segmentsOf(root.path).length).join('/')}${query}`;
  next();
};

/** Opens the collection that the path names by id or alias; 404 where it doesn't exist for the asker. */
export function openCollection(exchange: Exchange): RequestHandler {
  return function openNamedCollection(request, _response, next): void {
    const named = String(request.params['collection']);
    const collection = exchange.openCollection(contextOf(request), rootOf(request), named);
    if (collection === undefined) throw new NotFound('collection');
    extendContext(request, { collection });
    next();
  };
}

/** 403 where the asker sees the collection but may not do this in it. */
export function requireRight(action: Action): RequestHandler {
  return function checkRight(request, _response, next): void {
    collectionOf(request).require(action);
    next();
  };
}

/** The path at which an API root is served: `/name/`, or `/` itself. */
export function urlPathOf(root: ApiRootEntry): string {
  return root.path === '/' ? '/' : `/${root.path}/`;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
