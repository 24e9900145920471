// Every refusal as an error that can be thrown; error-codes.ts says what there is, send-error.ts makes error resources of them.
import type { RateState, RateSubject } from '../collections/rates/rates.ts';
import { CONSOLE_ERRORS, ERRORS, type BadRequestCode, type ConsoleErrorCode, type ErrorCode, type UnprocessableCode } from './error-codes.ts';

/** The TAXII media type of every response (T-3.1-05). */
export const TAXII_MEDIA_TYPE = 'application/taxii+json;version=2.1';

/** After how many seconds a client may try again what was answered 503. */
export const RETRY_AFTER = 5;
/** Of a full disk: somebody has to do something first. */
export const RETRY_AFTER_FULL = 60;

/** What an error resource says beside `title`, `error_id` and `http_status` (T-3.6.1). */
interface ProblemDetails {
  readonly description: string;
  /** HTTP headers that this answer needs. */
  readonly headers?: Readonly<Record<string, string>>;
  readonly details?: Readonly<Record<string, unknown>>;
}

/** A request that gets an error resource instead of what it asked for. */
export class TaxiiProblem extends Error {
  override readonly name: string = 'TaxiiProblem';
  readonly code: ErrorCode | ConsoleErrorCode;
  readonly status: number;
  readonly title: string;
  readonly problem: ProblemDetails;

  constructor(code: ErrorCode | ConsoleErrorCode, problem: ProblemDetails) {
    const { status, title } = { ...ERRORS, ...CONSOLE_ERRORS }[code];
    super(problem.description);
    this.code = code;
    this.status = status;
    this.title = title;
    this.problem = problem;
  }
}

/** 400: a URL parameter is malformed (T-3.4-02). */
export class InvalidParameter extends TaxiiProblem {
  constructor(parameter: string, value: string, expected: string) {
    super('invalid-parameter', {
      description: `The value ${quote(value)} of the parameter ${quote(parameter)} is not valid: expected ${expected}.`,
      details: { parameter: shorten(parameter), value: shorten(value), expected },
    });
  }
}

/** 400: the request's URL or body can't be read. */
export class BadRequest extends TaxiiProblem {
  constructor(code: BadRequestCode, description: string) {
    super(code, { description });
  }
}

/** 401 with a challenge (T-1.6.9-02, -03). */
export class Unauthenticated extends TaxiiProblem {
  /** @param challenges those beside Basic */
  constructor(challenges: readonly string[] = []) {
    super('unauthenticated', {
      description:
        'The request has no credentials that this server accepts. Send an account name and its password, or an API key, by HTTP Basic.',
      headers: { 'WWW-Authenticate': ['Basic realm="taxii", charset="UTF-8"', ...challenges].join(', ') },
    });
  }
}

/** 429: too many attempts failed from there (`TooManyAttempts`). */
export class TooManyFailures extends TaxiiProblem {
  constructor(retryAfter: number) {
    super('too-many-failed-attempts', {
      description: `Too many requests from your address had credentials that this server does not accept. Mend them, and try again in ${retryAfter} seconds.`,
      headers: { 'Retry-After': String(retryAfter) },
    });
  }
}

/** 429: the account or its agency has taken what it may take for now. */
export class RateExceeded extends TaxiiProblem {
  constructor({ subject, kind, limit, windowSeconds, secondsLeft }: RateState) {
    const whose = subject === 'account' ? 'This account' : 'Your agency, with all its accounts,';
    const what = { requests: 'requests', bytes: 'octets of requests and answers', objects: 'objects' }[kind];
    super('rate-exceeded', {
      description: `${whose} may take ${limit} ${what} in ${windowSeconds} seconds, and has. Try again in ${secondsLeft} seconds.`,
      headers: { 'Retry-After': String(secondsLeft) },
      details: { subject, kind, limit, window_seconds: windowSeconds },
    });
  }
}

/** 429: the account or its agency publishes too much at the same time. */
export class TooManyPublications extends TaxiiProblem {
  constructor(subject: RateSubject, limit: number) {
    const whose = subject === 'account' ? 'This account' : 'Your agency, with all its accounts,';
    super('too-many-publications', {
      description: `${whose} may publish ${limit} envelopes at the same time, and does. Send this one again when another is answered, or in ${RETRY_AFTER} seconds.`,
      headers: { 'Retry-After': String(RETRY_AFTER), Connection: 'close' },
      details: { subject, limit },
    });
  }
}

/** 503: the server has as much to do as it takes on. Nothing of the request was looked at. */
export class Overloaded extends TaxiiProblem {
  constructor() {
    super('overloaded', {
      description: `The server has as much to do as it takes on, and has not begun with this. Try again in ${RETRY_AFTER} seconds.`,
      headers: { 'Retry-After': String(RETRY_AFTER), Connection: 'close' },
    });
  }
}

/** 403: the collection is there for the asker, but not for this (T-5.7-03). */
export class Forbidden extends TaxiiProblem {
  constructor(action: string) {
    super('forbidden', { description: `Your agency's grants don't allow it to ${action} here.` });
  }
}

/** 403: it is kept from being deleted. Who ordered that, and why, is the operator's. */
export class Held extends TaxiiProblem {
  constructor(whatIsHeld: string) {
    super('under-legal-hold', {
      description: `${whatIsHeld} Nothing of it can be deleted until the operator lifts the hold.`,
    });
  }
}

/** 404: it isn't there, or not for the asker, which is the same (T-B-04). */
export class NotFound extends TaxiiProblem {
  constructor(what: string) {
    super('not-found', { description: `There is no such ${what} for this account.` });
  }
}

/** 405 with `Allow` (T-3.1-14). */
export class MethodNotAllowed extends TaxiiProblem {
  constructor(method: string, allowed: readonly string[]) {
    super('method-not-allowed', {
      description: `${quote(method)} is not defined here; ${allowed.join(', ')} ${allowed.length === 1 ? 'is' : 'are'}.`,
      headers: { Allow: allowed.join(', ') },
    });
  }
}

/** 406: `Accept` names nothing that is served (T-3.1-09, T-B-05). */
export class NotAcceptable extends TaxiiProblem {
  constructor(accept: string) {
    super('not-acceptable', {
      description: `The Accept header ${quote(accept)} names no media type that is served here. This server speaks TAXII 2.1 only: accept ${TAXII_MEDIA_TYPE}.`,
      details: { accept: shorten(accept), served: [TAXII_MEDIA_TYPE] },
    });
  }
}

/** 413: the body exceeds the API root's `max_content_length` (T-5.5-08). */
export class ContentTooLarge extends TaxiiProblem {
  constructor(limit: number) {
    super('content-too-large', {
      description: `The body is larger than the max_content_length of this API root, ${limit} octets. Send the objects in several envelopes.`,
      headers: { Connection: 'close' },
      details: { max_content_length: limit },
    });
  }
}

/** 415: the body's type or coding isn't taken (T-3.1-10, T-5.5-09, -15). */
export class UnsupportedMediaType extends TaxiiProblem {
  constructor(description: string) {
    super('unsupported-media-type', { description });
  }
}

/** 422: the body is JSON, but nothing that can be published (T-5.5-10, -11). */
export class Unprocessable extends TaxiiProblem {
  constructor(code: UnprocessableCode, description: string, pointer?: string) {
    super(code, {
      description,
      ...(pointer === undefined ? {} : { details: { pointer } }),
    });
  }
}

/** 431: more headers, or a longer one, than the server looks at. */
export class HeadersTooLarge extends TaxiiProblem {
  constructor(what: string, limit: number) {
    super('headers-too-large', {
      description: `The ${what} may have at most ${limit} octets. Ask for less at a time.`,
    });
  }
}

/** 503: the store is away for now (`StoreUnavailable`). */
export class ServiceUnavailable extends TaxiiProblem {
  constructor() {
    super('store-unavailable', {
      description: `The exchange can't reach its database. Try again in ${RETRY_AFTER} seconds; what was being published may be sent again, whether it went in or not.`,
      headers: { 'Retry-After': String(RETRY_AFTER) },
    });
  }
}

/** 503: the store has no room (`StoreFull`). Nothing of the request was kept. */
export class OutOfRoom extends TaxiiProblem {
  constructor() {
    super('store-full', {
      description: `The exchange has no room to keep what was sent, and has kept nothing of it. What is there can be read. Try again in ${RETRY_AFTER_FULL} seconds, or ask the operator.`,
      headers: { 'Retry-After': String(RETRY_AFTER_FULL) },
    });
  }
}

/** 503: a token can't be looked at, as its provider's keys can't be had. */
export class ProviderUnavailable extends TaxiiProblem {
  constructor(cause: unknown) {
    super('provider-unavailable', {
      description: `The keys of the OpenID provider can't be had. Try again in ${RETRY_AFTER} seconds, or send an API key or a password.`,
      headers: { 'Retry-After': String(RETRY_AFTER) },
    });
    this.cause = cause;
  }
}

/** Text of a client's, fit for an error message: cut to a readable length and safe to print. */
export function quote(text: string): string {
  return JSON.stringify(shorten(text));
}

function shorten(text: string): string {
  return text.length > 100 ? `${text.slice(0, 100)}…` : text;
}
