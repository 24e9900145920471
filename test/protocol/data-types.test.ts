// Data types, property names and required properties of every resource (TAXII 2.1, 1.6.7, 2, 3.8, 7, 8), and the
// standard as a whole, from discovery to deletion.
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { faultsOf } from './check-answer.ts';
import { textOf } from './client.ts';
import { publish } from './conversation.ts';
import { startExchange, TAXII, type Answer, type Client, type RunningExchange } from './running-exchange.ts';
import {
  identity,
  indicator,
  indicator20,
  instant,
  ipv4Address,
  malware,
  statementMarking,
  versionsOf,
} from './stix-objects.ts';

interface Seen {
  readonly name: string;
  readonly method: string;
  readonly path: string;
  readonly answer: Answer;
}

let exchange: RunningExchange;
let both: Client;
/** One answer at least of every resource, full, cut and empty, and errors. */
const tour: Seen[] = [];

beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
  const mediaTypes = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];
  const [collection, empty] = [
    await exchange.newCollection({ mediaTypes, alias: 'tour' }),
    await exchange.newCollection(),
  ];
  const object = indicator();
  const objects = [
    ...versionsOf(object, 1, 2, 3),
    malware(),
    statementMarking(),
    ipv4Address('198.51.100.90'),
    indicator20(),
  ];
  const { id } = await publish(both, collection, ...objects);
  const mixed = { objects: [object, { ...objects[0], confidence: 1 }, identity({ created: 'never' })] };

  const see = async (name: string, method: string, path: string, body?: object) => {
    const options = body === undefined ? {} : { body, headers: { 'content-type': TAXII } };
    tour.push({ name, method, path, answer: await both.send(method, path, options) });
  };
  await see('discovery', 'GET', '/taxii2/');
  await see('api-root', 'GET', '/one/');
  await see('collections', 'GET', '/scratch/collections/');
  await see('collection', 'GET', collection);
  await see('status', 'GET', `/scratch/status/${id}/`);
  await see('status', 'POST', `${collection}objects/`, mixed);
  await see('manifest', 'GET', `${collection}manifest/?match[version]=all`);
  await see('manifest', 'GET', `${collection}manifest/?limit=2`);
  await see('manifest', 'GET', `${empty}manifest/`);
  await see('envelope', 'GET', `${collection}objects/`);
  await see('envelope', 'GET', `${collection}objects/?limit=2`);
  await see('envelope', 'GET', `${empty}objects/`);
  await see('envelope', 'GET', `${collection}objects/${object.id}/?match[version]=all`);
  await see('versions', 'GET', `${collection}objects/${object.id}/versions/`);
  await see('versions', 'GET', `${collection}objects/${object.id}/versions/?limit=1`);
  await see('versions', 'GET', `${collection}objects/${object.id}/versions/?match[spec_version]=2.0`);
  await see('error', 'GET', '/nowhere/');
  await see('error', 'GET', `${collection}objects/?limit=0`);
  await see('error', 'POST', `${collection}objects/`, {});
});
afterAll(() => exchange.close());

/** Every value of TAXII's own in an answer, with its property's name; what is inside STIX objects isn't TAXII's. */
function* valuesIn(value: unknown, name: string, depth = 0): Generator<[name: string, value: unknown]> {
  yield [name, value];
  if (typeof value !== 'object' || value === null || depth > 10) return;
  for (const [key, member] of Object.entries(value))
    yield* valuesIn(member, Array.isArray(value) ? name : key, depth + 1);
}

const taxiiValues = () =>
  tour.flatMap(({ name, answer }) => {
    const { objects, details: _details, ...own } = answer.json;
    return [...valuesIn(name === 'envelope' ? { ...own, objects: objects && ['objects'] } : { ...own, objects }, '')];
  });
const valuesOf = (...names: readonly string[]) =>
  taxiiValues()
    .filter(([name, value]) => names.includes(name) && value !== undefined && !Array.isArray(value))
    .map(([, value]) => value);
const listsIn = () =>
  tour.flatMap(({ answer }) => [...valuesIn(answer.json, '')]).filter(([, value]) => Array.isArray(value));

describe('data types', () => {
  test('T-2-01 every boolean is true or false, never text', () => {
    const found = valuesOf('can_read', 'can_write', 'more');
    expect(found.length).toBeGreaterThan(5);
    for (const value of found) expect(typeof value).toBe('boolean');
  });

  test('T-2-02 every id of a collection and a status is a random UUID', () => {
    const found = tour
      .filter(({ name }) => name === 'status' || name === 'collections')
      .flatMap(({ answer }) => answer.json.collections ?? [answer.json]);
    expect(found.length).toBeGreaterThan(3);
    for (const { id } of found)
      expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  });

  test('T-2-02 no two statuses have one id', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    const ids = [];
    for (let time = 0; time < 10; time += 1) ids.push((await publish(both, collection, object)).id);
    expect(new Set(ids).size).toBe(10);
  });

  test('T-2-03 every integer is a safe one', () => {
    const found = valuesOf('max_content_length', 'total_count', 'success_count', 'failure_count', 'pending_count');
    expect(found.length).toBeGreaterThan(8);
    for (const value of found) expect(Number.isSafeInteger(value)).toBe(true);
  });

  test('T-2-03 no max_content_length outside of that range comes into force', async () => {
    const before = (await both.get('/one/')).json;
    for (const limit of ['0', '-1', '9007199254740992', '1.5', '"100"']) {
      const declared = `discovery: { title: T }\napi_roots: [{ path: a, title: A, max_content_length: ${limit}, collections: [] }]`;
      expect(() => readCatalogue(declared, 'catalogue.yaml')).toThrow(/max_content_length/);
    }
    expect((await both.get('/one/')).json).toEqual(before);
  });

  test('T-2-04 all members of a list have one type', () => {
    for (const [name, list] of listsIn()) {
      const types = new Set((list as unknown[]).map((member) => typeof member));
      expect([name, types.size]).toEqual([name, 1]);
    }
  });

  test('T-2-05, T-2-06 every list that is there has a member', () => {
    expect(listsIn().length).toBeGreaterThan(15);
    for (const [name, list] of listsIn()) expect([name, (list as unknown[]).length > 0]).toEqual([name, true]);
  });

  test('T-2-06, T-3.7-04, T-5.3.1-01, T-5.8.1-01 what is empty is left out, not an empty list or null', () => {
    const empty = tour.filter(({ answer }) => answer.body.toString() === '{}');
    expect(empty.map(({ name }) => name)).toEqual(['manifest', 'envelope', 'versions']);
    for (const [, value] of taxiiValues()) expect(value).not.toBeNull();
  });

  test('T-2-08, T-2-09, T-2-10 every timestamp of TAXII has six digits and Z, in resources and headers', () => {
    const headers = tour.flatMap(({ answer }) => [
      answer.headers['x-taxii-date-added-first'],
      answer.headers['x-taxii-date-added-last'],
    ]);
    const found = [...valuesOf('date_added', 'request_timestamp'), ...headers.filter((value) => value !== undefined)];
    expect(found.length).toBeGreaterThan(15);
    for (const value of found) expect(value).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
  });

  test('T-2-07, T-2-11 text is Unicode in UTF-8, also in what is quoted back', async () => {
    const { json } = await both.get('/scratch/collections/tour/objects/?match[version]=%E6%BC%A2%F0%9F%98%80');
    expect(json.details).toMatchObject({ value: '漢😀' });
  });
});

describe('serialization', () => {
  test('T-1.6.7-01, T-8.2.1-05 every answer is UTF-8 JSON without byte-order mark', () => {
    for (const { answer } of tour) {
      const text = textOf(answer);
      expect(text.startsWith('{')).toBe(true);
      expect(text.isWellFormed()).toBe(true);
    }
  });

  test('T-1.6.7-01 a name that is doubled in what is published is not in what is served', async () => {
    const collection = await exchange.newCollection();
    const object = indicator({ x_example_org_once: 1 });
    const doubled = JSON.stringify({ objects: [object] }).replace(
      '"x_example_org_once":1',
      '"x_example_org_once":1,"x_example_org_once":2',
    );
    await both.post(`${collection}objects/`, doubled);
    const text = textOf(await both.get(`${collection}objects/`));
    expect(text.split('"x_example_org_once"').length).toBeLessThanOrEqual(2);
  });

  test.each(['\\ud800', '\\udc00\\ud800', '\\uD83D x'])(
    'T-1.6.7-01 a lone surrogate in what is published is not in what is served: %s',
    async (escape) => {
      const collection = await exchange.newCollection();
      const text = JSON.stringify({ objects: [indicator({ description: 'SURROGATE' })] }).replace('SURROGATE', escape);
      const { status } = await both.post(`${collection}objects/`, text);
      expect([202, 400, 422]).toContain(status);
      const { objects = [] } = (await both.get(`${collection}objects/`)).json;
      for (const { description } of objects) expect(description.isWellFormed()).toBe(true);
    },
  );

  test('T-1.6.7-01, T-5.5-11 a byte-order mark before an envelope never gets into what is served', async () => {
    const collection = await exchange.newCollection();
    const { status } = await both.post(`${collection}objects/`, `\uFEFF${JSON.stringify({ objects: [indicator()] })}`);
    expect([202, 400]).toContain(status);
    expect(textOf(await both.get(`${collection}objects/`))).not.toContain('\uFEFF');
  });
});

/** The properties of each resource: those that are required, and the others (the tables of sections 3 to 5). */
const PROPERTIES: Readonly<Record<string, { required: readonly string[]; optional: readonly string[] }>> = {
  discovery: { required: ['title'], optional: ['description', 'contact', 'default', 'api_roots'] },
  'api-root': { required: ['title', 'versions', 'max_content_length'], optional: ['description'] },
  collections: { required: [], optional: ['collections'] },
  collection: { required: ['id', 'title', 'can_read', 'can_write'], optional: ['description', 'alias', 'media_types'] },
  status: {
    required: ['id', 'status', 'total_count', 'success_count', 'failure_count', 'pending_count'],
    optional: ['request_timestamp', 'successes', 'failures', 'pendings'],
  },
  'status-details': { required: ['id', 'version'], optional: ['message'] },
  // next is in the standard's table of the envelope only, and on these endpoints too by T-5.3.1-07.
  manifest: { required: [], optional: ['more', 'next', 'objects'] },
  'manifest-record': { required: ['id', 'date_added', 'version'], optional: ['media_type'] },
  envelope: { required: [], optional: ['more', 'next', 'objects'] },
  versions: { required: [], optional: ['more', 'next', 'versions'] },
  error: {
    required: ['title'],
    optional: ['description', 'error_id', 'error_code', 'http_status', 'external_details', 'details'],
  },
};

describe.each(Object.entries(PROPERTIES))('the properties of %s', (name, { required, optional }) => {
  const resources = (): object[] =>
    tour.flatMap((seen) => {
      const { json } = seen.answer;
      if (name === 'status-details') return [...(json.successes ?? []), ...(json.failures ?? [])];
      if (name === 'manifest-record') return seen.name === 'manifest' ? (json.objects ?? []) : [];
      if (name === 'collection' && seen.name === 'collections') return json.collections;
      return seen.name === name ? [json] : [];
    });

  test('T-3.8-02, T-8.1.2-01 those that are required are there', () => {
    expect(resources().length).toBeGreaterThan(0);
    for (const resource of resources()) expect(Object.keys(resource)).toEqual(expect.arrayContaining([...required]));
  });

  test('T-3.8-01, T-7.1.1-02, T-7.1.1-03, T-7.1.1-05 all are named as the standard does, or are custom by their names', () => {
    for (const resource of resources()) {
      const own = Object.keys(resource).filter((key) => ![...required, ...optional].includes(key));
      for (const custom of own) expect(custom).toMatch(/^x_[a-z0-9_]{1,248}$/);
    }
  });

  test('T-7.1.1-04, T-7.1.1-06, T-1.5.1-01 nothing of the standard is said again under another name', () => {
    const standard = new Set(
      Object.values(PROPERTIES).flatMap(({ required: first, optional: second }) => [...first, ...second]),
    );
    for (const resource of resources()) {
      for (const key of Object.keys(resource)) {
        expect(standard.has(key) || /^x_[a-z0-9]+_[a-z0-9_]+$/.test(key)).toBe(true);
      }
    }
  });
});

test('T-3.8-01 literals are spelt as the standard does', () => {
  for (const status of valuesOf('status')) expect(['complete', 'pending']).toContain(status);
  for (const { answer } of tour.filter(({ name }) => name === 'api-root'))
    expect(answer.json.versions).toContain(TAXII);
});

test('T-8.2.1-05, T-8.2.1-06, T-3.1-03 every answer of the tour is the resource of its endpoint, without a fault', () => {
  expect(new Set(tour.map(({ name }) => name)).size).toBe(9);
  for (const { method, path, answer } of tour) expect(faultsOf(method, path, answer)).toEqual([]);
});

describe('the check that every answer of these tests goes through', () => {
  const sound = () => tour.find(({ name }) => name === 'manifest') as Seen;
  const withBody = (json: object): Answer => ({ ...sound().answer, body: Buffer.from(JSON.stringify(json)), json });
  const withHeaders = (headers: object): Answer => {
    const { status, body, json, headers: own } = sound().answer;
    return { status, body, json, headers: { ...own, ...headers } };
  };

  test.each<[what: string, spoilt: () => Answer]>([
    ['a media type with charset', () => withHeaders({ 'content-type': `${TAXII};charset=utf-8` })],
    ['a missing Date', () => withHeaders({ date: undefined })],
    ['a date in milliseconds', () => withHeaders({ 'x-taxii-date-added-first': '2024-01-01T00:00:00.000Z' })],
    ['one date without the other', () => withHeaders({ 'x-taxii-date-added-last': undefined })],
    [
      'a date that is not the first item’s',
      () => withHeaders({ 'x-taxii-date-added-first': '2024-01-01T00:00:00.000000Z' }),
    ],
    ['an empty list', () => withBody({ objects: [] })],
    ['more without next', () => withBody({ ...sound().answer.json, more: true })],
    ['text for a boolean', () => withBody({ ...sound().answer.json, more: 'false' })],
    ['a property that nobody defines', () => withBody({ ...sound().answer.json, count: 3 })],
    ['an item without a required property', () => withBody({ objects: [{ id: 'x', version: instant(1) }] })],
    ['another resource', () => withBody({ title: 'Not found' })],
    ['a success of another status', () => ({ ...withHeaders({}), status: 201 })],
    ['a failure of the server', () => ({ ...withHeaders({}), status: 500 })],
    ['no JSON', () => ({ ...withHeaders({}), body: Buffer.from('<html>') })],
  ])('T-8.2.1-05, T-8.2.1-06 finds %s', (_, spoilt) => {
    const { method, path, answer } = sound();
    expect(faultsOf(method, path, answer)).toEqual([]);
    expect(faultsOf(method, path, spoilt())).not.toEqual([]);
  });
});

test('T-8.1.2-01, T-8.2.1-01, T-8.2.1-02 a client that knows no more than the host finds, publishes, polls and deletes', async () => {
  const client = exchange.as('both');
  const discovery = (await client.get('/taxii2/')).json;
  const [root] = [discovery.default];
  expect((await client.get(root)).json.versions).toContain(TAXII);
  const { collections } = (await client.get(`${root}collections/`)).json;
  const { id } = collections.find((entry: Record<string, boolean>) => entry['can_read'] && entry['can_write']);
  const collection = `${root}collections/${id}/`;
  expect((await client.get(collection)).json.id).toBe(id);

  const object = malware();
  const status = (await client.post(`${collection}objects/`, { objects: [object] })).json;
  expect((await client.get(`${root}status/${status.id}/`)).json).toMatchObject({
    status: 'complete',
    success_count: 1,
  });
  const { objects: records } = (await client.get(`${collection}manifest/?match[id]=${object.id}`)).json;
  expect(records).toEqual([expect.objectContaining({ id: object.id })]);
  expect((await client.get(`${collection}objects/?match[id]=${object.id}`)).json.objects).toEqual([object]);
  expect((await client.get(`${collection}objects/${object.id}/`)).json.objects).toEqual([object]);
  expect((await client.get(`${collection}objects/${object.id}/versions/`)).json.versions).toEqual([object['modified']]);
  expect((await client.delete(`${collection}objects/${object.id}/`)).status).toBe(200);
  expect((await client.get(`${collection}objects/${object.id}/`)).status).toBe(404);
});
