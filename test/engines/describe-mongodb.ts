// Suites that need an engine: they run on the shared one, or are skipped loudly.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { withDatabase, type EngineKind } from './mongodb-engine.ts';

const shared = process.env['LIAISON_TEST_MONGODB'];

/** Whether there is an engine. */
export const hasMongo = shared !== undefined;

/** Which engine it is, if there is one: they differ in what they can do. */
export const mongoKind = process.env['LIAISON_TEST_MONGODB_KIND'] as EngineKind | undefined;

/** `describe`, where there is an engine. */
export const describeMongo: jest.Describe = hasMongo ? describe : describe.skip;

if (!hasMongo) {
  const why = process.env['LIAISON_TEST_MONGODB_NONE'] ?? 'The setup of test/engines/ did not run.';
  process.stderr.write(`*** SKIPPED for want of a MongoDB engine: parts of ${expect.getState().testPath ?? 'a suite'}. ${why} ***\n`);
}

/** A database of its own on the shared engine. */
export interface FreshDatabase {
  readonly uri: string;
  /** Drops it. */
  dispose(): Promise<void>;
}

/** Names a new database on the shared engine. @throws {Error} where there is no engine */
export function freshDatabase(): FreshDatabase {
  if (shared === undefined) throw new Error('There is no MongoDB engine; describeMongo would have skipped this.');
  const uri = withDatabase(shared, `liaison_${randomUUID().replaceAll('-', '').slice(0, 16)}`);
  return {
    uri,
    async dispose() {
      const client = await MongoClient.connect(uri);
      await client.db().dropDatabase();
      await client.close();
    },
  };
}
