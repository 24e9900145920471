// Connections that carry more, or less, than one request after another: pipelines, upgrades, damaged bodies.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import { basic, passwordOf, startExchange, TAXII, type RunningExchange } from './running-exchange.ts';
import { indicator } from './stix-objects.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange();
});
afterAll(() => exchange.close());

const CREDENTIALS = `Authorization: ${basic('both', passwordOf('both'))}\r\n`;
const DISCOVERY = `GET /taxii2/ HTTP/1.1\r\nHost: x\r\n${CREDENTIALS}\r\n`;
const OBJECTS = '/one/collections/main/objects/';
const CHUNKED = 'Transfer-Encoding: chunked\r\n';
const post = (body: string, headers = `Content-Length: ${Buffer.byteLength(body)}\r\n`): string =>
  `POST ${OBJECTS} HTTP/1.1\r\nHost: x\r\n${CREDENTIALS}Content-Type: ${TAXII}\r\n${headers}\r\n${body}`;

/** Sends the parts with a pause after each; what came until the server hung up. */
async function receivedAfter(parts: readonly string[], hangUp = false): Promise<string> {
  const { hostname, port } = new URL(exchange.origin);
  const socket = connect(Number(port), hostname);
  const received = text(socket);
  for (const part of parts) {
    socket.write(part, 'latin1');
    await sleep(100);
  }
  if (hangUp) socket.end();
  return received;
}

/** The statuses and error codes that came. */
async function converse(...parts: readonly string[]): Promise<(string | number)[][]> {
  return answersIn(await receivedAfter(parts));
}

function answersIn(received: string): (string | number)[][] {
  const answers = received.split(/(?=HTTP\/1\.1 \d{3} )/);
  return answers.map((answer) => {
    expect(answer).toContain(`Content-Type: ${TAXII}\r\n`);
    const [, code] = /"error_code":"([^"]+)"/.exec(answer) ?? [];
    return [Number(answer.split(' ')[1]), ...(code === undefined ? [] : [code])];
  });
}

describe('T-3.1-05 each request of a pipeline gets its own answer, in their order', () => {
  const body = JSON.stringify({ objects: [indicator()] });
  const damaged = post('zz\r\n', CHUNKED);
  const expecting = 'GET / HTTP/1.1\r\nHost: x\r\nExpect: y\r\n\r\n';
  const tooLarge = `GET / HTTP/1.1\r\nX: ${'x'.repeat(300_000)}\r\n\r\n`;
  test.each<[what: string, parts: string[], expected: (string | number)[][]]>([
    ['no HTTP after a poll', [`${DISCOVERY}\u0001garbage\r\n\r\n`], [[200], [400, 'malformed-http']]],
    ['no HTTP after two polls', [`${DISCOVERY}${DISCOVERY}nonsense\r\n\r\n`], [[200], [200], [400, 'malformed-http']]],
    ['no HTTP after a publication', [`${post(body)}nonsense\r\n\r\n`], [[202], [400, 'malformed-http']]],
    ['no HTTP long after a poll', [DISCOVERY, 'nonsense\r\n\r\n'], [[200], [400, 'malformed-http']]],
    ['no Host', [`${DISCOVERY}GET /taxii2/ HTTP/1.1\r\n\r\n`], [[200], [400, 'no-host']]],
    ['an expectation', [DISCOVERY + expecting], [[200], [417, 'expectation-failed']]],
    ['CONNECT', [`${DISCOVERY}CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n`], [[200], [405, 'method-not-allowed']]],
    ['headers too large', [DISCOVERY + tooLarge], [[200], [431, 'headers-too-large']]],
    ['a damaged body', [damaged], [[400, 'malformed-http']]],
    ['a damaged body after a poll', [DISCOVERY + damaged], [[200], [400, 'malformed-http']]],
  ])('%s', async (_, parts, expected) => {
    expect(await converse(...parts)).toEqual(expected);
  });

  test('T-3.1-05 a body that turns out damaged after its request was refused gets no second answer', async () => {
    const anonymous = `POST ${OBJECTS} HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n`;
    expect(await converse(anonymous, 'zz\r\n')).toEqual([[401, 'unauthenticated']]);
  });
});

describe('T-3.1-05 an upgrade is not taken: the request is answered, and the connection ends', () => {
  const upgrade = (protocol: string): string => `Connection: Upgrade\r\nUpgrade: ${protocol}\r\n`;
  test.each([
    ['a WebSocket', `${DISCOVERY.slice(0, -2)}${upgrade('websocket')}Sec-WebSocket-Version: 13\r\n\r\n`, [[200]]],
    ['HTTP/2', `${DISCOVERY.slice(0, -2)}${upgrade('h2c')}HTTP2-Settings: AAMAAABk\r\n\r\n`, [[200]]],
    ['a stranger', `GET / HTTP/1.1\r\nHost: x\r\n${upgrade('x')}\r\n`, [[401, 'unauthenticated']]],
    ['another protocol, with a body', post('{}', `${upgrade('x')}Content-Length: 2\r\n`), [[422, 'not-an-envelope']]],
    ['another protocol, with a request behind it', `${DISCOVERY.slice(0, -2)}${upgrade('x')}\r\n${DISCOVERY}`, [[200]]],
  ])('%s', async (_, request, expected) => {
    expect(await converse(request)).toEqual(expected);
  });
});

test.each([
  ['of a publication', ''],
  ['of one that asks for another protocol', 'Connection: Upgrade\r\nUpgrade: x\r\n'],
])('T-3.1-05 a body that breaks off is answered: %s', async (_, headers) => {
  const received = await receivedAfter([post('{', `${headers}Content-Length: 2\r\n`)], true);
  expect(answersIn(received)).toEqual([[400, 'malformed-http']]);
});

describe('T-3.1-05, T-3.1-13 versions and codings', () => {
  const poll = (version: string): string => `GET /taxii2/ HTTP/${version}\r\n${CREDENTIALS}Connection: close\r\n\r\n`;
  const chunks = '2\r\n{}\r\n0\r\n\r\n';
  const coded = (coding: string): string => post(chunks, `Transfer-Encoding: ${coding}\r\nConnection: close\r\n`);
  test.each<[what: string, request: string, expected: (string | number)[]]>([
    ['HTTP/0.9', poll('0.9'), [200]],
    ['HTTP/1.0', poll('1.0'), [200]],
    ['HTTP/1.2', poll('1.2'), [400, 'malformed-http']],
    ['HTTP/3.0', poll('3.0'), [400, 'malformed-http']],
    ['no version', 'GET /taxii2/\r\n\r\n', [401, 'unauthenticated']],
    ['chunks', coded('chunked'), [422, 'not-an-envelope']],
    ['chunks in capitals', coded('CHUNKED'), [422, 'not-an-envelope']],
    ['chunks twice', coded('chunked, chunked'), [400, 'malformed-http']],
    ['chunks that are not last', coded('chunked, gzip'), [400, 'malformed-http']],
    ['a coding that is none', coded('xchunked'), [400, 'malformed-http']],
    ['no coding', coded(''), [400, 'malformed-http']],
    ['identity', coded('identity'), [400, 'malformed-http']],
    ['a chunk without end', post('fffffffffffffffff\r\n', CHUNKED), [400, 'malformed-http']],
    ['a chunk with a long extension', post(`2;${'x'.repeat(20_000)}\r\n`, CHUNKED), [400, 'malformed-http']],
    ['a trailer that is none', post('0\r\nnonsense\r\n\r\n', CHUNKED), [400, 'malformed-http']],
    ['a folded header', 'GET / HTTP/1.1\r\nHost: x\r\nX: y\r\n z\r\n\r\n', [400, 'malformed-http']],
    ['line feeds alone', 'GET /taxii2/ HTTP/1.1\nHost: x\n\n', [400, 'malformed-http']],
    ['a method in small letters', 'get /taxii2/ HTTP/1.1\r\nHost: x\r\n\r\n', [400, 'malformed-http']],
  ])('%s', async (_, request, expected) => {
    expect(await converse(request)).toEqual([expected]);
  });
});

describe('T-3.1-05 the answer to a HEAD that cannot be read has no body', () => {
  const CHUNKED_HEAD = `HEAD /taxii2/ HTTP/1.1\r\n${CREDENTIALS}Transfer-Encoding: chunked\r\n\r\n`;
  test.each<[what: string, parts: string[], statuses: number[]]>([
    ['a header that is none', ['HEAD / HTTP/1.1\r\nHost x\r\n\r\n'], [400]],
    ['an empty line before it', ['\r\nHEAD / HTTP/1.1\r\nHost x\r\n\r\n'], [400]],
    ['two lengths of its body', ['HEAD / HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n'], [400]],
    ['behind another request', ['HEAD / HTTP/1.1\r\nHost: x\r\n\r\nHEAD / HTTP/1.1\r\nHost x\r\n\r\n'], [401, 400]],
    ['long after another request', ['HEAD / HTTP/1.1\r\nHost: x\r\n\r\n', 'HEAD / HTTP/1.1\r\nHost x\r\n\r\n'], [401, 400]],
    ['a chunk that is none', [`${CHUNKED_HEAD}zz\r\n`], [400]],
  ])('%s', async (_, parts, statuses) => {
    const received = await receivedAfter(parts);
    expect(received.match(/HTTP\/1\.1 \d{3}/g)?.map((line) => Number(line.slice(-3)))).toEqual(statuses);
    expect(received.replaceAll(/HTTP\/1\.1 [^]*?\r\n\r\n/g, '')).toBe('');
  });
});

test.each([
  ['no HTTP', 'nonsense\r\n\r\n'],
  ['CONNECT', 'CONNECT a:1 HTTP/1.1\r\nHost: a\r\n\r\n'],
])('P8 after %s the server hangs up, even on a client that does not', async (_, request) => {
  const { hostname, port } = new URL(exchange.origin);
  const socket = connect({ port: Number(port), host: hostname, allowHalfOpen: true });
  const started = performance.now();
  const closed = new Promise<void>((resolve) => socket.on('error', () => undefined).on('close', () => resolve()));
  socket.write(request);
  // Writing to a connection that is gone is what shows a client that it is.
  const knocking = setInterval(() => socket.write('x'), 100);
  await Promise.race([closed, sleep(60_000, undefined, { ref: false })]);
  clearInterval(knocking);
  socket.destroy();
  expect(performance.now() - started).toBeLessThan(30_000);
});
