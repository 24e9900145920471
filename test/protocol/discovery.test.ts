// Server discovery: GET /taxii2/ (TAXII 2.1, 4.1)
import { startExchange, type RunningExchange } from './running-exchange.ts';
import { DEEP } from './test-catalogue.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

test('T-4.1-01, T-8.2.1-01 GET /taxii2/ answers 200 with the discovery resource', async () => {
  const { status, json } = await exchange.as('both').get('/taxii2/');
  expect(status).toBe(200);
  expect(json).toEqual({
    title: 'Test exchange',
    description: 'For tests',
    contact: 'nobody',
    default: '/one/',
    api_roots: ['/one/', '/deep/two/'],
  });
});

test.each(['/one/taxii2/', '/taxii2/discovery/', '/TAXII2/', '/taxii/'])(
  'T-8.2.1-01 discovery is nowhere else: %s is 404',
  async (path) => {
    expect((await exchange.as('both').get(path)).status).toBe(404);
  },
);

test('T-8.2.1-02, T-8.2.1-03 there are API roots, more than one of them', async () => {
  const { json } = await exchange.as('both').get('/taxii2/');
  expect(json.api_roots.length).toBeGreaterThan(1);
});

test('T-4.1.1-01 title is there for whoever may ask, also when nothing else may be told', async () => {
  for (const agency of ['both', 'reader', 'writer', 'neither']) {
    expect((await exchange.as(agency).get('/taxii2/')).json.title).toBe('Test exchange');
  }
});

describe('what differs from client to client', () => {
  test.each([
    ['both', ['/one/', '/deep/two/']],
    ['reader', ['/one/']],
    ['writer', ['/one/']],
  ])('T-4.1.1-03 %s is told of the API roots that hold something for it', async (agency, roots) => {
    const { json } = await exchange.as(agency).get('/taxii2/');
    expect(json.api_roots).toEqual(roots);
  });

  test('T-4.1.1-03 who has no right anywhere gets neither api_roots nor default', async () => {
    const { status, json } = await exchange.as('neither').get('/taxii2/');
    expect(status).toBe(200);
    expect(Object.keys(json).toSorted()).toEqual(['contact', 'description', 'title']);
  });

  test('T-4.1.1-03, T-4.1.1-02 a default that the client may not know of is left out', async () => {
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      grants: [...catalogue.grants, { agency: 'neither', collection: DEEP, rights: ['read'] }],
    }));
    const { json } = await exchange.as('neither').get('/taxii2/');
    expect(json.api_roots).toEqual(['/deep/two/']);
    expect(json).not.toHaveProperty('default');
  });
});

describe.each([
  ['no public URL', undefined, ['/one/', '/deep/two/']],
  [
    'a public URL',
    'https://taxii.example.org',
    ['https://taxii.example.org/one/', 'https://taxii.example.org/deep/two/'],
  ],
  [
    'a public URL with a port',
    'https://taxii.example.org:8443',
    ['https://taxii.example.org:8443/one/', 'https://taxii.example.org:8443/deep/two/'],
  ],
])('with %s', (_, publicUrl, roots) => {
  let configured: RunningExchange;
  beforeAll(async () => {
    configured = await startExchange({ settings: publicUrl === undefined ? {} : { publicUrl } });
  });
  afterAll(() => configured.close());

  test('T-4.1.1-04, T-4.1.1-05, T-4.1.1-06, T-4.1.1-07 API roots are https URLs or start with one slash, without query', async () => {
    const { json } = await configured.as('both').get('/taxii2/?added_after=2024-01-01T00:00:00Z');
    expect(json.api_roots).toEqual(roots);
    for (const root of json.api_roots) expect(root).toMatch(/^(?:https:\/\/[^/?#]+)?\/(?!\/)[^?#]+\/$/);
  });

  test('T-4.1.1-02 default is one of the API roots, spelt alike', async () => {
    const { json } = await configured.as('both').get('/taxii2/');
    expect(json.api_roots).toContain(json.default);
  });

  test('T-4.1.1-04, T-4.1.1-06 the Host header of a request over plain HTTP makes no URL', async () => {
    const { json } = await configured.as('both').get('/taxii2/', { host: 'evil.example//../' });
    expect(json.api_roots).toEqual(roots);
  });
});

test('T-4.1-02 API roots may be advertised on a host that is not the one asked', async () => {
  const elsewhere = await startExchange({ settings: { publicUrl: 'https://elsewhere.example' } });
  try {
    const { json } = await elsewhere.as('both').get('/taxii2/');
    for (const root of json.api_roots) expect(new URL(root).host).toBe('elsewhere.example');
  } finally {
    await elsewhere.close();
  }
});

test('T-4.1.1-03 every API root that is advertised answers the client that it was advertised to', async () => {
  for (const agency of ['both', 'reader', 'writer']) {
    const client = exchange.as(agency);
    for (const root of (await client.get('/taxii2/')).json.api_roots) {
      expect((await client.get(root)).status).toBe(200);
    }
  }
});
