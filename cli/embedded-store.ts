// The file of the embedded store, for commands that only work on that.
import { join, resolve } from 'node:path';
import type { EffectiveConfiguration } from './configuration.ts';
import { STORE_FILE } from './data-folder.ts';
import { CommandFailure } from './failure.ts';
import { connectionStringOf, maskConnectionString } from './store-place.ts';

/**
 * Where the embedded store is, or would be; nothing is made.
 * @param instead completes "The store is in MongoDB, …": what to do there
 * @throws {CommandFailure} when the configuration names a database
 */
export function embeddedStoreFile(effective: EffectiveConfiguration, instead: (place: string) => string): string {
  const uri = connectionStringOf(effective);
  if (uri !== undefined) throw new CommandFailure(`The store is in MongoDB (${maskConnectionString(uri)}), ${instead(maskConnectionString(uri))}`);
  return join(resolve(effective.configuration.store.data ?? 'data'), STORE_FILE);
}
