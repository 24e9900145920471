// A server that is one process.
import type { Logger } from 'pino';
import { createMetrics } from '../../server/metrics/metrics.ts';
import { serveMetricsAsConfigured } from '../configuration-metrics.ts';
import type { EffectiveConfiguration } from '../configuration.ts';
import { tellStart } from './first-message.ts';
import { openServer } from './open-server.ts';
import { obeySignals } from './signals.ts';

/** Serves in this process. */
export async function serveAlone(effective: EffectiveConfiguration, log: Logger): Promise<void> {
  const metrics = effective.configuration.metrics.port === undefined ? undefined : createMetrics();
  const metricsServer = metrics === undefined ? undefined : await serveMetricsAsConfigured(metrics, effective, log);
  const server = await openServer(effective, log, metrics === undefined ? {} : { metrics }).catch(async (error: unknown) => {
    await metricsServer?.close();
    throw error;
  });
  obeySignals(log, {
    async end() {
      await server.close();
      await metricsServer?.close();
    },
    cut: () => undefined,
    restart: () => log.warn('a server that is one process is not restarted by SIGHUP: it takes workers that can do so one after another'),
  });
  await tellStart(effective, server.store, { origin: server.origin, metricsUrl: metricsServer?.url });
}
