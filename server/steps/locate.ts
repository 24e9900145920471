// Finds what a URL names: the API root by its path, the collection by id or alias, as the asker sees them.
import type { Action } from '../../collections/access.ts';
import type { ApiRootEntry } from '../../schemas/catalogue/catalogue.ts';
import { collectionOf, contextOf, extendContext, rootOf } from '../context.ts';
import { NotFound } from '../errors.ts';
import type { Step } from '../operation.ts';

/** Finds the visible API root that the path begins with and leaves the rest of the path to its router (T-4.2-01). */
export const findApiRoot: Step = {
  refuses: ['malformed-path', 'not-found'],
  isSettled: true,
  handler: ({ exchange }) =>
    function findVisibleRoot(request, _response, next): void {
      const session = contextOf(request);
      const segments = segmentsOf(request.path);
      const decoded = request.path.includes('%') ? segments.map(decodeURIComponent) : segments;
      const root = rootAt(decoded, session.directory.visibleRoots(session.asker.agency));
      if (root === undefined) {
        const hidden = rootAt(decoded, session.directory.catalogue?.apiRoots ?? []);
        if (hidden !== undefined) exchange.noticeHidden(session, hidden, decoded[segmentsOf(hidden.path).length + 1]);
        throw new NotFound('API root');
      }
      extendContext(request, { root });
      request.url = `/${segments.slice(segmentsOf(root.path).length).join('/')}`;
      next();
    },
};

/** Opens the collection that the path names by id or alias; 404 where it doesn't exist for the asker. */
export const openCollection: Step = {
  refuses: ['not-found'],
  isSettled: true,
  handler: ({ exchange }) =>
    function openNamedCollection(request, _response, next): void {
      const named = String(request.params['collection']);
      const collection = exchange.openCollection(contextOf(request), rootOf(request), named);
      if (collection === undefined) throw new NotFound('collection');
      extendContext(request, { collection });
      next();
    },
};

/** 403 where the asker sees the collection but may not do this in it. */
export function requireRight(action: Action): Step {
  return {
    refuses: ['forbidden'],
    isSettled: true,
    handler: () =>
      function checkRight(request, _response, next): void {
        collectionOf(request).require(action);
        next();
      },
  };
}

/** The path at which an API root is served: `/name/`, or `/` itself. */
export function urlPathOf(root: ApiRootEntry): string {
  return root.path === '/' ? '/' : `/${root.path}/`;
}

function rootAt(decoded: readonly string[], roots: readonly ApiRootEntry[]): ApiRootEntry | undefined {
  let longest: ApiRootEntry | undefined;
  for (const root of roots) {
    const isLonger = longest === undefined || root.path.length > longest.path.length;
    if (isLonger && segmentsOf(root.path).every((segment, position) => segment === decoded[position])) longest = root;
  }
  return longest;
}

function segmentsOf(path: string): string[] {
  return path.split('/').filter((segment) => segment !== '');
}
