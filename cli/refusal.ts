// What a server answered or failed to answer, in a sentence for the person at the terminal.
import type { TaxiiError } from '../schemas/taxii/types.ts';
import { HOW_TO_GIVE_AN_ACCOUNT } from './credentials.ts';
import { CommandFailure } from './failure.ts';
import { printable } from './printable.ts';

/** A response's status, headers and octets. */
export interface TaxiiAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

/** The server answered, and the answer is no. */
export class RequestRefused extends CommandFailure {
  readonly status: number;
  /** Status, title and description, without the URL: `422 (Unprocessable content): …`. */
  readonly words: string;

  constructor(url: URL, answer: TaxiiAnswer, hadCredentials: boolean) {
    const words = wordsOf(answer);
    super(explain(url, answer, hadCredentials) ?? `${url.href} answers ${words}`);
    this.status = answer.status;
    this.words = words;
  }
}

/** The resource in an answer, any of whose properties may still be missing or wrong. */
export function resourceOf<Resource extends object>(url: URL, { body }: TaxiiAnswer): Partial<Resource> {
  const value = parseJson(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new CommandFailure(`${url.href} answers with something that is no TAXII resource.`);
}

/** What the server's own words don't say well enough. */
function explain(url: URL, { status, headers }: TaxiiAnswer, hadCredentials: boolean): string | undefined {
  if (status === 401 && !hadCredentials) return `${url.origin} wants an account: ${HOW_TO_GIVE_AN_ACCOUNT}.`;
  if (status === 401) return `${url.origin} does not accept this account name and password.`;
  const location = headers.get('Location');
  if (status < 300 || status > 399 || location === null) return undefined;
  return `${url.href} has moved to ${printable(location)}: name that server or API root instead.`;
}

/** Why there is no answer at all; `mayPass`: whether trying again can help. */
export function explainUnreachable({ origin }: URL, error: unknown): { readonly sentence: string; readonly mayPass: boolean } {
  const { name, message, cause } = error as Error & { cause?: { code?: string; message?: string } };
  const code = cause?.code ?? '';
  if (name === 'TimeoutError') return { sentence: `${origin} does not answer in time.`, mayPass: true };
  const certificate = CERTIFICATE_FAULTS.find(({ codes }) => codes.test(code));
  if (certificate !== undefined) return { sentence: `${origin} ${certificate.complaint} (${code}).`, mayPass: false };
  const reason = cause?.code ?? cause?.message ?? message;
  return { sentence: `${origin} can't be reached (${reason}).`, mayPass: reason !== 'bad port' };
}

/** TLS failures that only a person can mend, by the codes of OpenSSL and Node.js. */
const CERTIFICATE_FAULTS = [
  {
    codes: /^(?:DEPTH_ZERO_)?SELF_SIGNED|^UNABLE_TO_(?:GET_ISSUER|VERIFY_LEAF)|^CERT_UNTRUSTED$/,
    complaint: "has a certificate of an authority that isn't trusted here; --ca names the authority's file",
  },
  { codes: /^ERR_TLS_CERT_ALTNAME_INVALID$|^HOSTNAME_MISMATCH$/, complaint: 'has a certificate for another host' },
  { codes: /^CERT_HAS_EXPIRED$/, complaint: 'has a certificate that has expired' },
  { codes: /^CERT_NOT_YET_VALID$/, complaint: "has a certificate that isn't valid yet; is the clock right?" },
  { codes: /^CERT_/, complaint: "has a certificate that can't be accepted" },
  { codes: /^ERR_SSL_(?:WRONG_VERSION_NUMBER|PACKET_LENGTH_TOO_LONG)$/, complaint: "doesn't speak TLS; is it an http:// server?" },
  { codes: /^ERR_SSL_/, complaint: 'and this program agree on no TLS connection' },
];

function wordsOf({ body, status }: TaxiiAnswer): string {
  const { title, description } = (parseJson(body) ?? {}) as Partial<Record<keyof TaxiiError, unknown>>;
  const headline = `${status} (${typeof title === 'string' ? printable(title) : `HTTP ${status}`})`;
  return typeof description === 'string' ? `${headline}: ${printable(description)}` : `${headline}.`;
}

function parseJson(body: Buffer): unknown {
  try {
    return JSON.parse(body.toString('utf8'));
  } catch {
    return undefined;
  }
}
