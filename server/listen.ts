// Puts the application on a socket: HTTP on loopback or behind a proxy, HTTPS wherever there is a certificate (8.2.2).
import { createServer as createHttpServer, type RequestListener, type Server } from 'node:http';
import { createServer as createHttpsServer, type Server as HttpsServer } from 'node:https';
import { Server as NetServer, type AddressInfo } from 'node:net';
import type { Log } from '../collections/publishing/log.ts';
import { checkCertificate, type CertificatePair } from './certificate.ts';
import { limitConnections, type ConnectionLimits, type Connections } from './connections.ts';
import type { RequestObserver } from './observing/observation.ts';
import { sometimes } from './sometimes.ts';
import { refuseExpectations, takeRequests } from './take-request.ts';
import { isLoopback, plainAddress, trustedProxies } from './trusted-proxies.ts';
import { limitUnread } from './unread-answers.ts';
import { limitUnreadBodies, type UnreadBodyLimits } from './unread-bodies.ts';
import { answerUnreadable, refuseTunnel, watchUpgrades } from './unreadable.ts';

/** Where to listen, with which certificate, and how much is taken. */
export interface ListenOptions {
  readonly host: string;
  /** 0 takes any free port. */
  readonly port: number;
  /** Without a certificate the server speaks plain HTTP. */
  readonly tls?: CertificatePair;
  /** The proxies in front, as `trustedProxies` takes them; none when left out. */
  readonly trustedProxies?: readonly string[];
  /** What is left out is as in `PATIENCE`. */
  readonly patience?: Partial<Patience>;
  /** What is left out is as in `CONNECTIONS`. */
  readonly connections?: Partial<ConnectionLimits>;
  /** The most requests that are being answered at the same time; `MOST_RUNNING` when left out. */
  readonly mostRunning?: number;
  /** The most headers of a request; `MOST_HEADERS` when left out. */
  readonly mostHeaders?: number;
  /** Octets of answers that their clients haven't taken yet; `MOST_UNREAD` when left out. */
  readonly mostUnread?: number;
  /** What is left out is as `limitUnreadBodies` has it. */
  readonly unreadBodies?: Partial<UnreadBodyLimits>;
  readonly log?: Log;
  /** Are told of every request. */
  readonly observers?: readonly RequestObserver[];
  /** Is told of each host, as `hostOf` names it, from which no new connections are taken for `keptOutFor`. */
  readonly noteKeptOut?: (host: string) => void;
}

/** A server that answers, and how to end it. */
export interface RunningServer {
  /** `http://127.0.0.1:8080`, say, with the port that was really taken. */
  readonly origin: string;
  /**
   * Shows another certificate from now on, without a word to the connections that are there.
   * @throws {CertificateUnusable} and goes on with the one before
   */
  useCertificate(tls: CertificatePair): void;
  /** Takes no new connections, lets running requests end, then resolves. */
  close(): Promise<void>;
  /**
   * Takes no new connections, as another process takes them; answers what still comes on those that are there, each time
   * saying that it is the last, and resolves when all are closed. None is cut on which a client may be about to ask.
   */
  retire(): Promise<void>;
}

/** Plain HTTP would cross a network, where anybody could read the passwords (T-8.2.2-01). */
export class PlainHttpRefused extends Error {
  override readonly name = 'PlainHttpRefused';
  /** Where the server would have listened. */
  readonly address: string;

  constructor(address: string) {
    super(`plain HTTP is for loopback addresses, and ${address} is none`);
    this.address = address;
  }
}

/** How long the server waits for others, in milliseconds. */
export interface Patience {
  /** For a request's headers to arrive, and for a TLS handshake. */
  readonly headers: number;
  /** For a request to arrive as a whole. */
  readonly request: number;
  /** For a client to receive an answer as a whole. */
  readonly answer: number;
  /** For the next request on a connection. */
  readonly idle: number;
  /** For running requests, once the server is told to end. */
  readonly ending: number;
}

/** Patience, where nobody says otherwise. */
export const PATIENCE: Patience = { headers: 20_000, request: 120_000, answer: 300_000, idle: 5_000, ending: 10_000 };
/** Connections, where nobody says otherwise. */
export const CONNECTIONS: ConnectionLimits = { total: 10_000, perAddress: 256, keptOutFor: 10_000 };
/** Requests at the same time, where nobody says otherwise. */
export const MOST_RUNNING = 2_000;
/** A request's headers, where nobody says otherwise. */
export const MOST_HEADERS = 100;
/** Octets of answers that wait for their clients, where nobody says otherwise: sixteen of the longest pages. */
export const MOST_UNREAD = 256 * 1024 * 1024;
/** Long match lists travel in the URL, and once more in `next`: room for both, at `LONGEST_MATCH` (parameters.ts) each, encoded. */
const MAXIMUM_HEADER_BYTES = 64 * 1024;
/**
 * Connections that the system keeps until the server gets to accept them; most systems keep less than this, and more than
 * the 511 of Node.js. Where there is no room, a client tries again after a second, then after three, then after seven.
 */
const LONGEST_BACKLOG = 65_535;
/** How long a connection without a request may still come to one, once the server is told to end, in milliseconds. */
const LAST_CALL = 1_000;

/** The log hears of proxies that aren't declared this often at most, in milliseconds. */
const UNTRUSTED_TOLD_EVERY = 60 * 60 * 1_000;

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
 * @throws {CertificateUnusable}
 * @throws {PlainHttpRefused} where it would be on a network, and no proxy is declared
 * @throws {RangeError} when a declared proxy is none
 * @throws the socket's error: `EADDRINUSE`, `EACCES`, `EADDRNOTAVAIL`, `ENOTFOUND`
 */
export async function listen(application: RequestListener, options: ListenOptions): Promise<RunningServer> {
  const patience = { ...PATIENCE, ...options.patience };
  const proxies = trustedProxies(options.trustedProxies ?? []);
  const mostHeaders = options.mostHeaders ?? MOST_HEADERS;
  const server = createServer(options.tls, patience);
  server.maxHeadersCount = mostHeaders;
  const { log, noteKeptOut } = options;
  const connections = limitConnections(server, { ...CONNECTIONS, ...options.connections }, proxies, { log, noteKeptOut });
  const observers = options.observers ?? [];
  const noteUntrusted = sometimes(UNTRUSTED_TOLD_EVERY, (address: string, requests) => {
    options.log?.warn({ address, requests }, 'what an address that is no trusted proxy says of its clients is ignored');
  });
  const { mostRunning = MOST_RUNNING } = options;
  const unread = limitUnread(options.mostUnread ?? MOST_UNREAD, options.log);
  const state = { isEnding: false };
  const unreadBodies = limitUnreadBodies(options.unreadBodies);
  const door = { unread, unreadBodies, server, state, connections, mostRunning, proxies, answerTimeout: patience.answer, observers, noteUntrusted };
  server.on('checkExpectation', refuseExpectations(door));
  server.on('connect', refuseTunnel(observers));
  const answerClientError = answerUnreadable({ headerBytes: MAXIMUM_HEADER_BYTES, mostHeaders, ...patience }, observers);
  server.on('clientError', answerClientError);
  for (const listener of [takeRequests(door, application), watchUpgrades(answerClientError)]) server.on('request', listener).on('checkContinue', listener);

  const { address, port } = await startListening(server, options);
  if (options.tls === undefined && proxies.areNone && !isLoopback(plainAddress(address))) {
    server.close();
    throw new PlainHttpRefused(address);
  }
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return {
    origin: `${options.tls === undefined ? 'http' : 'https'}://${host}:${port}`,
    useCertificate(tls) {
      checkCertificate(tls);
      (server as HttpsServer).setSecureContext(securityOf(tls));
    },
    close() {
      state.isEnding = true;
      return closeServer(server, connections, patience.ending);
    },
    retire: () => retireServer(server),
  };
}

function createServer(tls: CertificatePair | undefined, patience: Patience): Server {
  const limits = {
    maxHeaderSize: MAXIMUM_HEADER_BYTES,
    requestTimeout: patience.request,
    headersTimeout: patience.headers,
    keepAliveTimeout: patience.idle,
    connectionsCheckingInterval: Math.min(patience.headers / 4, 5_000),
    requireHostHeader: false,
  };
  if (tls === undefined) return createHttpServer(limits);
  checkCertificate(tls);
  // Whether a client's certificate is good is looked at when it asks for something: most have none.
  const clients = { requestCert: tls.clientAuthorities !== undefined, rejectUnauthorized: false };
  return createHttpsServer({ ...limits, ...securityOf(tls), ...clients, handshakeTimeout: patience.headers });
}

function securityOf({ certificate, key, passphrase, clientAuthorities }: CertificatePair) {
  const pair = { cert: certificate, key, ...(passphrase === undefined ? {} : { passphrase }) };
  const clients = clientAuthorities === undefined ? {} : { ca: clientAuthorities };
  return { ...pair, ...clients, minVersion: 'TLSv1.2', ciphers: CIPHERS, honorCipherOrder: true } as const;
}

function startListening(server: Server, { host, port }: ListenOptions): Promise<AddressInfo> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen({ port, host, backlog: LONGEST_BACKLOG }, () => {
      server.off('error', reject);
      resolve(server.address() as AddressInfo);
    });
  });
}

async function closeServer(server: Server, connections: Connections, patience: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  const lastCall = setTimeout(() => connections.cutIdle(), Math.min(LAST_CALL, patience));
  const end = setTimeout(() => server.closeAllConnections(), patience);
  await closed;
  clearTimeout(lastCall);
  clearTimeout(end);
}

// Not the `close` of HTTP, which cuts connections that are idle: who has one may be sending a request at that moment. They
// end by themselves, after the idle time that clients were told.
async function retireServer(server: Server): Promise<void> {
  await new Promise<void>((resolve) => NetServer.prototype.close.call(server, () => resolve()));
  server.close();
}
