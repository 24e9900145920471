// Objects: POST …/collections/{id}/objects/ (TAXII 2.1, 5.5)
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { datesIn, namesAt, publish } from './conversation.ts';
import { postInChunks } from './raw-request.ts';
import { basic, passwordOf, startExchange, TAXII, type Client, type RunningExchange } from './running-exchange.ts';
import {
  customObject,
  extensionDefinition,
  identity,
  indicator,
  indicator20,
  instant,
  ipv4Address,
  languageContent,
  malware,
  newId,
  relationship,
  statementMarking,
  versionOf,
  versionsOf,
  type StixObject,
} from './stix-objects.ts';
import { MAIN, MAX_CONTENT_LENGTH } from './test-catalogue.ts';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

const isEmpty = async (collection: string) =>
  expect((await both.get(`${collection}objects/?match[version]=all`)).json).toEqual({});

test('T-5.5-01 POST objects answers 202 with a status', async () => {
  const object = indicator();
  const { status, json, headers } = await both.post(`${await exchange.newCollection()}objects/`, { objects: [object] });
  expect(status).toBe(202);
  expect(headers['content-type']).toBe(TAXII);
  expect(json).toEqual({
    id: expect.stringMatching(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/),
    status: 'complete',
    request_timestamp: expect.any(String),
    total_count: 1,
    success_count: 1,
    successes: [{ id: object.id, version: object['modified'] }],
    failure_count: 0,
    pending_count: 0,
  });
});

test('T-5.5-02 POST without the right to write is 403 with read only, and 404 with no right; nothing is stored', async () => {
  const collection = await exchange.newCollection();
  const envelope = { objects: [indicator()] };
  expect((await exchange.as('reader').post(`${collection}objects/`, envelope)).status).toBe(403);
  expect((await exchange.as('neither').post(`${collection}objects/`, envelope)).status).toBe(404);
  await isEmpty(collection);
});

test('T-5.5-02 who may only write publishes, and reads nothing of it', async () => {
  const collection = await exchange.newCollection();
  await publish(exchange.as('writer'), collection, indicator());
  expect((await exchange.as('writer').get(`${collection}objects/`)).status).toBe(403);
});

describe('what a POST needs', () => {
  test.each([
    ['an Accept that names nothing that is served', { accept: 'text/html' }, 406],
    ['a Content-Type that is no envelope', { 'content-type': 'text/plain' }, 415],
    ['no Content-Type', { 'content-type': undefined }, 415],
    ['both wrong, of which Accept is looked at first', { accept: 'text/html', 'content-type': 'text/plain' }, 406],
    ['both right', {}, 202],
  ])('T-5.5-03, T-5.5-09 %s', async (_, headers, status) => {
    const path = `${await exchange.newCollection()}objects/`;
    expect((await both.post(path, { objects: [indicator()] }, headers)).status).toBe(status);
  });

  test('T-5.5-03 more, next and custom properties of the envelope are passed over', async () => {
    const envelope = { more: true, next: 'abc', x_example_org_batch: { number: 7 }, objects: [indicator()] };
    const { status, json } = await both.post(`${await exchange.newCollection()}objects/`, envelope);
    expect({ status, count: json.success_count }).toEqual({ status: 202, count: 1 });
  });

  test('T-7.1.1-07 an envelope with properties that nobody knows is taken', async () => {
    const envelope = { x_example_org_batch: 'seven', confidentiality: 'none', objects: [indicator()] };
    const { status, json } = await both.post(`${await exchange.newCollection()}objects/`, envelope);
    expect({ status, count: json.success_count }).toEqual({ status: 202, count: 1 });
  });
});

describe('publishing again', () => {
  test('T-5.5-04 an exact duplicate is a success, keeps its date and adds no record', async () => {
    const collection = await exchange.newCollection();
    const objects = [indicator(), statementMarking(), ipv4Address('198.51.100.40')];
    await publish(both, collection, ...objects);
    const before = await datesIn(both, collection);
    const { successes } = await publish(both, collection, ...objects);
    expect(successes.map(({ id }: StixObject) => id)).toEqual(objects.map(({ id }) => id));
    expect(await datesIn(both, collection)).toEqual(before);
  });

  test('T-5.5-04 an object twice in one envelope is a success twice, and is stored once', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, object, object);
    expect((await datesIn(both, collection)).size).toBe(1);
  });

  test('T-5.5-04 the same content with its members in another order is the same', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, object);
    await publish(both, collection, Object.fromEntries(Object.entries(object).toReversed()) as StixObject);
    expect((await datesIn(both, collection)).size).toBe(1);
  });

  test.each([
    ['an SDO', indicator(), { confidence: 50 }],
    ['a marking-definition', statementMarking(), { definition: { statement: 'Something else' } }],
    ['an SCO', ipv4Address('198.51.100.41'), { defanged: true }],
  ])(
    'T-5.5-05 other content under the id and version of %s is a failure, and what is stored stays',
    async (_, object, change) => {
      const collection = await exchange.newCollection();
      await publish(both, collection, object);
      const { status, json } = await both.post(`${collection}objects/`, { objects: [{ ...object, ...change }] });
      expect(status).toBe(202);
      expect(json).toMatchObject({ status: 'complete', success_count: 0, failure_count: 1 });
      expect(json.failures).toEqual([
        expect.objectContaining({ id: object.id, message: expect.stringMatching(/content/) }),
      ]);
      expect((await both.get(`${collection}objects/?match[version]=all`)).json.objects).toEqual([object]);
    },
  );
});

describe('what makes an item', () => {
  const author = identity();
  const [origin, target] = [indicator(), malware()];
  test.each<[kind: string, object: StixObject]>([
    ['an SDO', author],
    ['an SRO', relationship(origin, 'indicates', target)],
    ['a language-content', languageContent(author)],
    ['an extension-definition', extensionDefinition(author)],
  ])('T-5.5-06 %s has as many versions as modified has values', async (_, object) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, ...versionsOf(object, 1, 2, 3));
    expect((await datesIn(both, collection)).size).toBe(3);
  });

  test('T-5.5-06 an SCO is one item, however often it comes', async () => {
    const collection = await exchange.newCollection();
    const address = ipv4Address('198.51.100.42');
    for (let time = 0; time < 3; time += 1) await publish(both, collection, address);
    expect((await datesIn(both, collection)).size).toBe(1);
  });

  test('T-5.5-06 two spellings of one instant are one version', async () => {
    const collection = await exchange.newCollection();
    const object = indicator({ modified: '2024-02-02T00:00:00.500Z' });
    await publish(both, collection, object);
    const { json } = await both.post(`${collection}objects/`, {
      objects: [{ ...object, modified: '2024-02-02T00:00:00.500000Z', confidence: 1 }],
    });
    expect(json.failure_count).toBe(1);
    expect((await datesIn(both, collection)).size).toBe(1);
  });

  test('T-5.5-06 the same object in another collection is another item', async () => {
    const [here, there] = [await exchange.newCollection(), await exchange.newCollection()];
    const object = indicator();
    await publish(both, here, object);
    await publish(both, there, object);
    expect(await namesAt(both, `${here}objects/`)).toEqual(await namesAt(both, `${there}objects/`));
  });
});

describe('the size of a body', () => {
  const credentials = basic('both', passwordOf('both'));
  const path = `/one/collections/${MAIN}/objects/`;

  test.each([
    ['below max_content_length', MAX_CONTENT_LENGTH - 1, 202],
    ['of exactly max_content_length', MAX_CONTENT_LENGTH, 202],
    ['above max_content_length by one octet', MAX_CONTENT_LENGTH + 1, 413],
  ])('T-4.2.1-05, T-5.5-08 %s', async (_, octets, status) => {
    const answer = await both.post(path, envelopeOf(octets));
    expect(answer.status).toBe(status);
    if (status === 413) expect(answer.json.description).toContain(String(MAX_CONTENT_LENGTH));
  });

  test.each([
    ['of exactly max_content_length', MAX_CONTENT_LENGTH, 202],
    ['above max_content_length by one octet', MAX_CONTENT_LENGTH + 1, 413],
  ])('T-5.5-08 %s, sent in chunks without Content-Length', async (_, octets, status) => {
    expect(await postInChunks(exchange.origin, credentials, path, envelopeOf(octets), 50_000)).toBe(status);
  });

  test('T-5.5-08 counts in octets, not in characters', async () => {
    const octets = envelopeOf(MAX_CONTENT_LENGTH, '漢');
    expect(octets.length).toBe(MAX_CONTENT_LENGTH);
    expect((await both.post(path, octets)).status).toBe(202);
  });

  test('T-5.5-08 far above max_content_length is 413 too, and nothing of it is stored', async () => {
    const huge = indicator({ description: 'x'.repeat(8 * MAX_CONTENT_LENGTH) });
    expect((await both.post(path, { objects: [huge] })).status).toBe(413);
    expect((await both.get(`/one/collections/${MAIN}/objects/${huge.id}/`)).status).toBe(404);
  });

  test('T-4.2.1-05 an API root with a larger max_content_length takes what another refuses', async () => {
    const { max_content_length } = (await both.get('/deep/two/')).json;
    expect(max_content_length).toBeGreaterThan(MAX_CONTENT_LENGTH);
    expect((await both.post('/deep/two/collections/main/objects/', envelopeOf(MAX_CONTENT_LENGTH + 1))).status).toBe(
      202,
    );
  });
});

describe('bodies that are not published', () => {
  const object = indicator();
  const good = JSON.stringify(object);
  test.each<[what: string, body: string | Uint8Array]>([
    ['nothing', ''],
    ['words', 'hello'],
    ['an envelope that breaks off', `{"objects":[${good}`],
    ['an envelope with something behind it', `{"objects":[${good}]} x`],
    ['a comma too many', `{"objects":[${good},]}`],
    ['bytes that are no UTF-8', Buffer.concat([Buffer.from('{"objects":["'), Buffer.from([0xff]), Buffer.from('"]}')])],
    ['UTF-16', Buffer.from(`{"objects":[${good}]}`, 'utf16le')],
  ])('T-5.5-11, T-5.5-12 no JSON is 400: %s', async (_, body) => {
    const collection = await exchange.newCollection();
    const answer = await both.post(`${collection}objects/`, body);
    expect(answer.status).toBe(400);
    await isEmpty(collection);
  });

  test.each<[what: string, body: unknown]>([
    ['null', null],
    ['a number', 7],
    ['text', 'objects'],
    ['a list', [object]],
    ['a bare object', object],
    ['no objects', {}],
    ['an empty list of objects', { objects: [] }],
    ['objects that are no list', { objects: object }],
    ['objects that are null', { objects: null }],
    ['a member that is null', { objects: [object, null] }],
    ['a member that is text', { objects: [object, 'indicator'] }],
    ['a member that is a list', { objects: [object, [object]] }],
    ['a member without id', { objects: [object, indicator({ id: undefined })] }],
    ['a member without type', { objects: [object, indicator({ type: undefined })] }],
    ['a member whose id is a number', { objects: [object, indicator({ id: 7 })] }],
    ['a member whose type is a list', { objects: [object, indicator({ type: ['indicator'] })] }],
    ['another name for objects', { items: [object] }],
    ['another case', { Objects: [object] }],
  ])('T-5.5-10, T-5.5-11, T-5.5-12 JSON that is no envelope of STIX objects is 422: %s', async (_, body) => {
    const collection = await exchange.newCollection();
    const answer = await both.post(`${collection}objects/`, JSON.stringify(body));
    expect(answer.status).toBe(422);
    expect(answer.json.description).toMatch(/\w+ \w+/);
    await isEmpty(collection);
  });

  test('T-5.5-11 the refusal of an envelope points at the member that is wrong', async () => {
    const envelope = { objects: [object, indicator({ id: undefined })] };
    const { json } = await both.post(`${await exchange.newCollection()}objects/`, envelope);
    expect(JSON.stringify(json)).toContain('/objects/1');
  });

  test.each(['gzip', 'deflate', 'br', 'nonsense'])(
    'T-5.5-15 a body with Content-Encoding %s is 415',
    async (coding) => {
      const collection = await exchange.newCollection();
      const plain = Buffer.from(JSON.stringify({ objects: [object] }));
      const encode = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync }[coding];
      const body = encode === undefined ? plain : encode(plain);
      const answer = await both.post(`${collection}objects/`, body, { 'content-encoding': coding });
      expect(answer.status).toBe(415);
      await isEmpty(collection);
    },
  );

  test('T-5.5-15 a body with Content-Encoding identity is taken', async () => {
    const path = `${await exchange.newCollection()}objects/`;
    expect((await both.post(path, { objects: [object] }, { 'content-encoding': 'identity' })).status).toBe(202);
  });
});

describe('objects that are invalid', () => {
  test.each<[what: string, wishes: Record<string, unknown>, where: string]>([
    ['an id of another type', { id: newId('malware') }, '/id'],
    ['an id without UUID', { id: 'indicator--1' }, '/id'],
    ['an id without a character', { id: '' }, '/id'],
    ['no created', { created: undefined }, '"created"'],
    ['no modified', { modified: undefined }, '"modified"'],
    ['a modified that is no timestamp', { modified: 'yesterday' }, '/modified'],
    ['a modified without a character', { modified: '' }, '/modified'],
    ['a modified before created', { created: instant(5), modified: instant(1) }, '/modified'],
    ['a day that does not exist', { modified: '2024-02-30T00:00:00.000Z' }, '/modified'],
    ['a created that is a number', { created: 1_704_067_200 }, '/created'],
    ['a created_by_ref that is no identity', { created_by_ref: newId('malware') }, '/created_by_ref'],
    ['a confidence that is text', { confidence: 'high' }, '/confidence'],
    ['labels that are empty', { labels: [] }, '/labels'],
  ])(
    'T-5.5-11, T-5.5-12 %s is an entry in failures that says where, and the others go in',
    async (_, wishes, where) => {
      const collection = await exchange.newCollection();
      const [invalid, valid] = [indicator(wishes), malware()];
      const { status, json } = await both.post(`${collection}objects/`, { objects: [invalid, valid] });
      expect(status).toBe(202);
      expect(json).toMatchObject({ status: 'complete', total_count: 2, success_count: 1, failure_count: 1 });
      expect(json.successes).toEqual([{ id: valid.id, version: valid['modified'] }]);
      expect(json.failures[0]).toMatchObject({ id: invalid.id, version: expect.stringMatching(/./) });
      expect(json.failures[0].message).toContain(where);
      expect(await namesAt(both, `${collection}objects/?match[version]=all`)).toHaveLength(1);
    },
  );

  test('T-5.5-12, T-4.3.1-01 when all objects are invalid, the status says so and nothing is stored', async () => {
    const collection = await exchange.newCollection();
    const { status, json } = await both.post(`${collection}objects/`, { objects: [indicator({ created: 'never' })] });
    expect(status).toBe(202);
    expect(json).toMatchObject({ status: 'complete', success_count: 0, failure_count: 1 });
    await isEmpty(collection);
  });

  test('T-3.7-02 a bundle in an envelope is no STIX object: it is refused, and what stands beside it goes in', async () => {
    const collection = await exchange.newCollection();
    const valid = malware();
    const bundle = { type: 'bundle', id: newId('bundle'), objects: [indicator()] };
    const { status, json } = await both.post(`${collection}objects/`, { objects: [bundle, valid] });
    expect(status).toBe(202);
    expect(json).toMatchObject({ success_count: 1, failure_count: 1 });
    expect(json.failures[0].id).toBe(bundle.id);
    expect((await both.get(`${collection}objects/`)).json.objects).toEqual([valid]);
  });
});

describe('kinds of STIX objects', () => {
  const author = identity();
  test.each<[kind: string, object: StixObject]>([
    ['an SDO', author],
    ['an SRO', relationship(indicator(), 'indicates', malware())],
    ['an SCO', ipv4Address('198.51.100.43')],
    ['a language-content', languageContent(author)],
    ['a marking-definition', statementMarking()],
    ['an extension-definition', extensionDefinition(author)],
    ['an object of a custom type', customObject('x-example-org-takedown')],
  ])('T-3.7-02 %s is taken and served', async (_, object) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, object);
    expect((await both.get(`${collection}objects/`)).json.objects).toEqual([object]);
  });
});

describe('STIX versions', () => {
  test('T-5.5-13, T-5.5-10 objects of a STIX version that the collection does not take are 422 when there is no other', async () => {
    const collection = await exchange.newCollection();
    const { status, json } = await both.post(`${collection}objects/`, { objects: [indicator20(), indicator20()] });
    expect(status).toBe(422);
    expect(json.description).toContain('application/stix+json;version=2.1');
    await isEmpty(collection);
  });

  test('T-5.5-13 beside others they are failures', async () => {
    const collection = await exchange.newCollection();
    const [old, current] = [indicator20(), indicator()];
    const { status, json } = await both.post(`${collection}objects/`, { objects: [old, current] });
    expect(status).toBe(202);
    expect(json.failures).toEqual([{ id: old.id, version: old['modified'], message: expect.stringContaining('2.0') }]);
    expect(json.successes).toEqual([{ id: current.id, version: current['modified'] }]);
  });

  test.each(['2.2', '3.0', 'indicator', ''])(
    'T-5.5-10, T-5.5-13 an object of STIX version "%s" is never stored',
    async (version) => {
      const collection = await exchange.newCollection();
      const strange = indicator({ spec_version: version });
      const { status } = await both.post(`${collection}objects/`, { objects: [strange] });
      expect([202, 422]).toContain(status);
      await isEmpty(collection);
    },
  );

  test('T-5.5-07 an SCO without spec_version is of STIX 2.1', async () => {
    const collection = await exchange.newCollection();
    const { spec_version: _, ...address } = ipv4Address('198.51.100.44');
    await publish(both, collection, address as StixObject);
    expect(await namesAt(both, `${collection}objects/?match[spec_version]=2.1`)).toEqual([address.id]);
  });

  test('T-5.5-07 an object with created and without spec_version is of STIX 2.0', async () => {
    const mediaTypes = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];
    const collection = await exchange.newCollection({ mediaTypes });
    const old = indicator20({ modified: instant(1) });
    await publish(both, collection, old, versionOf(indicator(), 2));
    expect(await namesAt(both, `${collection}objects/?match[spec_version]=2.0`)).toEqual([`${old.id} ${instant(1)}`]);
  });
});

describe('T-3.4.1-16 content other than STIX', () => {
  test.each([
    ['a text', '"just text"'],
    ['an object of something else', '{"rule":"alert tcp any any","sid":1}'],
    ['a MISP event', '{"Event":{"uuid":"4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f"}}'],
  ])('%s is refused, so that whatever match[version] meets has STIX versions', async (_, content) => {
    const collection = await exchange.newCollection();
    expect((await both.post(`${collection}objects/`, `{"objects":[${content}]}`)).status).toBe(422);
    expect((await both.get(`${collection}objects/?match[version]=all`)).json).toEqual({});
  });

  test('is in no media_types of any collection', async () => {
    const { collections } = (await both.get('/one/collections/')).json;
    for (const { media_types } of collections) {
      for (const type of media_types) expect(type).toMatch(/^application\/stix\+json;version=2\.[01]$/);
    }
  });
});

// Padded with text of that character to exactly that many octets.
function envelopeOf(octets: number, character = 'x'): Buffer {
  const bare = JSON.stringify({ objects: [indicator({ description: '' })] }).length;
  const width = Buffer.byteLength(character);
  const padding = character.repeat(Math.floor((octets - bare) / width)) + 'x'.repeat((octets - bare) % width);
  return Buffer.from(JSON.stringify({ objects: [indicator({ description: padding })] }));
}
