// A yardstick in a process of its own: bare Express or bare `node:http`, which answers every request with the octets that
// it was sent. `node process.ts express|http`
import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import express from 'express';

/** The one answer that a yardstick has. */
export interface Prebuilt {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Uint8Array;
}

/** What the process says. */
export type YardstickMessage = { readonly kind: 'listening'; readonly port: number } | { readonly kind: 'taken' };

let prebuilt: Prebuilt = { status: 200, headers: {}, body: Buffer.from('{}') };

process.on('message', (answer: Prebuilt) => {
  prebuilt = answer;
  tell({ kind: 'taken' });
});
process.on('disconnect', () => process.exit());

const server = createServer(process.argv[2] === 'express' ? expressApplication() : answer);
server.keepAliveTimeout = 60_000;
server.listen(0, '127.0.0.1', () => tell({ kind: 'listening', port: (server.address() as AddressInfo).port }));

// Without an ETag, which Express would make of the body each time.
function expressApplication(): RequestListener {
  const application = express();
  application.set('etag', false);
  application.all('/{*path}', (request, response) => answer(request, response));
  return application;
}

function answer(request: IncomingMessage, response: ServerResponse): void {
  if (request.method === 'POST') {
    request.resume();
    request.once('end', () => send(response));
  } else send(response);
}

function send(response: ServerResponse): void {
  response.statusCode = prebuilt.status;
  for (const [name, value] of Object.entries(prebuilt.headers)) response.setHeader(name, value);
  response.setHeader('Content-Length', prebuilt.body.length);
  response.end(prebuilt.body);
}

function tell(message: YardstickMessage): void {
  process.send?.(message);
}
