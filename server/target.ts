// The request target: what Express gets to see of it is a path that it can take apart (RFC 9112, 3.2).

const TARGET = /^(?<origin>https?:\/\/[^/?#]+)?(?<path>[^?#]*)(?<query>\?[^#]*)?$/i;

/**
 * The path and query that a request target asks for; `undefined` where it is neither a path nor the URL of one. Scheme
 * and authority go, which HTTP lets every client send, and so does `//` in the path, which clients make when they join
 * a base URL and a path.
 */
export function pathAndQuery(target: string): string | undefined {
  // Nearly all of them.
  if (target.startsWith('/') && !target.includes('//') && !target.includes('#')) return target;
  const { origin, path, query = '' } = TARGET.exec(target)?.groups ?? {};
  if (path === undefined || (origin !== undefined && !URL.canParse(origin))) return undefined;
  if (!path.startsWith('/')) return origin !== undefined && path === '' ? `/${query}` : undefined;
  return path.replaceAll(/\/{2,}/g, '/') + query;
}
