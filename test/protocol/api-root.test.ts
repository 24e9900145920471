// API roots: GET /{api-root}/ (TAXII 2.1, 4.2)
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { startExchange, type RunningExchange } from './running-exchange.ts';
import { MAX_CONTENT_LENGTH } from './test-catalogue.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

test('T-4.2-03, T-4.2.1-01, T-4.2.1-02, T-4.2.1-03 GET on an API root answers 200 with its resource', async () => {
  const { status, json } = await exchange.as('both').get('/one/');
  expect(status).toBe(200);
  expect(json).toEqual({
    title: 'One',
    description: 'The first',
    versions: ['application/taxii+json;version=2.1'],
    max_content_length: MAX_CONTENT_LENGTH,
  });
});

test('T-4.2.1-04 max_content_length is an integer above 0 on every API root, also where the catalogue is silent', async () => {
  for (const root of ['/one/', '/deep/two/']) {
    const { json } = await exchange.as('both').get(root);
    expect(Number.isSafeInteger(json.max_content_length)).toBe(true);
    expect(json.max_content_length).toBeGreaterThan(0);
  }
});

test.each([
  ['an API root of two segments', '/deep/two/', 200],
  ['its first segment alone', '/deep/', 404],
  ['an unknown API root', '/nowhere/', 404],
  ['another case', '/ONE/', 404],
  ['one name that begins with another', '/one1/', 404],
  ['a slash that is encoded', '/deep%2Ftwo/', 404],
  ['the root of the server', '/', 404],
])('T-4.2-01, T-4.2-03 %s: GET %s is %i', async (_, path, status) => {
  expect((await exchange.as('both').get(path)).status).toBe(status);
});

test('T-4.2-02, T-4.2-03 an API root without anything for the client is 404, word for word as one that is not there', async () => {
  const client = exchange.as('reader');
  expect((await client.get('/one/')).status).toBe(200);
  const [hidden, unknown] = [await client.get('/deep/two/'), await client.get('/deep/three/')];
  expect(hidden.status).toBe(404);
  expect({ ...hidden.json, error_id: '' }).toEqual({ ...unknown.json, error_id: '' });
});

describe('API roots in odd places', () => {
  let odd: RunningExchange;
  beforeAll(async () => {
    odd = await startExchange();
    await odd.changeCatalogue((catalogue) => ({
      ...catalogue,
      apiRoots: [
        ...catalogue.apiRoots,
        { path: '/', title: 'The server itself', maxContentLength: 1000, collections: [] },
        { path: 'one/inner', title: 'Inside one', maxContentLength: 1000, collections: [] },
      ],
    }));
  });
  afterAll(() => odd.close());

  test.each([
    ['/', 'The server itself'],
    ['/one/', 'One'],
    ['/one/inner/', 'Inside one'],
    ['/taxii2/', 'Test exchange'],
  ])('T-4.2-01 GET %s is "%s"', async (path, title) => {
    const { status, json } = await odd.as('both').get(path);
    expect({ status, title: json.title }).toEqual({ status: 200, title });
  });

  test.each(['/collections/', '/one/inner/collections/', '/one/collections/'])('T-4.2-01 %s is there', async (path) => {
    expect((await odd.as('both').get(path)).status).toBe(200);
  });

  test('T-4.2-01 discovery gives each its own URL', async () => {
    const { json } = await odd.as('both').get('/taxii2/');
    expect(json.api_roots).toEqual(['/one/', '/deep/two/', '/', '/one/inner/']);
  });
});

test('T-4.2-02 each API root has rights of its own', async () => {
  const seen = async (agency: string, root: string) => (await exchange.as(agency).get(root)).status;
  expect(await seen('reader', '/one/')).toBe(200);
  expect(await seen('reader', '/deep/two/')).toBe(404);
  expect(await seen('both', '/deep/two/')).toBe(200);
});

test('T-6-01 the segment channels stays free: nothing is there, and no API root can take it', async () => {
  expect((await exchange.as('both').get('/one/channels/')).status).toBe(404);
  const declared = 'discovery: { title: T }\napi_roots: [{ path: one/channels, title: C, collections: [] }]';
  expect(() => readCatalogue(declared, 'catalogue.yaml')).toThrow(/channels/);
});

test('T-8.2.1-01 no API root can stand in the place of discovery', () => {
  const declared = 'discovery: { title: T }\napi_roots: [{ path: taxii2, title: C, collections: [] }]';
  expect(() => readCatalogue(declared, 'catalogue.yaml')).toThrow(/taxii2/);
});
