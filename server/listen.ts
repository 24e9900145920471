// Puts the application on a socket: HTTP on loopback, HTTPS wherever there is a certificate (8.2.2).
import {
  createServer as createHttpServer,
  type IncomingMessage,
  type RequestListener,
  type Server,
  type ServerResponse,
} from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { BadRequest, quote, TaxiiProblem } from './errors.ts';
import { markLate } from './ending.ts';
import { sendProblem } from './send-error.ts';
import { answerUnreadable, noteRequest, refuseTunnel } from './unreadable.ts';

/** Where to listen, and with which certificate. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** How long a request may take to arrive; `PATIENCE` unless a test is in a hurry. */
  readonly patience?: Patience;
  /** PEM texts; without them the server speaks plain HTTP. */
  readonly tls?: { readonly certificate: Buffer; readonly key: Buffer };
}

/** A server that answers, and how to end it. */
export interface RunningServer {
  /** `http://127.0.0.1:8080`, say, with the port that was really taken. */
  readonly origin: string;
  /** Takes no new connections, lets running requests end, then resolves. */
  close(): Promise<void>;
}

/** Long match lists travel in the URL, and once more in `next`: room for both, at `LONGEST_MATCH` (page.ts) each. */
const MAXIMUM_HEADER_BYTES = 256 * 1024;
/** Milliseconds after which a request must have arrived. */
interface Patience {
  /** With its headers. */
  readonly headers: number;
  /** As a whole. */
  readonly request: number;
}
const PATIENCE: Patience = { headers: 20_000, request: 120_000 };
/** How long running requests may take once the server is told to end, in milliseconds. */
const CLOSING_TIMEOUT = 10_000;

/** TLS 1.2 suites with forward secrecy and AEAD only: none of RFC 7540 appendix A (T-8.2.2-05); and TLS 1.3's. */
const CIPHERS = [
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_GCM_SHA256',
  'ECDHE-ECDSA-AES256-GCM-SHA384',
  'ECDHE-RSA-AES256-GCM-SHA384',
  'ECDHE-ECDSA-CHACHA20-POLY1305',
  'ECDHE-RSA-CHACHA20-POLY1305',
  'ECDHE-ECDSA-AES128-GCM-SHA256',
  'ECDHE-RSA-AES128-GCM-SHA256',
].join(':');

/**
 * Starts listening.
 * @throws the socket's or the certificate's error: `EADDRINUSE`, `EACCES`, `ERR_OSSL_…`
 */
export async function listen(application: RequestListener, options: ListenOptions): Promise<RunningServer> {
  const server = createServer(options);
  server.on('request', takeRequests(server, application));
  server.on('checkExpectation', refuseExpectation);
  server.on('connect', refuseTunnel);
  server.on('clientError', answerUnreadable({ headerBytes: MAXIMUM_HEADER_BYTES, ...(options.patience ?? PATIENCE) }));
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  const { port } = server.address() as AddressInfo;
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    close: () => closeServer(server),
  };
}

function createServer({ tls, patience = PATIENCE }: ListenOptions): Server {
  const limits = {
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    requestTimeout: patience.request,
    headersTimeout: patience.headers,
    connectionsCheckingInterval: Math.min(patience.headers / 4, 5_000),
    requireHostHeader: false,
  };
  if (tls === undefined) return createHttpServer(limits);
  const security = { cert: tls.certificate, key: tls.key, minVersion: 'TLSv1.2', ciphers: CIPHERS } as const;
  return createHttpsServer({ ...limits, ...security, honorCipherOrder: true });
}

function takeRequests(server: Server, application: RequestListener): RequestListener {
  return function takeRequest(request, response) {
    noteRequest(request, response);
    if (!server.listening) markLate(request);
    // Node.js drops what was sent right behind a request for another protocol; and a server that ends waits for nobody.
    if (request.headers.upgrade !== undefined || !server.listening) response.shouldKeepAlive = false;
    if (request.headers.host !== undefined || request.httpVersion !== '1.1') {
      application(request, response);
      return;
    }
    const description = 'The request has no Host header, which HTTP/1.1 asks for.';
    refuse(request, response, new BadRequest('no-host', description));
  };
}

function refuseExpectation(request: IncomingMessage, response: ServerResponse): void {
  noteRequest(request, response);
  const description = `The expectation ${quote(request.headers.expect ?? '')} can't be met; 100-continue can.`;
  refuse(request, response, new TaxiiProblem(417, 'Expectation failed', { code: 'expectation-failed', description }));
}

// Node.js would refuse these itself, but without the media type that every response has (T-3.1-05).
function refuse(request: IncomingMessage, response: ServerResponse, problem: TaxiiProblem): void {
  response.shouldKeepAlive = false;
  void sendProblem(request, response, problem);
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const impatience = setTimeout(() => server.closeAllConnections(), CLOSING_TIMEOUT);
  await closed;
  clearTimeout(impatience);
}
