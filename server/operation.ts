// What an endpoint is made of: the steps that answer, and what the API document says of it.
import type { RequestHandler } from 'express';
import type { Exchange } from '../collections/exchange.ts';
import type { ResourceName } from '../schemas/resource-schemas.ts';
import type { AnswerRoom } from './answer-room.ts';
import type { ErrorCode } from './error-codes.ts';
import { TAXII_MEDIA_TYPE } from './errors.ts';
import type { HeaderName } from './openapi/headers.ts';
import type { ParameterName } from './parameters.ts';
import type { ServerSettings } from './settings.ts';
import type { StaticAnswer } from './static-answer.ts';

/** What steps are made with. */
export interface Parts {
  readonly exchange: Exchange;
  readonly settings: ServerSettings;
  /** Made by `limitPublications`; one for all endpoints that take envelopes. */
  readonly publicationLimit: RequestHandler;
  /** One for all pages. */
  readonly room: AnswerRoom;
  /** The API document, and the page to read it. */
  readonly apiDocument: () => { readonly json: StaticAnswer; readonly page: StaticAnswer };
}

/** One step of a request's way through its endpoint: it lets the request pass, answers it, or refuses it. */
export interface Step {
  /** All that it refuses requests with. */
  readonly refuses: readonly ErrorCode[];
  /**
   * What it finds depends on the method, the path and the headers that `nameOf` in remembered-requests.ts knows of, on the
   * address, and on what is in the store: for as long as these are the same, nobody needs to ask it again. Only such as let a
   * request pass without leaving anything but the context.
   */
  readonly isSettled?: true;
  handler(parts: Parts): RequestHandler;
}

/** An answer that is no error. */
export interface Answer {
  readonly status: number;
  /** What it means, as a sentence. */
  readonly description: string;
  /** Absent where there is never a body. */
  readonly mediaType?: string;
  /** The schema of its body; absent where the body is empty, or isn't JSON of ours. */
  readonly resource?: ResourceName;
  /** The headers that it may have beside those of all answers. */
  readonly headers: readonly HeaderName[];
}

/** What a method does at a path. */
export interface Operation {
  /** Its name in the API document. */
  readonly id: string;
  /** What it gives or does, in a few words. */
  readonly summary: string;
  /** All that is worth knowing beyond, in plain sentences. */
  readonly description: string;
  /** Where TAXII 2.1 defines it, such as `5.4`; absent where it is ours. */
  readonly section?: string;
  /** Its URL parameters. */
  readonly parameters: readonly ParameterName[];
  /** What its body is. */
  readonly takes?: 'envelope';
  readonly answers: readonly Answer[];
  readonly steps: readonly Step[];
}

/** The headers of whatever `sendBytes` sends; a body that is large is compressed. */
export const RESOURCE_HEADERS: readonly HeaderName[] = ['Cache-Control', 'Vary', 'X-Content-Type-Options'];

/** An answer with a resource in TAXII's media type. */
export function taxiiAnswer(description: string, resource?: ResourceName, status = 200): Answer {
  const answer = { status, description, mediaType: TAXII_MEDIA_TYPE };
  return resource === undefined
    ? { ...answer, headers: RESOURCE_HEADERS }
    : { ...answer, resource, headers: [...RESOURCE_HEADERS, 'Content-Encoding'] };
}

/** An answer with a page of a collection (3.2). */
export function pageAnswer(description: string, resource: ResourceName): Answer {
  const answer = taxiiAnswer(description, resource);
  return { ...answer, headers: [...DATES, ...answer.headers] };
}

/** The same, and what whoever has the page is answered. */
export function pageAnswers(description: string, resource: ResourceName): readonly Answer[] {
  const page = pageAnswer(description, resource);
  const headers: readonly HeaderName[] = [...DATES, 'ETag', ...RESOURCE_HEADERS];
  return [
    { ...page, headers: ['ETag', ...page.headers] },
    { status: 304, description: 'The client has the page: `If-None-Match` names it.', headers },
  ];
}

const DATES: readonly HeaderName[] = ['X-TAXII-Date-Added-First', 'X-TAXII-Date-Added-Last'];
