// Suites that need an engine: they run on the shared one, or are skipped, which the setup has said loudly.
import { randomUUID } from 'node:crypto';
import { MongoClient } from 'mongodb';
import { withDatabase } from './mongodb-engine.ts';

const shared = process.env['LIAISON_TEST_MONGODB'];

/** `describe`, where there is an engine. */
export const describeMongo: jest.Describe = shared === undefined ? describe.skip : describe;

/** Whether there is an engine. */
export const hasMongo = shared !== undefined;

/** A database of its own on the shared engine. */
export interface FreshDatabase {
  readonly uri: string;
  /** Drops it. */
  dispose(): Promise<void>;
}

/** Names a new database on the shared engine. */
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
