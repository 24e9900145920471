// Server processes for tests: a prepared store, any number of servers on it, each of which can be killed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { openStore } from '../../collections/storage/open-store.ts';
import { freshDatabase, hasMongo, mongoKind } from '../engines/describe-mongodb.ts';
import { addAccount, basic, clientOf, passwordOf, type Client } from '../protocol/running-exchange.ts';
import { testCatalogue } from '../protocol/test-catalogue.ts';

const SERVER = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/** A server in a process of its own. */
export interface ServerProcess {
  /** A client of the agency with both rights; 503 is an answer, too. */
  readonly client: Client;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Stops it in the middle of whatever it does, for so many milliseconds; then it goes on. */
  freeze(milliseconds: number): Promise<void>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}

/** A store that servers can be started on. */
export interface Place {
  /** As `openStore` takes it. */
  readonly place: string;
  dispose(): Promise<void>;
}

/** An engine that a promise is tested on. */
export interface Engine {
  readonly name: string;
  /** It looks at everything for each question: little can be tried on it. */
  readonly isSlow: boolean;
  makePlace(): Place;
}

const SQLITE: Engine = {
  name: 'SQLite',
  isSlow: false,
  makePlace() {
    const folder = mkdtempSync(join(tmpdir(), 'liaison-processes-'));
    return { place: join(folder, 'liaison.db'), dispose: async () => rmSync(folder, { recursive: true }) };
  },
};

const MONGODB: Engine = {
  name: 'MongoDB',
  isSlow: mongoKind === 'ferretdb',
  makePlace() {
    const { uri, dispose } = freshDatabase();
    return { place: uri, dispose };
  },
};

/** Every engine that can be had. */
export const ENGINES: readonly Engine[] = hasMongo ? [SQLITE, MONGODB] : [SQLITE];

/** Makes a store with the test catalogue and an account for `both`. */
export async function prepareStore(engine: Engine): Promise<Place> {
  const made = engine.makePlace();
  const store = await openStore(made.place);
  await store.writer.replaceCatalogue(testCatalogue(), false);
  await addAccount(store, 'both');
  await store.close();
  return made;
}

/** Starts a server on a prepared store. */
export async function startServer(place: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [SERVER, place], { stdio: ['ignore', 'pipe', 'inherit'] });
  const origin = await firstLine(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    client: clientOf(origin, basic('both', passwordOf('both')), true),
    kill: () => end('SIGKILL'),
    async freeze(milliseconds) {
      child.kill('SIGSTOP');
      await sleep(milliseconds);
      child.kill('SIGCONT');
    },
    stop: () => end('SIGTERM'),
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout ?? []) {
    text += String(chunk);
    if (text.includes('\n')) return text.trim();
  }
  throw new Error('The server process ended before it listened.');
}
