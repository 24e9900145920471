// Answers that are the same for everybody: made once, compressed once.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { constants, gzipSync } from 'node:zlib';
import { takesGzip } from './codings.ts';

/** How long whoever stands between may keep it, in seconds. */
const KEPT_FOR = 3_600;

/** A body that never changes. */
export interface StaticAnswer {
  readonly headers: Readonly<Record<string, string>>;
  readonly plain: Buffer;
  readonly compressed: Buffer;
}

/** @param headers those of this body alone, beside its media type */
export function staticAnswer(mediaType: string, text: string, headers: Readonly<Record<string, string>> = {}): StaticAnswer {
  const plain = Buffer.from(text);
  return {
    headers: {
      'Content-Type': mediaType,
      Vary: 'Accept-Encoding',
      'Cache-Control': `public, max-age=${KEPT_FOR}`,
      'X-Content-Type-Options': 'nosniff',
      ...headers,
    },
    plain,
    compressed: gzipSync(plain, { level: constants.Z_BEST_COMPRESSION }),
  };
}

/** Sends it. */
export function sendStatic(request: IncomingMessage, response: ServerResponse, { headers, plain, compressed }: StaticAnswer): void {
  const isCompressed = takesGzip(request.headers['accept-encoding']);
  const body = isCompressed ? compressed : plain;
  for (const [name, value] of Object.entries(headers)) response.setHeader(name, value);
  if (isCompressed) response.setHeader('Content-Encoding', 'gzip');
  response.setHeader('Content-Length', body.length);
  response.end(request.method === 'HEAD' ? undefined : body);
}
