// P8: no input takes the server down. Every answer is TAXII's own (the client checks each), never a 5xx, and others are
// answered meanwhile.
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { connect } from 'node:net';
import { basic, passwordOf, startExchange, TAXII, type Client, type RunningExchange } from '../protocol/running-exchange.ts';
import { MAX_CONTENT_LENGTH } from '../protocol/test-catalogue.ts';
import { postInChunks, sendText } from '../protocol/raw-request.ts';
import { sleep } from '../sleep.ts';
import { idOf, noteOf } from './objects.ts';

const COLLECTION = '/one/collections/main';
const OBJECTS = `${COLLECTION}/objects/`;

let exchange: RunningExchange;
let client: Client;
const authorization = basic('both', passwordOf('both'));

beforeAll(async () => {
  exchange = await startExchange();
  client = exchange.as('both');
  await client.post(OBJECTS, { objects: [noteOf(1, 0), noteOf(2, 0)] });
});
afterEach(async () => {
  const { status, json } = await client.get(OBJECTS);
  expect({ status, objects: json.objects?.length >= 2 }).toEqual({ status: 200, objects: true });
});
afterAll(() => exchange.close());

/** An envelope with one note that has this JSON text as the value of a custom property. */
const noteWith = (text: string): string => `{"objects":[${JSON.stringify(noteOf(3, 0)).slice(0, -1)},"x_example_value":${text}}]}`;

describe('T-5.5-11 bodies that are no JSON are 400', () => {
  test.each<[string, string | Uint8Array]>([
    ['nothing', ''],
    ['white space', ' \n\t'],
    ['a brace', '{'],
    ['an unclosed list', '{"objects":['],
    ['a trailing comma', '{"objects":[{}],}'],
    ['single quotes', "{'objects':[]}"],
    ['a comment', '{"objects":[]} // all'],
    ['a second value', '{"objects":[]}{}'],
    ['a form', 'objects=1&more=true'],
    ['XML', '<envelope/>'],
    ['a byte order mark', '\u{feff}{"objects":[]}'],
    ['bytes that are no UTF-8', Buffer.from([0x7b, 0x22, 0xff, 0xfe, 0x22, 0x3a, 0x31, 0x7d])],
    ['an overlong slash', Buffer.concat([Buffer.from('{"a":"'), Buffer.from([0xc0, 0xaf]), Buffer.from('","objects":[]}')])],
    ['NUL bytes', Buffer.alloc(1000)],
    ['a control character in a string', '{"objects":[{"a":"\u0001"}]}'],
    ['a number with a leading zero', noteWith('01')],
    ['NaN', noteWith('NaN')],
    ['100,000 open lists', '['.repeat(100_000)],
    ['100,000 open objects', '{"a":'.repeat(40_000)],
  ])('%s', async (_what, body) => {
    const { status, json } = await client.post(OBJECTS, body);
    expect({ status, http_status: json.http_status }).toEqual({ status: 400, http_status: '400' });
  });
});

describe('T-5.5-11 JSON that is no envelope is 422, and says where', () => {
  test.each([
    ['null', 'null', ''],
    ['a number', '42', ''],
    ['a string', '"objects"', ''],
    ['a list', '[{"type":"note","id":"x"}]', ''],
    ['an empty object', '{}', '/objects'],
    ['no list', '{"objects":{"0":{}}}', '/objects'],
    ['an empty list', '{"objects":[]}', '/objects'],
    ['a null', '{"objects":[null]}', '/objects/0'],
    ['a list in the list', '{"objects":[[]]}', '/objects/0'],
    ['an object without anything', '{"objects":[{}]}', '/objects/0/id'],
    ['an id that is a number', '{"objects":[{"type":"note","id":7}]}', '/objects/0/id'],
    ['an id that is an operator', '{"objects":[{"type":"note","id":{"$gt":""}}]}', '/objects/0/id'],
    ['a type that is a list', '{"objects":[{"type":["note"],"id":"x"}]}', '/objects/0/type'],
    ['a prototype', '{"__proto__":{"objects":[]}}', '/__proto__'],
    ['a list nested 50,000 deep', `{"objects":[${'['.repeat(50_000)}${']'.repeat(50_000)}]}`, '/objects/0'],
  ])('%s', async (_what, body, pointer) => {
    const { status, json } = await client.post(OBJECTS, body);
    expect(status).toBe(422);
    if (_what !== 'a prototype') expect(json.details.pointer).toBe(pointer);
  });
});

describe('P6 objects that are hostile are refused alone, or kept as they are', () => {
  test.each([
    ['an object nested 60,000 deep', '{"a":'.repeat(30_000) + '1' + '}'.repeat(30_000)],
    ['a list nested 100,000 deep', '['.repeat(100_000) + ']'.repeat(100_000)],
    ['a lone surrogate', '"\\ud800"'],
    ['10,000 repeated names', `{${Array.from({ length: 10_000 }, () => '"aaa":1').join(',')}}`],
    ['an empty name', '{"":1}'],
    ['null', 'null'],
  ])('%s is refused', async (_what, value) => {
    const { status, json } = await client.post(OBJECTS, noteWith(value));
    expect({ status, failure_count: json.failure_count }).toEqual({ status: 202, failure_count: 1 });
    expect(json.failures[0].message).toMatch(/; expected /);
    await client.delete(`${OBJECTS}${idOf(3)}/`).catch(() => undefined);
  });

  test.each([
    ['prototypes', '{"__proto__":{"polluted":true},"constructor":{"prototype":{"polluted":true}}}'],
    ['a string of 200 KB', JSON.stringify('x'.repeat(200_000))],
    ['a number beyond every double', '1e999999'],
    ['SQL', '"\'; DROP TABLE objects; --"'],
    ['line and paragraph separators', '"\\u2028\\u2029\\u0000"'],
  ])('%s goes in and changes nothing else', async (_what, value) => {
    const { json } = await client.post(OBJECTS, noteWith(value));
    expect(json.failure_count).toBe(0);
    expect(({} as Record<string, unknown>)['polluted']).toBeUndefined();
    expect((await client.get(`${OBJECTS}${idOf(3)}/`)).body.toString('utf8')).toContain(value);
    expect((await client.delete(`${OBJECTS}${idOf(3)}/`)).status).toBe(200);
  });
});

describe('T-3.4-02 parameters', () => {
  test.each([
    ['limit=1e3'],
    ['limit=0x10'],
    ['limit=%EF%BC%99'],
    ['limit=1%00'],
    ['limit[$gt]=1&limit=1&limit=2'],
    ['added_after=now'],
    ["added_after=2024-01-01T00:00:00Z'--"],
    ['added_after[$ne]=x&added_after='],
    ['next=%27%20OR%201=1'],
    ['next=1.e30.AAAAAAAAAAAAAAAAAAAAAA'],
    ['match[version]={"$gt":""}'],
    ['match[version]=all,all'],
    ['match[spec_version]=2.1%20OR%201'],
    ['match[id]=%ff'],
    ['match[type]=%'],
    ['%zz=1'],
    ['match[type]=,,,,,,'],
  ])('%s is 400 and names the parameter', async (query) => {
    const { status, json } = await client.get(`${OBJECTS}?${query}`);
    expect(status).toBe(400);
    expect(json).toMatchObject({ error_code: 'invalid-parameter', details: { parameter: expect.any(String), expected: expect.any(String) } });
  });

  test.each([
    ['match[id][$ne]=x', 2],
    ['match[id]={"$gt":""}', 0],
    ["match[id]=note--1'%20OR%20'1'='1", 0],
    ['match[type]=note%27)%20OR%201=1--', 0],
    ['match[type]=__proto__,constructor,toString', 0],
    ['__proto__[x]=1&constructor=1&toString=1', 2],
    ['limit=9007199254740993', 2],
    ['limit=00000001', 1],
  ])('%s asks for no more and no less than it says', async (query, count) => {
    const { status, json } = await client.get(`${OBJECTS}?${query}`);
    expect({ status, count: json.objects?.length ?? 0 }).toEqual({ status: 200, count });
  });

  test.each([
    ['a number of 10,000 digits', `limit=${'9'.repeat(10_000)}`, 200, 2],
    ['a limit of 10,000 digits and a letter', `limit=${'9'.repeat(10_000)}x`, 400, 0],
    ['5,000 commas', `match[type]=${','.repeat(5_000)}`, 400, 0],
    ['500 ids', `match[id]=${Array.from({ length: 500 }, (_, number) => idOf(100 + number)).join(',')}`, 200, 0],
    ['500 types', `match[type]=${Array.from({ length: 500 }, (_, number) => `x-${number}`).join(',')},note`, 200, 2],
    ['100 unknown parameters', unknownParameters(100), 200, 2],
    ['3,000 unknown parameters', unknownParameters(3_000), 400, 0],
  ])('%s', async (_what, query, expected, count) => {
    const { status, json } = await client.get(`${OBJECTS}?${query}`);
    expect({ status, count: json.objects?.length ?? 0 }).toEqual({ status: expected, count });
  });

  test('a URL beyond every limit is 431', async () => {
    const { status } = await client.get(`${OBJECTS}?match[id]=${'x'.repeat(300_000)}`);
    expect(status).toBe(431);
  });
});

describe('paths', () => {
  test.each([
    ['/%', 400],
    ['/one/%c0%af/', 400],
    ['/one/collections/%ff/objects/', 400],
    ['/one/collections/main/objects/%E0%A4%A/', 400],
    ['/one/collections/main%2Fobjects/', 404],
    ['/one/collections/main/objects/..%2F..%2F..%2Fetc%2Fpasswd/', 404],
    ['/one/../one/', 404],
    ['/one/collections/%00/', 404],
    ['/one/collections/main/objects/%27%20OR%201=1/', 404],
    ['/one/collections/__proto__/', 404],
    ['/one/collections/constructor/objects/', 404],
    ['/one/status/__proto__/', 404],
    ['/one/channels/', 404],
    ['/TAXII2/', 404],
    ['/taxii2/../../etc/passwd', 404],
  ])('%s', async (path, status) => {
    expect((await client.get(path)).status).toBe(status);
  });
});

test.each([
  ['20,000 characters', `/one/collections/main/objects/${'x'.repeat(20_000)}/`],
  ['10,000 segments', `/${'a/'.repeat(10_000)}`],
])('a path of %s is 404', async (_what, path) => {
  expect((await client.get(path)).status).toBe(404);
});

describe('bodies and their lengths', () => {
  const envelopeOf = (length: number): string => {
    const empty = noteWith('""');
    return noteWith(JSON.stringify('x'.repeat(length - Buffer.byteLength(empty))));
  };

  test('T-4.2.1-05 T-5.5-08 exactly max_content_length is taken, one octet more is 413', async () => {
    const body = envelopeOf(MAX_CONTENT_LENGTH);
    expect(Buffer.byteLength(body)).toBe(MAX_CONTENT_LENGTH);
    expect((await client.post(OBJECTS, body)).status).toBe(202);
    await client.delete(`${OBJECTS}${idOf(3)}/`);
    const { status, json } = await client.post(OBJECTS, `${body} `);
    expect({ status, limit: json.details.max_content_length }).toEqual({ status: 413, limit: MAX_CONTENT_LENGTH });
  });

  test('T-5.5-08 a body in chunks, without a length, is taken or refused by the octets that came', async () => {
    const post = (length: number): Promise<number> =>
      postInChunks(exchange.origin, authorization, OBJECTS, Buffer.from(envelopeOf(length)), 10_000);
    expect(await post(MAX_CONTENT_LENGTH)).toBe(202);
    await client.delete(`${OBJECTS}${idOf(3)}/`);
    expect(await post(MAX_CONTENT_LENGTH + 1)).toBe(413);
  });

  test.each([
    ['gzip', gzipSync('{"objects":[]}')],
    ['deflate', Buffer.from('x')],
    ['br', Buffer.from('x')],
    ['identity, gzip', gzipSync(Buffer.alloc(1_000_000))],
  ])('T-5.5-15 a body in the coding %s is 415', async (coding, body) => {
    expect((await client.post(OBJECTS, body, { 'content-encoding': coding })).status).toBe(415);
  });

  const head = `POST ${OBJECTS} HTTP/1.1\r\nHost: x\r\nAuthorization: ${authorization}\r\nContent-Type: ${TAXII}\r\n`;
  test.each([
    ['a length that is no number', `${head}Content-Length: many\r\n\r\n{}`, 400],
    ['a negative length', `${head}Content-Length: -1\r\n\r\n{}`, 400],
    ['two lengths', `${head}Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}`, 400],
    ['length and chunks', `${head}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`, 400],
    ['a chunk that is none', `${head}Transfer-Encoding: chunked\r\n\r\nzz\r\n{}\r\n0\r\n\r\n`, 400],
    ['a line that is no header', `${head}no header\r\n\r\n`, 400],
    ['garbage', '\u0001\u0002\u0003\r\n\r\n', 400],
    ['a TLS greeting', '\u0016\u0003\u0001\u0002\u0000\u0001\u0000\u0001\u00fc\u0003\u0003\r\n\r\n', 400],
    ['an HTTP/2 preface', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
    ['headers of 300 KB', `GET /taxii2/ HTTP/1.1\r\nHost: x\r\nX: ${'y'.repeat(300_000)}\r\n\r\n`, 431],
  ])('%s', async (_what, text, status) => {
    const answer = await sendText(exchange.origin, text);
    expect(answer.status).toBe(status);
    expect(answer.headers['content-type']).toBe(TAXII);
    expect(answer.json.http_status).toBe(String(status));
  });

  test('a body that ends too early leaves nothing behind', async () => {
    const { hostname, port } = new URL(exchange.origin);
    const socket = connect(Number(port), hostname);
    socket.on('error', () => undefined);
    socket.write(`${head}Content-Length: 1000\r\n\r\n{"objects":[`);
    await sleep(50);
    socket.destroy();
    await sleep(50);
    expect((await client.get(`${OBJECTS}?match[id]=${idOf(3)}`)).json).toEqual({});
  });
});

describe('headers', () => {
  test.each([
    ['1,500 quotes', 'accept', `${'"'.repeat(1_500)}`],
    ['1,500 escaped quotes', 'accept', `${'\\"'.repeat(1_500)}`],
    ['3,000 commas', 'accept', `${','.repeat(3_000)}`],
    ['a quality that is none', 'accept', 'application/taxii+json;version=2.1;q=NaN'],
    ['a quality twice', 'accept', 'application/taxii+json;q=1;q=2;;;;='],
    ['a star', 'accept', '*'],
    ['300 qualities', 'accept-encoding', `${'gzip;q='.repeat(300)}`],
    ['50,000 characters of credentials', 'authorization', `Basic ${'A'.repeat(50_000)}`],
    ['a name and password that are empty', 'authorization', 'Basic Og=='],
    ['a range', 'range', 'bytes=0-10'],
    ['a condition', 'if-none-match', '*'],
    ['an expectation', 'expect', '100-continue'],
    ['a forwarded host', 'x-forwarded-host', 'evil.example'],
    ['a host with markup', 'host', 'evil.example"><script>'],
    ['a cookie', 'cookie', 'a=b; __proto__=1'],
    ['no content', 'content-length', '0'],
  ])('%s in %s', async (_what, name, value) => {
    const started = performance.now();
    const { status } = await client.get('/taxii2/', { [name]: value });
    expect([200, 401, 406]).toContain(status);
    expect(performance.now() - started).toBeLessThan(30_000);
  });

  test('what a client sends comes back in errors as harmless JSON', async () => {
    const { headers, json } = await client.get(`${OBJECTS}?limit=%0d%0aSet-Cookie:%20a=b<script>`);
    expect(headers['set-cookie']).toBeUndefined();
    expect(headers['x-content-type-options']).toBe('nosniff');
    expect(json.details.value).toBe('\r\nSet-Cookie: a=b<script>');
  });

  test.each(['PUT', 'PATCH', 'OPTIONS', 'TRACE', 'PROPFIND', 'LINK'])('T-3.1-14 the method %s is 405', async (method) => {
    const { status, headers } = await client.send(method, OBJECTS);
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD, POST' });
  });
});

test('polls are answered in time while hostile bodies come in side by side', async () => {
  const bodies = ['['.repeat(250_000), noteWith('['.repeat(120_000) + ']'.repeat(120_000)), noteWith(JSON.stringify('\\'.repeat(100_000))), '"'.repeat(200_000)];
  const hostile = Array.from({ length: 20 }, (_, index) => client.post(OBJECTS, bodies[index % bodies.length] ?? ''));
  const worst = { milliseconds: 0 };
  const flood = { isOver: false };
  const polling = (async () => {
    while (!flood.isOver) {
      const started = performance.now();
      await client.get(`${OBJECTS}?limit=1`);
      worst.milliseconds = Math.max(worst.milliseconds, performance.now() - started);
    }
  })();
  const answers = await Promise.all(hostile);
  flood.isOver = true;
  await polling;
  expect(answers.every(({ status }) => status < 500)).toBe(true);
  expect(worst.milliseconds).toBeLessThan(30_000);
  await client.delete(`${OBJECTS}${idOf(3)}/`);
});

test('any mixture of methods, paths, parameters, headers and bodies gets a TAXII answer (fuzzed)', async () => {
  const segment = fc.oneof(
    fc.constantFrom('one', 'deep', 'two', 'collections', 'main', 'mixed', 'objects', 'manifest', 'versions', 'status', 'taxii2', idOf(9), '..', '%2e', '%'),
    fc.string({ maxLength: 8 }).map(encodeURIComponent),
  );
  const parameter = fc.tuple(
    fc.constantFrom('added_after', 'limit', 'next', 'match[id]', 'match[type]', 'match[version]', 'match[spec_version]', 'match[x]', 'x'),
    fc.oneof(fc.constantFrom('1', 'all', 'last', '2.1', '2024-01-01T00:00:00Z', ''), fc.string({ maxLength: 20 }).map(encodeURIComponent)),
  );
  const header = fc.record({
    accept: fc.option(fc.constantFrom(TAXII, '*/*', 'text/html', ';;;', '"'), { nil: undefined }),
    'content-type': fc.option(fc.constantFrom(TAXII, 'application/stix+json', 'text/plain', ';'), { nil: undefined }),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.constantFrom('GET', 'HEAD', 'POST', 'DELETE', 'PUT'),
      fc.array(segment, { maxLength: 6 }),
      fc.array(parameter, { maxLength: 4 }),
      header,
      fc.oneof(fc.string(), fc.json(), fc.json().map((text) => `{"objects":[${text}]}`)),
      async (method, segments, parameters, headers, body) => {
        const query = parameters.map(([name, value]) => `${name}=${value}`).join('&');
        const path = `/${segments.join('/')}${query === '' ? '' : `?${query}`}`;
        const { status } = await client.send(method, path, { headers, ...(method === 'POST' || method === 'PUT' ? { body } : {}) });
        expect(status).toBeLessThan(500);
      },
    ),
    { numRuns: 500 },
  );
});

function unknownParameters(count: number): string {
  return Array.from({ length: count }, (_, number) => `x${number}=1`).join('&');
}
