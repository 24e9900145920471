// jest's global setup: one engine for all suites that need one.
import { existsSync } from 'node:fs';
import { ferretdbPath } from './ferretdb-binary.ts';
import { NoMongoEngine, startMongoEngine, type MongoEngine } from './mongodb-engine.ts';

interface Run {
  readonly testPathPatterns?: { readonly patterns?: readonly string[] };
}

/** Tests whose path has one of these may use MongoDB; a run of others needn't wait for an engine to be built. */
const MAY_USE_MONGODB = /mongo|storage|promises|engines|cli|console|browser/;

/**
 * Starts the engine, unless none of the tests that were asked for can need it, and leaves word in the environment:
 * LIAISON_TEST_MONGODB is its connection string and LIAISON_TEST_MONGODB_KIND says which it is; where there is none,
 * LIAISON_TEST_MONGODB_NONE says why.
 * @throws {NoMongoEngine} when there is none although REQUIRE_MONGODB=1 insists
 */
export default async function startSharedEngine({ testPathPatterns }: Run): Promise<void> {
  const insists = process.env['REQUIRE_MONGODB'] === '1';
  if (!insists && !mayNeedEngine(testPathPatterns?.patterns ?? []) && !existsSync(ferretdbPath())) {
    process.env['LIAISON_TEST_MONGODB_NONE'] =
      'None was started, since the paths of the tests that were asked for do not look like it; REQUIRE_MONGODB=1 insists.';
    return;
  }
  try {
    const engine = await startMongoEngine();
    process.env['LIAISON_TEST_MONGODB'] = engine.uri('test');
    process.env['LIAISON_TEST_MONGODB_KIND'] = engine.kind;
    (globalThis as { liaisonEngine?: MongoEngine }).liaisonEngine = engine;
  } catch (error) {
    if (!(error instanceof NoMongoEngine) || insists) throw error;
    process.env['LIAISON_TEST_MONGODB_NONE'] = error.message;
    process.stderr.write(`\n*** THE TESTS ON MONGODB ARE SKIPPED. ${error.message} ***\n\n`);
  }
}

function mayNeedEngine(patterns: readonly string[]): boolean {
  return patterns.length === 0 || patterns.some((pattern) => MAY_USE_MONGODB.test(pattern));
}
