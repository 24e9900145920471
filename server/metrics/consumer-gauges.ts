// How accounts get on with collections, for alerts: whose feed has gone quiet, who lags behind.
import { Gauge, type Registry } from 'prom-client';
import type { ConsumerHealth } from '../../collections/consumers/health.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';
import { now } from '../../schemas/timestamp.ts';

/** Accounts and collections that are told; those beyond are left out, and `liaison_consumers_left_out` says how many. */
const MOST_PAIRS = 2_000;
/** Milliseconds for which an answer of the store is good: how far each is behind takes a look at its collection. */
const ASKED_EVERY = 30_000;

const LABELS = ['account', 'collection'];

/** Adds the gauges. To be called before they are read: it asks `ask` how things stand, at most every 30 seconds. */
export function countConsumers(registry: Registry, ask: () => Promise<ConsumerHealth[]>): () => Promise<void> {
  const registers = [registry];
  // Of several workers each knows all of it.
  const aggregator = 'first';
  const polled = new Gauge({ registers, aggregator, name: 'liaison_consumer_last_poll_timestamp_seconds', help: 'When the account last asked the collection for what is new.', labelNames: LABELS });
  const published = new Gauge({ registers, aggregator, name: 'liaison_consumer_last_publication_timestamp_seconds', help: 'When the account last published in the collection.', labelNames: LABELS });
  const behind = new Gauge({ registers, aggregator, name: 'liaison_consumer_behind_seconds', help: 'Age of the oldest thing that is there for the account and that it has not got; 0 when it has all.', labelNames: LABELS });
  const failures = new Gauge({ registers, aggregator, name: 'liaison_consumer_failures_7d', help: 'Requests of the account to the collection that failed in the last seven days.', labelNames: LABELS });
  const requests = new Gauge({ registers, aggregator, name: 'liaison_consumer_requests_7d', help: 'All its requests in the last seven days.', labelNames: LABELS });
  const leftOut = new Gauge({ registers, aggregator, name: 'liaison_consumers_left_out', help: `Accounts and collections beyond the first ${MOST_PAIRS}, of which the gauges tell nothing.` });
  const gauges = [polled, published, behind, failures, requests];
  let askedAt = -Infinity;

  return async function refresh() {
    if (performance.now() - askedAt < ASKED_EVERY) return;
    askedAt = performance.now();
    const all = await askIfThere(ask);
    if (all === undefined) return;
    for (const each of gauges) each.reset();
    for (const health of all.slice(0, MOST_PAIRS)) tell(health);
    leftOut.set(Math.max(0, all.length - MOST_PAIRS));
  };

  function tell({ account, collection, ...health }: ConsumerHealth): void {
    if (health.lastPoll !== undefined) polled.labels(account, collection).set(health.lastPoll / 1e6);
    if (health.lastPublication !== undefined) published.labels(account, collection).set(health.lastPublication / 1e6);
    if (health.position !== undefined) {
      behind.labels(account, collection).set(health.behindSince === undefined ? 0 : (now() - health.behindSince) / 1e6);
    }
    failures.labels(account, collection).set(health.failures);
    requests.labels(account, collection).set(health.requests);
  }
}

// The other metrics are needed most while the store is away.
async function askIfThere(ask: () => Promise<ConsumerHealth[]>): Promise<ConsumerHealth[] | undefined> {
  try {
    return await ask();
  } catch (error) {
    if (error instanceof StoreUnavailable) return undefined;
    throw error;
  }
}
