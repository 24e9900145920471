// Who is at the other end of a request, also when proxies stand between: for discovery's URLs, limits and the audit.
import type { IncomingMessage } from 'node:http';
import { BadRequest } from './errors.ts';
import { readForwarded, readXForwarded, type Hop } from './forwarded.ts';
import { notesOn, notesOnConnection } from './notes.ts';
import { isEncrypted } from './strict-transport.ts';
import { plainAddress, type TrustedProxies } from './trusted-proxies.ts';

/** The client, as far as the connection and trusted proxies tell. */
export interface Client {
  /** As `plainAddress` spells it; `unknown` when the connection is gone already. */
  readonly address: string;
  /** Whether the client speaks HTTPS, to this server or to the proxy. */
  readonly isSecure: boolean;
  /** The host, and port, that it asked for: fit for a URL. */
  readonly host?: string;
}

/** The other end of a connection. */
export interface Peer {
  readonly address: string;
  readonly isTrusted: boolean;
}

const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?$/;

const FORWARDING = ['forwarded', 'x-forwarded-for', 'x-forwarded-proto', 'x-forwarded-host'];

/**
 * Finds out who asks, for `clientOf`. What is said of it by anybody but a trusted proxy counts for nothing.
 * @returns false where something was said that counts for nothing
 * @throws {BadRequest} when a trusted proxy passes on what can't be believed
 */
export function noteClient(request: IncomingMessage, proxies: TrustedProxies): boolean {
  const { address, isTrusted } = peerOf(request, proxies);
  const notes = notesOn(request);
  notes.isFromProxy = isTrusted;
  const hop = isTrusted ? { address, ...clientHop(request, proxies) } : { address };
  notes.client = clientAt(hop, request);
  return isTrusted || FORWARDING.every((name) => request.headers[name] === undefined);
}

/** Who asks. */
export function clientOf(request: IncomingMessage): Client {
  return notesOn(request).client ?? clientAt({ address: peerAddress(request) }, request);
}

/** Whether a trusted proxy passed it on: then the connection tells of the proxy, and its headers of the client. */
export function isFromProxy(request: IncomingMessage): boolean {
  return notesOn(request).isFromProxy;
}

// It stays the same as long as the connection does, and a connection belongs to one server.
function peerOf(request: IncomingMessage, proxies: TrustedProxies): Peer {
  const notes = notesOnConnection(request.socket);
  if (notes.peer !== undefined) return notes.peer;
  const address = peerAddress(request);
  notes.peer = { address, isTrusted: proxies.trust(address) };
  return notes.peer;
}

function peerAddress({ socket }: IncomingMessage): string {
  return socket.remoteAddress === undefined ? 'unknown' : plainAddress(socket.remoteAddress);
}

function clientAt({ address = 'unknown', scheme, host }: Hop, request: IncomingMessage): Client {
  const asked = host ?? request.headers.host ?? '';
  return {
    address,
    isSecure: scheme === undefined ? isEncrypted(request.socket) : scheme === 'https',
    ...(HOST.test(asked) ? { host: asked } : {}),
  };
}

// A proxy sets one of the two, and passes on what a client made of the other.
function clientHop({ headers }: IncomingMessage, proxies: TrustedProxies): Hop {
  const older = farthest(readXForwarded(headers), proxies);
  if (headers.forwarded === undefined) return older;
  const standard = farthest(readForwarded(headers.forwarded), proxies);
  if (headers['x-forwarded-for'] !== undefined && standard.address !== older.address) {
    const description = 'The headers Forwarded and X-Forwarded-For name different clients. A proxy has to remove the one that it does not set.';
    throw new BadRequest('contradictory-forwarded', description);
  }
  return { ...older, ...standard };
}

// The nearest hop that is no trusted proxy: what lies behind it is its own word (RFC 7239, 8.1). One that isn't named
// stands for the proxy that doesn't name it.
function farthest(hops: readonly Hop[], proxies: TrustedProxies): Hop {
  const reached = hops.findLastIndex(({ address }) => address === undefined || !proxies.trust(address));
  const hop = hops[Math.max(reached, 0)] ?? {};
  const nearer = hops[reached + 1]?.address;
  return hop.address !== undefined || nearer === undefined ? hop : { ...hop, address: nearer };
}
