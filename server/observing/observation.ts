// What is noted of a request while it is answered, and told when it is over: to the access log, the metrics, the limits.
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { clientOf } from '../client.ts';
import { knownOf } from '../context.ts';
import { notesOn } from '../notes.ts';
import { whenOver } from '../over.ts';

/** A request that is over, as it may be told: no query, no header, no body. */
export interface ObservedRequest {
  /** In the header `X-Request-Id` of the answer, and the `error_id` of an error resource (T-3.6.1-01). */
  readonly id: string;
  /** One of `METHODS`, or `other`: anybody can make up methods. */
  readonly method: string;
  /** The template of the path, such as `/{api-root}/collections/{id}/objects/`; `none` where no endpoint is. */
  readonly endpoint: string;
  /** The path as it was asked for, without its query and cut to a readable length. */
  readonly path: string;
  /** Of the answer; 0 where the client went away before there was one. */
  readonly status: number;
  /** `error_code` of the error resource. */
  readonly errorCode?: string;
  /** From the end of its headers until the answer was handed to the network, or given up. */
  readonly seconds: number;
  /** Octets of the bodies; what was received is counted once it was read as a whole. */
  readonly received: number;
  readonly sent: number;
  readonly address: string;
  /** Who asked, where that is known. */
  readonly account?: string;
  readonly agency?: string;
  /** The id of the collection, where the asker may see it. */
  readonly collection?: string;
}

/** Is told of every request, when it is over; quick, and never fails. */
export type RequestObserver = (request: ObservedRequest) => void;

/** Notes about a request that is being answered. */
export interface Observation {
  readonly id: string;
  endpoint: string;
  errorCode?: string;
  received: number;
  sent: number;
}

/** The methods that are told by name. */
export const METHODS: readonly string[] = ['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'PATCH', 'OPTIONS'];
/** Where nothing is. */
export const NO_ENDPOINT = 'none';
const LONGEST_PATH = 200;

/** Begins to observe a request. */
export function observe(request: IncomingMessage, response: ServerResponse, observers: readonly RequestObserver[]): void {
  const observation = observationOf(request);
  if (observers.length === 0) return;
  const { method = '', url = '' } = request;
  const started = performance.now();
  whenOver(response, () => {
    const observed = observedRequest(request, response, observation, { method, url, seconds: (performance.now() - started) / 1_000 });
    for (const tell of observers) tell(observed);
  });
}

/** The notes about a request; one that was never observed gets notes of its own. */
export function observationOf(request: IncomingMessage): Observation {
  return (notesOn(request).observation ??= { id: randomUUID(), endpoint: NO_ENDPOINT, received: 0, sent: 0 });
}

/** The path of a request target, fit to be told. */
export function pathIn(target: string): string {
  const path = target.replace(/^[a-z]+:\/\/[^/?#]*/i, '').split(/[?#]/, 1)[0] ?? '';
  return path.length > LONGEST_PATH ? `${path.slice(0, LONGEST_PATH)}…` : path;
}

function observedRequest(
  request: IncomingMessage,
  response: ServerResponse,
  { id, endpoint, errorCode, received, sent }: Observation,
  { method, url, seconds }: { readonly method: string; readonly url: string; readonly seconds: number },
): ObservedRequest {
  const known = knownOf(request);
  return {
    id,
    method: METHODS.includes(method) ? method : 'other',
    endpoint,
    path: pathIn(url),
    status: response.headersSent ? response.statusCode : 0,
    ...(errorCode === undefined ? {} : { errorCode }),
    seconds,
    received,
    sent,
    address: clientOf(request).address,
    ...(known === undefined ? {} : { account: known.asker.account, agency: known.asker.agency.name }),
    ...(known?.collection === undefined ? {} : { collection: known.collection.entry.id }),
  };
}
