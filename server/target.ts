// The request target: what Express gets to see of it is a path that it can take apart (RFC 9112, 3.2).
import type { IncomingMessage } from 'node:http';
import { notesOn } from './notes.ts';

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

/**
 * Notes the query for `queryStringOf`, and gives the path without it: Express takes a URL apart letter by letter, once more
 * whenever a part of it is taken off, and asks for nothing of the query.
 */
export function setQueryAside(request: IncomingMessage, url: string): string {
  const start = url.indexOf('?');
  if (start === -1) return url;
  notesOn(request).query = url.slice(start + 1);
  return url.slice(0, start);
}

/** The raw query string of a request, without `?`. */
export function queryStringOf(request: IncomingMessage): string {
  return notesOn(request).query;
}
