// An exchange with those who use it: made in a data folder, started, used, and judged in the end.
import { join } from 'node:path';
import { mkdirSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { hashPassword } from '../../collections/accounts/password.ts';
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { basic } from '../server/catalogue.ts';
import { keepAsking } from './asker.ts';
import { addCredential } from './commands.ts';
import { keepDeleting } from './deleter.ts';
import { startSoakServer, type SoakServer } from './exchange.ts';
import { countFaults } from './faults.ts';
import { startLedger, type Ledger, type LedgerVerdict, type Sight } from './ledger.ts';
import { startPace, type Pace } from './pace.ts';
import { startPoller, walkAll, type Strategy } from './poller.ts';
import { keepPublishing } from './publisher.ts';
import { toolOf, type Notes, type Tool } from './tool.ts';

/** Who uses an exchange. */
export interface Population {
  /** Objects of an envelope, for each publisher. */
  readonly publishers: readonly number[];
  readonly pollers: readonly { readonly sight: Sight; readonly strategy: Strategy; readonly limit: number; readonly gzip?: true }[];
  readonly askers: number;
}

/** An exchange that is used. */
export interface World {
  readonly folder: string;
  readonly server: SoakServer;
  readonly ledger: Ledger;
  readonly notes: Notes;
  /** Of publishers and askers. */
  readonly paces: readonly Pace[];
  /** From now on the first publisher says who it is with that password. */
  usePassword(password: string): void;
  /** The header by which the first publisher says who it is. */
  authorization(): string;
  /** Ends all of it, and compares what everybody got with what is there. */
  end(): Promise<LedgerVerdict>;
}

const ROOT = 'soak';
const COLLECTION = '3e5fa084-9031-4eb1-8d62-6f827d415093';
const OBJECTS = `/${ROOT}/collections/${COLLECTION}/objects/`;
const STATUSES = `/${ROOT}/status/`;
/** The name of the credential that is rotated. */
export const ROTATED = 'tool';
/** The first publisher's account. */
export const ROTATING = 'publisher-1';

/** Makes an exchange in a folder, and has it used until `end`. @param words for `liaison serve` */
export async function startWorld(folder: string, population: Population, words: readonly string[], isHttps: boolean): Promise<World> {
  await declare(folder, population.publishers.length);
  const server = await startSoakServer(folder, words, isHttps);
  const ledger = startLedger();
  const notes: Notes = { faults: countFaults(), times: [], answered: 0, refused: 0, cut: 0 };
  const stages = { isPublishingOver: false, isOver: false };
  const tools: Tool[] = [];
  const toolFor = (authorization: string, takesGzip = false): Tool => {
    const tool = toolOf(server, authorization, notes, takesGzip);
    tools.push(tool);
    return tool;
  };
  let password = await addCredential(folder, ROTATING, ROTATED);
  const authorization = (): string => basic({ name: ROTATING, password });
  let rotating = toolFor(authorization());

  const ids: string[] = [];
  const publishing = population.publishers.flatMap((size, index) => {
    const fixed = toolFor(authorizationOf(`publisher-${index + 1}`));
    const tool = (): Tool => (index === 0 ? rotating : fixed);
    const toDelete: { number: number; type: string }[] = [];
    const pace = startPace();
    const common = { ledger, tool, objectsPath: OBJECTS, toDelete, isOver: () => stages.isPublishingOver };
    return [{ pace, running: [keepPublishing({ ...common, notes, statusPath: STATUSES, size, seed: index + 1, pace, ids }), keepDeleting(common)] }];
  });
  const polling = population.pollers.map(({ sight, strategy, limit, gzip = false }) => {
    const name = `${sight} ${strategy} ${limit}${gzip ? ' gzip' : ''}`;
    const receipts = ledger.poller(name, sight);
    const tool = toolFor(authorizationOf(sight), gzip);
    return startPoller({ receipts, notes, tool, objectsPath: OBJECTS, strategy, limit }).keepPolling(() => stages.isOver);
  });
  const asking = Array.from({ length: population.askers }, (_, index) => {
    const pace = startPace();
    const plan = { ledger, notes, tool: toolFor(authorizationOf('green')), objectsPath: OBJECTS, pace, seed: index + 1, ids };
    return { pace, running: keepAsking({ ...plan, isOver: () => stages.isPublishingOver }) };
  });

  return {
    folder,
    server,
    ledger,
    notes,
    paces: [...publishing, ...asking].map(({ pace }) => pace),
    authorization,
    usePassword(given) {
      password = given;
      rotating = toolFor(authorization());
    },
    async end() {
      stages.isPublishingOver = true;
      await Promise.all([...publishing.flatMap(({ running }) => running), ...asking.map(({ running }) => running)]);
      // Whoever polls last sees what was deleted last.
      await sleep(1_000);
      stages.isOver = true;
      await Promise.all(polling);
      const walk = (sight: Sight): Promise<Set<number>> => {
        const receipts = ledger.poller(`${sight}, a walk in the end`, sight);
        return walkAll({ receipts, notes, tool: toolFor(authorizationOf(sight)), objectsPath: OBJECTS, limit: 1_000 });
      };
      const verdict = ledger.judge({ red: await walk('red'), green: await walk('green') });
      await Promise.all(tools.map((tool) => tool.close()));
      await server.stop();
      return verdict;
    },
  };
}

function authorizationOf(name: string): string {
  return basic({ name, password: passwordOf(name) });
}

function passwordOf(name: string): string {
  return `the password of ${name}`;
}

async function declare(folder: string, publishers: number): Promise<void> {
  mkdirSync(folder, { recursive: true });
  const store = openSqliteStore(join(folder, 'liaison.db'));
  const names = [...Array.from({ length: publishers }, (_, index) => `publisher-${index + 1}`), 'red', 'green'];
  try {
    await store.writer.replaceCatalogue(catalogue(names), false);
    for (const name of names) {
      await store.writer.saveAccount({ name, agency: name, password: await hashPassword(passwordOf(name)), disabled: false });
    }
  } finally {
    await store.close();
  }
}

function catalogue(names: readonly string[]) {
  return catalogueOf({
    discovery: { title: 'Soak' },
    api_roots: [{ path: ROOT, title: 'Soak', collections: [{ id: COLLECTION, title: 'Soak' }] }],
    agencies: names.map((name, index) => ({ name, title: name, kind: 'member', identity: `identity--00000000-0000-4000-8000-${String(index).padStart(12, '0')}` })),
    grants: names.map((name) => ({
      agency: name,
      collection: COLLECTION,
      rights: name.startsWith('publisher') ? ['read', 'write'] : ['read'],
      clearance: name === 'green' ? 'green' : 'red',
    })),
  } as Parameters<typeof catalogueOf>[0]);
}
