// POST /{api-root}/validation/: what publishing would find, and nothing published (T-8.2.1-04).
import { gzipSync } from 'node:zlib';
import { basic, passwordOf, startExchange, TAXII, type RunningExchange } from './running-exchange.ts';
import { customObject, identity, indicator, indicator20, malware, type StixObject } from './stix-objects.ts';
import { MAIN, MAX_CONTENT_LENGTH } from './test-catalogue.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

interface Report {
  readonly total_count: number;
  readonly accepted_count: number;
  readonly refused_count: number;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into it
  readonly objects?: any[];
}

// The client of the other tests holds every answer against the standard, which has no such endpoint.
async function validate(objects: readonly StixObject[], query = '', root = 'one'): Promise<Report> {
  const response = await fetch(`${exchange.origin}/${root}/validation/${query}`, {
    method: 'POST',
    headers: { authorization: basic('both', passwordOf('both')), accept: TAXII, 'content-type': TAXII },
    body: JSON.stringify({ objects }),
  });
  expect({ status: response.status, type: response.headers.get('content-type') }).toEqual({ status: 200, type: TAXII });
  return (await response.json()) as Report;
}

const late = indicator({ modified: '2023-01-01T00:00:00.000Z' });

test('T-8.2.1-04 findings say what is wrong, where, what would be right and where that stands', async () => {
  const valid = identity();
  const { objects, ...counts } = await validate([valid, late]);
  expect(counts).toEqual({ total_count: 2, accepted_count: 1, refused_count: 1 });
  expect(objects).toHaveLength(1);
  expect(objects?.[0]).toMatchObject({ index: 1, id: late.id, type: 'indicator', accepted: false });
  for (const finding of objects?.[0].findings ?? []) {
    expect(finding).toEqual({
      level: expect.stringMatching(/^(?:error|hint)$/),
      code: expect.stringMatching(/^[a-z0-9-]+$/),
      pointer: expect.any(String),
      message: expect.stringMatching(/\w/),
      expected: expect.stringMatching(/\w/),
      section: expect.stringMatching(/\d/),
    });
  }
  const wrong = expect.objectContaining({ level: 'error', code: 'time-order', pointer: '/modified', section: 'STIX 2.1, 3.2' });
  expect(objects?.[0].findings).toContainEqual(wrong);
});

test('T-8.2.1-04 nothing of it is stored', async () => {
  const both = exchange.as('both');
  const collection = await exchange.newCollection();
  const [, id] = /collections\/([^/]+)\//.exec(collection) ?? [];
  await both.post(`${collection}objects/`, { objects: [malware()] });
  const before = (await both.get(`${collection}objects/?match[version]=all`)).json;
  const { accepted_count: accepted } = await validate([indicator(), identity()], `?collection=${id}`, 'scratch');
  expect(accepted).toBe(2);
  expect((await both.get(`${collection}objects/?match[version]=all`)).json).toEqual(before);
});

test('an envelope with nothing to say about is answered without objects', async () => {
  expect(await validate([identity()])).toEqual({ total_count: 1, accepted_count: 1, refused_count: 0 });
});

test('a body too large for the serving thread is looked at as well as a small one', async () => {
  const many = Array.from({ length: 300 }, (_, index) => (index % 3 === 0 ? { ...late, id: indicator().id } : identity()));
  expect(JSON.stringify(many).length).toBeGreaterThan(64 * 1024);
  const { objects, ...counts } = await validate(many);
  expect(counts).toEqual({ total_count: 300, accepted_count: 200, refused_count: 100 });
  expect(objects?.map(({ index }) => index)).toEqual(Array.from({ length: 100 }, (_, index) => 3 * index));
});

describe('the policy is that of the named collection', () => {
  const withPolicy = (policy: object) =>
    exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      apiRoots: catalogue.apiRoots.map((root) => ({
        ...root,
        collections: root.collections.map((entry) => (entry.id === MAIN ? { ...entry, ...policy } : entry)),
      })),
    }));
  const acceptedOf = async (object: StixObject, query: string) => (await validate([object], query)).accepted_count;

  test.each<[what: string, policy: object, object: StixObject, accepted: 0 | 1]>([
    ['lenient takes what breaks a MUST', { validation: 'lenient' }, indicator({ pattern: '[' }), 1],
    ['standard does not', { validation: 'standard' }, indicator({ pattern: '[' }), 0],
    ['standard takes custom types', { validation: 'standard' }, customObject('x-example-thing'), 1],
    ['strict does not', { validation: 'strict' }, customObject('x-example-thing'), 0],
    ['a type that is not among the allowed ones', { allowedTypes: ['malware'] }, indicator(), 0],
    ['a type that is', { allowedTypes: ['malware'] }, malware(), 1],
    ['custom content refused', { customContent: 'refuse' }, indicator({ x_example_a: 1 }), 0],
    ['STIX 2.0 where no media type names it', {}, indicator20(), 0],
  ])('%s, by id and by alias', async (_, policy, object, accepted) => {
    await withPolicy({ validation: 'standard', allowedTypes: undefined, customContent: 'allow', ...policy });
    expect(await acceptedOf(object, `?collection=${MAIN}`)).toBe(accepted);
    expect(await acceptedOf(object, '?collection=main')).toBe(accepted);
  });

  test('STIX 2.0 is taken where a media type names it, and where no collection is named', async () => {
    expect(await acceptedOf(indicator20(), '?collection=mixed')).toBe(1);
    expect(await acceptedOf(indicator20(), '')).toBe(1);
  });
});

describe('requests that are refused as POST objects refuses them', () => {
  const envelope = { objects: [identity()] };
  const small = JSON.stringify(envelope);
  test.each<[what: string, account: string, query: string, body: string | Uint8Array, headers: object, status: number]>([
    ['a collection that is not there', 'both', '?collection=nowhere', small, {}, 404],
    ['a collection hidden from the asker', 'neither', '?collection=main', small, {}, 404],
    ['a hidden collection by its id', 'neither', `?collection=${MAIN}`, small, {}, 404],
    ['no JSON', 'both', '', '{"objects":[', {}, 400],
    ['no body', 'both', '', '', {}, 400],
    ['two collections', 'both', '?collection=main&collection=mixed', small, {}, 400],
    ['no envelope', 'both', '', '[]', {}, 422],
    ['an object without id', 'both', '', '{"objects":[{"type":"malware"}]}', {}, 422],
    ['more than max_content_length', 'both', '', ' '.repeat(MAX_CONTENT_LENGTH + 1), {}, 413],
    ['another media type', 'both', '', small, { 'content-type': 'text/plain' }, 415],
    ['a content coding', 'both', '', gzipSync(small), { 'content-encoding': 'gzip' }, 415],
    ['an Accept that names nothing served', 'both', '', small, { accept: 'text/html' }, 406],
  ])('%s', async (_, account, query, body, headers, status) => {
    const answer = await exchange.as(account).post(`/one/validation/${query}`, body, { ...headers });
    expect(answer.status).toBe(status);
    expect(answer.json).toMatchObject({ http_status: String(status), description: expect.stringMatching(/\w+ \w+/) });
  });

  test('no credentials', async () => {
    expect((await exchange.anonymous.post('/one/validation/', envelope)).status).toBe(401);
  });

  test('another method', async () => {
    const { status, headers } = await exchange.as('both').get('/one/validation/');
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'POST' });
  });
});
