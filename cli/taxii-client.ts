// A TAXII 2.1 client for the terminal: requests with credentials, retries, and errors that a person understands.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { TaxiiError } from '../schemas/taxii/types.ts';
import { CommandFailure } from './failure.ts';

/** A response's status, headers and octets. */
export interface TaxiiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** Sends requests as one account. */
export interface TaxiiClient {
  /**
   * @param url absolute; the credentials go to the client's own origin only
   * @throws {CommandFailure} when the server refuses, or can't be reached after all tries
   */
  get(url: URL): Promise<TaxiiAnswer>;
  post(url: URL, body: Uint8Array<ArrayBuffer>): Promise<TaxiiAnswer>;
}

/** How to reach a server. */
export interface ClientOptions {
  readonly url: URL;
  readonly user: string;
  readonly password: string;
  /** Tries for each request; a following poller has no limit. */
  readonly tries?: number;
}

const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const TRIES = 5;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
const TIMEOUT = 120_000;
const PASSING = new Set([429, 502, 503, 504]);

/** A client for the server at `url`. */
export function createTaxiiClient({ url: { origin }, user, password, tries = TRIES }: ClientOptions): TaxiiClient {
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;

  return {
    get: (url) => send(url, { method: 'GET' }),
    post: (url, body) => send(url, { method: 'POST', body, headers: { 'Content-Type': MEDIA_TYPE } }),
  };

  async function send(url: URL, request: RequestInit): Promise<TaxiiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const answer = await trySend(url, request).catch((error: unknown) => {
        if (attempt >= tries) throw new CommandFailure(unreachable(url, error), { cause: error });
        return undefined;
      });
      if (answer !== undefined && answer.status < 300) return answer;
      if (answer !== undefined && (!PASSING.has(answer.status) || attempt >= tries)) throw refusal(url, answer);
      await sleep(pauseBefore(attempt, answer));
    }
  }

  async function trySend(url: URL, request: RequestInit): Promise<TaxiiAnswer> {
    const credentials = url.origin === origin ? { Authorization: authorization } : {};
    const headers = { Accept: MEDIA_TYPE, ...credentials, ...request.headers };
    const response = await fetch(url, { ...request, headers, signal: AbortSignal.timeout(TIMEOUT), redirect: 'error' });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }
}

/** Trusts the certificate authorities in a PEM file beside the usual ones. */
export function trustCertificates(file: string): void {
  try {
    setDefaultCACertificates([...getCACertificates('default'), readFileSync(file, 'utf8')]);
  } catch (error) {
    throw new CommandFailure(`${file} can't be used as a certificate authority: ${(error as Error).message}.`, { cause: error });
  }
}

/** The resource in an answer. */
export function resourceOf<Resource>(url: URL, { body }: TaxiiAnswer): Resource {
  try {
    return JSON.parse(body.toString('utf8')) as Resource;
  } catch (error) {
    throw new CommandFailure(`${url.href} answers with something that is no TAXII resource.`, { cause: error });
  }
}

function pauseBefore(attempt: number, answer: TaxiiAnswer | undefined): number {
  const seconds = Number(answer?.headers.get('Retry-After'));
  const wished = seconds > 0 ? seconds * 1000 : FIRST_PAUSE * 2 ** (attempt - 1);
  return Math.min(wished, LONGEST_PAUSE);
}

function refusal(url: URL, answer: TaxiiAnswer): CommandFailure {
  const { title, description } = errorOf(answer);
  if (answer.status === 401) return new CommandFailure(`${url.origin} does not accept this account name and password.`);
  return new CommandFailure(`${url.href} answers ${answer.status} (${title})${description === undefined ? '.' : `: ${description}`}`);
}

function errorOf({ body, status }: TaxiiAnswer): TaxiiError {
  try {
    const error = JSON.parse(body.toString('utf8')) as TaxiiError;
    return typeof error.title === 'string' ? error : { title: `HTTP ${status}` };
  } catch {
    return { title: `HTTP ${status}` };
  }
}

function unreachable(url: URL, error: unknown): string {
  const cause = (error as { cause?: { code?: string; message?: string } }).cause;
  const reason = cause?.code ?? cause?.message ?? (error as Error).message;
  return `${url.origin} can't be reached (${reason}).`;
}
