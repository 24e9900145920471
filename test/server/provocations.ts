// How to get each error that the API document tells, from whichever operation it tells it of.
import { setTimeout as sleep } from 'node:timers/promises';
import { MOST_HEADERS } from '../../server/listen.ts';
import type { Answer } from '../protocol/running-exchange.ts';
import { indicator20 } from '../protocol/stix-objects.ts';
import { MAX_CONTENT_LENGTH } from '../protocol/test-catalogue.ts';
import { ask, parametersOf, pathTo, type Asked, type AskedOperation, type Difference } from './asked-operations.ts';
import { CERTIFICATE_HEADER, type PLACES, type Place } from './places.ts';

/** Where a provocation happens. */
export interface Surroundings {
  /** Of a server as usual. */
  readonly origin: string;
  /** An object there that can't be deleted. */
  readonly heldObject: string;
  at(name: keyof typeof PLACES): Promise<Place>;
}

type Provocation = (asked: Asked, surroundings: Surroundings) => Promise<Answer>;

/** By `error_code`. */
export const PROVOCATIONS: Readonly<Record<string, Provocation>> = {
  'malformed-http': usually({ lines: ['nonsense'] }),
  'malformed-target': usually({ path: 'http://[/x' }),
  'malformed-path': (asked, { origin }) => ask(origin, asked, { path: pathTo(asked).replace('one', '%FF') }),
  'no-host': usually({ headers: { Host: undefined } }),
  'malformed-forwarded': there('behindProxy', { headers: { Forwarded: 'for="x' } }),
  'contradictory-forwarded': there('behindProxy', { headers: { Forwarded: 'for=192.0.2.1', 'X-Forwarded-For': '192.0.2.2' } }),
  'malformed-client-certificate': there('behindProxy', { headers: { [CERTIFICATE_HEADER]: 'nonsense' } }),
  'invalid-parameter': (asked, { origin }) => ask(origin, asked, { query: badQuery(asked as AskedOperation) }),
  'empty-body': usually({ body: '', headers: { 'Content-Length': undefined } }),
  'malformed-json': usually({ body: '{' }),
  unauthenticated: usually({ headers: { Authorization: undefined } }),
  forbidden: (asked, { origin }) => ask(origin, asked, { account: asked.method === 'GET' ? 'writer' : 'reader' }),
  'under-legal-hold': (asked, { origin, heldObject }) => ask(origin, asked, { path: heldObject }),
  'not-found': (asked, { origin }) => ask(origin, asked, { path: pathTo(asked).replace('one', 'nowhere') }),
  'method-not-allowed': usually({}),
  'not-acceptable': usually({ headers: { Accept: 'image/png' } }),
  'request-timeout': there('impatient', { isUnfinished: true }),
  'content-too-large': usually({ headers: { 'Content-Length': String(MAX_CONTENT_LENGTH + 1) } }),
  'unsupported-media-type': usually({ headers: { 'Content-Type': 'text/csv' } }),
  'expectation-failed': usually({ headers: { Expect: 'the-unexpected' } }),
  'not-an-envelope': usually({ body: '{}' }),
  'unsupported-stix-version': usually({ body: JSON.stringify({ objects: [indicator20()] }) }),
  'too-many-failed-attempts': insistently('guarded', { headers: { Authorization: `Basic ${Buffer.from('both:wrong').toString('base64')}` } }),
  'rate-exceeded': insistently('rationed', {}),
  'too-many-publications': insistently('publishing', {}),
  'headers-too-large': usually({ lines: Array.from({ length: MOST_HEADERS }, (_, index) => `X-${index}: y`) }),
  'internal-error': there('broken', {}),
  overloaded: insistently('busy', {}),
  'too-many-connections': insistently('crowded', {}),
  'store-unavailable': there('away', {}),
  'store-full': there('full', {}),
  'provider-unavailable': there('withoutKeys', { headers: { Authorization: 'Bearer eyJhbGciOiJSUzI1NiJ9.e30.AAAA' } }),
};

/** A value that a parameter can't have. */
export function badValueOf(parameter: string): string {
  return { 'match[id]': 'a,,b', 'match[type]': 'a,,b', collection: 'nothing', reason: '' }[parameter] ?? 'x';
}

function badQuery(asked: AskedOperation): string {
  const [{ name } = { name: '' }] = parametersOf(asked);
  return name === 'collection' ? '?collection=one&collection=two' : `?${name}=${badValueOf(name)}`;
}

function usually(difference: Difference): Provocation {
  return (asked, { origin }) => ask(origin, asked, difference);
}

function there(name: keyof typeof PLACES, difference: Difference): Provocation {
  return async (asked, { at }) => ask((await at(name)).origin, asked, difference);
}

// Until the server is in its condition: it may take some requests, or some time, to get there.
function insistently(name: keyof typeof PLACES, difference: Difference): Provocation {
  return async (asked, { at }) => {
    const { origin } = await at(name);
    for (let attempt = 0; ; attempt += 1) {
      const answer = await ask(origin, asked, difference);
      if (answer.status === 429 || answer.status === 503 || attempt === 50) return answer;
      await sleep(20);
    }
  };
}
