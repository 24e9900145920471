// Two servers at one database: `frail` behind a gate, which dies or is late; `steady`, which goes on.
import { MongoClient, type Db } from 'mongodb';
import { openMongoStore, type MongoStoreOptions } from '../../../collections/storage/mongodb/store.ts';
import type { PublicationStatus, Store } from '../../../collections/storage/port.ts';
import { freshDatabase } from '../../engines/describe-mongodb.ts';
import { MIXED, testCatalogue } from '../../protocol/test-catalogue.ts';
import { RIGHTS, type TestObject, envelopeOf, finish, publicationTo } from '../objects.ts';
import { openGate, type Gate } from './gate.ts';
import { startPoller, type Poller } from './pollers.ts';

/** Milliseconds after which these servers take one another for dead. */
export const PATIENCE = 200;

/** Two servers at one database, and two pollers at the steady one. */
export interface Scene {
  readonly gate: Gate;
  readonly frail: Store;
  readonly steady: Store;
  readonly database: Db;
  readonly pollers: readonly Poller[];
  /** One more server, behind a gate of its own. It ends with the scene. */
  open(options?: MongoStoreOptions): Promise<Guarded>;
  /** Lets the pollers get what there is, and ends them. */
  stopPolling(): Promise<void>;
  close(): Promise<void>;
}

/** A store and the gate in front of it. */
export interface Guarded {
  readonly store: Store;
  readonly gate: Gate;
}

/** Sets the scene, with the test catalogue in force. */
export async function setScene(frailOptions: MongoStoreOptions = {}): Promise<Scene> {
  const { uri, dispose } = freshDatabase();
  const guarded: Guarded[] = [];
  const open = async (options: MongoStoreOptions = {}): Promise<Guarded> => {
    const gate = await openGate(uri);
    const server = { gate, store: await openMongoStore(gate.uri, impatient(options)) };
    guarded.push(server);
    return server;
  };
  const steady = await openMongoStore(uri, impatient({}));
  await steady.writer.replaceCatalogue(testCatalogue(), false);
  const { store: frail, gate } = await open(frailOptions);
  const client = await MongoClient.connect(uri);
  const pollers = [startPoller(steady, 'all'), startPoller(steady, 'last')];
  const stopPolling = async (): Promise<void> => void (await Promise.all(pollers.map((poller) => poller.stop())));
  return {
    gate,
    frail,
    steady,
    database: client.db(),
    pollers,
    open,
    stopPolling,
    async close() {
      await stopPolling();
      await Promise.all(guarded.map((server) => server.gate.close()));
      await Promise.all([...guarded.map((server) => server.store.close()), steady.close(), client.close()]);
      await dispose();
    },
  };
}

/** Publishes objects to `MIXED`. */
export async function publishTo(
  store: Store,
  objects: readonly TestObject[],
  publication = publicationTo(MIXED, objects.length),
): Promise<PublicationStatus> {
  return finish(store, publication, envelopeOf(objects), RIGHTS);
}

/** Starts something and stops its server before the nth of those commands; gives what it comes to once it is thawed. */
export async function stopBefore<Result>(
  gate: Gate,
  [nth, command]: readonly [nth: number, command: string],
  start: () => Promise<Result>,
): Promise<{ readonly end: Promise<Result> }> {
  const stopped = gate.armAt((asked) => asked.filter((one) => one === command).length === nth, 'is late');
  const end = start();
  // Not before the test awaits it.
  end.catch(() => undefined);
  await Promise.race([stopped, end]);
  return { end };
}

// Servers that soon take others for dead, and soon notice that their own database is gone.
function impatient(options: MongoStoreOptions): MongoStoreOptions {
  // What is stopped here is stopped for as long as the machine takes, which others use as well.
  const client = { serverSelectionTimeoutMS: 3_000, connectTimeoutMS: 30_000, socketTimeoutMS: 60_000, ...options.client };
  return { patience: PATIENCE, longestWait: 10_000, ...options, client };
}
