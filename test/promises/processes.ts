// Server processes for tests: a prepared folder, any number of servers on it, each of which can be killed.
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { addAccount, basic, clientOf, passwordOf, type Client } from '../protocol/running-exchange.ts';
import { testCatalogue } from '../protocol/test-catalogue.ts';

const SERVER = fileURLToPath(new URL('./server-process.ts', import.meta.url));

/** A server in a process of its own. */
export interface ServerProcess {
  /** A client of the agency with both rights. */
  readonly client: Client;
  /** Ends the process at once, as a power cut would. */
  kill(): Promise<void>;
  /** Asks it to end, and waits. */
  stop(): Promise<void>;
}

/** Makes a data folder with the test catalogue and an account for `both`. */
export async function prepareFolder(): Promise<{ folder: string; dispose(): void }> {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-processes-'));
  const store = openSqliteStore(join(folder, 'liaison.db'));
  await store.writer.replaceCatalogue(testCatalogue(), false);
  await addAccount(store, 'both');
  await store.close();
  return { folder, dispose: () => rmSync(folder, { recursive: true }) };
}

/** Starts a server on a prepared folder. */
export async function startServer(folder: string): Promise<ServerProcess> {
  const child = spawn(process.execPath, [SERVER, folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  const origin = await firstLine(child);
  const end = async (signal: NodeJS.Signals): Promise<void> => {
    if (child.exitCode !== null || child.signalCode !== null) return;
    const exited = once(child, 'exit');
    child.kill(signal);
    await exited;
  };
  return {
    client: clientOf(origin, basic('both', passwordOf('both'))),
    kill: () => end('SIGKILL'),
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
