// HTTP headers of responses (TAXII 2.1, 3.2; matrix 9.3)
import { datesIn, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import { indicator, indicator20, instant, malware, versionOf, versionsOf } from './stix-objects.ts';

const FIRST = 'x-taxii-date-added-first';
const LAST = 'x-taxii-date-added-last';
const TIMESTAMP = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/;

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

describe('the X-TAXII headers of a page', () => {
  let collection: string;
  let dates: string[];
  const object = indicator();
  beforeAll(async () => {
    collection = await exchange.newCollection();
    await publish(both, collection, malware(), ...versionsOf(object, 1, 2, 3));
    dates = [...(await datesIn(both, collection)).values()];
  });

  const ENDPOINTS: readonly [endpoint: string, path: string, dateIndexes: number[]][] = [
    ['objects', 'objects/?match[version]=all', [0, 1, 2, 3]],
    ['manifest', 'manifest/?match[version]=all', [0, 1, 2, 3]],
    ['one object', 'objects/OBJECT/?match[version]=all', [1, 2, 3]],
    ['versions', 'objects/OBJECT/versions/?x', [1, 2, 3]],
  ];

  describe.each(ENDPOINTS)('of %s', (_, path, indexes) => {
    const at = (query: string) => both.get(`${collection}${path.replace('OBJECT', object.id)}&${query}`);
    const expected = (from: number, to?: number) => {
      const shown = indexes.slice(from, to).map((index) => dates[index]);
      return [shown[0], shown.at(-1)];
    };

    test('T-3.2-03, T-3.2-04, T-3.2-06 are the dates of its first and last item', async () => {
      const { headers } = await at('');
      expect([headers[FIRST], headers[LAST]]).toEqual(expected(0));
    });

    test('T-3.2-03, T-3.2-04 are those of this page, not of the collection', async () => {
      const { headers, json } = await at('limit=2');
      expect([headers[FIRST], headers[LAST]]).toEqual(expected(0, 2));
      const second = await at(`limit=1&next=${json.next}`);
      expect([second.headers[FIRST], second.headers[LAST]]).toEqual(expected(2, 3));
    });

    test('T-3.2-05 are timestamps', async () => {
      const { headers } = await at('');
      for (const header of [FIRST, LAST]) expect(headers[header]).toMatch(TIMESTAMP);
    });

    test.each([
      ['2200-01-01T00:00:00.000000Z', '2200-01-01T00:00:00.000000Z'],
      ['2200-01-01T00:00:00Z', '2200-01-01T00:00:00.000000Z'],
      ['2200-01-01T00:00:00.5%2B00:00', '2200-01-01T00:00:00.500000Z'],
      ['2200-01-01T00:00:00.123456789Z', '2200-01-01T00:00:00.123456Z'],
    ])('T-3.2-07 echo added_after=%s when there is nothing', async (value, echo) => {
      const { status, json, headers } = await at(`added_after=${value}`);
      expect({ status, json }).toEqual({ status: 200, json: {} });
      expect([headers[FIRST], headers[LAST]]).toEqual([echo, echo]);
    });
  });

  test.each(['objects/', 'manifest/'])(
    'T-3.2-07 are absent from an empty page of %s without added_after',
    async (endpoint) => {
      const { json, headers } = await both.get(`${await exchange.newCollection()}${endpoint}`);
      expect(json).toEqual({});
      expect(headers).not.toHaveProperty(FIRST);
      expect(headers).not.toHaveProperty(LAST);
    },
  );

  test.each(['objects/OBJECT/', 'objects/OBJECT/versions/'])(
    'T-3.2-07 are absent from an empty page of %s without added_after',
    async (endpoint) => {
      const { json, headers } = await both.get(
        `${collection}${endpoint.replace('OBJECT', object.id)}?match[spec_version]=2.0`,
      );
      expect(json).toEqual({});
      expect(headers).not.toHaveProperty(FIRST);
      expect(headers).not.toHaveProperty(LAST);
    },
  );

  test('T-3.2-07 keep the place of a poller when a page turned out empty after next', async () => {
    const own = await exchange.newCollection();
    const [one, two] = [indicator(), indicator()];
    await publish(both, own, one, two);
    const first = await both.get(`${own}objects/?limit=1`);
    await both.delete(`${own}objects/${two.id}/`);
    const { json, headers } = await both.get(`${own}objects/?next=${first.json.next}`);
    expect(json).toEqual({});
    expect(headers[LAST]).toBe(first.headers[LAST]);
  });

  test('T-3.2-03, T-3.2-04 are on HEAD as on GET', async () => {
    const [get, head] = [await both.get(`${collection}objects/`), await both.send('HEAD', `${collection}objects/`)];
    expect([head.headers[FIRST], head.headers[LAST]]).toEqual([get.headers[FIRST], get.headers[LAST]]);
  });

  test('T-3.2-05, T-3.4-05 follow the versions that are served, not those that are left out', async () => {
    const own = await exchange.newCollection({
      mediaTypes: ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'],
    });
    const shared = indicator();
    await publish(
      both,
      own,
      versionOf(shared, 1),
      versionOf(shared, 2),
      indicator20({ id: shared.id, modified: instant(0) }),
    );
    const { headers } = await both.get(`${own}objects/`);
    const [, second] = (await datesIn(both, own)).values();
    expect([headers[FIRST], headers[LAST]]).toEqual([second, second]);
  });
});

test('T-3.2-08 no other endpoint has the X-TAXII headers, and no error', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  const { id } = await publish(both, collection, object);
  const answers = [
    await both.get('/taxii2/'),
    await both.get('/scratch/'),
    await both.get('/scratch/collections/'),
    await both.get(collection),
    await both.get(`/scratch/status/${id}/`),
    await both.post(`${collection}objects/`, { objects: [object] }),
    await both.get(`${collection}objects/?limit=0`),
    await both.get(`${collection}objects/nonsense/`),
    await both.get(`${collection}objects/`, { accept: 'text/html' }),
    await exchange.anonymous.get(`${collection}objects/`),
    await both.delete(`${collection}objects/${object.id}/`),
  ];
  expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 200, 200, 202, 400, 404, 406, 401, 200]);
  for (const { headers } of answers) {
    expect(headers).not.toHaveProperty(FIRST);
    expect(headers).not.toHaveProperty(LAST);
  }
});

test('T-3.2-09 every response has the Date of the server, success or not', async () => {
  for (const answer of [
    await both.get('/taxii2/'),
    await both.get('/nowhere/'),
    await exchange.anonymous.get('/taxii2/'),
  ]) {
    const date = Date.parse(String(answer.headers.date));
    expect(Math.abs(Date.now() - date)).toBeLessThan(5000);
  }
});

describe('User-Agent', () => {
  test.each([
    ['none', undefined],
    ['an empty one', ''],
    ['a strange one', '*/* (;;)'],
  ])('T-8.2.1-07, T-3.2-02 a request with %s is served', async (_, userAgent) => {
    const collection = await exchange.newCollection();
    expect((await both.get('/taxii2/', { 'user-agent': userAgent })).status).toBe(200);
    const posted = await both.post(`${collection}objects/`, { objects: [indicator()] }, { 'user-agent': userAgent });
    expect(posted.status).toBe(202);
  });
});

test('T-1.6.7-01 what is no page of a collection is never turned into 304, and never has an ETag that could', async () => {
  const first = await both.get('/taxii2/');
  expect(first.headers).not.toHaveProperty('etag');
  const again = await both.get('/taxii2/', { 'if-none-match': '*', 'if-modified-since': new Date().toUTCString() });
  expect({ status: again.status, json: again.json }).toEqual({ status: 200, json: first.json });
});

describe('conditional requests', () => {
  const LONG = { 'accept-encoding': 'gzip' };

  test('RFC 9110, 13.1.2: whoever has the answer is told so, with the X-TAXII headers of it', async () => {
    const collection = await exchange.newCollection();
    await publish(both, collection, ...Array.from({ length: 20 }, () => indicator()));
    const endpoints = ['objects/', 'objects/?limit=3', 'manifest/', `objects/${(await both.get(`${collection}objects/`)).json.objects[0].id}/`];
    for (const path of endpoints.map((endpoint) => collection + endpoint)) {
      const first = await both.get(path);
      expect(first.headers.etag).toMatch(/^"[\w-]+"$/);
      for (const known of [first.headers.etag, `W/${first.headers.etag}`, `"x", W/"y",${first.headers.etag} , "z"`, '*']) {
        const again = await both.get(path, { 'if-none-match': known });
        expect({ status: again.status, length: again.body.length }).toEqual({ status: 304, length: 0 });
        for (const name of ['etag', 'vary', 'cache-control', 'x-taxii-date-added-first', 'x-taxii-date-added-last']) {
          expect([name, again.headers[name]]).toEqual([name, first.headers[name]]);
        }
      }
      for (const other of ['"x"', first.headers.etag?.slice(1), '', '"', 'W/"x", *']) {
        expect((await both.get(path, { 'if-none-match': other })).json).toEqual(first.json);
      }
    }
  });

  test('each coding has an entity tag of its own', async () => {
    const collection = await exchange.newCollection();
    await publish(both, collection, ...Array.from({ length: 20 }, () => indicator()));
    const path = `${collection}objects/`;
    const tags = await Promise.all(['zstd', 'br', 'gzip', 'identity'].map(async (coding) => (await both.get(path, { 'accept-encoding': coding })).headers.etag));
    expect(new Set(tags).size).toBe(4);
    expect((await both.get(path, { ...LONG, 'if-none-match': tags[2] })).status).toBe(304);
    expect((await both.get(path, { ...LONG, 'if-none-match': tags[0] })).status).toBe(200);
    expect((await both.send('HEAD', path, { headers: { ...LONG, 'if-none-match': tags[2] } })).status).toBe(304);
  });

  test('a change of what is there changes the tag, and so does another version at the same place', async () => {
    const collection = await exchange.newCollection();
    const one = indicator();
    await publish(both, collection, one);
    const path = `${collection}objects/`;
    const tagged = async (): Promise<string | undefined> => (await both.get(path)).headers.etag;
    const before = await tagged();
    await publish(both, collection, indicator());
    const after = await tagged();
    await both.delete(`${collection}objects/${one.id}/`);
    const without = await tagged();
    expect(new Set([before, after, without]).size).toBe(3);
    expect((await both.get(path, { 'if-none-match': before })).status).toBe(200);
  });

  test('what is not there is no answer that anybody could have', async () => {
    const collection = await exchange.newCollection();
    const path = `${collection}objects/${indicator().id}/`;
    expect((await both.get(path, { 'if-none-match': '*' })).status).toBe(404);
    const posted = await both.post(`${collection}objects/`, { objects: [indicator()] }, { 'if-none-match': '*' });
    expect(posted.status).toBe(202);
  });
});

describe('compression', () => {
  test.each([
    ['gzip', 'gzip'],
    ['X-GZIP', 'gzip'],
    ['gzip, deflate, br', 'br'],
    ['gzip, deflate, br, zstd', 'zstd'],
    ['gzip;q=1, br;q=0.9, zstd;q=0.1', 'gzip'],
    ['zstd;q=0, br;q=0.5, *;q=0.4', 'br'],
    ['gzip;q=0.5, identity', undefined],
    ['deflate', undefined],
    ['gzip;q=2', undefined],
    ['*;q=0', undefined],
    ['*', 'gzip'],
    ['gzip;q=0', undefined],
    ['identity', undefined],
    [undefined, undefined],
  ])(
    'T-3.1-05 Accept-Encoding %s gets Content-Encoding %s, and the same resource in the same media type',
    async (asked, given) => {
      const collection = await exchange.newCollection();
      const objects = Array.from({ length: 20 }, () => indicator());
      await publish(both, collection, ...objects);
      const { headers, json } = await both.get(`${collection}objects/`, { 'accept-encoding': asked });
      expect(headers['content-encoding']).toBe(given);
      expect(headers['content-type']).toBe('application/taxii+json;version=2.1');
      expect(json.objects).toEqual(objects);
    },
  );
});
