// Traces, as a collector of spans gets them.
import { randomBytes, randomUUID } from 'node:crypto';
import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import { pino } from 'pino';
import { findEntries } from '../../collections/audit/search.ts';
import { observationOf } from '../../server/observing/observation.ts';
import { createTracing, type Tracing, type TracingOptions } from '../../server/tracing/tracing.ts';
import { passwordOf, startExchange, type RunningExchange, type StartOptions } from '../protocol/running-exchange.ts';
import { sendText } from '../protocol/raw-request.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { collectSpans, type CollectedSpan, type SpanCollector } from './span-collector.ts';

const OBJECTS = `/one/collections/${MAIN}/objects/`;
const TEMPLATE = '/{api-root}/collections/{collection}/objects/';
/** No longer than a batch that can't be sent is waited for. */
const ENDING = 300;

let collector: SpanCollector;
let tracing: Tracing;
let exchange: RunningExchange;
const warnings: string[] = [];

async function start(options: Partial<TracingOptions> = {}, others: StartOptions = {}): Promise<void> {
  const log = pino({ level: 'warn' }, { write: (line: string) => void warnings.push(line) });
  tracing = createTracing({ endpoint: collector.url, sampleRatio: 1, serviceName: 'test', version: '0.0.0', ending: 5_000, ...options }, log);
  exchange = await startExchange({
    ...others,
    listen: { observers: [tracing.observeRequest], ...others.listen },
    exchange: { observers: [tracing.exchangeObserver] },
    wrap: tracing.trace,
  });
}

/** Ends everything; gives what was collected by then. */
async function end(): Promise<CollectedSpan[]> {
  await exchange.close();
  await tracing.close();
  return collector.spans;
}

const childrenOf = (parent: CollectedSpan | undefined): CollectedSpan[] => collector.spans.filter(({ parentSpanId }) => parentSpanId === parent?.spanId);
const named = (name: string): CollectedSpan[] => collector.spans.filter((span) => span.name === name);

beforeEach(async () => {
  warnings.splice(0);
  collector = await collectSpans();
});
afterEach(() => collector.close());

test('a request is a span, and what it waited for its children', async () => {
  await start();
  const body = { objects: [indicator()] };
  const posted = await exchange.as('both').post(OBJECTS, body);
  const read = await exchange.as('reader').get(`${OBJECTS}?match[id]=${body.objects[0]?.id}`);
  await end();
  const [post] = named(`POST ${TEMPLATE}`);
  const [get] = named(`GET ${TEMPLATE}`);
  expect(post?.attributes).toEqual({
    'http.request.method': 'POST',
    'http.route': TEMPLATE,
    'http.response.status_code': 202,
    'http.request.body.size': Buffer.byteLength(JSON.stringify(body)),
    'http.response.body.size': Number(posted.headers['content-length']),
    'liaison.request_id': posted.headers['x-request-id'],
    'liaison.agency': 'both',
    'liaison.collection': MAIN,
  });
  expect(get?.attributes).toMatchObject({ 'http.response.status_code': 200, 'liaison.request_id': read.headers['x-request-id'], 'liaison.agency': 'reader' });
  expect(get?.traceId).not.toBe(post?.traceId);
  expect(post?.parentSpanId).toBeUndefined();
  const within = ({ name }: CollectedSpan): string => name;
  expect(childrenOf(post).map(within)).toEqual(expect.arrayContaining(['store catalogue.revision', 'check envelope', 'store writer.finish']));
  expect(childrenOf(get).map(within)).toEqual(expect.arrayContaining(['store catalogue.revision', 'store objects.page']));
  for (const child of [...childrenOf(post), ...childrenOf(get)]) {
    const parent = child.parentSpanId === post?.spanId ? post : get;
    expect(child.traceId).toBe(parent?.traceId);
    expect(child.start).toBeGreaterThanOrEqual(parent?.start ?? 0n);
    expect(child.end).toBeGreaterThanOrEqual(child.start);
  }
  expect(collector.resource()).toEqual({ 'service.name': 'test', 'service.version': '0.0.0' });
  expect(warnings).toEqual([]);
});

test('what is written for many requests at once is a part of none of them', async () => {
  await start();
  await exchange.as('both').post(OBJECTS, { objects: [indicator()] });
  await exchange.as('both').get(OBJECTS);
  for (let tries = 0; tries < 1_000 && !(await isDisclosed()); tries += 1) await new Promise((resolve) => setTimeout(resolve, 50));
  expect(await isDisclosed()).toBe(true);
  await end();
  expect(named(`GET ${TEMPLATE}`)).toHaveLength(1);
  const written = collector.spans.map(({ name }) => name).filter((name) => name.startsWith('store writer.'));
  expect(written).toEqual(['store writer.finish']);
});

/** Whether the audit log has the disclosure, which is written a second after the answer. */
async function isDisclosed(): Promise<boolean> {
  for await (const _ of findEntries(exchange.store.audit, { kinds: ['disclosure'] })) return true;
  return false;
}

test('an envelope that is finished after its answer goes on in the same trace', async () => {
  await start({}, { publisher: { pendingAbove: 10 } });
  const { json } = await exchange.as('both').post(OBJECTS, { objects: [indicator()] });
  expect(json.status).toBe('pending');
  await end();
  const [post] = named(`POST ${TEMPLATE}`);
  expect(childrenOf(post).map(({ name }) => name)).toEqual(expect.arrayContaining(['store writer.receive', 'store writer.finish']));
});

test('errors are told by their code; failures of the server are errors of the span', async () => {
  await start();
  await exchange.as('both').get('/one/collections/nowhere/');
  await exchange.anonymous.get('/taxii2/');
  await end();
  const errors = collector.spans.filter(({ attributes }) => attributes['error.type'] !== undefined);
  expect(errors.map(({ attributes, hasFailed }) => [attributes['http.response.status_code'], attributes['error.type'], hasFailed])).toEqual([
    [404, 'not-found', false],
    [401, 'unauthenticated', false],
  ]);
});

test('no secret, no query, no path, no object is in a span, and nothing that is long', async () => {
  await start();
  const object = indicator({ description: 'SECRET-OF-THE-OBJECT' });
  await exchange.as('both').post(OBJECTS, { objects: [object] });
  await exchange.as('both').get(`${OBJECTS}?match[id]=${object.id}`);
  await exchange.as('both').get(`/one/collections/${MAIN}/objects/${object.id}/`);
  await exchange.as('both').get(`/one/SECRET-${'x'.repeat(10_000)}/`);
  await sendText(exchange.origin, `MSECRET /SECRET HTTP/1.1\r\nHost: SECRET\r\nCookie: SECRET\r\nUser-Agent: SECRET\r\nConnection: close\r\n\r\n`);
  await end();
  expect(named('GET none').length + named('GET /{api-root}/').length).toBeGreaterThan(0);
  for (const secret of ['SECRET', object.id, passwordOf('both'), Buffer.from(`both:${passwordOf('both')}`).toString('base64')]) {
    expect(collector.text()).not.toContain(secret);
  }
  for (const { attributes } of collector.spans) {
    expect(Object.keys(attributes).length).toBeLessThanOrEqual(16);
    for (const value of Object.values(attributes)) expect(String(value).length).toBeLessThanOrEqual(256);
  }
});

describe('traceparent', () => {
  const traceId = randomBytes(16).toString('hex');
  const spanId = randomBytes(8).toString('hex');
  const ask = (flags: string, header = `00-${traceId}-${spanId}-${flags}`) => exchange.as('both').get(OBJECTS, { traceparent: header });

  test('of a declared proxy is followed, its decision about sampling included', async () => {
    await start({ sampleRatio: 0 }, { listen: { trustedProxies: ['loopback'] } });
    await ask('01');
    await ask('00');
    await ask('01', 'nonsense');
    await end();
    const requests = named(`GET ${TEMPLATE}`);
    expect(requests.map((span) => [span.traceId, span.parentSpanId])).toEqual([[traceId, spanId]]);
    expect(childrenOf(requests[0]).every((child) => child.traceId === traceId)).toBe(true);
  });

  test('of anybody else counts for nothing', async () => {
    await start();
    await ask('00');
    await end();
    const requests = named(`GET ${TEMPLATE}`);
    expect(requests).toHaveLength(1);
    expect(requests[0]?.parentSpanId).toBeUndefined();
    expect(requests[0]?.traceId).not.toBe(traceId);
  });
});

// 200 requests, one in two: outside of these bounds once in a thousand million runs.
test.each([
  [0, 0, 0],
  [0.5, 57, 143],
  [1, 200, 200],
])('of a ratio of %d, so many requests are traced, each as a whole', async (sampleRatio, least, most) => {
  await start({ sampleRatio });
  for (let batch = 0; batch < 10; batch += 1) await Promise.all(Array.from({ length: 20 }, () => exchange.as('both').get('/taxii2/')));
  await end();
  const requests = named('GET /taxii2/');
  expect(requests.length).toBeGreaterThanOrEqual(least);
  expect(requests.length).toBeLessThanOrEqual(most);
  for (const request of requests) expect(childrenOf(request).length).toBeGreaterThan(0);
  const ids = new Set(requests.map(({ traceId }) => traceId));
  expect(collector.spans.filter((span) => !ids.has(span.traceId))).toEqual([]);
});

describe('a collector', () => {
  test('that is not there costs its traces, a line in the log, and no answer', async () => {
    await collector.close();
    await start({ ending: ENDING });
    const answers = await Promise.all(Array.from({ length: 50 }, () => exchange.as('both').get('/taxii2/')));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    await end();
    expect(warnings.map((line) => JSON.parse(line).msg)).toEqual(['spans could not be sent to the collector; these traces are lost']);
    collector = await collectSpans();
  });

  test('that takes and never answers is sent no more than what fits into memory', async () => {
    collector.hold();
    await start({ ending: ENDING });
    // In one go, so that nothing of it can be given up in between: 60 requests, each with 100 children.
    for (let time = 0; time < 60; time += 1) pretend(100);
    await collector.until(() => true);
    const spans = await end();
    // What was on its way, and what waited.
    expect(new Set(spans.map(({ spanId }) => spanId)).size).toBeLessThanOrEqual(512 + 2_048);
    collector.release();
  });

  test('that comes back gets what happens from then on', async () => {
    const { port } = new URL(collector.url);
    await collector.close();
    await start({ ending: ENDING });
    await exchange.as('both').get('/taxii2/');
    collector = await collectSpans(Number(port));
    const path = `/one/status/${randomUUID()}/`;
    await exchange.as('both').get(path);
    await collector.until(({ name }) => name === 'GET /{api-root}/status/{status}/');
    await end();
  });
});

test('of one request at most 100 children are told, and how many are not', async () => {
  await start();
  pretend(130);
  await end();
  const request = collector.spans.find(({ parentSpanId }) => parentSpanId === undefined);
  expect(request?.attributes['liaison.children_left_out']).toBe(30);
  expect(childrenOf(request).map(({ hasFailed }) => hasFailed)).toEqual([true, ...Array.from({ length: 99 }, () => false)]);
});

/** As if a request had come that waited for the store so often, the first time in vain. */
function pretend(calls: number): void {
  const request = new IncomingMessage(new Socket());
  const application = tracing.trace(() => {
    for (let call = 0; call < calls; call += 1) tracing.exchangeObserver.stored?.('objects.page', 0.001, call === 0);
  });
  application(request, new ServerResponse(request));
  const { id } = observationOf(request);
  tracing.observeRequest({ id, method: 'GET', endpoint: '/', path: '/', status: 200, seconds: 0.001, received: 0, sent: 0, address: '127.0.0.1' });
}
