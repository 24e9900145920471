// The server that is measured, in processes of its own, on a store that was made for it; and what it has cost so far.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { hashPassword } from '../../collections/accounts/password.ts';
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { figuresOf, processorSeconds } from '../server/process-figures.ts';

const COLLECTION = '6f1c2a54-9c1b-4f0e-8a8d-3f5f0f2b7c61';
/** The path of its one collection's objects. */
export const OBJECTS = `/bench/collections/${COLLECTION}/objects/`;
const PASSWORD = 'of the bench';

/** A server that runs. Times and memory are of all its processes, and of Linux only. */
export interface MeasuredServer {
  readonly origin: string;
  /** Seconds on a processor. */
  processorTime(): number;
  /** The most memory that one of its processes had, in bytes. */
  mostMemory(): number;
  stop(): Promise<void>;
}

/** Declares the collection, with an account of each of these agencies, which all may publish and read. */
export async function prepareStore(file: string, agencies: readonly string[]): Promise<void> {
  const store = openSqliteStore(file);
  const catalogue = catalogueOf({
    discovery: { title: 'Bench' },
    api_roots: [{ path: 'bench', title: 'Bench', collections: [{ id: COLLECTION, title: 'Bench', new_versions: 'anyone' }] }],
    agencies: agencies.map((name, index) => ({ name, title: name, kind: 'vendor', identity: `identity--1d2f3a4b-5c6d-4e7f-8a9b-${String(index).padStart(12, '0')}` })),
    grants: agencies.map((agency) => ({ agency, collection: COLLECTION, rights: ['read', 'write'], clearance: 'red' })),
  });
  await store.writer.replaceCatalogue(catalogue, false);
  const password = await hashPassword(PASSWORD);
  for (const name of agencies) await store.writer.saveAccount({ name, agency: name, password, disabled: false });
  await store.close();
}

/** The value of `Authorization` for the account of an agency. */
export function authorizationOf(agency: string): string {
  return `Basic ${Buffer.from(`${agency}:${PASSWORD}`).toString('base64')}`;
}

/** Starts a server with so many workers on a free port. */
export async function startServer(data: string, workers: number): Promise<MeasuredServer> {
  const liaison = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));
  const child = spawn(process.execPath, [liaison, 'serve', '--port', '0', '--data', data, '--workers', String(workers)], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Ctrl+C')) break;
  }
  const { pid = 0 } = child;
  return {
    origin: /http:\/\/[\d.:]+/.exec(printed)?.[0] ?? '',
    processorTime: () => processorSeconds(pid),
    mostMemory: () => figuresOf(pid)?.peakMemory ?? Number.NaN,
    async stop() {
      const exited = once(child, 'exit');
      child.kill('SIGTERM');
      await exited;
    },
  };
}
