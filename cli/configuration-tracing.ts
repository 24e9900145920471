// From the configuration to traces. What they need is loaded where they are wanted only.
import type { Log } from '../collections/publishing/log.ts';
import type { Configuration } from '../schemas/configuration/configuration.ts';
import type { Tracing } from '../server/tracing/tracing.ts';

/** Begins to trace where the configuration has an endpoint for that. */
export async function tracingAsConfigured({ tracing, timeouts }: Configuration, version: string, log: Log): Promise<Tracing | undefined> {
  const { endpoint, sample_ratio: sampleRatio, service_name: serviceName } = tracing;
  if (endpoint === undefined) return undefined;
  const { createTracing } = await import('../server/tracing/tracing.ts');
  return createTracing({ endpoint, sampleRatio, serviceName, version, ending: timeouts.ending * 1_000 }, log);
}
