// A real server on a real store in a fresh folder, and clients of it.
import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import type { RequestListener } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino, type Logger } from 'pino';
import type { Attempts } from '../../collections/accounts/attempts.ts';
import { hashPassword } from '../../collections/accounts/password.ts';
import { openExchange, type Exchange, type ExchangeOptions } from '../../collections/exchange.ts';
import type { PublisherOptions } from '../../collections/publishing/publisher.ts';
import type { Store } from '../../collections/storage/port.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { createApp } from '../../server/app.ts';
import { listen, type ListenOptions } from '../../server/listen.ts';
import type { ServerSettings } from '../../server/settings.ts';
import { basic, clientOf, type Client } from './client.ts';
import { AGENCIES, testCatalogue, withCollection, type CollectionWishes } from './test-catalogue.ts';

export { basic, clientOf, TAXII, type Answer, type Client, type SendOptions } from './client.ts';

/** An exchange that runs until it is closed. */
export interface RunningExchange {
  readonly origin: string;
  readonly store: Store;
  readonly exchange: Exchange;
  /** A client with the credentials of that account; its password is that of `passwordOf`. */
  as(account: string): Client;
  /** A client without credentials. */
  readonly anonymous: Client;
  /** Puts a changed catalogue in force; collections that it no longer has go with their objects. */
  changeCatalogue(change: (catalogue: Catalogue) => Catalogue): Promise<void>;
  /** Declares one more collection, empty, in the API root `scratch`, and gives its path with a slash at its end. */
  newCollection(wishes?: CollectionWishes): Promise<string>;
  close(): Promise<void>;
}

/** Lets anybody try as often as they like. */
export const UNCOUNTED: Attempts = { admit: () => undefined, count: () => undefined, succeeded: () => undefined, counted: 0 };

/** How an exchange is started. */
export interface StartOptions {
  readonly settings?: Partial<ServerSettings>;
  /** Failed attempts aren't counted unless this says so: most tests come from one address. */
  readonly exchange?: ExchangeOptions;
  readonly publisher?: PublisherOptions;
  readonly listen?: Partial<ListenOptions>;
  readonly log?: Logger;
  /** Makes another application of the exchange's, to be listened to in its place. */
  readonly wrap?: (application: RequestListener) => RequestListener;
  /** Where its store is, and stays; by default in a folder of its own, which goes when it is closed. */
  readonly folder?: string;
}

/** Starts an exchange with the test catalogue and an account for each of its agencies. */
export async function startExchange(options: StartOptions = {}): Promise<RunningExchange> {
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'liaison-test-'));
  const store = openSqliteStore(join(folder, 'liaison.db'));
  const log = options.log ?? pino({ level: 'silent' });
  const exchange = openExchange(store, log, { attempts: UNCOUNTED, ...options.publisher, ...options.exchange });
  let catalogue = testCatalogue();
  const changeCatalogue: RunningExchange['changeCatalogue'] = async (change) => {
    catalogue = change(catalogue);
    await store.writer.replaceCatalogue(catalogue, true);
  };
  await changeCatalogue((unchanged) => unchanged);
  await Promise.all(AGENCIES.map((name) => addAccount(store, name)));
  const settings: ServerSettings = { negotiation: 'lenient', ...options.settings };
  const app = createApp(exchange, settings, log);
  const server = await listen(options.wrap?.(app) ?? app, { host: '127.0.0.1', port: 0, ...options.listen });
  return {
    origin: server.origin,
    store,
    exchange,
    as: (account) => clientOf(server.origin, basic(account, passwordOf(account))),
    anonymous: clientOf(server.origin, undefined),
    changeCatalogue,
    async newCollection(wishes = {}) {
      const id = randomUUID();
      await changeCatalogue((declared) => withCollection(declared, id, wishes));
      return `/scratch/collections/${id}/`;
    },
    async close() {
      await server.close();
      await exchange.close();
      if (options.folder === undefined) rmSync(folder, { recursive: true });
    },
  };
}

/** Adds an account of the agency of the same name. */
export async function addAccount(store: Store, name: string): Promise<void> {
  await store.writer.saveAccount({
    name,
    agency: name,
    password: await hashPassword(passwordOf(name)),
    disabled: false,
  });
}

/** The password of a test account; it has a colon on purpose. */
export function passwordOf(account: string): string {
  return `password: of ${account}`;
}
