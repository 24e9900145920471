// Requests like one that came before: who asks, and what for, was found out then, and holds until something changes. Most tools
// ask the same time and again, and finding it out takes longer than the answer: docs/decisions/2026-11-29-remembered-requests.md.
import { hash, randomBytes } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { Request, RequestHandler, Response } from 'express';
import { LRUCache } from 'lru-cache';
import type { Exchange } from '../collections/exchange.ts';
import { clientOf, isFromProxy } from './client.ts';
import { contextOf, extendContext, type TaxiiContext } from './context.ts';
import { notesOn } from './notes.ts';
import { observationOf } from './observing/observation.ts';
import type { ErrorSender } from './send-error.ts';
import type { ServerSettings } from './settings.ts';

/** Remembers requests. */
export interface RememberedRequests {
  /**
   * Answers a request of which enough is known; false: it has to go through all of its steps, in which it may be remembered. Its
   * URL is its path, as `setQueryAside` leaves it.
   */
  answer(request: IncomingMessage, response: ServerResponse): boolean;
  /**
   * A step behind all those that find the same each time: the request has passed them.
   * @param rest the steps that are still before it, and those among the earlier ones that are taken each time
   */
  remember(rest: readonly RequestHandler[]): RequestHandler;
}

/** What is known of requests that are alike. */
interface Known {
  readonly endpoint: string;
  readonly context: TaxiiContext;
  readonly parameters: Request['params'];
  readonly rest: readonly RequestHandler[];
}

/** A path, and what is left of it without the object that it names: of requests about objects each is about another one. */
interface Shape {
  readonly text: string;
  /** Absent where there is none, or where it is written in a way that has to be looked at. */
  readonly object?: string;
}

/** What a request is like of which nothing is known yet. */
export interface Likeness {
  readonly name: string;
  readonly shape: Shape;
}

const REMEMBERED_AT_MOST = 10_000;
/** Whoever sends more than this has something in mind that isn't polling. */
const LONGEST = 4_096;
const BEFORE_OBJECT = '/objects/';

/** Remembers for one exchange; what is wrong with a request that it answers goes to `sendError`. */
export function rememberRequests(exchange: Exchange, settings: ServerSettings, sendError: ErrorSender): RememberedRequests {
  const { clientCertificateHeader } = settings;
  const apiKeyHeader = settings.apiKeyHeader?.toLowerCase();
  // The memory holds keyed hashes only, as there are passwords in what they are of.
  const key = randomBytes(32).toString('base64');
  const known = new LRUCache<string, Known>({ max: REMEMBERED_AT_MOST });
  let revision = 0;

  // All that the steps go by which are left out; `undefined` where they go by more.
  function nameOf(request: IncomingMessage, shape: string): string | undefined {
    const { method, headers } = request;
    const isCertified = (request.socket as Partial<TLSSocket>).authorized === true;
    const maySayMore = isFromProxy(request) && clientCertificateHeader !== undefined;
    if ((method !== 'GET' && method !== 'HEAD') || isCertified || maySayMore) return undefined;
    const apiKey = apiKeyHeader === undefined ? undefined : headers[apiKeyHeader];
    const { address } = clientOf(request);
    // None of them can have a line break in it.
    const text = `${key}\n${method}\n${shape}\n${address}\n${headers.authorization}\n${headers.accept}\n${apiKey?.toString()}`;
    return text.length > LONGEST ? undefined : hash('sha256', text, 'base64');
  }

  // What was found in another catalogue is of no use, and would keep all of that catalogue in memory.
  function forgetOthers(current: number): void {
    if (current !== revision) known.clear();
    revision = current;
  }

  function goOn(request: Request, response: Response, rest: readonly RequestHandler[], position: number): void {
    const next = (error?: unknown): void => {
      if (error === undefined || error === null) goOn(request, response, rest, position + 1);
      else sendError(error, request, response);
    };
    try {
      const done: unknown = rest[position]?.(request, response, next);
      if (done instanceof Promise) done.catch((error: unknown) => sendError(error, request, response));
    } catch (error) {
      sendError(error, request, response);
    }
  }

  return {
    answer(request, response) {
      const shape = shapeOf(request.url ?? '');
      const name = nameOf(request, shape.text);
      if (name === undefined) return false;
      const like = known.get(name);
      if (like === undefined || !exchange.staysIn(like.context)) {
        notesOn(request).likeness = { name, shape };
        return false;
      }
      observationOf(request).endpoint = like.endpoint;
      const asExpress = request as Request;
      extendContext(asExpress, like.context);
      asExpress.params = shape.object === undefined ? like.parameters : { ...like.parameters, object: shape.object };
      goOn(asExpress, response as Response, like.rest, 0);
      return true;
    },
    remember: (rest) =>
      function rememberRequest(request, _response, next): void {
        const unknown = notesOn(request).likeness;
        if (unknown !== undefined && isShapeOf(unknown.shape, request)) {
          const context = contextOf(request);
          forgetOthers(context.directory.revision);
          const { endpoint } = observationOf(request);
          known.set(unknown.name, { endpoint, context, parameters: request.params, rest });
        }
        next();
      },
  };
}

function shapeOf(path: string): Shape {
  const before = path.lastIndexOf(BEFORE_OBJECT);
  if (before === -1) return { text: path };
  const start = before + BEFORE_OBJECT.length;
  const slash = path.indexOf('/', start);
  const end = slash === -1 ? path.length : slash;
  const object = path.slice(start, end);
  // In no path itself.
  return object === '' || object.includes('%') ? { text: path } : { text: `${path.slice(0, start)} ${path.slice(end)}`, object };
}

// Whether any other object in that place of the path would have led to the same steps: not where it is no object's place, nor
// where another API root begins with it.
function isShapeOf({ object }: Shape, request: Request): boolean {
  if (object === undefined) return true;
  const { root, directory } = contextOf(request);
  const isDeeper = directory.catalogue?.apiRoots.some(({ path }) => path !== root?.path && path.includes(BEFORE_OBJECT)) ?? false;
  return request.params['object'] === object && !isDeeper;
}
