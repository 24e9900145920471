// Objects: GET …/collections/{id}/objects/ (TAXII 2.1, 5.4); and the envelope (3.7) and order (3.3) of what comes.
import { datesIn, nameOf, namesAt, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  indicator,
  instant,
  ipv4Address,
  malware,
  statementMarking,
  versionsOf,
  type StixObject,
} from './stix-objects.ts';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

test('T-5.4-01, T-3.7-01 GET objects answers 200 with an envelope of the objects, and with both dates', async () => {
  const collection = await exchange.newCollection();
  const objects = [indicator(), malware(), statementMarking(), ipv4Address('198.51.100.30')];
  await publish(both, collection, ...objects);
  const { status, json, headers } = await both.get(`${collection}objects/`);
  expect(status).toBe(200);
  expect(json).toEqual({ more: false, objects });
  const dates = [...(await datesIn(both, collection)).values()];
  expect(headers['x-taxii-date-added-first']).toBe(dates[0]);
  expect(headers['x-taxii-date-added-last']).toBe(dates[3]);
});

test('T-5.4-02 objects that the client may not read are 403 with write only, and 404 with no right', async () => {
  const collection = await exchange.newCollection();
  expect((await exchange.as('writer').get(`${collection}objects/`)).status).toBe(403);
  expect((await exchange.as('neither').get(`${collection}objects/`)).status).toBe(404);
});

describe('T-5.4-04, T-3.7-04, T-2-06 nothing found is 200 and an empty envelope', () => {
  test('of a collection that holds nothing', async () => {
    const { status, body } = await both.get(`${await exchange.newCollection()}objects/`);
    expect({ status, body: body.toString() }).toEqual({ status: 200, body: '{}' });
  });

  test.each([
    'match[id]=indicator--4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f',
    'match[type]=tool',
    'match[version]=2001-01-01T00:00:00.000Z',
    'match[spec_version]=2.0',
    'added_after=2200-01-01T00:00:00.000000Z',
  ])('with ?%s', async (query) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, indicator());
    const { status, body } = await both.get(`${collection}objects/?${query}`);
    expect({ status, body: body.toString() }).toEqual({ status: 200, body: '{}' });
  });
});

describe('order', () => {
  let collection: string;
  let published: StixObject[];
  beforeAll(async () => {
    collection = await exchange.newCollection();
    const ancient = indicator({ created: '1999-01-01T00:00:00.000Z' });
    published = [malware(), ...versionsOf(indicator(), 9, 3, 5), ancient, malware(), statementMarking(), indicator()];
    await publish(both, collection, ...published.slice(0, 6));
    await publish(both, collection, ...published.slice(6));
  });

  test('T-3.3-01 objects come in the order in which they were added, whatever their own dates', async () => {
    expect(await namesAt(both, `${collection}objects/?match[version]=all`)).toEqual(published.map(nameOf));
  });

  test('T-3.3-01 so do manifest records', async () => {
    const { objects } = (await both.get(`${collection}manifest/?match[version]=all`)).json;
    expect(objects.map(({ id }: StixObject) => id)).toEqual(published.map(({ id }) => id));
  });

  test('T-3.3-03, T-3.5-06 no two dates of a collection are equal, also within one publication, and they ascend', async () => {
    const dates = [...(await datesIn(both, collection)).values()];
    expect(dates).toHaveLength(published.length);
    expect(dates).toEqual([...new Set(dates)].toSorted());
  });
});

test('T-3.5-06 dates of a collection ascend in the order in which publications become visible', async () => {
  const collection = await exchange.newCollection();
  const waves = await Promise.all(
    Array.from({ length: 8 }, async () => {
      const objects = [indicator(), malware(), indicator()];
      await publish(both, collection, ...objects);
      return [...(await datesIn(both, collection)).values()];
    }),
  );
  const final = [...(await datesIn(both, collection)).values()];
  expect(final).toHaveLength(24);
  expect(final).toEqual([...new Set(final)].toSorted());
  // What anybody saw at any moment was the beginning of what there was in the end: nothing came in behind.
  for (const wave of waves) expect(final.slice(0, wave.length)).toEqual(wave);
});

test('T-3.4-01, T-3.4.1-12 without parameters every object is there, each in its last version', async () => {
  const collection = await exchange.newCollection();
  const [one, other] = [indicator(), malware()];
  await publish(both, collection, ...versionsOf(one, 1, 2), other);
  expect(await namesAt(both, `${collection}objects/`)).toEqual([`${one.id} ${instant(2)}`, nameOf(other)]);
});

test('T-5.5-14, T-3.8-01 objects come back as they were published, unknown properties and all', async () => {
  const collection = await exchange.newCollection();
  const object = indicator({
    modified: '2024-03-04T05:06:07.1234567Z',
    x_example_org_nested: { list: [1, 2.5, 'three', { deep: [true, false] }], text: 'ñ 漢 😀 \u0000 " \\ /' },
    labels: ['b', 'a', 'a'],
  });
  await publish(both, collection, object);
  const [served] = (await both.get(`${collection}objects/`)).json.objects;
  expect(served).toEqual(object);
  expect(Object.keys(served)).toEqual(Object.keys(object));
});

test.each(['1.0', '48.10', '1e3', '-0.0', '12345678901234567890.125', '1E-7'])(
  'T-5.5-14 the number %s comes back to the digit',
  async (number) => {
    const collection = await exchange.newCollection();
    const object = indicator({ x_example_org_number: 'NUMBER' });
    const text = JSON.stringify({ objects: [object] }).replace('"NUMBER"', number);
    expect((await both.post(`${collection}objects/`, text)).json.success_count).toBe(1);
    const { body } = await both.get(`${collection}objects/`);
    expect(body.toString()).toContain(`"x_example_org_number":${number}}`);
  },
);

test('T-3.7-02, T-3.7-01 one object travels in an envelope like many', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  await publish(both, collection, object);
  for (const path of ['objects/', `objects/${object.id}/`]) {
    expect((await both.get(`${collection}${path}`)).json).toEqual({ more: false, objects: [object] });
  }
});
