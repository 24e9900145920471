// What holds for every answer of a TAXII server, whatever was asked: media type, resource, headers (3.1, 3.2, 3.6, 9.3);
// and that the API document tells it.
import { checkTaxiiResource, type TaxiiResource } from '../../schemas/taxii/resources.ts';
import { documentFaults } from './check-document.ts';
import { textOf, type Answer } from './client.ts';

/** `nothing` is an answer without a body; `health` is no resource of TAXII; the last ones are resources beside the standard. */
type AnsweredWith = TaxiiResource | 'nothing' | 'health' | 'changes' | 'me' | 'validation';

/** What a path answers with, by method. */
interface Endpoint {
  readonly path: RegExp;
  readonly resources: Readonly<Partial<Record<string, AnsweredWith>>>;
}

// The longest paths first: an API root may have any path that isn't one of the others.
const ENDPOINTS: readonly Endpoint[] = [
  { path: /^\/taxii2$/, resources: { GET: 'discovery' } },
  { path: /^\/health\/(?:live|ready)$/, resources: { GET: 'health' } },
  { path: /\/collections\/[^/]+\/objects\/[^/]+\/versions$/, resources: { GET: 'versions' } },
  { path: /\/collections\/[^/]+\/objects\/[^/]+$/, resources: { GET: 'envelope', DELETE: 'nothing' } },
  { path: /\/collections\/[^/]+\/objects$/, resources: { GET: 'envelope', POST: 'status' } },
  { path: /\/collections\/[^/]+\/changes$/, resources: { GET: 'changes' } },
  { path: /\/collections\/[^/]+\/manifest$/, resources: { GET: 'manifest' } },
  { path: /\/collections\/[^/]+$/, resources: { GET: 'collection' } },
  { path: /\/collections$/, resources: { GET: 'collections' } },
  { path: /\/me$/, resources: { GET: 'me' } },
  { path: /\/validation$/, resources: { POST: 'validation' } },
  { path: /\/status\/[^/]+$/, resources: { GET: 'status' } },
  { path: /^/, resources: { GET: 'api-root' } },
];

const TAXII = 'application/taxii+json;version=2.1';
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;
const DATE_HEADERS = ['x-taxii-date-added-first', 'x-taxii-date-added-last'] as const;

/** The standard status of success of each method. */
const SUCCESS: Readonly<Partial<Record<string, number>>> = { GET: 200, HEAD: 200, POST: 202, DELETE: 200 };

/** The members that a data endpoint's page lists its items under. */
const ITEMS = { envelope: 'objects', manifest: 'objects', versions: 'versions', changes: 'changes' } as const;
type PagedResource = keyof typeof ITEMS;

/**
 * Everything that is wrong with an answer as the answer to that request; nothing when it is right.
 * @param path as it was sent, with or without a query
 */
export function faultsOf(method: string, path: string, answer: Answer): string[] {
  const expected = resourceAt(method, path);
  const isSuccess = answer.status < 400;
  if (answer.status === 304) {
    return [...unmodifiedFaults(method, answer, expected), ...emptyFaults(answer), ...documentFaults(method, path, answer)];
  }
  const body = method === 'HEAD' || (isSuccess && expected === 'nothing') ? emptyFaults(answer) : undefined;
  return [
    ...statusFaults(method, answer, expected),
    ...headerFaults(method, answer, isSuccess ? expected : 'error'),
    ...(body ?? bodyFaults(answer, isSuccess ? expected : 'error')),
    ...documentFaults(method, path, answer),
  ];
}

function resourceAt(method: string, path: string): AnsweredWith | undefined {
  const plain =
    path
      .split('?', 1)[0]
      ?.replaceAll(/\/{2,}/g, '/')
      .replace(/(?<=.)\/$/, '') ?? '';
  return ENDPOINTS.find((endpoint) => endpoint.path.test(plain))?.resources[method === 'HEAD' ? 'GET' : method];
}

function statusFaults(method: string, { status }: Answer, resource: AnsweredWith | undefined): string[] {
  if (status >= 500) return [`the status is ${status}`];
  const success = resource === 'validation' ? 200 : SUCCESS[method];
  return status >= 400 || status === success ? [] : [`the status is ${status} after ${method}`];
}

function headerFaults(method: string, { status, headers }: Answer, resource: string | undefined): string[] {
  const faults: string[] = [];
  const expect = (isRight: boolean, fault: string) => isRight || faults.push(fault);
  expect(headers['content-type'] === (resource === 'health' ? 'application/json' : TAXII), `the Content-Type is ${headers['content-type']}`);
  expect(headers.date !== undefined, 'there is no Date');
  expect(status !== 401 || headers['www-authenticate'] !== undefined, 'there is no WWW-Authenticate');
  expect(status !== 405 || headers.allow !== undefined, 'there is no Allow');
  const dates = DATE_HEADERS.map((name) => headers[name]).filter((date) => date !== undefined);
  const isPaged = resource !== undefined && resource in ITEMS && method !== 'POST';
  expect(dates.length === 0 || isPaged, 'there are X-TAXII dates');
  expect(dates.length !== 1, 'there is one X-TAXII date without the other');
  for (const date of dates) expect(TIMESTAMP.test(String(date)), `an X-TAXII date is ${String(date)}`);
  expect(dates.length < 2 || String(dates[0]) <= String(dates[1]), 'the X-TAXII dates are the wrong way round');
  return faults;
}

// Only of what is read a page at a time, and with what a cache needs (RFC 9110, 15.4.5).
function unmodifiedFaults(method: string, { headers }: Answer, resource: string | undefined): string[] {
  const faults: string[] = [];
  const isPage = resource !== undefined && resource in ITEMS && resource !== 'changes';
  if (!isPage || !['GET', 'HEAD'].includes(method)) faults.push(`304 after ${method} of ${String(resource)}`);
  for (const name of ['etag', 'vary', 'cache-control', 'date']) if (headers[name] === undefined) faults.push(`there is no ${name}`);
  return faults;
}

function emptyFaults({ body }: Answer): string[] {
  return body.length === 0 ? [] : [`there is a body of ${body.length} bytes`];
}

function bodyFaults(answer: Answer, resource: AnsweredWith | undefined): string[] {
  if (resource === undefined || resource === 'nothing')
    return ['there is no resource here that could be answered with'];
  let value: unknown;
  try {
    value = JSON.parse(textOf(answer));
  } catch (error) {
    return [`the body is no JSON in UTF-8: ${String(error)}`];
  }
  const faults = isStandard(resource) ? checkTaxiiResource(resource, value, answer.status) : [];
  return [
    ...faults.map(({ pointer, message }) => `${resource}${pointer} ${message}`),
    ...(resource in ITEMS ? pageFaults(answer, value as Page, resource as PagedResource) : []),
  ];
}

function isStandard(resource: Exclude<AnsweredWith, 'nothing'>): resource is TaxiiResource {
  return !['health', 'changes', 'me', 'validation'].includes(resource);
}

interface Page {
  readonly more?: boolean;
  readonly next?: string;
  readonly objects?: readonly { readonly date_added?: string }[];
  readonly versions?: readonly string[];
  readonly changes?: readonly { readonly date: string }[];
}

function pageFaults({ headers }: Answer, page: Page, resource: PagedResource): string[] {
  const faults: string[] = [];
  const items = page[ITEMS[resource]] ?? [];
  const dates = DATE_HEADERS.map((name) => headers[name]);
  if (items.length > 0 && dates.includes(undefined)) faults.push('there are items but no X-TAXII dates');
  if (page.more === true && page.next === undefined) faults.push('there is more, but no next');
  if (page.more === true && items.length === 0) faults.push('there is more after an empty page');
  if ((resource === 'manifest' || resource === 'changes') && items.length > 0) {
    const dated = page.changes?.map(({ date }) => date) ?? page.objects?.map(({ date_added: date }) => date) ?? [];
    const spanned = [dated[0], dated.at(-1)];
    if (String(spanned) !== String(dates))
      faults.push(`the X-TAXII dates are ${String(dates)}, the items' ${String(spanned)}`);
  }
  return faults;
}
