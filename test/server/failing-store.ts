// An exchange on a real store that can be made to be away, to hang, or to lose the answers to what it did.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { openExchange } from '../../collections/exchange.ts';
import type { PublisherOptions } from '../../collections/publishing/publisher.ts';
import type { Store } from '../../collections/storage/port.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { StoreFull, StoreUnavailable } from '../../collections/storage/unavailable.ts';
import { DAY, now } from '../../schemas/timestamp.ts';
import { createApp } from '../../server/app.ts';
import { listen, type RunningServer } from '../../server/listen.ts';
import { sendText } from '../protocol/raw-request.ts';
import { addAccount, basic, passwordOf, TAXII, type Answer } from '../protocol/running-exchange.ts';
import { AGENCIES, MAIN, testCatalogue } from '../protocol/test-catalogue.ts';

/** What an adapter says of its database, and nobody but the log may hear. */
export const SECRET = 'connection to db1.internal.example:27017 closed';

/** What a method does instead of its work: it fails, it finds no room, it waits until `heal`, or it does it and then fails. */
export type Fault = 'away' | 'full' | 'hanging' | 'loses the answer';

type PartName = 'objects' | 'publications' | 'catalogue' | 'accounts' | 'holds' | 'audit' | 'consumers' | 'writer';

/** A method of the store, such as `objects.page`; `all` of them, `ready` included. */
export type MethodName = `${PartName}.${string}` | 'ready' | 'all';

/** A store whose faults a test chooses. */
export interface FailingStore {
  readonly store: Store;
  /** How often a method was called. */
  calls(method: MethodName): number;
  break(fault: Fault, ...methods: readonly MethodName[]): void;
  /** Ends all faults; what hangs goes on. */
  heal(): void;
}

type Method = (...parameters: unknown[]) => Promise<unknown>;

/** A line of the log. */
export interface LogLine {
  readonly level: number;
  readonly msg: string;
  readonly err?: { readonly message: string };
}

/** A server on a failing store. */
export interface FailingExchange extends Omit<FailingStore, 'store'> {
  readonly server: RunningServer;
  /** What was logged, as pino's JSON; 40 is `warn`, 50 `error`. */
  readonly logged: readonly LogLine[];
  ask(method: string, path: string, options?: { body?: object; authorization?: string | undefined }): Promise<Answer>;
  /** Ends server and exchange; gives how many milliseconds the latter took. */
  close(): Promise<number>;
}

/** A folder for a store, with the test catalogue and its accounts. */
export async function prepareFolder(): Promise<{ readonly folder: string; remove(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-failing-'));
  const store = openSqliteStore(join(folder, 'liaison.db'));
  await store.writer.replaceCatalogue(testCatalogue(), true);
  await Promise.all(AGENCIES.map((name) => addAccount(store, name)));
  // Somebody who has polled: how far behind they are is looked up when they ask who they are.
  const day = Math.floor(now() / DAY);
  await store.writer.noteConsumers([{ account: 'both', collection: MAIN, day, requests: 1, failures: 0, position: 1 }]);
  await store.close();
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** Starts a server on the store of a prepared folder. */
export async function startFailing(
  folder: string,
  options: PublisherOptions = {},
  prepare: (store: FailingStore) => void = () => undefined,
): Promise<FailingExchange> {
  const failing = failingStore(openSqliteStore(join(folder, 'liaison.db')));
  prepare(failing);
  const logged: LogLine[] = [];
  const log = pino({ level: 'info' }, { write: (line: string) => void logged.push(JSON.parse(line)) });
  const exchange = openExchange(failing.store, log, options);
  const server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0 });
  return {
    ...failing,
    server,
    logged,
    ask: (method, path, { body, ...rest } = {}) => {
      const { authorization } = { authorization: basic('both', passwordOf('both')), ...rest };
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = [
        'Host: x',
        'Connection: close',
        `Accept: ${TAXII}`,
        ...(authorization === undefined ? [] : [`Authorization: ${authorization}`]),
        ...(text === '' ? [] : [`Content-Type: ${TAXII}`, `Content-Length: ${Buffer.byteLength(text)}`]),
      ];
      return sendText(server.origin, `${method} ${path} HTTP/1.1\r\n${headers.join('\r\n')}\r\n\r\n${text}`);
    },
    async close() {
      await server.close();
      const started = performance.now();
      await exchange.close();
      return performance.now() - started;
    },
  };
}

function failingStore(store: Store): FailingStore {
  const faults = new Map<MethodName, Fault>();
  const counts = new Map<MethodName, number>();
  let healed = Promise.withResolvers<void>();

  async function meet<Result>(name: MethodName, work: () => Promise<Result>): Promise<Result> {
    counts.set(name, (counts.get(name) ?? 0) + 1);
    const fault = faults.get(name) ?? faults.get('all');
    if (fault === 'hanging') await healed.promise;
    if (fault === 'loses the answer') await work();
    if (fault === 'full') throw new StoreFull(SECRET, () => meet('ready', async () => undefined));
    if (fault === 'away' || fault === 'loses the answer') throw new StoreUnavailable(SECRET);
    return work();
  }

  function breakable<Part extends object>(part: Part, partName: PartName): Part {
    const methods = Object.entries(part).map(([name, method]: [string, Method]) => [
      name,
      (...parameters: unknown[]) => meet(`${partName}.${name}`, () => method(...parameters)),
    ]);
    return Object.fromEntries(methods) as Part;
  }

  return {
    store: {
      objects: breakable(store.objects, 'objects'),
      publications: breakable(store.publications, 'publications'),
      catalogue: breakable(store.catalogue, 'catalogue'),
      accounts: breakable(store.accounts, 'accounts'),
      holds: breakable(store.holds, 'holds'),
      audit: breakable(store.audit, 'audit'),
      consumers: breakable(store.consumers, 'consumers'),
      writer: breakable(store.writer, 'writer'),
      signingKey: store.signingKey,
      ready: () => meet('ready', () => store.ready()),
      close: () => store.close(),
    },
    calls: (method) => counts.get(method) ?? 0,
    break(fault, ...methods) {
      for (const method of methods) faults.set(method, fault);
    },
    heal() {
      faults.clear();
      healed.resolve();
      healed = Promise.withResolvers();
    },
  };
}
