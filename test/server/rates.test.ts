// Limits of accounts and agencies, and of the server as a whole, as clients meet them.
import { connect } from 'node:net';
import { faultsOf } from '../protocol/check-answer.ts';
import { basic, clientOf, passwordOf, startExchange, TAXII, type RunningExchange, type StartOptions } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { sleep } from '../sleep.ts';

const OBJECTS = '/one/collections/main/objects/';
let exchange: RunningExchange | undefined;
afterEach(async () => {
  await exchange?.close();
  exchange = undefined;
});
const start = async (options: StartOptions): Promise<RunningExchange> => (exchange = await startExchange(options));
const limited = (account: object, agency = {}): StartOptions => ({ exchange: { rates: { windowSeconds: 60, account, agency } } });

/** A client that takes 503 for an answer. */
const patient = ({ origin }: RunningExchange, account: string) => clientOf(origin, basic(account, passwordOf(account)), true);

/** A POST of which the body doesn't come, until it is given up. */
function holdBack(origin: string, account: string, length: number): { close(): void; readonly answered: Promise<string> } {
  const { hostname, port } = new URL(origin);
  const socket = connect(Number(port), hostname);
  const lines = [
    `POST ${OBJECTS} HTTP/1.1`,
    'Host: x',
    `Accept: ${TAXII}`,
    `Content-Type: ${TAXII}`,
    `Authorization: ${basic(account, passwordOf(account))}`,
    `Content-Length: ${length}`,
  ];
  socket.write(`${lines.join('\r\n')}\r\n\r\n{`);
  socket.on('error', () => undefined);
  return { close: () => socket.destroy(), answered: new Promise((resolve) => socket.once('data', (data) => resolve(String(data)))) };
}

test('T-3.6-01 without limits nothing is said of them', async () => {
  const { headers } = await (await start({})).as('both').get('/taxii2/');
  expect(Object.keys(headers).filter((name) => name.startsWith('ratelimit'))).toEqual([]);
});

test('T-3.6-01 each answer says what is left, refusals as well; beyond it is 429 with Retry-After', async () => {
  const client = (await start(limited({ requests: 3, objects: 100 }, { requests: 10 }))).as('both');
  const first = await client.get('/taxii2/');
  expect(first.headers['ratelimit-policy']).toBe(
    '"account-requests";q=3;qu="requests";w=60, "account-objects";q=100;qu="objects";w=60, "agency-requests";q=10;qu="requests";w=60',
  );
  expect(first.headers['ratelimit']).toMatch(/^"account-requests";r=2;t=\d+, "account-objects";r=100;t=\d+, "agency-requests";r=9;t=\d+$/);
  expect((await client.get('/one/nothing/')).headers['ratelimit']).toMatch(/"account-requests";r=1;/);
  await client.get('/taxii2/');
  const refused = await client.get('/taxii2/');
  expect(refused.status).toBe(429);
  expect(refused.json).toMatchObject({
    http_status: '429',
    error_code: 'rate-exceeded',
    description: expect.stringMatching(/^This account may take 3 requests in 60 seconds, and has. Try again in \d+ seconds.$/),
    details: { subject: 'account', kind: 'requests', limit: 3, window_seconds: 60 },
  });
  expect(Number(refused.headers['retry-after'])).toBeGreaterThan(0);
  expect(refused.headers['ratelimit']).toMatch(/"account-requests";r=0;/);
  expect((await exchange?.as('reader').get('/taxii2/'))?.status).toBe(200);
});

test('a stranger with the name of an account takes nothing from it', async () => {
  const running = await start(limited({ requests: 1 }));
  for (let count = 0; count < 5; count += 1) {
    expect((await running.anonymous.get('/taxii2/', { authorization: basic('both', 'wrong') })).status).toBe(401);
  }
  expect((await running.as('both').get('/taxii2/')).status).toBe(200);
});

test('objects are counted as they are published and given, octets in both directions', async () => {
  const running = await start(limited({ objects: 3 }, { bytes: 20_000 }));
  const client = running.as('both');
  await client.post(OBJECTS, { objects: [indicator(), indicator()] });
  expect((await client.get(OBJECTS)).json.objects).toHaveLength(2);
  expect((await client.get(OBJECTS)).json).toMatchObject({ error_code: 'rate-exceeded', details: { kind: 'objects' } });
  await running.as('writer').post(OBJECTS, { objects: [indicator({ description: 'x'.repeat(30_000) })] });
  await sleep(50);
  expect((await running.as('writer').get('/taxii2/')).json).toMatchObject({ details: { subject: 'agency', kind: 'bytes' } });
});

describe('publishing at the same time', () => {
  const body = { objects: [indicator()] };

  test('too much of one account is 429, before it is read, and goes by; others publish', async () => {
    const running = await start({ settings: { publishing: { perAccount: 2, perAgency: 9, bytes: 1e9 } } });
    const held = [holdBack(running.origin, 'both', 1_000), holdBack(running.origin, 'both', 1_000)];
    await sleep(200);
    const refused = await running.as('both').post(OBJECTS, body);
    expect(refused.status).toBe(429);
    expect(refused.json).toMatchObject({ error_code: 'too-many-publications', details: { subject: 'account', limit: 2 } });
    expect(refused.headers['retry-after']).toBe('5');
    expect((await running.as('writer').post(OBJECTS, body)).status).toBe(202);
    expect((await running.as('both').get(OBJECTS)).status).toBe(200);
    for (const each of held) each.close();
    await sleep(200);
    expect((await running.as('both').post(OBJECTS, body)).status).toBe(202);
  });

  test('too many octets of all are 503, early, and the first envelope is always taken', async () => {
    const running = await start({ settings: { publishing: { perAccount: 9, perAgency: 9, bytes: 100 } } });
    expect((await running.as('both').post(OBJECTS, body)).status).toBe(202);
    const held = holdBack(running.origin, 'both', 1_000);
    await sleep(200);
    const refused = await patient(running, 'writer').post(OBJECTS, body);
    expect(faultsOf('POST', OBJECTS, refused)).toEqual(['the status is 503']);
    expect(refused.json).toMatchObject({ error_code: 'overloaded' });
    expect(refused.headers['retry-after']).toBe('5');
    held.close();
    await sleep(200);
    expect((await running.as('writer').post(OBJECTS, body)).status).toBe(202);
  });
});

test('T-3.6-01 more requests at the same time than the server takes on are 503 at once, but it says that it lives', async () => {
  const running = await start({ listen: { mostRunning: 2 } });
  const held = [holdBack(running.origin, 'both', 1_000), holdBack(running.origin, 'writer', 1_000)];
  await sleep(200);
  const refused = await patient(running, 'reader').get('/taxii2/');
  expect(faultsOf('GET', '/taxii2/', refused)).toEqual(['the status is 503']);
  expect(refused.json).toMatchObject({ error_code: 'overloaded' });
  expect((await fetch(`${running.origin}/health/live`)).status).toBe(200);
  for (const each of held) each.close();
  await sleep(200);
  expect((await running.as('reader').get('/taxii2/')).status).toBe(200);
});
