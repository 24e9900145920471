// The API document: it is OpenAPI 3.1, all that it tells happens, and nothing else does (that is checked with every answer
// of all tests, by check-answer.ts).
import { Validator } from '@seriousme/openapi-schema-validator';
import { ERRORS } from '../../server/error-codes.ts';
import type { ApiResponse } from '../../server/openapi/responses.ts';
import { DOCUMENT, documentFaults } from '../protocol/check-document.ts';
import { publish } from '../protocol/conversation.ts';
import { startExchange, type Answer, type Client, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { ask, ELSEWHERE, OBJECT, OPERATIONS, parametersOf, pathTo, type Asked, type AskedOperation } from './asked-operations.ts';
import { certificateFolder, pairIn } from './certificates.ts';
import { openPlaces } from './places.ts';
import { badValueOf, PROVOCATIONS, type Surroundings } from './provocations.ts';

const places = openPlaces();
let exchange: RunningExchange;
let both: Client;
let status: string;
let surroundings: Surroundings;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
  ({ id: status } = await publish(both, `/one/collections/${MAIN}/`, OBJECT));
  const held = await exchange.newCollection();
  await publish(both, held, OBJECT);
  await exchange.changeCatalogue((catalogue) => ({
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) => ({
      ...root,
      collections: root.collections.map((entry) => ({ ...entry, legalHold: root.path === 'scratch' })),
    })),
  }));
  surroundings = { origin: exchange.origin, heldObject: `${held}objects/${OBJECT.id}/`, at: (name) => places.at(name) };
});
afterAll(async () => {
  await places.close();
  await exchange.close();
});

/** The right answer to an operation; what is deleted is there before. */
async function succeed(asked: AskedOperation, origin = exchange.origin, headers = {}): Promise<Answer> {
  if (asked.method !== 'DELETE') return ask(origin, asked, { path: pathTo(asked, status), headers });
  const object = indicator();
  await publish(both, `/one/collections/${MAIN}/`, object);
  return ask(origin, asked, { path: pathTo(asked).replace(OBJECT.id, object.id), headers });
}

/** The errors of responses: status and `error_code`. */
function errorsOf(responses: Readonly<Record<string, ApiResponse>>): [status: number, code: string][] {
  return Object.entries(responses).flatMap(([number, { description }]) =>
    [...description.matchAll(/^- `([^`]+)`/gm)].map(([, code = '']): [number, string] => [Number(number), code]),
  );
}

test('is valid OpenAPI 3.1, and all its references lead somewhere', async () => {
  const validator = new Validator();
  expect(await validator.validate({ ...structuredClone(DOCUMENT) })).toEqual({ valid: true });
  expect(validator.version).toBe('3.1');
  expect(new Set(OPERATIONS.map(({ id }) => id)).size).toBe(OPERATIONS.length);
});

test('tells every kind of error that a client can meet', () => {
  // Node.js answers a body that breaks off by itself, with malformed-http (unreadable.ts).
  const unheard = new Set(['incomplete-body']);
  expect(Object.keys(DOCUMENT['x-errors']).toSorted()).toEqual(Object.keys(ERRORS).filter((code) => !unheard.has(code)).toSorted());
  for (const [code, { status: number }] of Object.entries(DOCUMENT['x-errors'])) expect(number).toBe(ERRORS[code as keyof typeof ERRORS].status);
});

const PROVOKED: readonly [Asked, Readonly<Record<string, ApiResponse>>][] = [
  ...OPERATIONS.map((asked): [Asked, AskedOperation['operation']['responses']] => [asked, asked.operation.responses]),
  [ELSEWHERE, DOCUMENT['x-elsewhere'].responses],
];

describe.each(PROVOKED.map(([asked, responses]) => ({ ...asked, asked, responses })))('$id', ({ asked, responses }) => {
  test.each(errorsOf(responses))('T-3.6-01 is answered %i %s when that is provoked', async (number, code) => {
    const provoke = PROVOCATIONS[code];
    if (provoke === undefined) throw new Error('Nobody knows how to provoke that.');
    const answer = await provoke(asked, surroundings);
    expect([answer.status, answer.json.error_code]).toEqual([number, code]);
    expect(documentFaults(asked.method, pathTo(asked), answer)).toEqual([]);
  });
});

describe.each(OPERATIONS)('$id', (asked) => {
  const { operation, method } = asked;
  const headersOf = (number: number): string[] => Object.keys(operation.responses[number]?.headers ?? {}).map((name) => name.toLowerCase());
  const success = Object.keys(operation.responses).map(Number).find((number) => number < 300) ?? 0;

  test('is answered as it should be, with all headers that are told but those for some servers', async () => {
    const answer = await succeed(asked);
    expect(answer.status).toBe(success);
    expect(documentFaults(method, pathTo(asked), answer)).toEqual([]);
    const sometimes = /^(?:strict-transport|ratelimit|content-encoding)/;
    const missing = headersOf(success).filter((name) => answer.headers[name] === undefined && !sometimes.test(name));
    expect(missing).toEqual([]);
  });

  test('tells of rate limits where it says so', async () => {
    const answer = await ask((await places.at('generous')).origin, asked);
    expect(Object.keys(answer.headers).filter((name) => name.startsWith('ratelimit')).toSorted()).toEqual(
      headersOf(success).filter((name) => name.startsWith('ratelimit')).toSorted(),
    );
    expect(documentFaults(method, pathTo(asked), answer)).toEqual([]);
  });

  test('T-1.6.9-02 needs credentials unless it says that it needs none', async () => {
    const answer = await ask(exchange.origin, asked, { path: pathTo(asked, status), headers: { Authorization: undefined } });
    expect(answer.status).toBe(operation.security.length === 0 ? success : 401);
  });

  test('T-3.1-14 has no other methods beside it than the document has at its path', async () => {
    const methods = Object.keys(DOCUMENT.paths[asked.path] ?? {}).map((each) => each.toUpperCase());
    const { status: number, headers } = await ask(exchange.origin, { ...asked, method: 'PATCH' });
    const allowed = methods.flatMap((each) => (each === 'GET' ? ['GET', 'HEAD'] : [each]));
    expect([number, String(headers.allow).split(', ').toSorted()]).toEqual([405, allowed.toSorted()]);
  });

  test('T-3.4-18 reads the parameters that are told, and no others', async () => {
    const told = new Set(parametersOf(asked).map(({ name }) => name));
    const all = Object.values(DOCUMENT.components.parameters).flatMap((each) => (each.in === 'query' ? [each] : []));
    for (const { name, example } of all) {
      const bad = await ask(exchange.origin, asked, { path: pathTo(asked, status), query: `?${name}=${badValueOf(name)}` });
      const isRead = told.has(name) || method === 'DELETE';
      expect([name, bad.status]).toEqual([name, isRead ? (name === 'collection' && method !== 'DELETE' ? 404 : 400) : success]);
      if (!told.has(name) || example === undefined || method === 'DELETE') continue;
      const good = await ask(exchange.origin, asked, { query: `?${name}=${encodeURIComponent(String(example))}` });
      expect([name, good.status]).toEqual([name, success]);
    }
  });

  if (headersOf(success).includes('content-encoding')) {
    test('compresses what is large where it is told', async () => {
      const headers = { 'Accept-Encoding': 'gzip' };
      const answer = await succeed(asked, exchange.origin, headers);
      expect(documentFaults(method, pathTo(asked), answer)).toEqual([]);
      const isLarge = ['getObjects', 'getObject', 'getApiDocument', 'getApiPage'].includes(asked.id);
      expect(answer.headers['content-encoding']).toBe(isLarge ? 'gzip' : undefined);
    });
  }
});

test('an operation that is not ready says so as it is told', async () => {
  const ready = OPERATIONS.find(({ id }) => id === 'getReady');
  if (ready === undefined) throw new Error('There is no such operation.');
  const answer = await ask((await places.at('away')).origin, ready);
  expect([answer.status, answer.json]).toEqual([503, { status: 'not ready', reason: 'The database does not answer.' }]);
  expect(documentFaults('GET', ready.path, answer)).toEqual([]);
});

test('Strict-Transport-Security is on answers over HTTPS, as it is told', async () => {
  const folder = certificateFolder();
  const tls = pairIn(folder.make('localhost'));
  folder.remove();
  const encrypted = await startExchange({ listen: { tls } });
  const { request } = await import('node:https');
  const answer = await new Promise<Answer>((resolve, reject) => {
    request(`${encrypted.origin}/health/live`, { rejectUnauthorized: false }, (response) => {
      response.on('data', () => undefined).on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: Buffer.alloc(0), json: undefined }));
    }).on('error', reject).end();
  });
  await encrypted.close();
  expect(answer.headers['strict-transport-security']).toBe('max-age=31536000');
  expect(documentFaults('HEAD', '/health/live', answer)).toEqual([]);
});

describe('an answer that the document does not tell is noticed:', () => {
  const right = (): Promise<Answer> => both.get('/taxii2/');
  const refused = (): Promise<Answer> => both.get('/nowhere/');
  const withBody = (answer: Answer, body: object): Answer => ({ ...answer, body: Buffer.from(JSON.stringify(body)) });
  test.each<[what: string, answer: () => Promise<Answer>, fault: RegExp]>([
    ['its status', async () => ({ ...(await right()), status: 402 }), /has no 402/],
    ['a header', async () => ({ ...(await right()), headers: { ...(await right()).headers, 'x-new': 'y' } }), /no header x-new/],
    ['a header that is missing', async () => ({ ...(await right()), headers: { 'content-type': 'application/taxii+json;version=2.1' } }), /x-request-id is missing/],
    ['a header of another kind', async () => ({ ...(await right()), headers: { ...(await right()).headers, 'x-request-id': 'y' } }), /x-request-id is wrong/],
    ['its media type', async () => ({ ...(await right()), headers: { ...(await right()).headers, 'content-type': 'text/html' } }), /not text\/html/],
    ['its body', async () => withBody(await right(), { title: 'x', new: true }), /body is wrong/],
    ['the error_code', async () => withBody(await refused(), { ...(await refused()).json, error_code: 'forbidden' }), /body is wrong/],
    ['the error\'s http_status', async () => withBody(await refused(), { ...(await refused()).json, http_status: '403' }), /body is wrong/],
  ])('%s', async (what, answer, fault) => {
    const path = what.startsWith('the error') ? '/nowhere/' : '/taxii2/';
    expect(documentFaults('GET', path, await answer())).toEqual(expect.arrayContaining([expect.stringMatching(fault)]));
  });
});
