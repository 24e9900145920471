// Metrics of several processes as those of one.
import { gatherMetrics } from '../../server/metrics/gathered-metrics.ts';
import { createMetrics, type MetricValues } from '../../server/metrics/metrics.ts';

const REQUEST = { id: 'x', method: 'GET', endpoint: '/taxii2/', path: '/taxii2/', status: 200, seconds: 0.002, received: 0, sent: 10, address: '192.0.2.1' };

/** The metrics of a process that answered so many requests. */
async function valuesAfter(requests: number): Promise<MetricValues> {
  const metrics = createMetrics();
  metrics.watch({ backlog: () => ({ publications: 1, bytes: 100, unchecked: 2 }), consumers: async () => [] });
  for (let count = 0; count < requests; count += 1) metrics.observeRequest(REQUEST);
  return structuredClone(await metrics.values());
}

const valueOf = (text: string, name: string): number => Number(new RegExp(`^${name}(?:\\{[^}]*\\})? (.*)$`, 'm').exec(text)?.[1]);

test('counters, histograms and gauges are added up', async () => {
  const processes = [await valuesAfter(3), await valuesAfter(4)];
  const text = await gatherMetrics(async () => processes).read();
  expect(valueOf(text, 'liaison_requests_total')).toBe(7);
  expect(valueOf(text, 'liaison_request_seconds_count')).toBe(7);
  expect(valueOf(text, 'liaison_sent_bytes_total')).toBe(70);
  expect(valueOf(text, 'liaison_publications_pending_bytes')).toBe(200);
});

test('what a process counted stays counted when it is gone, and what it had doesn’t', async () => {
  const there: MetricValues[] = [await valuesAfter(3)];
  const gathered = gatherMetrics(async () => there);
  gathered.keep(await valuesAfter(5));
  gathered.keep(await valuesAfter(7));
  expect(valueOf(await gathered.read(), 'liaison_requests_total')).toBe(15);
  expect(valueOf(await gathered.read(), 'liaison_publications_pending')).toBe(1);
  there.pop();
  expect(valueOf(await gathered.read(), 'liaison_requests_total')).toBe(12);
});

test('of an exchange that is closed nothing is asked', async () => {
  const metrics = createMetrics();
  const stopAsking = metrics.watch({
    backlog: () => ({ publications: 0, bytes: 0, unchecked: 0 }),
    consumers: () => Promise.reject(new Error('database is not open')),
  });
  stopAsking();
  expect(valueOf(await metrics.read(), 'liaison_publications_pending')).toBe(0);
});
