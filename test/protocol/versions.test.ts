// Versions: GET …/objects/{object-id}/versions/ (TAXII 2.1, 5.8)
import { datesIn, itemsOf, pagesFrom, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  indicator,
  indicator20,
  instant,
  ipv4Address,
  malware,
  newId,
  statementMarking,
  versionOf,
} from './stix-objects.ts';

const BOTH_SPECS = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];

let exchange: RunningExchange;
let both: Client;
let collection: string;
let path: string;
let dates: Map<string, string>;
const object = indicator();
const dateOf = (step: number) => dates.get(`${object.id} ${instant(step)}`) ?? '';

beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
  collection = await exchange.newCollection({ mediaTypes: BOTH_SPECS });
  path = `${collection}objects/${object.id}/versions/`;
  const old = indicator20({ id: object.id, modified: instant(0) });
  await publish(both, collection, versionOf(object, 2), malware(), versionOf(object, 4), old, versionOf(object, 1));
  dates = await datesIn(both, collection);
});
afterAll(() => exchange.close());

test('T-5.8-01, T-5.8-04, T-3.3-03 GET versions answers 200 with all versions, oldest date_added first, and both dates', async () => {
  const { status, json, headers } = await both.get(path);
  expect(status).toBe(200);
  expect(json).toEqual({ more: false, versions: [2, 4, 1].map(instant) });
  expect(headers['x-taxii-date-added-first']).toBe(dateOf(2));
  expect(headers['x-taxii-date-added-last']).toBe(dateOf(1));
});

test.each([
  ['an object that was never there', 'indicator--4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'],
  ['something that is no STIX id', 'nonsense'],
])('T-5.8-01 %s is 404', async (_, id) => {
  expect((await both.get(`${collection}objects/${id}/versions/`)).status).toBe(404);
});

test('T-5.8-01 an object of another collection is 404', async () => {
  const elsewhere = await exchange.newCollection();
  expect((await both.get(`${elsewhere}objects/${object.id}/versions/`)).status).toBe(404);
});

test('T-5.8-02 versions that the client may not read are 403 with write only, and 404 with no right', async () => {
  expect((await exchange.as('writer').get(path)).status).toBe(403);
  expect((await exchange.as('neither').get(path)).status).toBe(404);
  expect((await exchange.as('writer').get(`${collection}objects/${newId('tool')}/versions/`)).status).toBe(403);
});

test('T-5.8-03 an object without modified is listed with its created', async () => {
  const marking = statementMarking({ created: instant(6) });
  await publish(both, collection, marking);
  expect((await both.get(`${collection}objects/${marking.id}/versions/`)).json.versions).toEqual([instant(6)]);
});

test('T-5.8-03 an object with neither is listed with the version that its status has', async () => {
  const address = ipv4Address('198.51.100.60');
  const { successes } = await publish(both, collection, address);
  const { versions } = (await both.get(`${collection}objects/${address.id}/versions/`)).json;
  expect(versions).toEqual([successes[0].version]);
});

describe('parameters', () => {
  test.each([
    ['match[spec_version]=2.0', 'match[spec_version]=2.0', [0]],
    ['match[spec_version]=2.1', 'match[spec_version]=2.1', [2, 4, 1]],
    ['both spec versions', 'match[spec_version]=2.1,2.0', [2, 4, 0, 1]],
    ['no spec version: the latest (T-3.4.1-05)', '', [2, 4, 1]],
    ['limit', 'limit=2', [2, 4]],
    ['match[version], which this endpoint does not list (T-3.4-22)', 'match[version]=last', [2, 4, 1]],
    ['match[version] with a value that would be malformed elsewhere (T-3.4-22)', 'match[version]=foo', [2, 4, 1]],
    ['match[type], which this endpoint does not list (T-3.4-22)', 'match[type]=malware', [2, 4, 1]],
  ])('T-5.8-04 %s', async (_, query, steps) => {
    expect((await both.get(`${path}?${query}`)).json.versions).toEqual(steps.map(instant));
  });

  test('T-5.8-04, T-3.2-06 added_after', async () => {
    const { json, headers } = await both.get(`${path}?added_after=${dateOf(2)}`);
    expect(json.versions).toEqual([4, 1].map(instant));
    expect(headers['x-taxii-date-added-first']).toBe(dateOf(4));
  });

  test('T-5.8-04, T-5.3.1-07 limit and next, with both dates on each page', async () => {
    const pages = await pagesFrom(both, `${path}?limit=1`, 'limit=1');
    expect(pages.map(({ more }) => more)).toEqual([true, true, false]);
    expect(itemsOf(pages)).toEqual([2, 4, 1].map(instant));
    const first = await both.get(`${path}?limit=1`);
    expect(first.headers['x-taxii-date-added-first']).toBe(dateOf(2));
    expect(first.headers['x-taxii-date-added-last']).toBe(dateOf(2));
  });
});

test.each([
  ['a spec version that the object does not have', 'match[spec_version]=2.2'],
  ['added_after in the future', 'added_after=2200-01-01T00:00:00Z'],
])('T-5.8.1-01, T-2-06 without versions left the resource is an empty object: %s', async (_, query) => {
  const { status, json } = await both.get(`${path}?${query}`);
  expect({ status, json }).toEqual({ status: 200, json: {} });
});
