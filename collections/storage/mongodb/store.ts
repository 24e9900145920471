// The store in MongoDB: any number of servers beside one database (standalone, replica set or sharded cluster).
import { randomBytes } from 'node:crypto';
import { MongoClient, MongoParseError, MongoServerError, type Binary, type Db, type MongoClientOptions } from 'mongodb';
import type { Store } from '../port.ts';
import { StoreUnusable } from '../unusable.ts';
import { catalogueInForce } from './catalogue-in-force.ts';
import { binary, bytesOf, createIndexes, documentsOf, type Documents } from './documents.ts';
import { createEnvelopes } from './envelopes.ts';
import { isDuplicateKey, toPortError, withPortErrors } from './failures.ts';
import { accountReader, objectReader, publicationReader } from './reader.ts';
import { createResolve, tidier } from './tidy.ts';
import { createTurns, DEFAULT_TURN_SETTINGS, type TurnSettings } from './turns.ts';
import { accountWriter } from './write-accounts.ts';
import { catalogueWriter } from './write-catalogue.ts';
import { publicationWriter } from './write-publications.ts';
import { removalWriter } from './write-removals.ts';

/** How a store in MongoDB is opened; the defaults are for production. */
export interface MongoStoreOptions extends Partial<TurnSettings> {
  /** More of the driver's options; for tests and benches. */
  readonly client?: MongoClientOptions;
}

/** The version of the layout that this program writes. */
const LAYOUT = 1;
const SIGNING_KEY_BYTES = 32;
const DEFAULT_DATABASE = 'liaison';

/** Milliseconds after which the database is taken to be away: for a read as a whole, and for each step of a write. */
const READ_PATIENCE = 10_000;
const STEP_PATIENCE = 10_000;
const READY_PATIENCE = 2_000;

// What the promises rest on, whatever the connection string says: what is written is on the disks of a majority, what
// is read can't be rolled back.
const PROMISES: MongoClientOptions = {
  writeConcern: { w: 'majority', journal: true, wtimeoutMS: STEP_PATIENCE - 2_000 },
  readConcern: { level: 'majority' },
  readPreference: 'primary',
  ignoreUndefined: true,
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
 * Opens the store in the database that the connection string names (`liaison`, if it names none) and makes it first.
 * @throws {StoreUnusable} when it can't be used: a bad connection string, no admittance, another program's database
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openMongoStore(uri: string, options: MongoStoreOptions = {}): Promise<Store> {
  const { client: clientOptions = {}, ...turnOptions } = options;
  const client = createClient(uri, clientOptions);
  try {
    await client.connect();
    const database = client.db(databaseName(uri));
    const documents = documentsOf(database);
    const signingKey = await prepare(documents);
    return storeOn(client, database, documents, signingKey, { ...DEFAULT_TURN_SETTINGS, ...turnOptions });
  } catch (error) {
    await client.close();
    throw explain(error);
  }
}

function storeOn(client: MongoClient, database: Db, documents: Documents, signingKey: Uint8Array, settings: TurnSettings): Store {
  const catalogue = catalogueInForce(documents);
  const envelopes = createEnvelopes(database);
  const turns = createTurns(documents, settings, createResolve(documents, catalogue));
  return {
    objects: withPortErrors(objectReader(client, documents), READ_PATIENCE),
    publications: withPortErrors(publicationReader(client, documents, envelopes), READ_PATIENCE),
    catalogue: withPortErrors({ revision: catalogue.revision, read: catalogue.read }, READ_PATIENCE),
    accounts: withPortErrors(accountReader(documents), READ_PATIENCE),
    writer: withPortErrors({
      ...publicationWriter(documents, turns, settings, catalogue, envelopes),
      ...removalWriter(documents, turns, settings),
      ...tidier(documents, turns, envelopes),
      ...catalogueWriter(documents, turns, catalogue),
      ...accountWriter(documents),
    }),
    signingKey,
    ...withPortErrors({ ready: async () => void (await database.command({ ping: 1 })) }, READY_PATIENCE),
    close: () => client.close(),
  };
}

function createClient(uri: string, options: MongoClientOptions): MongoClient {
  try {
    return new MongoClient(uri, { ...TIMES, ...options, ...PROMISES });
  } catch (error) {
    throw explain(error);
  }
}

function databaseName(uri: string): string {
  const [, name = ''] = /^mongodb(?:\+srv)?:\/\/[^/?]*\/([^?]*)/.exec(uri) ?? [];
  return name === '' ? DEFAULT_DATABASE : decodeURIComponent(name);
}

/** Makes indexes and settings where they are missing, and gives the signing key. */
async function prepare(documents: Documents): Promise<Uint8Array> {
  await refuseNewer(documents);
  await createIndexes(documents);
  await keepOnce(documents, 'layout', LAYOUT);
  return bytesOf((await keepOnce(documents, 'signing_key', binary(randomBytes(SIGNING_KEY_BYTES)))) as Binary);
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
  if (error instanceof MongoParseError) {
    return new StoreUnusable(`The connection string of the store is not valid: ${error.message}.`, { cause: error });
  }
  if (error instanceof MongoServerError && (error.code === 13 || error.code === 18)) {
    return new StoreUnusable(`The database doesn't admit this exchange: ${error.message}.`, { cause: error });
  }
  return toPortError(error);
}
