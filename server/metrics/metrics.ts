// What the server counts for Prometheus. Names and labels are a promise to dashboards: docs/operations.md lists them.
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Exchange } from '../../collections/exchange.ts';
import type { ExchangeObserver } from '../../collections/observer.ts';
import type { RequestObserver } from '../observing/observation.ts';
import { boundedLabel } from './bounded-label.ts';
import { countConsumers } from './consumer-gauges.ts';

/** Counters, and who has to be told what so that they count. */
export interface Metrics {
  readonly observeRequest: RequestObserver;
  readonly exchangeObserver: ExchangeObserver;
  /** Adds what can be asked of an exchange when somebody reads the metrics. What it gives ends the asking: the exchange is closed. */
  watch(exchange: Pick<Exchange, 'backlog' | 'consumers'>): () => void;
  /** All metrics in the text format of Prometheus. */
  read(): Promise<string>;
  readonly contentType: string;
  /** All metrics as plain data, for another process to put together with those of others (gathered-metrics.ts). */
  values(): Promise<MetricValues>;
}

/** All metrics of a process as plain data. */
export type MetricValues = readonly { readonly name: string; readonly type: string }[];

/** Agencies that are told by name; all others are `other`. */
const MOST_AGENCIES = 500;
const MOST_CODES = 500;
/** Seconds. */
const REQUEST_BUCKETS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30];
const STORE_BUCKETS = [0.0001, 0.00025, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 1, 5];

/** Begins to count, the process itself included: processor, memory, event loop, garbage collection. */
export function createMetrics(): Metrics {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  let refresh = async (): Promise<void> => {};
  return {
    observeRequest: requestMetrics(registry),
    exchangeObserver: exchangeMetrics(registry),
    watch(exchange) {
      gauge(registry, 'liaison_publications_pending', 'Publications that were answered pending and are not finished.', () => exchange.backlog().publications);
      gauge(registry, 'liaison_publications_pending_bytes', 'Octets of their envelopes.', () => exchange.backlog().bytes);
      gauge(registry, 'liaison_envelopes_unchecked', 'Envelopes that wait for a process that looks at them.', () => exchange.backlog().unchecked);
      refresh = countConsumers(registry, () => exchange.consumers());
      return () => {
        refresh = async () => {};
      };
    },
    async read() {
      await refresh();
      return registry.metrics();
    },
    contentType: registry.contentType,
    async values() {
      await refresh();
      // As prom-client's types have it, a metric's type is a number; it is a text.
      return (await registry.getMetricsAsJSON()) as unknown as MetricValues;
    },
  };
}

function requestMetrics(registry: Registry): RequestObserver {
  const registers = [registry];
  const agencyOf = boundedLabel(MOST_AGENCIES);
  const requests = new Counter({
    registers,
    name: 'liaison_requests_total',
    help: 'Requests that are over; the status is 0 where the client left before the answer.',
    labelNames: ['endpoint', 'method', 'status'],
  });
  const seconds = new Histogram({
    registers,
    name: 'liaison_request_seconds',
    help: 'From the end of the headers until the answer was handed to the network.',
    labelNames: ['endpoint', 'method'],
    buckets: REQUEST_BUCKETS,
  });
  const errors = new Counter({ registers, name: 'liaison_errors_total', help: 'Error resources by error_code.', labelNames: ['error_code'] });
  const received = new Counter({ registers, name: 'liaison_received_bytes_total', help: 'Octets of the bodies of requests.' });
  const sent = new Counter({ registers, name: 'liaison_sent_bytes_total', help: 'Octets of the bodies of answers.' });
  const ofAgency = new Counter({
    registers,
    name: 'liaison_agency_requests_total',
    help: `Requests of an agency by the first digit of the status; beyond ${MOST_AGENCIES} agencies the agency is other.`,
    labelNames: ['agency', 'status_class'],
  });

  return function observeRequest({ endpoint, method, status, errorCode, agency, ...request }) {
    requests.labels(endpoint, method, String(status)).inc();
    seconds.labels(endpoint, method).observe(request.seconds);
    if (errorCode !== undefined) errors.labels(errorCode).inc();
    received.inc(request.received);
    sent.inc(request.sent);
    if (agency !== undefined) ofAgency.labels(agencyOf(agency), `${Math.floor(status / 100)}xx`).inc();
  };
}

function exchangeMetrics(registry: Registry): ExchangeObserver {
  const registers = [registry];
  const agencyOf = boundedLabel(MOST_AGENCIES);
  const codeOf = boundedLabel(MOST_CODES);
  const given = new Counter({
    registers,
    name: 'liaison_versions_given_total',
    help: 'Versions of objects that an agency was given, as objects or as records.',
    labelNames: ['agency'],
  });
  const published = new Counter({
    registers,
    name: 'liaison_objects_published_total',
    help: 'Objects that an agency published, by what became of them.',
    labelNames: ['agency', 'outcome'],
  });
  const findings = new Counter({
    registers,
    name: 'liaison_findings_total',
    help: 'What validation found in published objects, by code.',
    labelNames: ['code'],
  });
  const store = new Histogram({
    registers,
    name: 'liaison_store_seconds',
    help: 'What the store took for each operation.',
    labelNames: ['operation'],
    buckets: STORE_BUCKETS,
  });
  const failures = new Counter({
    registers,
    name: 'liaison_store_failures_total',
    help: 'Operations of the store that failed.',
    labelNames: ['operation'],
  });

  return {
    given: ({ agency }, versions) => given.labels(agencyOf(agency)).inc(versions),
    published({ agency }, accepted, refused) {
      published.labels(agencyOf(agency), 'accepted').inc(accepted);
      published.labels(agencyOf(agency), 'refused').inc(refused);
    },
    found(counts) {
      for (const [code, count] of Object.entries(counts)) findings.labels(codeOf(code)).inc(count);
    },
    stored(operation, seconds, hasFailed) {
      store.labels(operation).observe(seconds);
      if (hasFailed) failures.labels(operation).inc();
    },
  };
}

function gauge(registry: Registry, name: string, help: string, value: () => number): void {
  const asked = new Gauge({
    registers: [],
    name,
    help,
    collect() {
      this.set(value());
    },
  });
  registry.registerMetric(asked);
}
