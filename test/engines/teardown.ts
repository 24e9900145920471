// jest's global teardown: the engine goes.
import type { MongoEngine } from './mongodb-engine.ts';

/** Ends the engine that the setup started. */
export default async function stopSharedEngine(): Promise<void> {
  await (globalThis as { liaisonEngine?: MongoEngine }).liaisonEngine?.stop();
}
