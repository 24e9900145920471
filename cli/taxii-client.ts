// A TAXII 2.1 client for the terminal: requests with credentials, and patience with what passes.
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { getCACertificates, setDefaultCACertificates } from 'node:tls';
import type { Credentials } from './credentials.ts';
import { CommandFailure } from './failure.ts';
import { explainUnreachable, RequestRefused, type TaxiiAnswer } from './refusal.ts';

/** Sends requests as one account, or without credentials. */
export interface TaxiiClient {
  /**
   * @param url absolute; the credentials go to the client's own origin only
   * @param tries for this request, instead of the client's
   * @throws {RequestRefused} when the server answers anything but success
   * @throws {CommandFailure} when it can't be reached after all tries
   */
  get(url: URL, tries?: number): Promise<TaxiiAnswer>;
  post(url: URL, body: Uint8Array<ArrayBuffer>): Promise<TaxiiAnswer>;
}

/** How patient a client is, and whom it tells. */
export interface Patience {
  /** Tries for each request, 5 by default; a following poller has no limit. */
  readonly tries?: number;
  /** Milliseconds before the second try, 500 by default; they double up to 30 s. */
  readonly firstPause?: number;
  /** Milliseconds that a request may take, 120,000 by default, beside the time that its body needs. */
  readonly timeout?: number;
  /** Ends requests and pauses; they throw what it was aborted with. */
  readonly signal?: AbortSignal;
  /** Is told, once until the next success, why the client waits. */
  readonly onOutage?: (sentence: string) => void;
}

/** Which server, and as whom. */
export interface ClientOptions extends Patience {
  readonly url: URL;
  readonly credentials?: Credentials | undefined;
}

const MEDIA_TYPE = 'application/taxii+json;version=2.1';
const TRIES = 5;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 30_000;
/** A server may wish for this much, in milliseconds; what it wishes beyond is cut. */
const LONGEST_WISH = 300_000;
const TIMEOUT = 120_000;
/** Octets in a millisecond on a line that is slow, but works. */
const SLOW_LINE = 32;
/** Answers that say: not now (RFC 9110, RFC 6585). */
const PASSING = new Set([429, 502, 503, 504]);
/** What fetch throws when the connection or the time is to blame. */
const FETCH_FAILURES = new Set(['TypeError', 'TimeoutError']);

/** A client for the server at `url`. */
export function createTaxiiClient({ url: { origin }, credentials, ...patience }: ClientOptions): TaxiiClient {
  const { firstPause = FIRST_PAUSE, timeout = TIMEOUT, signal, onOutage = () => undefined } = patience;
  const authorization = credentials && { Authorization: basic(credentials) };
  let isOutage = false;

  return {
    get: (url, tries) => send(url, { method: 'GET' }, tries),
    post: (url, body) => send(url, { method: 'POST', body, headers: { 'Content-Type': MEDIA_TYPE } }),
  };

  function credentialsFor(url: URL): { Authorization: string } | undefined {
    return url.origin === origin ? authorization : undefined;
  }

  async function send(url: URL, request: RequestInit, tries = patience.tries ?? TRIES): Promise<TaxiiAnswer> {
    for (let attempt = 1; ; attempt += 1) {
      const { answer, failure, mayPass } = await attemptRequest(url, request);
      if (failure === undefined) {
        isOutage = false;
        return answer;
      }
      if (!mayPass || attempt >= tries) throw failure;
      if (!isOutage) onOutage(`${failure.message} Trying again.`);
      isOutage = true;
      await sleep(wishedPause(answer) ?? Math.min(firstPause * 2 ** (attempt - 1), LONGEST_PAUSE), undefined, { signal });
    }
  }

  async function attemptRequest(url: URL, request: RequestInit): Promise<Attempt> {
    try {
      const answer = await exchangeOnce(url, request);
      if (answer.status >= 200 && answer.status < 300) return { answer };
      const failure = new RequestRefused(url, answer, credentialsFor(url) !== undefined);
      return { answer, failure, mayPass: PASSING.has(answer.status) };
    } catch (error) {
      signal?.throwIfAborted();
      if (!FETCH_FAILURES.has((error as Error).name)) throw error;
      const { sentence, mayPass } = explainUnreachable(url, error);
      return { failure: new CommandFailure(sentence, { cause: error }), mayPass };
    }
  }

  async function exchangeOnce(url: URL, request: RequestInit): Promise<TaxiiAnswer> {
    const headers = { Accept: MEDIA_TYPE, ...credentialsFor(url), ...request.headers };
    const octets = request.body instanceof Uint8Array ? request.body.length : 0;
    const timeUp = AbortSignal.timeout(timeout + Math.ceil(octets / SLOW_LINE));
    const response = await fetch(url, {
      ...request,
      headers,
      signal: signal === undefined ? timeUp : AbortSignal.any([signal, timeUp]),
      // Credentials must not follow to wherever a redirect points.
      redirect: 'manual',
    });
    return { status: response.status, headers: response.headers, body: Buffer.from(await response.arrayBuffer()) };
  }
}

/** What came of one try. */
type Attempt =
  | { readonly answer: TaxiiAnswer; readonly failure?: undefined; readonly mayPass?: undefined }
  | { readonly answer?: TaxiiAnswer; readonly failure: CommandFailure; readonly mayPass: boolean };

/** Trusts the certificate authorities in a PEM file beside the usual ones. */
export function trustCertificates(file: string): void {
  try {
    const pem = readFileSync(file, 'utf8');
    if (!pem.includes('-----BEGIN CERTIFICATE-----')) throw new Error('there is no PEM certificate in it');
    setDefaultCACertificates([...getCACertificates('default'), pem]);
  } catch (error) {
    throw new CommandFailure(`${file} can't be used as a certificate authority: ${(error as Error).message}.`, { cause: error });
  }
}

/** The milliseconds of Retry-After, which is a number of seconds or a date (RFC 9110, 10.2.3). */
function wishedPause(answer: TaxiiAnswer | undefined): number | undefined {
  const value = answer?.headers.get('Retry-After') ?? '';
  const wish = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return wish > 0 ? Math.min(wish, LONGEST_WISH) : undefined;
}

function basic({ user, password }: Credentials): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}
