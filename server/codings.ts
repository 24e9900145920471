// Content codings: which of them a client wants, and how they are made (RFC 9110, 8.4.1 and 12.5.3).
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip, zstdCompress } from 'node:zlib';

/** A coding that answers are sent in. */
export type Coding = 'zstd' | 'br' | 'gzip';

/** Bodies below this many octets gain nothing from compression. */
export const COMPRESS_FROM = 1_400;

/** Where a client likes several as much: the cheapest first, which is also the smallest (docs/performance.md). */
const PREFERRED: readonly Coding[] = ['zstd', 'br', 'gzip'];
const LONGEST = 1_000;
const ELEMENT = /^\s*([!#$%&'*+.^_`|~0-9A-Za-z-]+)\s*(?:;\s*q=(0(?:\.\d{0,3})?|1(?:\.0{0,3})?)\s*)?$/i;

/**
 * The coding that a client likes best; `undefined`: as it is. Whoever takes anything (`*`) gets gzip, which everybody knows;
 * whoever takes nothing gets it as it is, rather than nothing.
 */
export function codingFor(acceptEncoding: string | undefined): Coding | undefined {
  if (acceptEncoding === undefined) return undefined;
  const weights = weightsOf(acceptEncoding.slice(0, LONGEST));
  const weightOf = (coding: Coding): number => {
    const own = weights.get(coding) ?? (coding === 'gzip' ? (weights.get('x-gzip') ?? weights.get('*')) : undefined);
    return own ?? 0;
  };
  const best = PREFERRED.reduce((one, other) => (weightOf(other) > weightOf(one) ? other : one));
  return weightOf(best) > 0 && weightOf(best) >= (weights.get('identity') ?? 0) ? best : undefined;
}

/** Whether a client takes gzip; for what is there in this coding only. */
export function takesGzip(acceptEncoding: string | undefined): boolean {
  if (acceptEncoding === undefined) return false;
  const weights = weightsOf(acceptEncoding.slice(0, LONGEST));
  return (weights.get('gzip') ?? weights.get('x-gzip') ?? weights.get('*') ?? 0) > 0;
}

/** Compresses on another thread. */
export function encode(coding: Coding, bytes: Uint8Array): Promise<Buffer> {
  // In one piece, where the event loop would otherwise be asked for each 16 KiB.
  const chunkSize = Math.min(Math.max(bytes.length >> 2, 16 * 1024), 1024 * 1024);
  switch (coding) {
    case 'zstd':
      return compressZstd(bytes, { chunkSize, params: { [constants.ZSTD_c_compressionLevel]: 1 } });
    case 'br': {
      const params = { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
      return compressBrotli(bytes, { chunkSize, params });
    }
    case 'gzip':
      return compressGzip(bytes, { chunkSize, level: constants.Z_BEST_SPEED });
  }
}

const compressZstd = promisify(zstdCompress);
const compressBrotli = promisify(brotliCompress);
const compressGzip = promisify(gzip);

function weightsOf(acceptEncoding: string): Map<string, number> {
  const weights = new Map<string, number>();
  for (const element of acceptEncoding.split(',')) {
    const [, name, weight = '1'] = ELEMENT.exec(element) ?? [];
    if (name !== undefined) weights.set(name.toLowerCase(), Number(weight));
  }
  return weights;
}
