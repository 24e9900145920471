// A client that sends exactly what it is told and checks that whatever comes back is TAXII.
import { request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import { faultsOf } from './check-answer.ts';

/** The media type that requests carry unless told otherwise. */
export const TAXII = 'application/taxii+json;version=2.1';

/** A response, read to its end. */
export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** The body, uncompressed, as JSON; throws when it is none. */
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  readonly json: any;
}

/** What to send beside method and path; a header of `undefined` is left out. */
export interface SendOptions {
  readonly headers?: Record<string, string | undefined>;
  readonly body?: string | Uint8Array | object;
}

/** Sends requests as one account. Rejects when an answer isn't what a TAXII server may answer: see check-answer.ts. */
export interface Client {
  get(path: string, headers?: SendOptions['headers']): Promise<Answer>;
  post(path: string, body: SendOptions['body'], headers?: SendOptions['headers']): Promise<Answer>;
  delete(path: string, headers?: SendOptions['headers']): Promise<Answer>;
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
}

/** The value of `Authorization` for HTTP Basic. */
export function basic(name: string, password: string): string {
  return `Basic ${Buffer.from(`${name}:${password}`).toString('base64')}`;
}

/**
 * A client that sends to that origin with that `Authorization`.
 * @param mayBeAway 503 is an answer as well, as a test makes trouble
 */
export function clientOf(origin: string, authorization: string | undefined, mayBeAway = false): Client {
  const send: Client['send'] = async (method, path, { headers, body } = {}) => {
    const bytes = body === undefined ? undefined : toBytes(body);
    const answer = await sendRaw(origin, method, path, { authorization, accept: TAXII, ...headers }, bytes);
    const faults = faultsOf(method, path, answer).filter((fault) => !mayBeAway || fault !== 'the status is 503');
    if (faults.length === 0) return answer;
    const text = answer.body.toString('utf8', 0, 500);
    throw new Error(`${method} ${path} was answered ${answer.status}, but ${faults.join('; ')}. Body: ${text}`);
  };
  return {
    send,
    get: (path, headers) => send('GET', path, headers && { headers }),
    delete: (path, headers) => send('DELETE', path, headers && { headers }),
    post: (path, body, headers) =>
      send('POST', path, { headers: { 'content-type': TAXII, ...headers }, ...(body === undefined ? {} : { body }) }),
  };
}

/** What makes plain octets of those in a content coding. */
export const DECODERS: Readonly<Partial<Record<string, (bytes: Uint8Array) => Uint8Array>>> = {
  zstd: zstdDecompressSync,
  br: brotliDecompressSync,
  gzip: gunzipSync,
};

/** The text of an answer's body, uncompressed. Throws when it isn't UTF-8. */
export function textOf({ headers, body }: Pick<Answer, 'headers' | 'body'>): string {
  const coding = headers['content-encoding'];
  const bytes = coding === undefined ? body : (DECODERS[coding]?.(body) ?? body);
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
}

function sendRaw(
  origin: string,
  method: string,
  path: string,
  headers: Record<string, string | undefined>,
  body: Uint8Array | undefined,
): Promise<Answer> {
  const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
  return new Promise((resolve, reject) => {
    // The path is sent as it stands: URL would mend what a test wants broken.
    const { hostname, port } = new URL(origin);
    const request = httpRequest(
      { hostname, port, method, path, headers: given as Record<string, string> },
      (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.on('error', reject);
        response.on('end', () => {
          const bytes = Buffer.concat(chunks);
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: bytes,
            get json() {
              return JSON.parse(textOf({ headers: response.headers, body: bytes }));
            },
          });
        });
      },
    );
    request.on('error', reject);
    request.end(body);
  });
}

function toBytes(body: string | Uint8Array | object): Uint8Array {
  if (typeof body === 'string') return Buffer.from(body);
  if (ArrayBuffer.isView(body)) return body as Uint8Array;
  return Buffer.from(JSON.stringify(body));
}
