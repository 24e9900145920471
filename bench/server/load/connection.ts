// One connection of the load: undici's client, which Node's own `fetch` stands on, without what makes `fetch` slow.
import { Client } from 'undici';

/** What is asked. */
export interface LoadRequest {
  readonly path: string;
  /** GET when left out. */
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly body?: Uint8Array;
}

/** What came back, and when the last of it did. */
export interface LoadAnswer {
  readonly status: number;
  /** Octets of the body as they travelled. */
  readonly bytes: number;
  readonly headers: ReadonlyMap<string, string>;
  /** Empty unless it was asked for. */
  readonly body: Buffer;
}

/** A connection that stays open between requests, as those of polling tools do. */
export interface LoadConnection {
  /** One at a time. @param keepsBody whether the answer's body is wanted, and its headers */
  ask(request: LoadRequest, keepsBody?: boolean): Promise<LoadAnswer>;
  close(): Promise<void>;
}

const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const NO_HEADERS: ReadonlyMap<string, string> = new Map();
const NOTHING = Buffer.alloc(0);

/**
 * A connection to an origin, by somebody; after it was cut, the next request opens another one.
 * @param authorization the header's value; nobody when left out
 * @param more names and values of other headers, in turn
 */
export function connectTo(origin: string, authorization?: string, more: readonly string[] = []): LoadConnection {
  const client = new Client(origin, { bodyTimeout: 120_000, headersTimeout: 120_000, connect: { rejectUnauthorized: false } });
  const reading = ['accept', MEDIA_TYPE, ...(authorization === undefined ? [] : ['authorization', authorization]), ...more];
  const writing = [...reading, 'content-type', MEDIA_TYPE];
  return {
    ask: ({ path, method = 'GET', body }, keepsBody = false) =>
      new Promise((resolve, reject) => {
        let status = 0;
        let bytes = 0;
        let told = NO_HEADERS;
        const parts: Buffer[] = [];
        client.dispatch(
          { path, method, headers: body === undefined ? reading : writing, body: body ?? null },
          {
            onRequestStart() {},
            onResponseStart(_controller, statusCode, headers) {
              status = statusCode;
              if (keepsBody) told = new Map(Object.entries(headers).map(([name, value]) => [name, String(value)]));
            },
            onResponseData(_controller, chunk) {
              bytes += chunk.length;
              if (keepsBody) parts.push(chunk);
            },
            onResponseEnd() {
              resolve({ status, bytes, headers: told, body: keepsBody ? Buffer.concat(parts) : NOTHING });
            },
            onResponseError(_controller, error) {
              reject(error);
            },
          },
        );
      }),
    close: () => client.close(),
  };
}
