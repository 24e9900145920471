// A server of several workers, for tests that kill and replace them.
import { dirname } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { isConnectionString } from '../../collections/storage/open-store.ts';
import { childrenOf } from '../children-of.ts';
import { serve, type Serving } from '../cli/liaison-process.ts';
import { basic, clientOf, passwordOf, type Client } from '../protocol/running-exchange.ts';

/** A server, and the processes that answer for it. */
export interface WorkerServer extends Serving {
  readonly client: Client;
  /** The processes of the workers that are there now. */
  workers(): number[];
}

/** Starts a server with two workers on a place of `prepareStore`. */
export async function serveWithWorkers(place: string, words: readonly string[] = [], environment: Readonly<Record<string, string>> = {}): Promise<WorkerServer> {
  const store = isConnectionString(place) ? ['--store', place] : ['--data', dirname(place)];
  const serving = await serve(['--port', '0', '--workers', '2', ...store, ...words], { LIAISON_LOG: 'fatal', ...environment });
  return {
    ...serving,
    client: clientOf(serving.origin, basic('both', passwordOf('both')), true),
    workers: () => childrenOf(serving.pid),
  };
}

/** Resolves when the condition holds; fails when it takes too long. */
export async function until(what: string, holds: () => boolean | Promise<boolean>, milliseconds = 60_000): Promise<void> {
  const end = performance.now() + milliseconds;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`It takes too long until ${what}.`);
    await sleep(20);
  }
}
