// Health: told to anybody, in plain JSON, beside the paths of the standard (T-8.2.1-04), and no way to load the store.
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { basic, passwordOf } from '../protocol/running-exchange.ts';
import { sleep } from '../sleep.ts';
import { prepareFolder, SECRET, startFailing, type FailingExchange } from './failing-store.ts';

let prepared: Awaited<ReturnType<typeof prepareFolder>>;
let exchange: FailingExchange;
beforeAll(async () => {
  prepared = await prepareFolder();
});
beforeEach(async () => {
  exchange = await startFailing(prepared.folder);
});
afterEach(async () => {
  exchange.heal();
  await exchange.close();
});
afterAll(() => prepared.remove());

const ask = (path: string, method = 'GET') => exchange.ask(method, path, { authorization: undefined });
const NOT_READY = { status: 'not ready', reason: 'The database does not answer.' };

describe.each([
  ['/health/live', { status: 'live' }],
  ['/health/ready', { status: 'ready' }],
])('T-8.2.1-04 %s', (path, expected) => {
  test('is 200 for anybody, in JSON that nobody keeps', async () => {
    const { status, headers, json } = await ask(path);
    expect({ status, json }).toEqual({ status: 200, json: expected });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'cache-control': 'no-store' });
  });

  test('is there with a slash at its end, a query, and credentials, whatever they are', async () => {
    expect((await ask(`${path}/?x=y`)).status).toBe(200);
    expect((await exchange.ask('GET', path, { authorization: basic('nobody', 'x') })).status).toBe(200);
  });

  test('HEAD mirrors GET, without the body', async () => {
    const [get, head] = [await ask(path), await ask(path, 'HEAD')];
    expect({ status: head.status, body: head.body.length }).toEqual({ status: 200, body: 0 });
    expect(head.headers['content-length']).toBe(String(get.body.length));
  });

  test.each(['POST', 'PUT', 'DELETE', 'OPTIONS'])('%s is 405', async (method) => {
    const { status, headers } = await ask(path, method);
    expect({ status, allow: headers.allow }).toEqual({ status: 405, allow: 'GET, HEAD' });
  });
});

test.each(['/health', '/health/', '/health/x', '/health/live/x', '/Health/live', '/one/health/live'])(
  'T-1.6.9-02 %s is no door: it asks for credentials',
  async (path) => expect((await ask(path)).status).toBe(401),
);

test('while the store is away the server is live, and not ready', async () => {
  exchange.break('away', 'all');
  const { status, headers, json, body } = await ask('/health/ready');
  expect({ status, json }).toEqual({ status: 503, json: NOT_READY });
  const expected = { 'content-type': 'application/json', 'cache-control': 'no-store', 'retry-after': '5' };
  expect(headers).toMatchObject(expected);
  expect(body.toString()).not.toContain(SECRET);
  expect(await ask('/health/ready', 'HEAD')).toMatchObject({ status: 503, body: Buffer.alloc(0) });
  expect((await ask('/health/live')).status).toBe(200);
});

test('is ready again soon after the store is back, and the log has both', async () => {
  exchange.break('away', 'ready');
  expect((await ask('/health/ready')).status).toBe(503);
  exchange.heal();
  await sleep(1_100);
  expect((await ask('/health/ready')).status).toBe(200);
  await sleep(200);
  expect(exchange.logged.map(({ msg }) => msg)).toEqual([
    expect.stringMatching(/unavailable/),
    expect.stringMatching(/available again/),
  ]);
});

test('P8 while the store hangs it is live at once, and not ready after 2 seconds', async () => {
  exchange.break('hanging', 'all');
  const started = performance.now();
  expect((await ask('/health/live')).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(20_000);
  const { status, json } = await ask('/health/ready');
  expect({ status, json }).toEqual({ status: 503, json: NOT_READY });
  expect(performance.now() - started).toBeLessThan(20_000);
  // The question that hangs keeps nobody from asking anew.
  exchange.heal();
  expect((await ask('/health/ready')).status).toBe(200);
});

test('P8 however many ask, side by side and one after another, the store is asked once a second at most', async () => {
  const started = performance.now();
  const answers = await Promise.all(Array.from({ length: 50 }, () => ask('/health/ready')));
  for (let probe = 0; probe < 50; probe += 1) answers.push(await ask('/health/ready'));
  expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
  expect(exchange.calls('ready')).toBeLessThanOrEqual(1 + Math.floor((performance.now() - started) / 1_000));
  expect(exchange.calls('accounts.find') + exchange.calls('catalogue.revision')).toBe(0);
});

test('a server that ends is not ready, answers what it was asked before, and hangs up', async () => {
  exchange.break('hanging', 'objects.page');
  const { hostname, port } = new URL(exchange.server.origin);
  const socket = connect(Number(port), hostname);
  const received = text(socket);
  const authorization = `Authorization: ${basic('both', passwordOf('both'))}\r\n`;
  socket.write(`GET /one/collections/main/objects/ HTTP/1.1\r\nHost: x\r\n${authorization}\r\n`);
  for (let look = 0; look < 100 && exchange.calls('objects.page') === 0; look += 1) await sleep(20);
  const ended = exchange.server.close();
  socket.write('GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n');
  await sleep(200);
  exchange.heal();
  const [poll, health] = (await received).split(/(?=HTTP\/1\.1 \d{3} )/).slice(0, 2);
  await ended;
  expect(poll).toMatch(/^HTTP\/1\.1 200 /);
  expect(health).toMatch(/^HTTP\/1\.1 503 [^]*\r\nConnection: close\r\n/);
  expect(health).toContain('{"status":"not ready","reason":"The server is ending."}');
});
