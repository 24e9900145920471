// A server in a process of its own whose memory can be asked for: test/fuzzing/memory.test.ts starts it with --expose-gc.
import { setTimeout as sleep } from 'node:timers/promises';
import { pino } from 'pino';
import { accessLog } from '../../server/observing/access-log.ts';
import { createMetrics } from '../../server/metrics/metrics.ts';
import { now } from '../../schemas/timestamp.ts';
import { giveKey } from '../accounts/give.ts';
import { startExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import type { Known } from './arbitrary-requests.ts';

/** What the test is told first. */
export interface Started {
  readonly origin: string;
  readonly known: Known;
}

const metrics = createMetrics();
const log = pino({ level: 'info' }, { write: () => undefined });
const exchange = await startExchange({
  log,
  settings: { apiKeyHeader: 'X-API-Key' },
  listen: { log, observers: [accessLog(log), metrics.observeRequest] },
  exchange: { observers: [metrics.exchangeObserver], rates: { windowSeconds: 60, account: { requests: 1e9 }, agency: { bytes: 1e15 } } },
});
const objects = Array.from({ length: 3 }, () => indicator());
const { json } = await exchange.as('both').post('/one/collections/main/objects/', { objects });
const page = await exchange.as('both').get('/one/collections/main/objects/?limit=1');
const key = await giveKey(exchange.store, 'reader');
const expiredKey = await giveKey(exchange.store, 'writer', { expiresAt: now() - 1e6 });

process.on('message', async () => {
  // What was gathered for the audit log and of consumers is written within seconds, and then gone.
  await sleep(6_000);
  for (let round = 0; round < 4; round += 1) {
    globalThis.gc?.();
    await sleep(50);
  }
  process.send?.(process.memoryUsage().heapUsed);
});
process.once('disconnect', () => process.exit());
process.send?.({ origin: exchange.origin, known: { object: objects[0]?.id ?? '', status: json.id, next: page.json.next, key, expiredKey } } satisfies Started);
