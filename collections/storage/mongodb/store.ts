// The store in MongoDB: any number of servers beside one database (standalone, replica set or sharded cluster).
import type { MongoClientOptions } from 'mongodb';
import type { Store } from '../port.ts';
import { refuseUnfinishedCopy } from '../unfinished-copy.ts';
import { auditReader, createAuditWriter } from './audit.ts';
import { catalogueInForce } from './catalogue-in-force.ts';
import { consumerReader, consumerWriter } from './consumers.ts';
import { connect, orClose, prepare, type Connection } from './connect.ts';
import { readCopyNote } from './copy-note.ts';
import { createEnvelopes } from './envelopes.ts';
import { withPortErrors } from './failures.ts';
import { feedWriter } from './feed.ts';
import { holdReader, holdWriter } from './holds.ts';
import { labelBook } from './labels.ts';
import { objectReader } from './object-reader.ts';
import { rateWriter } from './rates.ts';
import { accountReader, publicationReader } from './reader.ts';
import { versionRemover } from './remove-versions.ts';
import { retentionWriter } from './retention.ts';
import { watchCalls } from './running-calls.ts';
import { createResolve, tidier } from './tidy.ts';
import { createTurns, DEFAULT_TURN_SETTINGS, type TurnSettings } from './turns.ts';
import { accountWriter } from './write-accounts.ts';
import { catalogueWriter } from './write-catalogue.ts';
import { publicationWriter } from './write-publications.ts';
import { removalWriter, removerInTurns, type RemoveChosen } from './write-removals.ts';

/** How a store in MongoDB is opened; the defaults are for production. */
export interface MongoStoreOptions extends Partial<TurnSettings> {
  /** More of the driver's options; for tests and benches. */
  readonly client?: MongoClientOptions;
}

/** Milliseconds after which the database is taken to be away: for a read as a whole. */
const READ_PATIENCE = 10_000;
const READY_PATIENCE = 2_000;

/**
 * Opens the store in the database that the connection string names (`liaison`, if it names none) and makes it first.
 * @throws {StoreUnusable} when it can't be used: a bad connection string, no admittance, a store of a newer program, a
 * copy that isn't complete
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openMongoStore(uri: string, options: MongoStoreOptions = {}): Promise<Store> {
  const { client: clientOptions, ...turnOptions } = options;
  const connection = await connect(uri, clientOptions);
  return orClose(connection.client, async () => {
    const signingKey = await prepare(connection.documents);
    refuseUnfinishedCopy(await readCopyNote(connection.documents), connection.place);
    return storeOn(connection, signingKey, { ...DEFAULT_TURN_SETTINGS, ...turnOptions });
  });
}

function storeOn({ client, database, documents }: Connection, signingKey: Uint8Array, settings: TurnSettings): Store {
  const catalogue = catalogueInForce(documents);
  const envelopes = createEnvelopes(database);
  const labels = labelBook(documents);
  const audit = createAuditWriter(documents);
  const removeVersions = versionRemover(documents, catalogue, (): RemoveChosen => removeChosen);
  const turns = createTurns(documents, settings, createResolve(documents, catalogue, removeVersions));
  const removeChosen = removerInTurns(documents, turns, settings, removeVersions);
  const writer = watchCalls(
    withPortErrors({
      ...publicationWriter(documents, turns, settings, catalogue, envelopes, labels, audit),
      ...removalWriter(documents, turns, removeChosen, audit),
      ...retentionWriter(documents, turns, removeChosen, audit),
      ...feedWriter(documents, turns, settings, catalogue, labels, removeChosen),
      ...holdWriter(documents, audit),
      ...tidier(documents, turns, envelopes, settings),
      ...catalogueWriter(documents, turns, catalogue, audit),
      ...accountWriter(documents, audit),
      ...consumerWriter(documents),
      ...rateWriter(documents),
      record: audit.record,
      prune: audit.prune,
    }),
  );
  return {
    objects: withPortErrors(objectReader(client, documents, labels), READ_PATIENCE),
    publications: withPortErrors(publicationReader(client, documents, envelopes), READ_PATIENCE),
    catalogue: withPortErrors({ revision: catalogue.revision, read: catalogue.read }, READ_PATIENCE),
    accounts: withPortErrors(accountReader(documents), READ_PATIENCE),
    holds: withPortErrors(holdReader(documents), READ_PATIENCE),
    consumers: withPortErrors(consumerReader(documents), READ_PATIENCE),
    audit: withPortErrors(auditReader(documents, turns.horizon), READ_PATIENCE),
    writer: writer.methods,
    signingKey,
    ...withPortErrors({ ready: async () => void (await database.command({ ping: 1 })) }, READY_PATIENCE),
    async close() {
      await writer.ended();
      // Where the chain is may be kept later than its entries, never earlier.
      await audit.close().catch(() => undefined);
      await client.close();
    },
  };
}
