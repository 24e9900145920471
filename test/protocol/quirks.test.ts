// What clients in the wild do: each a test, so that no client is left out. Qnn is the number in the project's list of
// them.
import { datesIn, filledCollection, itemsOf, nameOf, namesAt, pagesFrom, publish } from './conversation.ts';
import { startExchange, TAXII, type Client, type RunningExchange } from './running-exchange.ts';
import {
  identity,
  indicator,
  indicator20,
  malware,
  newId,
  relationship,
  versionsOf,
  type StixObject,
} from './stix-objects.ts';
import { MAIN, MAX_CONTENT_LENGTH } from './test-catalogue.ts';

const BOTH_SPECS = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];
const LAST = 'x-taxii-date-added-last';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

const filled = (count: number) => filledCollection(exchange, count);

describe('taxii2-client', () => {
  test.each(['objects/', 'manifest/', 'objects/OBJECT/', 'objects/OBJECT/versions/'])(
    'Q1, Q36 more never comes without a next that is not empty: %s',
    async (endpoint) => {
      const collection = await exchange.newCollection();
      const object = indicator();
      await publish(both, collection, ...versionsOf(object, 1, 2, 3));
      const { json } = await both.get(
        `${collection}${endpoint.replace('OBJECT', object.id)}?match[version]=all&limit=1`,
      );
      expect(json.more).toBe(true);
      expect(json.next.length).toBeGreaterThan(0);
    },
  );

  test('Q2 limit becomes the length of page one on the pages after', async () => {
    const { collection, objects } = await filled(7);
    const pages = await pagesFrom(both, `${collection}objects/?limit=3`, 'limit=2');
    expect(itemsOf(pages)).toEqual(objects);
  });

  test('Q3 limit is left out', async () => {
    const { collection, objects } = await filled(3);
    expect((await both.get(`${collection}objects/`)).json).toEqual({ more: false, objects });
  });

  test('Q4 every token of its Accept is a token of the Content-Type', async () => {
    const { headers } = await both.get('/taxii2/');
    const tokens = String(headers['content-type'])
      .split(/[;,]/)
      .map((token) => token.trim());
    expect(tokens).toEqual(expect.arrayContaining(['application/taxii+json', 'version=2.1']));
  });

  test('Q5 the properties that it insists on are there, and the id is in the URL', async () => {
    const { collections } = (await both.get('/one/collections/')).json;
    for (const { id, title, can_read: canRead, can_write: canWrite } of collections) {
      expect([typeof id, typeof title, typeof canRead, typeof canWrite]).toEqual([
        'string',
        'string',
        'boolean',
        'boolean',
      ]);
      const url = `/one/collections/${id}/`;
      expect(url).toContain((await both.get(url)).json.id);
    }
  });

  test('Q6 the counts of a status add up, and its lists are as long as they say', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, object);
    const objects = [object, malware(), { ...object, confidence: 3 }, identity({ created: 'never' })];
    const { json } = await both.post(`${collection}objects/`, { objects });
    expect(json.total_count).toBe(json.success_count + json.failure_count + json.pending_count);
    expect([json.successes.length, json.failures.length]).toEqual([json.success_count, json.failure_count]);
  });

  test('Q7, Q20 a slash at the end, none, and doubled ones are all the same', async () => {
    const { collection, objects } = await filled(1);
    const plain = `${collection}objects/`;
    for (const path of [plain, plain.slice(0, -1), `/${plain}`, plain.replaceAll('/', '//'), `${plain}///`]) {
      const { status, json } = await both.get(`${path}?limit=5`);
      expect({ path, status, objects: json.objects }).toEqual({ path, status: 200, objects });
    }
    expect((await both.get('//taxii2//')).status).toBe(200);
    expect((await both.post(`/${plain.slice(0, -1)}`, { objects: [indicator()] })).status).toBe(202);
  });

  test('Q7 a status may be read again and again, and stays the same', async () => {
    const { collection } = await filled(1);
    const { id } = (await both.post(`${collection}objects/`, { objects: [indicator()] })).json;
    const [first, ...rest] = await Promise.all(Array.from({ length: 20 }, () => both.get(`/scratch/status/${id}/`)));
    for (const { json } of rest) expect(json).toEqual(first?.json);
  });
});

describe('publishers', () => {
  test.each<[what: string, members: object]>([
    ['of STIX 2.1', { type: 'bundle', id: newId('bundle') }],
    ['of STIX 2.0', { type: 'bundle', id: newId('bundle'), spec_version: '2.0' }],
    ['with custom properties', { type: 'bundle', id: newId('bundle'), x_example_org_source: 'feed' }],
  ])('Q10 a bundle %s is read as an envelope', async (_, members) => {
    const collection = await exchange.newCollection();
    const object = indicator();
    const { status, json } = await both.post(`${collection}objects/`, { ...members, objects: [object] });
    expect({ status, count: json.success_count }).toEqual({ status: 202, count: 1 });
    expect((await both.get(`${collection}objects/`)).json.objects).toEqual([object]);
  });

  test('Q10 a bundle of STIX 2.0 objects goes into a collection that takes them', async () => {
    const collection = await exchange.newCollection({ mediaTypes: BOTH_SPECS });
    const object = indicator20();
    const bundle = { type: 'bundle', id: newId('bundle'), spec_version: '2.0', objects: [object] };
    expect((await both.post(`${collection}objects/`, bundle)).json.success_count).toBe(1);
    expect((await both.get(`${collection}objects/`)).json.objects).toEqual([object]);
  });

  test('Q11 one object a POST, many of them at a time: each has a status of its own, and all are kept', async () => {
    const collection = await exchange.newCollection();
    const objects = Array.from({ length: 40 }, () => indicator());
    const answers = await Promise.all(
      objects.map((object) => both.post(`${collection}objects/`, { objects: [object] })),
    );
    expect(new Set(answers.map(({ json }) => json.id)).size).toBe(40);
    const names = await namesAt(both, `${collection}objects/`);
    expect(names.toSorted()).toEqual(objects.map(nameOf).toSorted());
  });

  test.each([
    'application/stix+json; version=2.1',
    'application/vnd.oasis.stix+json; version=2.1',
    'application/taxii+json; version=2.1',
  ])('Q12, Q13 Content-Type %s, with a space in Accept too', async (type) => {
    const path = `${await exchange.newCollection()}objects/`;
    const headers = { 'content-type': type, accept: 'application/taxii+json; version=2.1' };
    expect((await both.post(path, { objects: [indicator()] }, headers)).status).toBe(202);
  });

  test('Q32 an envelope of exactly max_content_length is taken, and the same again changes nothing', async () => {
    const { max_content_length: limit } = (await both.get('/one/')).json;
    expect(limit).toBe(MAX_CONTENT_LENGTH);
    const bare = indicator({ description: '' });
    const rest = limit - JSON.stringify({ objects: [bare] }).length;
    const envelope = { objects: [{ ...bare, description: 'x'.repeat(rest) }] };
    const path = `/one/collections/${MAIN}/objects/`;
    const before = (await both.post(path, envelope)).json;
    const after = (await both.post(path, envelope)).json;
    expect([before.success_count, after.success_count]).toEqual([1, 1]);
    expect((await both.get(`${path}${bare.id}/versions/`)).json.versions).toHaveLength(1);
  });

  test('Q37 can_write is that of the asker, so that a publisher finds where it may write', async () => {
    const writable = async (agency: string) =>
      (await exchange.as(agency).get(`/one/collections/${MAIN}/`)).json.can_write;
    expect([await writable('both'), await writable('reader'), await writable('writer')]).toEqual([true, false, true]);
  });

  test('Q40 what went wrong is told in words, in a status and in an error', async () => {
    const path = `${await exchange.newCollection()}objects/`;
    const { json } = await both.post(path, { objects: [indicator({ valid_from: 'soon' })] });
    expect(json.failures[0].message).toMatch(/valid_from.*\w+ \w+/);
    expect((await both.post(path, { objects: [] })).json.description).toMatch(/objects.*\w+ \w+/);
  });
});

describe('pollers', () => {
  test('Q14 a missing object is 404, not an empty envelope', async () => {
    const { collection } = await filled(1);
    expect((await both.get(`${collection}objects/${newId('indicator')}/`)).status).toBe(404);
  });

  test('Q14 limit=5000 is served', async () => {
    const { collection, objects } = await filled(3);
    expect((await both.get(`${collection}objects/?limit=5000`)).json.objects).toEqual(objects);
  });

  test('Q15 an empty collection is {}', async () => {
    expect((await both.get(`${await exchange.newCollection()}objects/`)).body.toString()).toBe('{}');
  });

  test('Q16 added_after and match are dropped from page two on, and still hold', async () => {
    const collection = await exchange.newCollection();
    const objects = [indicator(), malware(), indicator(), malware(), indicator(), indicator()];
    await publish(both, collection, ...objects);
    const [oldest] = (await datesIn(both, collection)).values();
    const pages = await pagesFrom(
      both,
      `${collection}objects/?added_after=${oldest}&match[type]=indicator&limit=1`,
      'limit=1',
    );
    expect(itemsOf(pages)).toEqual([objects[2], objects[4], objects[5]]);
  });

  test('Q17 next comes together with a newer added_after: never 400, and nothing is lost', async () => {
    const { collection, objects } = await filled(5);
    const found: StixObject[] = [];
    let query = 'limit=2';
    for (let page = 0; page < 3; page += 1) {
      const { status, json, headers } = await both.get(`${collection}objects/?${query}`);
      expect(status).toBe(200);
      found.push(...json.objects);
      query = `limit=2&next=${json.next}&added_after=${headers[LAST]}`;
    }
    expect(found).toEqual(objects);
  });

  test('Q18 a next of one collection in another is a clear 400', async () => {
    const [one, other] = [await filled(2), await filled(2)];
    const { next } = (await both.get(`${one.collection}objects/?limit=1`)).json;
    const { status, json } = await both.get(`${other.collection}objects/?next=${next}`);
    expect(status).toBe(400);
    expect(json.description).toMatch(/next.*endpoint/);
  });

  test('Q19, Q33 the header Date-Added-Last as the only cursor: nothing twice, nothing missed, its place kept when idle', async () => {
    const { collection, objects } = await filled(2);
    let cursor = '2020-01-01T00:00:00Z';
    const poll = async () => {
      const { json, headers } = await both.get(`${collection}objects/?added_after=${cursor}`);
      cursor = String(headers[LAST]);
      return json.objects ?? [];
    };
    expect(await poll()).toEqual(objects);
    const place = cursor;
    expect([await poll(), await poll()]).toEqual([[], []]);
    expect(cursor).toBe(place);
    const later = malware();
    await publish(both, collection, later);
    expect(await poll()).toEqual([later]);
  });

  test.each(['application/taxii+json', 'application/json', 'application/x-www-form-urlencoded'])(
    'Q21, Q29 Content-Type %s on a GET means nothing',
    async (type) => {
      const { collection } = await filled(1);
      expect((await both.get(`${collection}objects/`, { 'content-type': type })).status).toBe(200);
    },
  );

  test.each(['application/json, text/plain, */*', 'application/json', '*/*', 'application/taxii+json', undefined])(
    'Q22 Accept %s is served, in the media type of TAXII',
    async (accept) => {
      const { status, headers } = await both.get('/taxii2/', { accept });
      expect({ status, type: headers['content-type'] }).toEqual({ status: 200, type: TAXII });
    },
  );

  test('Q23 406 is for negotiation and nothing else, and speaks of no version 2.0 that a client would fall back to', async () => {
    const { collection } = await filled(1);
    for (const query of ['limit=0', 'next=x', 'match[version]=x', 'added_after=x']) {
      expect((await both.get(`${collection}objects/?${query}`)).status).toBe(400);
    }
    const { status, json } = await both.get('/taxii2/', { accept: 'text/html' });
    expect(status).toBe(406);
    expect(JSON.stringify(json)).not.toContain('version=2.0');
  });

  test('Q24 no page is empty while there is more, however rare the matches are', async () => {
    const collection = await exchange.newCollection();
    const rare = [malware(), malware(), malware()];
    const crowd = () => Array.from({ length: 20 }, () => indicator());
    await publish(
      both,
      collection,
      ...crowd(),
      rare[0] as StixObject,
      ...crowd(),
      rare[1] as StixObject,
      ...crowd(),
      rare[2] as StixObject,
    );
    const pages = await pagesFrom(both, `${collection}objects/?match[type]=malware&limit=1`, 'limit=1');
    expect(pages.map(({ objects }) => objects?.length)).toEqual([1, 1, 1]);
    expect(itemsOf(pages)).toEqual(rare);
  });

  test('Q25 titles of collections are unique in an API root', async () => {
    const { collections } = (await both.get('/one/collections/')).json;
    const titles = collections.map(({ title }: { title: string }) => title);
    expect(new Set(titles).size).toBe(titles.length);
  });

  test('Q26 who polls from the newest modified gets nothing wrong, only more than needed', async () => {
    const { collection, objects } = await filled(3);
    expect(
      (await both.get(`${collection}objects/?added_after=${objects[0]?.['modified'] as string}`)).json.objects,
    ).toEqual(objects);
  });

  test('Q27 several types at once, page by page', async () => {
    const collection = await exchange.newCollection();
    const [one, other] = [indicator(), malware()];
    const link = relationship(one, 'indicates', other);
    await publish(both, collection, one, identity(), other, identity(), link);
    const types = 'match[type]=indicator,malware,tool,relationship';
    expect(itemsOf(await pagesFrom(both, `${collection}objects/?${types}&limit=1`, `${types}&limit=1`))).toEqual([
      one,
      other,
      link,
    ]);
  });

  test('Q30, Q38 HTTP Basic is always there, and asking twice gives the same', async () => {
    const { collection } = await filled(3);
    const query = `${collection}objects/?limit=2`;
    const [one, two] = [await both.get(query), await both.get(query)];
    expect(one.json).toEqual(two.json);
  });

  test.each([
    '2020-01-01T00:00:00Z',
    '2020-01-01T00:00:00.123456789Z',
    '2020-01-01T00:00:00+00:00',
    '2020-01-01T00:00:00%2B00:00',
  ])('Q34 added_after=%s is understood', async (value) => {
    const { collection, objects } = await filled(1);
    expect((await both.get(`${collection}objects/?added_after=${value}`)).json.objects).toEqual(objects);
  });

  test('Q35 the manifest takes the filters of objects, and compression is given to who asks for it', async () => {
    const { collection } = await filled(30);
    const query = 'match[spec_version]=2.1&match[version]=all&added_after=2020-01-01T00:00:00Z';
    const { status, headers, json } = await both.get(`${collection}manifest/?${query}`, {
      'accept-encoding': 'gzip, deflate',
    });
    expect({ status, coding: headers['content-encoding'], count: json.objects.length }).toEqual({
      status: 200,
      coding: 'gzip',
      count: 30,
    });
  });

  test('Q37 indicators alone', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, malware(), object, identity());
    expect((await both.get(`${collection}objects/?match[type]=indicator`)).json.objects).toEqual([object]);
  });

  test('Q39 who polls from the last date until a page is empty comes to an end', async () => {
    const { collection } = await filled(3);
    let cursor = '2020-01-01T00:00:00.000000Z';
    let polls = 0;
    for (let isEmpty = false; !isEmpty && polls < 10; polls += 1) {
      const { json, headers } = await both.get(`${collection}objects/?limit=1&added_after=${cursor}`);
      isEmpty = json.objects === undefined;
      cursor = String(headers[LAST]);
    }
    expect(polls).toBe(4);
  });
});

describe('cytaxii2', () => {
  test('Q29 default and api_roots are absolute URLs where the public URL is known', async () => {
    const known = await startExchange({ settings: { publicUrl: 'https://taxii.example.org' } });
    try {
      const { json } = await known.as('both').get('/taxii2/');
      expect(new URL(json.default).origin).toBe('https://taxii.example.org');
      for (const root of json.api_roots) expect(new URL(root).protocol).toBe('https:');
    } finally {
      await known.close();
    }
  });
});
