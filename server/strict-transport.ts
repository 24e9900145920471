// HTTP Strict Transport Security: clients that came by HTTPS come by HTTPS again (RFC 6797, 7.2).
import type { Duplex } from 'node:stream';
import type { TLSSocket } from 'node:tls';

/** A year, in seconds. */
const MAX_AGE = 31_536_000;

/** Whether TLS ends in this server. */
export function isEncrypted(socket: Duplex): boolean {
  return (socket as Partial<TLSSocket>).encrypted === true;
}

/** The headers of every answer on this connection. A proxy in front that ends TLS has its own. */
export function strictTransport(socket: Duplex): readonly (readonly [name: string, value: string])[] {
  return isEncrypted(socket) ? OF_HTTPS : NONE;
}

const OF_HTTPS = [['Strict-Transport-Security', `max-age=${MAX_AGE}`]] as const;
const NONE = [] as const;
