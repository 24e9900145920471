// Metrics of several processes as those of one: counters are added up, also those of processes that have ended.
import { AggregatorRegistry } from 'prom-client';
import type { Metrics, MetricValues } from './metrics.ts';

/** Metrics of processes that come and go. */
export interface GatheredMetrics extends Pick<Metrics, 'read' | 'contentType'> {
  /** Takes down the last that a process told, once it is gone: what it counted stays counted. */
  keep(last: MetricValues): void;
}

/** What only grows, and so must not shrink when a process goes. */
const GROWING = new Set(['counter', 'histogram']);

/** @param ask gives the metrics of each process that is there and answers */
export function gatherMetrics(ask: () => Promise<readonly MetricValues[]>): GatheredMetrics {
  let past: Promise<MetricValues> = Promise.resolve([]);

  return {
    async read() {
      const present = await ask();
      return AggregatorRegistry.aggregate([...present, await past]).metrics();
    },
    keep(last) {
      const growing = last.filter(({ type }) => GROWING.has(type));
      past = past.then((before) => AggregatorRegistry.aggregate([before, growing]).getMetricsAsJSON() as Promise<unknown> as Promise<MetricValues>);
    },
    contentType: AggregatorRegistry.PROMETHEUS_CONTENT_TYPE,
  };
}
