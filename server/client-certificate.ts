// The certificate that a client showed: to this server, or to a trusted proxy that passes it on in a header.
import { X509Certificate } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { TLSSocket } from 'node:tls';
import type { ShownCertificate } from '../collections/accounts/authenticator.ts';
import { canonicalSubjectLines } from '../collections/accounts/subject.ts';
import { isFromProxy } from './client.ts';
import { BadRequest } from './errors.ts';

interface Seen extends ShownCertificate {
  /** Milliseconds since the epoch. */
  readonly validFrom: number;
  readonly validTo: number;
}

/** One look at each connection's certificate is enough. */
const seenOn = new WeakMap<TLSSocket, Seen | 'none'>();

/**
 * The client's certificate, if it showed a good one: signed by an authority that the server was given, and in force.
 * What a connection from a trusted proxy shows is the proxy's own, and counts for nothing; the proxy has to check what it
 * passes on. A header from anybody else counts for nothing either.
 * @param header its name; absent where none is believed
 * @throws {BadRequest} when a trusted proxy passes on what is no certificate
 */
export function clientCertificateOf(request: IncomingMessage, header: string | undefined): ShownCertificate | undefined {
  if (isFromProxy(request)) return header === undefined ? undefined : inForce(certificateIn(request, header));
  return inForce(certificateOn(request.socket as TLSSocket));
}

function inForce(seen: Seen | undefined): ShownCertificate | undefined {
  if (seen === undefined || Date.now() < seen.validFrom || Date.now() > seen.validTo) return undefined;
  return { fingerprint: seen.fingerprint, subject: seen.subject };
}

function certificateOn(socket: Partial<TLSSocket>): Seen | undefined {
  if (socket.authorized !== true) return undefined;
  const known = seenOn.get(socket as TLSSocket);
  if (known !== undefined) return known === 'none' ? undefined : known;
  const shown = socket.getPeerX509Certificate?.();
  const seen = shown === undefined ? undefined : seenIn(shown);
  seenOn.set(socket as TLSSocket, seen ?? 'none');
  return seen;
}

// Without a subject, or with one that can't be read, it is known by its fingerprint only.
function seenIn(certificate: X509Certificate): Seen {
  return {
    fingerprint: certificate.fingerprint256.replaceAll(':', '').toLowerCase(),
    subject: canonicalSubjectLines(certificate.subject ?? '') ?? '',
    validFrom: certificate.validFromDate.getTime(),
    validTo: certificate.validToDate.getTime(),
  };
}

// Header twice: one of them may be the client's own word.
function certificateIn(request: IncomingMessage, header: string): Seen | undefined {
  const values = request.headersDistinct[header.toLowerCase()] ?? [];
  const [value = ''] = values;
  if (values.length > 1) throw malformed(header, 'is there more than once');
  if (value.trim() === '') return undefined;
  try {
    return seenIn(new X509Certificate(derOf(value)));
  } catch {
    throw malformed(header, 'holds no certificate');
  }
}

/**
 * The ways in which proxies write a certificate, or a chain of them with commas of which it is the first: PEM that is
 * percent-encoded, or whose line breaks are spaces; its base64 alone; and the same between colons (RFC 9440, 2.1).
 */
function derOf(value: string): Buffer {
  const plain = value.includes('%') ? decodeURIComponent(value) : value;
  const [first = ''] = plain.split(',');
  const base64 = first.replaceAll(/-----(?:BEGIN|END) CERTIFICATE-----/g, ' ').replaceAll(/[\s:"]/g, '');
  if (!/^[A-Za-z0-9+/]+={0,2}$/.test(base64)) throw new RangeError('This is no base64.');
  return Buffer.from(base64, 'base64');
}

function malformed(header: string, what: string): BadRequest {
  return new BadRequest('malformed-client-certificate', `The header ${header}, which the proxy has to set for its client, ${what}.`);
}
