// What a server prints once it serves: where it is, and at the first start its sample exchange and what to try.
import type { Store } from '../../collections/storage/port.ts';
import type { EffectiveConfiguration } from '../configuration.ts';
import { createSampleExchange, describeFirstStart } from '../first-start.ts';
import { describePlace } from '../store-place.ts';

/** Makes the sample exchange where there is none, and says on standard output that the server serves. */
export async function tellStart(
  effective: EffectiveConfiguration,
  store: Store,
  { origin, metricsUrl }: { readonly origin: string; readonly metricsUrl: string | undefined },
): Promise<void> {
  const isFirstStart = (await store.catalogue.revision()) === 0;
  const made = isFirstStart ? await createSampleExchange(store) : undefined;
  process.stdout.write(`Liaison listens on ${origin}/taxii2/\n`);
  if (metricsUrl !== undefined) process.stdout.write(`Metrics are at ${metricsUrl}\n`);
  const place = describePlace(effective);
  if (made === undefined) process.stdout.write(`${place} Stop with Ctrl+C.\n`);
  else process.stdout.write(describeFirstStart(publicOrigin(effective, origin), place, made, effective.configuration.console.enabled));
}

function publicOrigin({ configuration: { listen } }: EffectiveConfiguration, origin: string): string {
  return listen.public_url === undefined ? origin : new URL(listen.public_url).origin;
}
