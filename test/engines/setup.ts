// jest's global setup: one engine for all suites that need one.
import { existsSync } from 'node:fs';
import { ferretdbPath } from './ferretdb-binary.ts';
import { NoMongoEngine, startMongoEngine, type MongoEngine } from './mongodb-engine.ts';

interface Run {
  readonly testPathPatterns?: { readonly patterns?: readonly string[] };
}

/** Tests whose path has one of these may use MongoDB; a run of others needn't wait for an engine to be built. */
const MAY_USE_MONGODB = /mongo|storage|promises|engines|cli/;

/** Starts the engine, unless none of the tests that were asked for can need it. */
export default async function startSharedEngine({ testPathPatterns }: Run): Promise<void> {
  const patterns = testPathPatterns?.patterns ?? [];
  const mayNeed = patterns.length === 0 || patterns.some((pattern) => MAY_USE_MONGODB.test(pattern));
  if (!mayNeed && !existsSync(ferretdbPath())) return;
  try {
    const engine = await startMongoEngine();
    process.env['LIAISON_TEST_MONGODB'] = engine.uri('test');
    (globalThis as { liaisonEngine?: MongoEngine }).liaisonEngine = engine;
  } catch (error) {
    if (!(error instanceof NoMongoEngine) || process.env['REQUIRE_MONGODB'] === '1') throw error;
    process.stderr.write(`\n*** THE TESTS ON MONGODB ARE SKIPPED. ${error.message} ***\n\n`);
  }
}
