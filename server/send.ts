// Sends TAXII resources: exact media type, length, and compression where the client asks for it.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip } from 'node:zlib';
import type { Microseconds } from '../schemas/timestamp.ts';
import { formatTimestamp } from '../schemas/timestamp.ts';
import { TAXII_MEDIA_TYPE } from './errors.ts';
import { observationOf } from './observing/observation.ts';

/** Bodies below this many bytes gain nothing from compression. */
const COMPRESS_FROM = 1_400;

const compress = promisify(gzip);

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
  response.setHeader('Content-Type', mediaType);
  response.setHeader('Vary', 'Authorization, Accept-Encoding');
  response.setHeader('Cache-Control', 'private, no-cache');
  response.setHeader('X-Content-Type-Options', 'nosniff');
  const isCompressed = bytes.length >= COMPRESS_FROM && takesGzip(request.headers['accept-encoding']);
  const body = isCompressed ? await compress(bytes, { level: constants.Z_BEST_SPEED }) : bytes;
  if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Length', body.length);
  if (request.method !== 'HEAD') observationOf(request).sent = body.length;
  response.end(request.method === 'HEAD' ? undefined : body);
}

/** The dates of the first and the last item in a response of the data endpoints. */
export interface DateSpan {
  readonly first: Microseconds;
  readonly last: Microseconds;
}

/**
 * Sets the X-TAXII headers (T-3.2-03..-05). Without an item both echo `added_after`, so that a poller that keeps the
 * header keeps its place; without that too, they are left out (T-3.2-07).
 */
export function setDateHeaders(response: ServerResponse, span: DateSpan | undefined, addedAfter?: Microseconds): void {
  const first = span?.first ?? addedAfter;
  const last = span?.last ?? addedAfter;
  if (first === undefined || last === undefined) return;
  response.setHeader('X-TAXII-Date-Added-First', formatTimestamp(first));
  response.setHeader('X-TAXII-Date-Added-Last', formatTimestamp(last));
}

function takesGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  return acceptEncoding
    .slice(0, 1_000)
    .split(',')
    .some((coding) => /^\s*(?:gzip|x-gzip|\*)\s*(?:;\s*q=(?:1(?:\.0*)?|0?\.\d*[1-9]\d*)\s*)?$/i.test(coding));
}
