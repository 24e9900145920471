// Errors (TAXII 2.1, 3.6), methods (3.1), and the statuses of the endpoint tables (matrix 9.1)
import { faultsOf } from './check-answer.ts';
import { publish } from './conversation.ts';
import { sendText } from './raw-request.ts';
import {
  basic,
  passwordOf,
  startExchange,
  type Answer,
  type Client,
  type RunningExchange,
} from './running-exchange.ts';
import { indicator } from './stix-objects.ts';
import { HIDDEN, MAIN, MAX_CONTENT_LENGTH } from './test-catalogue.ts';

let exchange: RunningExchange;
let both: Client;
const object = indicator();
let statusId: string;
const main = `/one/collections/${MAIN}/`;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
  statusId = (await publish(both, main, object)).id;
});
afterAll(() => exchange.close());

const ENDPOINTS: readonly [endpoint: string, path: string, allowed: string[]][] = [
  ['discovery', '/taxii2/', ['GET', 'HEAD']],
  ['an API root', '/one/', ['GET', 'HEAD']],
  ['a status', '/one/status/STATUS/', ['GET', 'HEAD']],
  ['collections', '/one/collections/', ['GET', 'HEAD']],
  ['a collection', `${main}`, ['GET', 'HEAD']],
  ['the manifest', `${main}manifest/`, ['GET', 'HEAD']],
  ['objects', `${main}objects/`, ['GET', 'HEAD', 'POST']],
  ['an object', `${main}objects/OBJECT/`, ['GET', 'HEAD', 'DELETE']],
  ['versions', `${main}objects/OBJECT/versions/`, ['GET', 'HEAD']],
];
const pathOf = (path: string) => path.replace('STATUS', statusId).replace('OBJECT', object.id);

describe.each(ENDPOINTS)('the methods of %s', (_, path, allowed) => {
  const others = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'TRACE', 'PROPFIND'].filter(
    (method) => !allowed.includes(method),
  );

  test.each(others)('T-3.1-14, T-3.1-13 %s is 405 with Allow and an error message', async (method) => {
    const { status, headers, json } = await both.send(method, pathOf(path));
    expect(status).toBe(405);
    expect(String(headers.allow).split(', ').toSorted()).toEqual(allowed.toSorted());
    expect(json.http_status).toBe('405');
  });

  test('T-3.1-14 HEAD mirrors GET, without the body', async () => {
    const [get, head] = [await both.get(pathOf(path)), await both.send('HEAD', pathOf(path))];
    const { date: _date, 'keep-alive': _keepAlive, 'x-request-id': _requestId, ...headers } = get.headers;
    expect(head.status).toBe(get.status);
    expect(head.headers).toMatchObject(headers);
    expect(head.body).toHaveLength(0);
  });

  test('T-3.1-04, T-3.1-14 HEAD mirrors a failure as well', async () => {
    const head = await exchange.anonymous.send('HEAD', pathOf(path));
    expect({ status: head.status, length: head.body.length }).toEqual({ status: 401, length: 0 });
  });
});

/** One request for each status that the server refuses with. */
const FAILURES: readonly [status: number, what: string, ask: () => Promise<Answer>][] = [
  [400, 'a malformed parameter', () => both.get(`${main}objects/?limit=x`)],
  [400, 'a body that is no JSON', () => both.post(`${main}objects/`, '{')],
  [400, 'a path that is no UTF-8', () => both.get(`${main}objects/%E0%A4/`)],
  [401, 'no credentials', () => exchange.anonymous.get('/taxii2/')],
  [403, 'a right that is missing', () => exchange.as('reader').post(`${main}objects/`, { objects: [indicator()] })],
  [404, 'an unknown API root', () => both.get('/nowhere/')],
  [404, 'an unknown resource', () => both.get('/one/nothing/')],
  [404, 'an unknown collection', () => both.get('/one/collections/nothing/')],
  [404, 'an unknown object', () => both.get(`${main}objects/nothing/`)],
  [404, 'an unknown status', () => both.get('/one/status/nothing/')],
  [405, 'a method that is not defined', () => both.send('PUT', '/taxii2/')],
  [406, 'an Accept that cannot be served', () => both.get('/taxii2/', { accept: 'image/png' })],
  [413, 'a body that is too large', () => both.post(`${main}objects/`, 'x'.repeat(MAX_CONTENT_LENGTH + 1))],
  [415, 'a Content-Type that is not taken', () => both.post(`${main}objects/`, '{}', { 'content-type': 'text/csv' })],
  [422, 'JSON that is no envelope', () => both.post(`${main}objects/`, '{}')],
  [431, 'headers that are too large', () => both.get('/taxii2/', { 'x-large': 'x'.repeat(300_000) })],
];

describe.each(FAILURES)('%i for %s', (status, _, ask) => {
  let answer: Answer;
  beforeAll(async () => {
    answer = await ask();
  });

  test('T-3.1-04, T-3.1-05, T-3.6.1-01 has an error message with a title, in the media type of TAXII', () => {
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/taxii+json;version=2.1');
    expect(answer.json.title).toMatch(/\w/);
    for (const [name, value] of Object.entries(answer.json)) {
      expect([name, typeof value]).toEqual([name, name === 'details' ? 'object' : 'string']);
    }
  });

  test('T-3.6.1-02 has its status in http_status, as text', () => {
    expect(answer.json.http_status).toBe(String(status));
  });

  test('T-3.6-01, T-3.6.1-01 says in words what was wrong', () => {
    expect(answer.json.description).toMatch(/\w+ \w+ \w+.*\.$/);
  });

  test('T-3.6.1-04, T-B-04 says nothing of what is inside', () => {
    const text = JSON.stringify(answer.json);
    expect(text).not.toMatch(/node_modules|\.ts\b|\.js\b|SQLITE|sqlite|\bat [A-Za-z.]+ \(|Error:|undefined|\[object/);
  });
});

test('T-3.6.1-03 details of an invalid parameter are an object that names it', async () => {
  const { json } = await both.get(`${main}objects/?limit=x`);
  expect(json.details).toEqual({ parameter: 'limit', value: 'x', expected: expect.any(String) });
});

test('T-3.6.1-01 each occurrence has an error_id of its own, and each kind an error_code', async () => {
  const [one, two] = [await both.get('/nowhere/'), await both.get('/nowhere/')];
  expect(one.json.error_id).not.toBe(two.json.error_id);
  expect(one.json.error_code).toBe(two.json.error_code);
});

test('T-3.6.1-01 what a client sent comes back shortened and harmless', async () => {
  const { json, body } = await both.get(`${main}objects/?match[version]=${'%22%3Cscript%3E%0A%E2%80%AE'.repeat(200)}`);
  expect(json.description.length).toBeLessThan(1000);
  expect(body.length).toBeLessThan(3000);
});

describe('paths', () => {
  test.each([
    ['no UTF-8', `${main}objects/%E0%A4/`],
    ['a lone percent sign', `${main}objects/%/`],
    ['a percent sign with no digits', '/one/collections/%zz/'],
    ['no UTF-8 in the API root', '/%FF/'],
    ['no UTF-8 in discovery', '/taxii2%FF/'],
    ['no UTF-8 in a status', '/one/status/%C3%28/'],
  ])('T-3.4-20, T-3.6-01 bad percent-encoding is 400: %s', async (_, path) => {
    expect((await both.get(path)).status).toBe(400);
  });

  test.each([
    '/',
    '/one/nothing/',
    '/one/collections/main/nothing/',
    '/one/collections/main/objects/x/nothing/',
    '/one/collections/main/objects/x/versions/y/',
    '/one/status/',
    '/one/collections/main/manifest/x/',
    '/one/Collections/',
    '/one/collections/main/Objects/',
    '/one/../taxii2/',
    '/one/collections%2Fmain/',
    '/robots.txt',
  ])('T-3.1-13, T-3.8-01 %s is 404', async (path) => {
    expect((await both.get(path)).status).toBe(404);
  });
});

describe('slashes', () => {
  test.each(ENDPOINTS)('T-3.1-01 the path of %s ends in one, before the query', async (_, path) => {
    expect((await both.get(`${pathOf(path)}?x=y`)).status).toBe(200);
  });

  test.each(ENDPOINTS)('T-3.1-02 the path of %s is served alike without it, and without redirect', async (_, path) => {
    const slashless = pathOf(path).slice(0, -1);
    const [with_, without] = [await both.get(`${pathOf(path)}?x=y`), await both.get(`${slashless}?x=y`)];
    expect(without.status).toBe(200);
    expect(without.json).toEqual(with_.json);
  });

  test('T-3.1-02 POST and DELETE are done without it', async () => {
    const other = indicator();
    expect((await both.post(`${main}objects`, { objects: [other] })).status).toBe(202);
    expect((await both.delete(`${main}objects/${other.id}`)).status).toBe(200);
  });
});

describe('the parameters of each endpoint', () => {
  const PARAMETERS: Readonly<Record<string, string>> = {
    added_after: 'added_after=x',
    limit: 'limit=x',
    next: 'next=x',
    'match[id]': 'match[id]=',
    'match[type]': 'match[type]=',
    'match[version]': 'match[version]=x',
    'match[spec_version]': 'match[spec_version]=x',
  };
  const all = Object.keys(PARAMETERS);
  const paging = ['added_after', 'limit', 'next'];
  const defined: Readonly<Record<string, readonly string[]>> = {
    'the manifest': all,
    objects: all,
    'an object': [...paging, 'match[version]', 'match[spec_version]'],
    versions: [...paging, 'match[spec_version]'],
  };

  describe.each(ENDPOINTS)('GET %s', (endpoint, path) => {
    test.each(all)(
      'T-3.1-13, T-3.4-18, T-3.4-22 a malformed %s is 400 where it is defined, and is passed over elsewhere',
      async (parameter) => {
        const { status } = await both.get(`${pathOf(path)}?${PARAMETERS[parameter]}`);
        expect(status).toBe(defined[endpoint]?.includes(parameter) ? 400 : 200);
      },
    );
  });
});

describe('the order of checks', () => {
  const bad = { accept: 'text/html', 'content-type': 'text/plain' };
  const huge = 'x'.repeat(MAX_CONTENT_LENGTH + 1);
  test.each<[status: number, what: string, ask: () => Promise<Answer>]>([
    [401, 'who asks comes before what is there', () => exchange.anonymous.get('/nowhere/', bad)],
    [404, 'what is there comes before Accept', () => both.get('/one/collections/nothing/objects/?limit=x', bad)],
    [
      404,
      'what the client may see comes before Accept',
      () => exchange.as('reader').get(`/one/collections/${HIDDEN}/objects/?limit=x`, bad),
    ],
    [
      403,
      'what the client may do comes before Accept',
      () => exchange.as('writer').get(`${main}objects/?limit=x`, bad),
    ],
    [
      403,
      'what the client may do comes before the body',
      () => exchange.as('reader').post(`${main}objects/`, huge, bad),
    ],
    [406, 'Accept comes before Content-Type', () => both.post(`${main}objects/`, huge, bad)],
    [406, 'Accept comes before parameters', () => both.get(`${main}objects/?limit=x`, bad)],
    [415, 'Content-Type comes before size', () => both.post(`${main}objects/`, huge, { 'content-type': 'text/plain' })],
    [413, 'size comes before content', () => both.post(`${main}objects/`, huge)],
  ])('T-3.1-13 %i: %s', async (status, _, ask) => {
    expect((await ask()).status).toBe(status);
  });
});

describe('what is no HTTP, or hardly', () => {
  const credentials = `Authorization: ${basic('both', passwordOf('both'))}\r\n`;
  const asking = (line: string, headers: string) =>
    sendText(exchange.origin, `${line}\r\n${headers}Connection: close\r\n\r\n`);

  test.each<[what: string, status: number, line: string, headers: string]>([
    ['a line of nonsense', 400, 'nonsense', ''],
    ['a header without colon', 400, 'GET /taxii2/ HTTP/1.1', 'Host: localhost\r\nnonsense\r\n'],
    [
      'two different lengths',
      400,
      'POST /taxii2/ HTTP/1.1',
      'Host: localhost\r\nContent-Length: 3\r\nContent-Length: 4\r\n',
    ],
    [
      'a length and chunks',
      400,
      'POST /taxii2/ HTTP/1.1',
      'Host: localhost\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n',
    ],
    ['no Host', 400, 'GET /taxii2/ HTTP/1.1', ''],
    [
      'an expectation that nobody can meet',
      417,
      'GET /taxii2/ HTTP/1.1',
      'Host: localhost\r\nExpect: the-unexpected\r\n',
    ],
  ])('T-3.1-05, T-3.1-04, T-3.6-01 %s is %i with an error message', async (_, status, line, headers) => {
    const answer = await asking(line, headers);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe('application/taxii+json;version=2.1');
    expect(answer.json).toMatchObject({ title: expect.any(String), http_status: String(status) });
  });

  test.each([
    ['HTTP/1.0', 'GET /taxii2/ HTTP/1.0', ''],
    ['an absolute URL (RFC 9112, 3.2.2)', 'GET http://localhost/taxii2/ HTTP/1.1', 'Host: localhost\r\n'],
    ['an upgrade that is not taken', 'GET /taxii2/ HTTP/1.1', 'Host: localhost\r\nUpgrade: h2c\r\n'],
  ])('T-4.1-01, T-3.1-05 %s is served', async (_, line, headers) => {
    const answer = await asking(line, `${credentials}${headers}`);
    expect(answer.status).toBe(200);
    expect(faultsOf('GET', '/taxii2/', answer)).toEqual([]);
  });
});
