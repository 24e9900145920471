// What the operator sees of requests: the access log, the ids, the metrics. And what must never be seen there.
import { pino } from 'pino';
import { createMetrics, type Metrics } from '../../server/metrics/metrics.ts';
import { boundedLabel } from '../../server/metrics/bounded-label.ts';
import { serveMetrics } from '../../server/metrics/serve-metrics.ts';
import { accessLog } from '../../server/observing/access-log.ts';
import { sendText } from '../protocol/raw-request.ts';
import { basic, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { MAIN } from '../protocol/test-catalogue.ts';

const OBJECTS = '/one/collections/main/objects/';
const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;
const UNKNOWN = `${OBJECTS}indicator--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061/`;

let exchange: RunningExchange;
let metrics: Metrics;
const lines: string[] = [];
beforeAll(async () => {
  metrics = createMetrics();
  const log = pino({ level: 'debug' }, { write: (line: string) => void lines.push(line) });
  const observers = [accessLog(log), metrics.observeRequest];
  exchange = await startExchange({ log, listen: { observers }, exchange: { observers: [metrics.exchangeObserver] } });
  metrics.watch(exchange.exchange);
});
afterAll(() => exchange.close());
beforeEach(() => lines.splice(0));

/** The lines of requests, once there are so many. */
async function requests(count: number): Promise<Record<string, unknown>[]> {
  for (let tries = 0; tries < 1_500; tries += 1) {
    const found = lines.map((line) => JSON.parse(line)).filter(({ msg }) => msg === 'request');
    if (found.length >= count) return found;
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  throw new Error(`There are not ${count} lines: ${lines.join('')}`);
}

describe('the access log', () => {
  test('tells who asked for what, and what they got, without the query', async () => {
    const body = { objects: [indicator()] };
    await exchange.as('both').post(OBJECTS, body);
    const answer = await exchange.as('both').get(`${OBJECTS}?match[id]=${body.objects[0]?.id}`);
    const [published, read] = await requests(2);
    const endpoint = '/{api-root}/collections/{collection}/objects/';
    const who = { account: 'both', agency: 'both', collection: MAIN, address: '127.0.0.1', endpoint, path: OBJECTS, level: 30 };
    expect(published).toMatchObject({ ...who, method: 'POST', status: 202, received: Buffer.byteLength(JSON.stringify(body)) });
    expect(read).toMatchObject({ ...who, method: 'GET', status: 200, received: 0, sent: Number(answer.headers['content-length']) });
    expect(read?.['requestId']).toBe(answer.headers['x-request-id']);
    expect(read?.['milliseconds']).toBeGreaterThan(0);
  });

  test('T-3.6.1-01 the id of a request is in its answer, and the error_id of an error resource', async () => {
    const answer = await exchange.as('both').get(UNKNOWN);
    expect(answer.headers['x-request-id']).toMatch(UUID);
    expect(answer.json.error_id).toBe(answer.headers['x-request-id']);
    expect((await requests(1))[0]).toMatchObject({ requestId: answer.json.error_id, status: 404, errorCode: 'not-found' });
    const unreadable = await sendText(exchange.origin, 'NONSENSE\r\n\r\n');
    expect(unreadable.json.error_id).toBe(unreadable.headers['x-request-id']);
    expect((await requests(2))[1]).toMatchObject({ requestId: unreadable.json.error_id, endpoint: 'unreadable', status: 400, errorCode: 'malformed-http' });
  });

  test('health checks are told at the level debug only', async () => {
    await fetch(`${exchange.origin}/health/live`);
    expect((await requests(1))[0]).toMatchObject({ level: 20, endpoint: '/health/live/' });
  });

  test('no password, no header and no object is in the log, and no line that a client made up', async () => {
    const object = indicator({ description: 'SECRET-OF-THE-OBJECT' });
    await exchange.as('both').post(OBJECTS, { objects: [object] });
    await sendText(
      exchange.origin,
      `GET /one/%0A{"level":60,"msg":"forged"}/?password=QUERYSECRET HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: COOKIESECRET\r\nAuthorization: ${basic('both\n{"msg":"forged"}', 'WRONGSECRET')}\r\n\r\n`,
    );
    await requests(2);
    const text = lines.join('');
    for (const secret of [passwordOf('both'), 'SECRET', basic('both', passwordOf('both')).slice(6)]) expect(text).not.toContain(secret);
    for (const line of lines) {
      expect(line.trimEnd()).not.toContain('\n');
      expect(JSON.parse(line).msg).not.toBe('forged');
    }
  });
});

describe('the metrics', () => {
  const sample = async (pattern: RegExp): Promise<string[]> => (await metrics.read()).split('\n').filter((line) => pattern.test(line));

  test('count requests, errors, objects by agency, findings by code and the time of the store', async () => {
    await exchange.as('both').post(OBJECTS, { objects: [indicator(), indicator({ created: 'yesterday' })] });
    await exchange.as('reader').get(OBJECTS);
    await exchange.as('both').get(UNKNOWN);
    const text = await metrics.read();
    for (const expected of [
      /^liaison_requests_total\{endpoint="\/\{api-root\}\/collections\/\{collection\}\/objects\/",method="POST",status="202"\} [1-9]/m,
      /^liaison_request_seconds_bucket\{le="0\.25",endpoint="\/\{api-root\}\/collections\/\{collection\}\/objects\/",method="GET"\} [1-9]/m,
      /^liaison_errors_total\{error_code="not-found"\} [1-9]/m,
      /^liaison_agency_requests_total\{agency="reader",status_class="2xx"\} 1$/m,
      /^liaison_versions_given_total\{agency="reader"\} [1-9]/m,
      /^liaison_objects_published_total\{agency="both",outcome="accepted"\} [1-9]/m,
      /^liaison_objects_published_total\{agency="both",outcome="refused"\} 1$/m,
      /^liaison_findings_total\{code="[a-z-]+"\} [1-9]/m,
      /^liaison_store_seconds_count\{operation="writer\.finish"\} [1-9]/m,
      /^liaison_received_bytes_total [1-9]/m,
      /^liaison_sent_bytes_total [1-9]/m,
      /^liaison_publications_pending 0$/m,
      /^liaison_envelopes_unchecked 0$/m,
      /^nodejs_eventloop_lag_p99_seconds /m,
      /^liaison_consumers_left_out 0$/m,
    ]) {
      expect(text).toMatch(expected);
    }
  });

  test('what anybody can make up adds no time series', async () => {
    const series = () => sample(/^liaison_request/);
    const ask = (round: string) => [
      exchange.anonymous.get(`/${round}/x/`),
      exchange.as('both').get(`/one/${round}/`),
      exchange.as('both').get(`/one/collections/${round}/`),
      sendText(exchange.origin, `M${round} /one/ HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`),
    ];
    await Promise.all(ask('first'));
    const before = (await series()).length;
    await Promise.all(['second', 'third', 'fourth'].flatMap(ask));
    expect((await series()).length).toBe(before);
  });

  test('labels are bounded in number', () => {
    const labelOf = boundedLabel(2);
    expect(['a', 'b', 'c', 'a', 'd'].map(labelOf)).toEqual(['a', 'b', 'other', 'a', 'other']);
  });

  test('are served at /metrics, and nothing else is', async () => {
    const server = await serveMetrics(metrics, { host: '127.0.0.1', port: 0 }, pino({ level: 'silent' }));
    try {
      const answer = await fetch(server.url);
      expect(answer.headers.get('content-type')).toMatch(/^text\/plain; version=/);
      expect(await answer.text()).toContain('liaison_requests_total');
      expect((await fetch(server.url, { method: 'HEAD' })).status).toBe(200);
      expect((await fetch(server.url, { method: 'POST' })).status).toBe(405);
      expect((await fetch(new URL('/', server.url))).status).toBe(404);
    } finally {
      await server.close();
    }
  });
});
