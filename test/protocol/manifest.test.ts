// The manifest: GET …/collections/{id}/manifest/ (TAXII 2.1, 5.3)
import { namesAt, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  identity,
  indicator,
  indicator20,
  instant,
  ipv4Address,
  malware,
  statementMarking,
  versionOf,
  versionsOf,
} from './stix-objects.ts';

const STIX21 = 'application/stix+json;version=2.1';
const STIX20 = 'application/stix+json;version=2.0';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

test('T-5.3-01 GET manifest answers 200 with a record for each object, and with both dates', async () => {
  const collection = await exchange.newCollection();
  const [one, other] = [indicator(), malware()];
  await publish(both, collection, one, other);
  const { status, json, headers } = await both.get(`${collection}manifest/`);
  expect(status).toBe(200);
  const [first, second] = json.objects;
  expect(json).toEqual({
    more: false,
    objects: [
      { id: one.id, date_added: expect.any(String), version: one['modified'], media_type: STIX21 },
      { id: other.id, date_added: expect.any(String), version: other['modified'], media_type: STIX21 },
    ],
  });
  expect(headers['x-taxii-date-added-first']).toBe(first.date_added);
  expect(headers['x-taxii-date-added-last']).toBe(second.date_added);
});

test('T-5.3-02 a manifest that the client may not read is 403 with write only, and 404 with no right', async () => {
  const collection = await exchange.newCollection();
  expect((await exchange.as('writer').get(`${collection}manifest/`)).status).toBe(403);
  expect((await exchange.as('neither').get(`${collection}manifest/`)).status).toBe(404);
});

test('T-5.3.1-01 without records the manifest is an empty object', async () => {
  const { status, json } = await both.get(`${await exchange.newCollection()}manifest/`);
  expect(status).toBe(200);
  expect(json).toEqual({});
});

describe('the version of a record', () => {
  test.each([
    ['T-5.3.1-02, T-5.3.1-03', 'is modified', indicator({ modified: instant(3) }), instant(3)],
    ['T-5.3.1-03', 'is created where there is no modified', statementMarking({ created: instant(4) }), instant(4)],
    [
      'T-5.3.1-03, T-2-10',
      'has the spelling of the object',
      identity({ modified: '2024-02-03T04:05:06.1234567890Z' }),
      '2024-02-03T04:05:06.1234567890Z',
    ],
  ])('%s %s', async (_, _what, object, version) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, object);
    expect((await both.get(`${collection}manifest/`)).json.objects).toEqual([
      expect.objectContaining({ id: object.id, version }),
    ]);
  });

  test('T-5.3.1-04, T-3.4.1-15 is the date_added of an object that has neither, and stays it', async () => {
    const collection = await exchange.newCollection();
    const address = ipv4Address('198.51.100.20');
    const { successes } = await publish(both, collection, address);
    const read = async () => (await both.get(`${collection}manifest/`)).json.objects[0];
    const record = await read();
    expect(record.version).toBe(record.date_added);
    expect(record.version).toBe(successes[0].version);
    await publish(both, collection, address);
    expect(await read()).toEqual(record);
    expect((await both.get(`${collection}objects/${address.id}/versions/`)).json.versions).toEqual([record.version]);
    expect(await namesAt(both, `${collection}objects/?match[version]=${record.version}`)).toEqual([address.id]);
  });
});

test('T-5.3.1-05 date_added is when the version came into this very collection', async () => {
  const [here, there] = [await exchange.newCollection(), await exchange.newCollection()];
  const object = indicator({ created: '2015-01-01T00:00:00.000Z' });
  const dateIn = async (collection: string) => (await both.get(`${collection}manifest/`)).json.objects[0].date_added;
  const before = new Date().toISOString();
  await publish(both, here, object);
  const first = await dateIn(here);
  await publish(both, there, object);
  expect(first.slice(0, 23) >= before.slice(0, 23)).toBe(true);
  expect((await dateIn(there)) > first).toBe(true);
  expect(await dateIn(here)).toBe(first);
});

test('T-5.3.1-05, T-5.5-06 each version of an object has a record and a date of its own', async () => {
  const collection = await exchange.newCollection();
  const object = indicator();
  for (const version of versionsOf(object, 2, 1, 3)) await publish(both, collection, version);
  const { objects } = (await both.get(`${collection}manifest/?match[version]=all`)).json;
  expect(objects.map(({ version }: { version: string }) => version)).toEqual([instant(2), instant(1), instant(3)]);
  expect(new Set(objects.map(({ date_added }: { date_added: string }) => date_added)).size).toBe(3);
});

describe('the media type of a record', () => {
  test('T-5.3.1-06 is one of those of the collection, letter by letter, and that of the object', async () => {
    const collection = await exchange.newCollection({ mediaTypes: [STIX20, STIX21] });
    await publish(both, collection, indicator(), indicator20());
    const { media_types } = (await both.get(collection)).json;
    const { objects } = (await both.get(`${collection}manifest/`)).json;
    expect(objects.map(({ media_type }: { media_type: string }) => media_type)).toEqual([STIX21, STIX20]);
    for (const { media_type } of objects) expect(media_types).toContain(media_type);
  });

  test('T-5.3.1-06 is left out when the collection no longer has it', async () => {
    const collection = await exchange.newCollection({ mediaTypes: [STIX20, STIX21] });
    await publish(both, collection, indicator20());
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      apiRoots: catalogue.apiRoots.map((root) => ({
        ...root,
        collections: root.collections.map((entry) =>
          collection.includes(entry.id) ? { ...entry, mediaTypes: [STIX21] } : entry,
        ),
      })),
    }));
    expect((await both.get(collection)).json.media_types).toEqual([STIX21]);
    expect((await both.get(`${collection}manifest/`)).json.objects).toEqual([
      expect.not.objectContaining({ media_type: expect.anything() }),
    ]);
  });
});

test('T-5.3.1-07 a manifest that was cut has more and next, and the last one has no next', async () => {
  const collection = await exchange.newCollection();
  await publish(both, collection, indicator(), indicator(), indicator());
  const first = (await both.get(`${collection}manifest/?limit=2`)).json;
  expect(first).toMatchObject({ more: true, next: expect.stringMatching(/./) });
  const second = (await both.get(`${collection}manifest/?limit=2&next=${first.next}`)).json;
  expect(second.objects).toHaveLength(1);
  expect(second).not.toHaveProperty('next');
});

describe('objects and manifest', () => {
  let collection: string;
  const [one, other] = [indicator(), malware()];
  const marking = statementMarking();
  beforeAll(async () => {
    collection = await exchange.newCollection();
    await publish(both, collection, ...versionsOf(one, 1, 3), versionOf(other, 2), marking);
    await publish(both, collection, versionOf(one, 2), versionOf(other, 5));
  });

  test.each([
    '',
    'limit=2',
    'match[version]=all',
    'match[version]=first',
    'match[version]=first,last',
    `match[version]=${instant(2)}`,
    'match[version]=all&limit=4',
    'match[type]=indicator',
    'match[type]=indicator,marking-definition&match[version]=all',
    'match[type]=tool',
    'match[id]=ONE',
    'match[id]=ONE,OTHER&match[version]=first',
    'match[spec_version]=2.1',
    'match[spec_version]=2.0',
    'added_after=2020-01-01T00:00:00Z',
    'added_after=2200-01-01T00:00:00Z',
  ])('T-5.3-03, T-5.3-04 give the same items in the same order: ?%s', async (parameters) => {
    const query = parameters.replace('ONE', one.id).replace('OTHER', other.id);
    const [objects, manifest] = [
      await both.get(`${collection}objects/?${query}`),
      await both.get(`${collection}manifest/?${query}`),
    ];
    const served = (objects.json.objects ?? []).map((object: Record<string, string>) => {
      return [object['id'], object['modified'] ?? object['created']];
    });
    const listed = (manifest.json.objects ?? []).map(({ id, version }: Record<string, string>) => [id, version]);
    expect(listed).toEqual(served);
    expect(manifest.json.more).toBe(objects.json.more);
    for (const header of ['x-taxii-date-added-first', 'x-taxii-date-added-last']) {
      expect(manifest.headers[header]).toBe(objects.headers[header]);
    }
  });
});
