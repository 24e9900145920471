// A TAXII server that answers what a test tells it to, and remembers what it was asked.
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createTaxiiClient, type Patience, type TaxiiClient } from '../../cli/taxii-client.ts';

/** A request that came. */
export interface Asked {
  readonly method: string;
  /** The path with its query, as it was sent. */
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

/** What to answer: a resource, bytes as they are, or nothing but a cut connection. */
export interface Reply {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: object | string;
  readonly isCut?: boolean;
  /** Milliseconds before the answer. */
  readonly delay?: number;
}

/** A running double. */
export interface ScriptedServer {
  readonly origin: string;
  /** Every request so far, in the order in which they came. */
  readonly asked: readonly Asked[];
  url(path: string): URL;
  /** A client of it, hasty unless told otherwise. */
  client(patience?: Patience): TaxiiClient;
  close(): Promise<void>;
}

/** Starts a double; `script` is called for each request with how many came before it. */
export async function startScripted(script: (asked: Asked, before: number) => Reply): Promise<ScriptedServer> {
  const asked: Asked[] = [];
  const server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const { method = '', url: path = '', headers } = request;
      const one: Asked = { method, path, headers, body: Buffer.concat(chunks) };
      const reply = script(one, asked.length);
      asked.push(one);
      setTimeout(() => {
        if (reply.isCut === true) request.socket.destroy();
        else response.writeHead(reply.status ?? 200, { 'Content-Type': TAXII, ...reply.headers }).end(textOf(reply.body));
      }, reply.delay ?? 0);
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const url = (path: string): URL => new URL(path, origin);
  return {
    origin,
    asked,
    url,
    client: (patience) => createTaxiiClient({ url: url('/'), credentials: CREDENTIALS, firstPause: 1, ...patience }),
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}

/** What its clients send. */
export const CREDENTIALS = { user: 'agency', password: 'a secret: ünïcode' };

const TAXII = 'application/taxii+json;version=2.1';

function textOf(body: object | string | undefined): string {
  return typeof body === 'string' ? body : JSON.stringify(body ?? {});
}

/** Everything that an iterable gives, in a list. */
export async function listOf<Item>(items: AsyncIterable<Item>): Promise<Item[]> {
  const list: Item[] = [];
  for await (const item of items) list.push(item);
  return list;
}
