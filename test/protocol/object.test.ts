// One object: GET …/collections/{id}/objects/{object-id}/ (TAXII 2.1, 5.6)
import { datesIn, itemsOf, nameOf, namesAt, pagesFrom, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import { indicator, indicator20, instant, malware, newId, versionOf, versionsOf } from './stix-objects.ts';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

test('T-5.6-01, T-5.6-02, T-3.7-01 GET on an object by its STIX id answers 200 with an envelope and both dates', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  await publish(both, collection, malware(), object, malware());
  const { status, json, headers } = await both.get(`${collection}objects/${object.id}/`);
  expect(status).toBe(200);
  expect(json).toEqual({ more: false, objects: [object] });
  const date = (await datesIn(both, collection)).get(nameOf(object));
  expect(headers['x-taxii-date-added-first']).toBe(date);
  expect(headers['x-taxii-date-added-last']).toBe(date);
});

test.each([
  ['an object that was never there', 'indicator--4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'],
  ['something that is no STIX id', 'nonsense'],
  ['a slash', 'a%2Fb'],
  ['a NUL', 'a%00b'],
  ['a thousand characters', 'x'.repeat(1000)],
])('T-5.6-01, T-5.6-06 %s is 404', async (_, id) => {
  expect((await both.get(`${await exchange.newCollection()}objects/${id}/`)).status).toBe(404);
});

test('T-5.6-01, T-5.6-06 an object of another collection is 404', async () => {
  const [here, there] = [await exchange.newCollection(), await exchange.newCollection()];
  const object = indicator();
  await publish(both, there, object);
  expect((await both.get(`${here}objects/${object.id}/`)).status).toBe(404);
});

test('T-5.6-02, T-3.4.1-01 the id in the path is exact, case included', async () => {
  const collection = await exchange.newCollection();
  const object = indicator({ id: 'indicator--ABCDEF01-5a6b-4c7d-8e9f-0a1b2c3d4e5f' });
  await publish(both, collection, object);
  expect((await both.get(`${collection}objects/${object.id}/`)).status).toBe(200);
  expect((await both.get(`${collection}objects/${object.id.toLowerCase()}/`)).status).toBe(404);
});

test('T-5.6-02 the id in the path may be percent-encoded', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  await publish(both, collection, object);
  const encoded = object.id.replaceAll('-', '%2D');
  expect((await both.get(`${collection}objects/${encoded}/`)).json.objects).toEqual([object]);
});

test('T-5.6-03 an object that the client may not read is 403 with write only, and 404 with no right', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  await publish(both, collection, object);
  expect((await exchange.as('writer').get(`${collection}objects/${object.id}/`)).status).toBe(403);
  expect((await exchange.as('neither').get(`${collection}objects/${object.id}/`)).status).toBe(404);
  // Whether the object is there makes no difference to who may not read.
  expect((await exchange.as('writer').get(`${collection}objects/${newId('indicator')}/`)).status).toBe(403);
});

describe('parameters', () => {
  let path: string;
  let dates: Map<string, string>;
  const object = indicator();
  const dateOf = (step: number) => dates.get(`${object.id} ${instant(step)}`) ?? '';
  beforeAll(async () => {
    const mediaTypes = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];
    const collection = await exchange.newCollection({ mediaTypes });
    path = `${collection}objects/${object.id}/`;
    const old = indicator20({ id: object.id, modified: instant(0) });
    await publish(both, collection, versionOf(object, 2), malware(), versionOf(object, 4), old, versionOf(object, 1));
    dates = await datesIn(both, collection);
  });

  test.each([
    ['nothing: the last version (T-3.4.1-12)', '', [4]],
    ['match[version]=last', 'match[version]=last', [4]],
    ['match[version]=first', 'match[version]=first', [1]],
    ['match[version]=all', 'match[version]=all', [2, 4, 1]],
    ['match[version]=first,last', 'match[version]=first,last', [4, 1]],
    ['one version', `match[version]=${instant(2)}`, [2]],
    ['a version and one that is not there', `match[version]=${instant(2)},${instant(3)}`, [2]],
    ['match[spec_version]=2.0', 'match[spec_version]=2.0', [0]],
    ['match[spec_version]=2.1', 'match[spec_version]=2.1&match[version]=all', [2, 4, 1]],
    ['both spec versions', 'match[spec_version]=2.0,2.1&match[version]=all', [2, 4, 0, 1]],
    ['limit', 'limit=2&match[version]=all', [2, 4]],
  ])('T-5.6-04, T-5.6-05 %s', async (_, query, steps) => {
    expect(await namesAt(both, `${path}?${query}`)).toEqual(steps.map((step) => `${object.id} ${instant(step)}`));
  });

  test('T-5.6-04 added_after', async () => {
    const names = await namesAt(both, `${path}?match[version]=all&added_after=${dateOf(2)}`);
    expect(names).toEqual([`${object.id} ${instant(4)}`, `${object.id} ${instant(1)}`]);
  });

  test('T-5.6-04, T-5.6-05 limit and next: several versions, page by page, in ascending date_added', async () => {
    const pages = await pagesFrom(both, `${path}?match[version]=all&limit=1`, 'limit=1');
    expect(pages.map(({ more }) => more)).toEqual([true, true, false]);
    expect(itemsOf(pages).map(nameOf)).toEqual([2, 4, 1].map((step) => `${object.id} ${instant(step)}`));
  });

  test('T-3.4-22 match[id] and match[type], which this endpoint does not list, are passed over', async () => {
    const names = await namesAt(both, `${path}?match[type]=malware&match[id]=x&limit=1`);
    expect(names).toEqual([`${object.id} ${instant(4)}`]);
  });

  describe('T-5.6-06 when nothing is left', () => {
    test.each([
      ['added_after', 'added_after=2200-01-01T00:00:00Z', 200],
      ['a spec version that the object does not have', 'match[spec_version]=2.2', 200],
      ['one version that is not there', `match[version]=${instant(99)}`, 404],
      ['several versions that are not there', `match[version]=${instant(98)},${instant(99)}`, 404],
      [
        'a version that is there, with added_after',
        `match[version]=${instant(2)}&added_after=2200-01-01T00:00:00Z`,
        200,
      ],
    ])('by %s', async (_, query, status) => {
      const answer = await both.get(`${path}?${query}`);
      expect(answer.status).toBe(status);
      if (status === 200) expect(answer.json).toEqual({});
    });
  });
});

test('T-5.6-06, T-3.5-04 a page that has become empty meanwhile is 200, as long as the object is there', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  await publish(both, collection, ...versionsOf(object, 1, 2, 3));
  const path = `${collection}objects/${object.id}/`;
  const { next } = (await both.get(`${path}?match[version]=${instant(1)},${instant(3)}&limit=1`)).json;
  await both.delete(`${path}?match[version]=${instant(3)}`);
  const { status, json } = await both.get(`${path}?next=${next}`);
  expect({ status, json }).toEqual({ status: 200, json: {} });
});
