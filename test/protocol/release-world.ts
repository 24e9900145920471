// The small world of the tests of release, on a real server: its agencies, its collections, and requests of any kind.
import { randomUUID } from 'node:crypto';
import { pino } from 'pino';
import { hashPassword } from '../../collections/accounts/password.ts';
import { openExchange, type ExchangeOptions } from '../../collections/exchange.ts';
import { openStore } from '../../collections/storage/open-store.ts';
import type { Store } from '../../collections/storage/port.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { createApp } from '../../server/app.ts';
import { listen } from '../../server/listen.ts';
import { BOTH, DESK, OPEN, WORLD_AGENCIES } from '../markings/world.ts';
import { basic, clientOf, TAXII, type Client } from './client.ts';

/** An answer to a request of any kind, read to its end. */
export interface PlainAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly text: string;
}

/** What is sent beside method and path. */
export interface PlainRequest {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** A server on a store, with an account for each agency of the world. */
export interface ReleaseWorld {
  readonly store: Store;
  /** A client that holds every answer against the standard. */
  as(agency: string): Client;
  /** Sends anything to any path, beside the standard's too. */
  send(agency: string, path: string, request?: PlainRequest): Promise<PlainAnswer>;
  /** Puts a catalogue in force; collections that it doesn't have go with their objects. */
  declare(catalogue: Catalogue): Promise<void>;
  /** Takes all that is new into the aggregates. */
  feed(): Promise<void>;
  close(): Promise<void>;
}

const PASSWORD = 'a password: of the world';
/** Made once: it is slow on purpose. */
const hash = hashPassword(PASSWORD);

/** How often a turn to write is waited for. */
const MOST_ATTEMPTS = 3;

/** New ids for the collections of the world, by their names there. */
export type CollectionNames = ReadonlyMap<string, string>;

/** New collections, as empty as those of a new store. */
export function newCollections(): CollectionNames {
  return new Map([DESK, OPEN, BOTH].map((name) => [name, randomUUID()]));
}

/** A text with the ids for the names. */
export function withIds(text: string, names: CollectionNames): string {
  return [...names].reduce((changed, [name, id]) => changed.replaceAll(name, id), text);
}

/** A catalogue with the ids for the names. */
export function catalogueWithIds(catalogue: Catalogue, names: CollectionNames): Catalogue {
  return JSON.parse(withIds(JSON.stringify(catalogue), names)) as Catalogue;
}

/** Starts a server on the store at that place. */
export async function startReleaseWorld(place: string, options: ExchangeOptions = {}): Promise<ReleaseWorld> {
  const store = await openStore(place);
  const log = pino({ level: 'silent' });
  const exchange = openExchange(store, log, options);
  const server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
  for (const name of WORLD_AGENCIES) {
    await store.writer.saveAccount({ name, agency: name, password: await hash, disabled: false });
  }
  let catalogue: Catalogue | undefined;
  return {
    store,
    as: (agency) => clientOf(server.origin, basic(agency, PASSWORD)),
    async send(agency, path, { method = 'GET', headers, body } = {}) {
      const response = await fetch(`${server.origin}${path}`, {
        method,
        headers: { authorization: basic(agency, PASSWORD), accept: TAXII, 'accept-encoding': 'identity', ...headers },
        ...(body === undefined ? {} : { body }),
      });
      return { status: response.status, headers: Object.fromEntries(response.headers), text: await response.text() };
    },
    async declare(declared) {
      catalogue = declared;
      await store.writer.replaceCatalogue(declared, true);
    },
    async feed() {
      for (const entry of catalogue?.apiRoots.flatMap(({ collections }) => collections) ?? []) {
        for (const part of entry.aggregate?.of ?? []) {
          for (let call = 0; !(await feedOnce(store, entry, part)) && call < 1_000; ) call += 1;
        }
      }
    },
    async close() {
      await server.close();
      await exchange.close();
    },
  };
}

// Whether nothing is left. On a slow engine a turn to write may not come in time, where several publish and feed at once: the
// exchange's own feeder tries again then, too.
async function feedOnce(store: Store, entry: CollectionEntry, part: string): Promise<boolean> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await store.writer.feed(entry, part);
    } catch (error) {
      if (!(error instanceof StoreUnavailable) || attempt === MOST_ATTEMPTS) throw error;
    }
  }
}
