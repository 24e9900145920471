// Every kind of error that the server knows: errors.ts makes errors of them, and the API document tells them to clients.

/** A kind of error, as the API document tells it. */
interface ErrorKind {
  readonly status: number;
  /** `title` of the error resource. */
  readonly title: string;
  /** When it is answered, as a sentence for whoever writes a client. */
  readonly when: string;
  /** The header that every such answer has, beside those of all answers. */
  readonly header?: 'Allow' | 'Retry-After' | 'WWW-Authenticate';
}

/** All kinds, by `error_code`. */
export const ERRORS = {
  'malformed-http': { status: 400, title: 'Bad request', when: 'The request is not well-formed HTTP.' },
  'malformed-target': { status: 400, title: 'Bad request', when: 'The request target is neither a path nor the http or https URL of one.' },
  'malformed-path': { status: 400, title: 'Bad request', when: 'The path is not percent-encoded UTF-8.' },
  'no-host': { status: 400, title: 'Bad request', when: 'A request of HTTP/1.1 has no Host header.' },
  'malformed-forwarded': { status: 400, title: 'Bad request', when: 'A trusted proxy passed on a Forwarded header that is not as RFC 7239 has it.' },
  'contradictory-forwarded': { status: 400, title: 'Bad request', when: 'A trusted proxy passed on headers that name different clients.' },
  'malformed-client-certificate': { status: 400, title: 'Bad request', when: 'A trusted proxy passed on something else than a certificate as that of its client.' },
  'invalid-parameter': { status: 400, title: 'Invalid parameter', when: 'A URL parameter has a value that it cannot have; `details` has its name, the value, and what is expected.' },
  'empty-body': { status: 400, title: 'Bad request', when: 'There is no body.' },
  'incomplete-body': { status: 400, title: 'Bad request', when: 'The body ended before the announced Content-Length.' },
  'malformed-json': { status: 400, title: 'Bad request', when: 'The body is no JSON.' },
  unauthenticated: {
    status: 401,
    title: 'Authentication required',
    when: 'The request has no credentials that the server accepts.',
    header: 'WWW-Authenticate',
  },
  forbidden: { status: 403, title: 'Forbidden', when: 'The collection is there for the agency, but its grants do not allow this.' },
  'under-legal-hold': { status: 403, title: 'Under legal hold', when: 'What is to be deleted is kept by an order of the operator.' },
  'not-found': { status: 404, title: 'Not found', when: 'It is not there, or not for this account, which is the same.' },
  'method-not-allowed': {
    status: 405,
    title: 'Method not allowed',
    when: 'The method is not defined at this path; `Allow` has those that are.',
    header: 'Allow',
  },
  'not-acceptable': { status: 406, title: 'Not acceptable', when: 'The Accept header names no media type that is served.' },
  'request-timeout': { status: 408, title: 'Request timeout', when: 'The request, or its headers, took too long to arrive.' },
  'content-too-large': {
    status: 413,
    title: 'Content too large',
    when: 'The body is larger than the `max_content_length` of the API root.',
  },
  'unsupported-media-type': {
    status: 415,
    title: 'Unsupported media type',
    when: 'The body is no envelope by its Content-Type, or has a Content-Encoding.',
  },
  'expectation-failed': { status: 417, title: 'Expectation failed', when: 'The Expect header asks for something else than 100-continue.' },
  'not-an-envelope': { status: 422, title: 'Unprocessable content', when: 'The body is JSON, but no envelope with STIX objects.' },
  'unsupported-stix-version': {
    status: 422,
    title: 'Unprocessable content',
    when: 'All objects have a STIX version that the collection does not take.',
  },
  'too-many-failed-attempts': {
    status: 429,
    title: 'Too many requests',
    when: 'Too many requests from this address had credentials that the server does not accept.',
    header: 'Retry-After',
  },
  'rate-exceeded': {
    status: 429,
    title: 'Too many requests',
    when: 'The account, or its agency, has taken what it may take in a window of time; `details` has which limit it was.',
    header: 'Retry-After',
  },
  'too-many-publications': {
    status: 429,
    title: 'Too many requests',
    when: 'The account, or its agency, publishes as many envelopes at the same time as it may.',
    header: 'Retry-After',
  },
  'headers-too-large': {
    status: 431,
    title: 'Request header fields too large',
    when: 'There are more headers, or longer ones, than the server looks at.',
  },
  'internal-error': { status: 500, title: 'Internal error', when: 'The server failed; its operator finds this occurrence in the log by `error_id`.' },
  overloaded: {
    status: 503,
    title: 'Service unavailable',
    when: 'The server has as much to do as it takes on, and has not begun with this.',
    header: 'Retry-After',
  },
  'too-many-connections': {
    status: 503,
    title: 'Service unavailable',
    when: 'There are too many connections from this address, and all are in use.',
    header: 'Retry-After',
  },
  'store-unavailable': {
    status: 503,
    title: 'Service unavailable',
    when: 'The exchange cannot reach its database. What was being published may be sent again, whether it went in or not.',
    header: 'Retry-After',
  },
  'store-full': {
    status: 503,
    title: 'Service unavailable',
    when: 'The exchange has no room to keep what was sent, and has kept nothing of it; what is there can be read.',
    header: 'Retry-After',
  },
  'provider-unavailable': {
    status: 503,
    title: 'Service unavailable',
    when: 'The token cannot be looked at, as the keys of the OpenID provider cannot be had.',
    header: 'Retry-After',
  },
} as const satisfies Readonly<Record<string, ErrorKind>>;

/** Those of the console's API only (docs/console.md), which is none of TAXII's. */
export const CONSOLE_ERRORS = {
  'signed-out': { status: 401, title: 'Not signed in' },
  'foreign-request': { status: 403, title: 'Forbidden' },
  'console-not-built': { status: 404, title: 'Not found' },
  'malformed-request': { status: 400, title: 'Bad request' },
  'body-too-large': { status: 413, title: 'Content too large' },
  'catalogue-changed': { status: 409, title: 'Conflict' },
  'catalogue-faults': { status: 422, title: 'Unprocessable content' },
  'not-possible': { status: 422, title: 'Unprocessable content' },
} as const;

/** The stable name of a kind of error of the console's. */
export type ConsoleErrorCode = keyof typeof CONSOLE_ERRORS;

/** The stable name of a kind of error. */
export type ErrorCode = keyof typeof ERRORS;

/** Those that say nothing but what is wrong with a request's form. */
export type BadRequestCode = Exclude<CodeOf<400>, 'invalid-parameter'>;
/** Those of JSON that can't be published. */
export type UnprocessableCode = CodeOf<422>;

type CodeOf<Status extends number> = { [Code in ErrorCode]: (typeof ERRORS)[Code]['status'] extends Status ? Code : never }[ErrorCode];

/** What the API document says of a kind of error. */
export function errorKind(code: ErrorCode): ErrorKind {
  return ERRORS[code];
}
