// From the configuration to metrics that can be read, and what keeps them from being served.
import type { Logger } from 'pino';
import type { Metrics } from '../server/metrics/metrics.ts';
import { serveMetrics, type MetricsServer } from '../server/metrics/serve-metrics.ts';
import type { EffectiveConfiguration } from './configuration.ts';
import { CommandFailure } from './failure.ts';

/**
 * Serves metrics where the configuration has a port for them, and nowhere else.
 * @throws {CommandFailure} when that can't be
 */
export async function serveMetricsAsConfigured(
  metrics: Pick<Metrics, 'read' | 'contentType'>,
  { configuration, nameGiven }: EffectiveConfiguration,
  log: Logger,
): Promise<MetricsServer | undefined> {
  const { host, port } = configuration.metrics;
  if (port === undefined) return undefined;
  try {
    return await serveMetrics(metrics, { host, port }, log);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const place = `The metrics can't be served on port ${port} of ${host}`;
    throw new CommandFailure(`${place} (${code ?? message}). Name another place with ${nameGiven('metrics.port')} and ${nameGiven('metrics.host')}.`, { cause: error });
  }
}
