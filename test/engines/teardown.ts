// jest's global teardown: the engine goes.
import type { MongoEngine } from './mongodb-engine.ts';

/** Ends the engine that the setup started, and takes its word back: a run that watches sets up again. */
export default async function stopSharedEngine(): Promise<void> {
  const shared = globalThis as { liaisonEngine?: MongoEngine };
  await shared.liaisonEngine?.stop();
  delete shared.liaisonEngine;
  for (const name of ['', '_KIND', '_NONE']) delete process.env[`LIAISON_TEST_MONGODB${name}`];
}
