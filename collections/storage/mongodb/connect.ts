// Connects to a store's database: how long it is waited for, what the promises need of it, and what must lie in it.
import { randomBytes } from 'node:crypto';
import {
  MongoClient,
  MongoServerError,
  ReadConcern,
  ReadPreference,
  WriteConcern,
  type Binary,
  type Db,
  type DbOptions,
  type MongoClientOptions,
} from 'mongodb';
import { StoreUnusable } from '../unusable.ts';
import { binary, bytesOf, documentsOf, type Documents } from './documents.ts';
import { isDuplicateKey, toPortError } from './failures.ts';
import { createIndexes } from './indexes.ts';
import { labelAll } from './label-all.ts';

/** A database that a store lies in. */
export interface Connection {
  readonly client: MongoClient;
  readonly database: Db;
  readonly documents: Documents;
  /** Where it is, for people: without secrets. */
  readonly place: string;
}

/** The version of the layout that this program writes. */
export const LAYOUT = 4;
const SIGNING_KEY_BYTES = 32;
const DEFAULT_DATABASE = 'liaison';

/** Milliseconds after which the database is taken to be away: for each step of a write. */
const STEP_PATIENCE = 10_000;

// What the promises rest on, whatever the connection string says: what is written is on the disks of a majority, what
// is read can't be rolled back. Options of the client would be mixed with those of the string.
const PROMISES: DbOptions = {
  writeConcern: new WriteConcern('majority', STEP_PATIENCE - 2_000, true),
  readConcern: new ReadConcern('majority'),
  readPreference: ReadPreference.primary,
};

// How soon trouble is noticed.
const TIMES: MongoClientOptions = {
  appName: 'liaison',
  socketTimeoutMS: STEP_PATIENCE,
  serverSelectionTimeoutMS: 4_000,
  connectTimeoutMS: 4_000,
  waitQueueTimeoutMS: 4_000,
  heartbeatFrequencyMS: 2_000,
};

/**
 * Connects to the database that the connection string names (`liaison`, if it names none).
 * @throws {StoreUnusable} when it can't be used: a bad connection string, no admittance
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function connect(uri: string, options: MongoClientOptions = {}): Promise<Connection> {
  const client = createClient(uri, options);
  const database = client.db(databaseName(uri), PROMISES);
  const place = uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '');
  return orClose(client, async () => {
    await client.connect();
    return { client, database, documents: documentsOf(database), place };
  });
}

/** Gives what `work` gives; when it fails, the client is closed and the failure told as the port tells it. */
export async function orClose<Result>(client: MongoClient, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    await client.close();
    throw explain(error);
  }
}

function createClient(uri: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, { ...TIMES, ...options, ignoreUndefined: true });
  } catch (error) {
    const reason = (error as Error).message.replace(/\.$/, '');
    throw new StoreUnusable(`The connection string of the store is not valid: ${reason}.`, { cause: error });
  }
}

function databaseName(uri: string): string {
  const [, name = ''] = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]*)/.exec(uri) ?? [];
  return name === '' ? DEFAULT_DATABASE : decodeURIComponent(name);
}

/**
 * Makes indexes and settings where they are missing, and gives the signing key.
 * @throws {StoreUnusable} when a newer program has made them
 */
export async function prepare(documents: Documents): Promise<Uint8Array> {
  await refuseNewer(documents);
  await createIndexes(documents);
  const found = await keepOnce(documents, 'layout', LAYOUT);
  if (found === 1) await labelAll(documents);
  if (found !== LAYOUT) {
    await documents.settings.updateOne({ _id: 'layout' }, { $set: { value: LAYOUT } });
  }
  return bytesOf((await keepOnce(documents, 'signing_key', binary(randomBytes(SIGNING_KEY_BYTES)))) as Binary);
}

/** Whether there is a store. @throws {StoreUnusable} when it is of a newer program */
export async function holdsStore(documents: Documents): Promise<boolean> {
  await refuseNewer(documents);
  return (await documents.settings.findOne({ _id: 'layout' })) !== null;
}

/** The version of the layout that is there; 0 when there is no store. */
export async function foundLayout({ settings }: Documents): Promise<number> {
  const layout = (await settings.findOne({ _id: 'layout' }))?.value;
  return typeof layout === 'number' ? layout : 0;
}

async function refuseNewer({ settings }: Documents): Promise<void> {
  const layout = (await settings.findOne({ _id: 'layout' }))?.value;
  if (typeof layout !== 'number' || layout <= LAYOUT) return;
  throw new StoreUnusable(
    `The store has layout ${layout}, this program knows layouts up to ${LAYOUT}. ` +
      'Start the newer Liaison that wrote it, or name another database.',
  );
}

/** The setting of that name: the value given, or the one that is there. */
async function keepOnce({ settings }: Documents, name: string, value: unknown): Promise<unknown> {
  try {
    await settings.insertOne({ _id: name, value });
    return value;
  } catch (error) {
    if (!isDuplicateKey(error)) throw error;
    return (await settings.findOne({ _id: name }))?.value;
  }
}

function explain(error: unknown): unknown {
  if (error instanceof MongoServerError && (error.code === 13 || error.code === 18)) {
    return new StoreUnusable(`The database doesn't admit this exchange: ${error.message}.`, { cause: error });
  }
  return toPortError(error);
}
