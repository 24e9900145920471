// The sample exchange on a real server, and people who sign in to its console.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { hashPassword } from '../../collections/accounts/password.ts';
import { readCatalogue } from '../../collections/catalogue/read-catalogue.ts';
import { openExchange, type Exchange, type ExchangeOptions } from '../../collections/exchange.ts';
import { openMongoStore } from '../../collections/storage/mongodb/store.ts';
import type { Store } from '../../collections/storage/port.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { createApp } from '../../server/app.ts';
import { listen, type ListenOptions } from '../../server/listen.ts';
import { freshDatabase } from '../engines/describe-mongodb.ts';
import { consoleFaults } from './check-console.ts';
import { basic, clientOf, type Client } from '../protocol/client.ts';
import { PASSWORD, PEOPLE } from './console-people.ts';

/** Collections of the sample catalogue, by their ids. */
export const BOTNETS = 'bd8ba733-b9bb-44eb-b879-3c4a1a9ca9fc';
export const RESULTS = 'ca5ae206-3f1c-4d3d-80db-8ac8d89d5099';
export const DESK = '2d18e163-e0da-40d7-aaf5-8f4e4a7cafbf';
export const INDICATORS = '68304a40-328a-4dab-95e9-d89012fb8410';

export { PASSWORD, PEOPLE } from './console-people.ts';

const SAMPLE = new URL('../../cli/sample/', import.meta.url);
/** The sample bundle, as it stands in its file. */
export const SAMPLE_BUNDLE = readFileSync(new URL('bundle.json', SAMPLE), 'utf8');

/** Where it is stored. */
export type StoreKind = 'SQLite' | 'MongoDB';

/** A running exchange. */
export interface ConsoleWorld {
  readonly origin: string;
  readonly store: Store;
  readonly exchange: Exchange;
  /** A TAXII client of that account. */
  taxii(account: string): Client;
  close(): Promise<void>;
}

/** Starts the sample exchange; the vendor has published the sample bundle, and the member has polled it. */
export async function startConsoleWorld(kind: StoreKind, options: { readonly exchange?: ExchangeOptions; readonly listen?: Partial<ListenOptions> } = {}): Promise<ConsoleWorld> {
  const place = await openPlace(kind);
  const { store } = place;
  const log = pino({ level: 'silent' });
  const exchange = openExchange(store, log, options.exchange);
  await store.writer.replaceCatalogue(readCatalogue(readFileSync(new URL('catalogue.yaml', SAMPLE), 'utf8'), 'catalogue.yaml'), false);
  const password = await hashPassword(PASSWORD);
  for (const name of Object.values(PEOPLE)) await store.writer.saveAccount({ name, agency: name, password, disabled: false });
  const server = await listen(createApp(exchange, { negotiation: 'lenient' }, log), { host: '127.0.0.1', port: 0, ...options.listen });
  const taxii = (account: string): Client => clientOf(server.origin, basic(account, PASSWORD));
  const published = await taxii(PEOPLE.vendor).post(`/operations/collections/${BOTNETS}/objects/`, SAMPLE_BUNDLE);
  if (published.json.failure_count !== 0) throw new Error(`The sample bundle was not taken: ${JSON.stringify(published.json.failures)}`);
  await taxii(PEOPLE.member).get(`/operations/collections/${BOTNETS}/objects/`);
  return {
    origin: server.origin,
    store,
    exchange,
    taxii,
    async close() {
      await server.close();
      await exchange.close();
      await place.dispose();
    },
  };
}

async function openPlace(kind: StoreKind): Promise<{ readonly store: Store; dispose(): Promise<void> }> {
  if (kind === 'MongoDB') {
    const { uri, dispose } = freshDatabase();
    return { store: await openMongoStore(uri), dispose };
  }
  const folder = mkdtempSync(join(tmpdir(), 'liaison-console-'));
  return { store: openSqliteStore(join(folder, 'liaison.db')), dispose: async () => rmSync(folder, { recursive: true }) };
}

/** An answer of /console/. */
export interface ConsoleAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // oxlint-disable-next-line typescript/no-explicit-any -- tests look into answers of many shapes
  readonly json: any;
}

/** Somebody who uses the API as the pages do. */
export interface Visitor {
  readonly cookie: string;
  readonly token: string;
  get(path: string, headers?: Record<string, string>): Promise<ConsoleAnswer>;
  /** Sends JSON, or bytes as an envelope. */
  send(method: string, path: string, body?: object | string, headers?: Record<string, string>): Promise<ConsoleAnswer>;
}

/** Asks for something under /console/. What the API answers has to be as its document tells it. */
export async function ask(origin: string, path: string, init: RequestInit = {}): Promise<ConsoleAnswer> {
  const response = await fetch(`${origin}/console${path}`, { redirect: 'manual', ...init });
  const text = await response.text();
  if (path.startsWith('/api/')) {
    const { method = 'GET', body } = init;
    const faults = consoleFaults({ method, path, body: parsed(body) }, { status: response.status, headers: response.headers, text });
    if (faults.length > 0) throw new Error(faults.join('\n'));
  }
  return {
    status: response.status,
    headers: response.headers,
    text,
    get json() {
      return JSON.parse(text);
    },
  };
}

function parsed(body: RequestInit['body']): unknown {
  try {
    return JSON.parse(String(body));
  } catch {
    return undefined;
  }
}

/** Sends a name and a password. */
export function trySignIn(origin: string, name: string, password: string, headers: Record<string, string> = {}): Promise<ConsoleAnswer> {
  return ask(origin, '/api/session/', { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ name, password }) });
}

/** Signs in. */
export async function signIn(origin: string, name: string, password = PASSWORD): Promise<Visitor> {
  const answer = await trySignIn(origin, name, password);
  if (answer.status !== 200) throw new Error(`${name} was not let in: ${answer.text}`);
  const cookie = (answer.headers.get('set-cookie') ?? '').split(';')[0] ?? '';
  const token = String(answer.json.csrf_token);
  return {
    cookie,
    token,
    get: (path, headers = {}) => ask(origin, path, { headers: { cookie, ...headers } }),
    send(method, path, body, headers = {}) {
      const type = typeof body === 'string' ? 'application/taxii+json;version=2.1' : 'application/json';
      const given = { cookie, 'x-csrf-token': token, 'content-type': type, ...headers };
      const content = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) };
      return ask(origin, path, { method, headers: given, ...content });
    },
  };
}
