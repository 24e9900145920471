// Losing the database: every request is answered in time, nothing acknowledged is lost, and it goes on by itself.
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { openExchange, type Exchange } from '../../collections/exchange.ts';
import { openMongoStore } from '../../collections/storage/mongodb/store.ts';
import { createApp } from '../../server/app.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { describeMongo, mongoKind } from '../engines/describe-mongodb.ts';
import { startMongoEngine, type MongoEngine } from '../engines/mongodb-engine.ts';
import { startTcpProxy, type TcpProxy } from '../engines/tcp-proxy.ts';
import { addAccount, basic, clientOf, passwordOf, type Client } from '../protocol/running-exchange.ts';
import { MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { nameOf, noteOf, walk } from './objects.ts';

const COLLECTION = `/one/collections/${MAIN}/`;
const OBJECTS = `${COLLECTION}objects/`;

/** Milliseconds, shorter than in production, so that the test needn't wait as long; long enough for a busy machine. */
const TIMES = { serverSelectionTimeoutMS: 700, connectTimeoutMS: 700, socketTimeoutMS: 3_000, heartbeatFrequencyMS: 500 };
/** What a request may take with these times: the driver tries a read twice. */
const IN_TIME = 15_000;

let engine: MongoEngine;
let proxy: TcpProxy;
let exchange: Exchange;
let server: RunningServer;
let client: Client;

// An engine that was given can't be killed, and may be behind a name that the driver leaves the proxy for.
const isOurs = mongoKind !== 'given';

(isOurs ? describeMongo : describe.skip)('while MongoDB is away', () => {
  beforeAll(async () => {
    engine = await startMongoEngine();
    const direct = engine.uri('outage');
    await makeStore(direct);
    proxy = await startTcpProxy(Number(new URL(direct).port));
    const uri = direct.replace(/:\d+\//, `:${proxy.port}/`);
    const store = await openMongoStore(uri, { patience: 1_000, client: TIMES });
    const log = pino({ level: 'silent' });
    exchange = openExchange(store, log, { pendingAbove: 4096 });
    server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
    client = clientOf(server.origin, basic('both', passwordOf('both')), true);
    expect((await client.post(OBJECTS, { objects: [noteOf(1, 1)] })).json).toMatchObject({ success_count: 1 });
  });

  afterAll(async () => {
    await server.close();
    await exchange.close();
    await proxy.close();
    await engine.stop();
  });

  const REQUESTS: readonly [string, () => ReturnType<Client['get']>][] = [
    ['discovery', () => client.get('/taxii2/')],
    ['the collections', () => client.get('/one/collections/')],
    ['objects', () => client.get(OBJECTS)],
    ['a manifest', () => client.get(`${COLLECTION}manifest/`)],
    ['a status', () => client.get('/one/status/2d086da7-4bdc-4f91-900e-d77486753710/')],
    ['a publication', () => client.post(OBJECTS, { objects: [noteOf(2, 1)] })],
    ['a deletion', () => client.delete(`${OBJECTS}${noteOf(3, 1)['id'] as string}/`)],
    ['a wrong password', () => clientOf(server.origin, basic('both', 'wrong'), true).get('/taxii2/')],
  ];

  test('its lines cut: 503 in time, an error resource, Retry-After; and back by itself', async () => {
    proxy.cut();
    await expectAway(REQUESTS);
    await expectHealth('not ready', 503);
    proxy.restore();
    await untilBack();
  });

  test('its lines half open: 503 in time, and back by itself', async () => {
    proxy.halfOpen();
    await expectAway(REQUESTS.filter(([what]) => ['objects', 'a publication'].includes(what)));
    proxy.restore();
    await untilBack();
  });

  test('slow, it is still there', async () => {
    proxy.delay(100);
    const { status } = await client.get(OBJECTS);
    expect(status).toBe(200);
    const published = await client.post(OBJECTS, { objects: [noteOf(5, 1)] });
    expect(published.status).toBe(202);
    proxy.restore();
    await untilBack();
  });

  test('killed and started again: what was acknowledged is there, and what was pending is finished', async () => {
    const kept = await client.post(OBJECTS, { objects: [noteOf(10, 1), noteOf(11, 1)] });
    expect(kept.json).toMatchObject({ status: 'complete', success_count: 2 });
    const large = Array.from({ length: 60 }, (_, one) => noteOf(100 + one, 1));
    const pending = await client.post(OBJECTS, { objects: large });
    expect(pending.json).toMatchObject({ status: 'pending' });
    await engine.kill?.();
    await expectAway(REQUESTS.slice(2, 3));
    await engine.start?.();
    await untilBack();
    const { json } = await untilComplete(pending.json.id);
    expect(json).toMatchObject({ success_count: 60, failure_count: 0 });
    const names = (await walk(client, OBJECTS)).map(nameOf);
    expect(new Set(names).size).toBe(names.length);
    const owed = [noteOf(10, 1), noteOf(11, 1), ...large].map((one) => nameOf(one as { id: string; modified: string }));
    expect(owed.filter((name) => !names.includes(name))).toEqual([]);
  });

  test.each(['claim', 'insert', 'update'])('cut off at the word %s of a publication: it is there as a whole or not at all, and can be published again', async (word) => {
    const number = 1_000 + word.length * 100 + word.charCodeAt(0);
    const objects = Array.from({ length: 5 }, (_, one) => noteOf(number * 10 + one, 1));
    const names = new Set(objects.map((one) => nameOf(one as { id: string; modified: string })));
    proxy.cutWhen((bytes) => bytes.includes(word));
    const { status } = await client.post(OBJECTS, { objects });
    expect([202, 503]).toContain(status);
    proxy.restore();
    await untilBack();
    const found = (await walk(client, OBJECTS)).map(nameOf).filter((name) => names.has(name));
    expect([0, 5]).toContain(found.length);
    const again = await client.post(OBJECTS, { objects });
    expect(again.json).toMatchObject({ success_count: 5, failure_count: 0 });
    expect((await walk(client, OBJECTS)).map(nameOf).filter((name) => names.has(name))).toHaveLength(5);
  });
});

/** Indexes are made with the patience of production: on a busy disk they take seconds. */
async function makeStore(uri: string): Promise<void> {
  const store = await openMongoStore(uri);
  await store.writer.replaceCatalogue(testCatalogue(), false);
  await addAccount(store, 'both');
  await store.close();
}

async function expectAway(requests: readonly [string, () => ReturnType<Client['get']>][]): Promise<void> {
  for (const [what, ask] of requests) {
    const start = performance.now();
    const { status, headers, json } = await ask();
    expect([what, status]).toEqual([what, 503]);
    expect(Number(headers['retry-after'])).toBeGreaterThan(0);
    expect(headers['content-type']).toBe('application/taxii+json;version=2.1');
    expect(json).toMatchObject({ http_status: '503', error_code: 'store-unavailable' });
    expect([what, performance.now() - start < IN_TIME]).toEqual([what, true]);
  }
}

async function expectHealth(status: string, code: number): Promise<void> {
  const ready = await fetch(`${server.origin}/health/ready`);
  expect([ready.status, await ready.json()]).toMatchObject([code, { status }]);
  expect((await fetch(`${server.origin}/health/live`)).status).toBe(200);
}

async function untilBack(): Promise<void> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const { status } = await client.get('/one/collections/');
    if (status === 200) return;
    await sleep(100);
  }
  throw new Error('The server does not recover.');
}

async function untilComplete(statusId: string): ReturnType<Client['get']> {
  for (let attempt = 0; attempt < 600; attempt += 1) {
    const answer = await client.get(`/one/status/${statusId}/`);
    if (answer.json.status === 'complete') return answer;
    await sleep(100);
  }
  throw new Error(`The status ${statusId} does not end.`);
}
