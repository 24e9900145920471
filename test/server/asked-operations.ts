// The operations of the API document as requests: what is right, and what each can be refused for, is told here once.
import { MAIN } from '../protocol/test-catalogue.ts';
import { DOCUMENT } from '../protocol/check-document.ts';
import { sendText } from '../protocol/raw-request.ts';
import { basic, passwordOf, TAXII, type Answer } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import type { ApiOperation, ApiParameter } from '../../server/openapi/document.ts';

/** A request for an operation, or for what is none. */
export interface Asked {
  readonly id: string;
  readonly method: string;
  /** With names in braces that `pathTo` fills in. */
  readonly path: string;
}

/** A request for an operation of the document. */
export interface AskedOperation extends Asked {
  readonly operation: ApiOperation;
}

/** What is published before anything is asked for. */
export const OBJECT = indicator({ description: 'x'.repeat(2_000) });

/** All operations. */
export const OPERATIONS: readonly AskedOperation[] = Object.entries(DOCUMENT.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ id: operation.operationId, method: method.toUpperCase(), path, operation })),
);

/** A method that is defined nowhere, in a place that is there. */
export const ELSEWHERE: Asked = { id: 'elsewhere', method: 'PUT', path: '/{api-root}/' };

/** How a request differs from a right one. */
export interface Difference {
  readonly path?: string;
  readonly query?: string;
  readonly account?: string;
  /** A header of `undefined` is left out. */
  readonly headers?: Readonly<Record<string, string | undefined>>;
  /** Lines that aren't headers as they should be. */
  readonly lines?: readonly string[];
  readonly body?: string;
  /** Without the empty line that ends the headers. */
  readonly isUnfinished?: boolean;
}

/** The path with all names filled in. */
export function pathTo({ path }: Asked, status = 'none'): string {
  return path.replace('{api-root}', 'one').replace('{collection}', MAIN).replace('{object}', OBJECT.id).replace('{status}', status);
}

/** The names of the URL parameters that an operation has. */
export function parametersOf({ operation }: AskedOperation): ApiParameter[] {
  const all = operation.parameters.map(({ $ref }) => DOCUMENT.components.parameters[$ref.replace('#/components/parameters/', '')]);
  return all.filter((each) => each?.in === 'query') as ApiParameter[];
}

/** Asks for an operation as it should be asked for, but for some difference. */
export function ask(origin: string, asked: Asked, difference: Difference = {}): Promise<Answer> {
  const { path = pathTo(asked), query = '', account = 'both', lines = [], isUnfinished = false } = difference;
  const body = asked.method === 'POST' ? (difference.body ?? JSON.stringify({ objects: [OBJECT] })) : '';
  const headers = {
    Host: 'x',
    Connection: 'close',
    Accept: TAXII,
    Authorization: basic(account, passwordOf(account)),
    ...(asked.method === 'POST' ? { 'Content-Type': TAXII, 'Content-Length': String(Buffer.byteLength(body)) } : {}),
    ...difference.headers,
  };
  const given = Object.entries(headers).flatMap(([name, value]) => (value === undefined ? [] : [`${name}: ${value}`]));
  const head = [`${asked.method} ${path}${query} HTTP/1.1`, ...given, ...lines].join('\r\n');
  return sendText(origin, isUnfinished ? `${head}\r\n` : `${head}\r\n\r\n${body}`);
}
