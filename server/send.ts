// Sends TAXII resources: exact media type, length, compression where the client asks for it, and large ones as fast as the
// client takes them.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { giveBack } from '../collections/page-memory.ts';
import { encode } from './codings.ts';
import { codingOf, entityTagOf, isKnownTo } from './conditional.ts';
import { TAXII_MEDIA_TYPE } from './errors.ts';
import { observationOf } from './observing/observation.ts';
import { SHORT, textOf, type Representation } from './representation.ts';

/** Larger bodies are sent in pieces of this many octets, each when the client has taken the one before. */
const PIECE = 1024 * 1024;

const NOT_MODIFIED = 304;

/** Sends a resource as JSON. */
export async function sendResource(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  resource: object,
): Promise<void> {
  await sendBytes(request, response, status, Buffer.from(JSON.stringify(resource)));
}

/** Sends finished bytes of a resource. Not `response.send`, which would rewrite the media type (T-3.1-05). */
export async function sendBytes(
  request: IncomingMessage,
  response: ServerResponse,
  status: number,
  bytes: Buffer,
  mediaType = TAXII_MEDIA_TYPE,
): Promise<void> {
  response.statusCode = status;
  setHeaders(response, CACHING);
  const coding = codingOf(request, bytes);
  if (coding !== undefined) response.setHeader('Content-Encoding', coding);
  await sendBody(request, response, coding === undefined ? bytes : await encode(coding, bytes), mediaType);
}

/**
 * Sends a representation, or 304 to whoever has it. It can't be sent a second time, unless its memory is kept.
 * @param headers names and values in turn, beside those of all answers
 */
export async function sendRepresentation(
  request: IncomingMessage,
  response: ServerResponse,
  representation: Representation,
  headers: readonly string[],
): Promise<void> {
  const coding = codingOf(request, representation);
  // In one go, which takes Node.js less time than one by one.
  const all = [...headers, ...CACHING, 'ETag', entityTagOf(representation, coding)];
  if (isKnownTo(request, representation)) {
    response.writeHead(NOT_MODIFIED, all).end();
    return;
  }
  if (coding !== undefined) all.push('Content-Encoding', coding);
  const form = coding === undefined ? undefined : await representation.encoded(coding);
  const octets = form === undefined ? representation.octets : [form];
  const { length } = form ?? representation;
  response.writeHead(200, [...all, 'Content-Type', TAXII_MEDIA_TYPE, 'Content-Length', String(length)]);
  // Where the client went away, the network may still have hold of it; Node.js calls that finished, too.
  if (form === undefined && typeof octets !== 'string') response.once('finish', () => request.socket.destroyed || giveBack(octets));
  await sendOctets(request, response, octets, length);
}

// An answer is for one agency, and what it is for may change at any time: caches keep it for them, and ask each time.
const CACHING = ['Vary', 'Authorization, Accept, Accept-Encoding', 'Cache-Control', 'private, no-cache', 'X-Content-Type-Options', 'nosniff'];

/** Sets headers, given as names and values in turn. */
export function setHeaders(response: ServerResponse, headers: readonly string[]): void {
  for (let index = 0; index < headers.length; index += 2) response.setHeader(headers[index] ?? '', headers[index + 1] ?? '');
}

async function sendBody(request: IncomingMessage, response: ServerResponse, body: Buffer, mediaType = TAXII_MEDIA_TYPE): Promise<void> {
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Content-Length', body.length);
  await sendOctets(request, response, [body], body.length);
}

async function sendOctets(request: IncomingMessage, response: ServerResponse, octets: Representation['octets'], length: number): Promise<void> {
  if (request.method === 'HEAD') {
    response.end();
    return;
  }
  observationOf(request).sent = length;
  if (typeof octets === 'string' || length <= SHORT) {
    response.end(typeof octets === 'string' ? octets : textOf(octets), 'latin1');
    return;
  }
  const isLong = length > PIECE;
  const pieces = octets.flatMap(piecesOf);
  const last = pieces.pop();
  // Handed over in one go, whatever number of parts there are.
  if (!isLong) response.cork();
  for (const piece of pieces) {
    if (response.destroyed) return;
    if (!response.write(piece) && isLong) await taken(response);
  }
  // Nobody waits until the last one is taken.
  response.end(last);
}

function piecesOf(part: Uint8Array): Uint8Array[] {
  return Array.from({ length: Math.ceil(part.length / PIECE) }, (_, index) => part.subarray(index * PIECE, (index + 1) * PIECE));
}

/** Resolves when the client has taken what was written, or has gone. */
function taken(response: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const go = (): void => {
      response.off('drain', go);
      response.off('close', go);
      resolve();
    };
    response.on('drain', go);
    response.on('close', go);
  });
}
