// A real `liaison serve` in a fresh folder, with members who poll and members who attack.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { hashPassword } from '../collections/accounts/password.ts';
import { readCatalogue } from '../collections/catalogue/read-catalogue.ts';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { basic, TAXII } from '../test/protocol/client.ts';
import { processorSeconds, residentMemory } from './server/process-figures.ts';
import { syntheticObjects } from './synthetic.ts';

const LIAISON = fileURLToPath(new URL('../cli/liaison.js', import.meta.url));
const PASSWORD = 'a password of the bench';
/** Objects of one envelope: it is answered when they are in. */
const ENVELOPE = 500;

/** Paths of the collection that is polled, and of the one that attackers publish to. */
export const POLLED = '/bench/collections/polled/';
export const FLOODED = '/bench/collections/flooded/';

/** What children of the bench are told of the exchange. */
export interface Target {
  readonly port: number;
  /** `Authorization` of members who poll, and of members who attack; each is an agency of its own. */
  readonly pollers: readonly string[];
  readonly attackers: readonly string[];
  /** The newest `date_added` of the collection that is polled. */
  readonly newest: string;
}

/** An exchange that serves until it is closed. */
export interface ServedExchange {
  readonly target: Target;
  /** In bytes, of all its processes, now. */
  memory(): number;
  /** Seconds of processors that its processes have taken so far. */
  cpu(): number;
  close(): Promise<void>;
}

/** Serves a store with that many objects in the collection that is polled. */
export async function serveExchange(counts: { readonly pollers: number; readonly attackers: number; readonly objects: number }): Promise<ServedExchange> {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
  const names = (kind: string, count: number): string[] => Array.from({ length: count }, (_, index) => `${kind}-${index}`);
  const [pollers, attackers] = [names('poller', counts.pollers), names('attacker', counts.attackers)];
  await declareMembers(join(folder, 'liaison.db'), [...pollers, ...attackers]);
  const child = spawn(process.execPath, [LIAISON, 'serve', '--port', '0', '--data', folder], { stdio: ['ignore', 'pipe', 'inherit'] });
  // Also where the bench is ended in the middle.
  process.once('exit', () => child.kill('SIGKILL'));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
  let printed = '';
  for await (const chunk of child.stdout) {
    printed += String(chunk);
    if (printed.includes('Ctrl+C')) break;
  }
  const port = Number(/http:\/\/127\.0\.0\.1:(\d+)/.exec(printed)?.[1]);
  const authorizations = (of: readonly string[]): string[] => of.map((name) => basic(name, PASSWORD));
  const newest = await publishObjects(`http://127.0.0.1:${port}${POLLED}objects/`, authorizations(pollers)[0] ?? '', counts.objects);
  return {
    target: { port, pollers: authorizations(pollers), attackers: authorizations(attackers), newest },
    memory: () => residentMemory(child.pid ?? 0),
    cpu: () => processorSeconds(child.pid ?? 0),
    async close() {
      const exited = child.exitCode === null ? once(child, 'exit') : undefined;
      child.kill('SIGTERM');
      await exited;
      rmSync(folder, { recursive: true });
    },
  };
}

async function declareMembers(file: string, names: readonly string[]): Promise<void> {
  const store = openSqliteStore(file);
  try {
    await store.writer.replaceCatalogue(readCatalogue(catalogueFor(names), 'bench.yaml'), false);
    const password = await hashPassword(PASSWORD);
    for (const name of names) await store.writer.saveAccount({ name, agency: name, password, disabled: false });
  } finally {
    await store.close();
  }
}

// Gives the newest `date_added`.
async function publishObjects(url: string, authorization: string, count: number): Promise<string> {
  const headers = { authorization, accept: TAXII, 'content-type': TAXII };
  const objects = syntheticObjects();
  for (let left = count; left > 0; left -= ENVELOPE) {
    const batch = Array.from({ length: Math.min(ENVELOPE, left) }, () => objects.next().value);
    const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify({ objects: batch }) });
    const status = (await answer.json()) as { readonly failure_count?: number };
    if (answer.status !== 202 || status.failure_count !== 0) throw new Error(`The objects were not published: ${answer.status} ${JSON.stringify(status)}`);
  }
  const last = await fetch(`${url}?limit=10000`, { headers });
  await last.arrayBuffer();
  return last.headers.get('x-taxii-date-added-last') ?? '';
}

const catalogueFor = (names: readonly string[]): string => `
default_clearance: { members: red, others: red }
discovery: { title: Bench }
api_roots:
  - path: bench
    title: Bench
    collections:
      - { id: 5a0d1f3c-6c1e-4f0a-9c51-0a3f1f0c2b11, title: Polled, alias: polled }
      - { id: 0e7f5c9a-2b44-4a7d-8a51-7f1d3b9c6e22, title: Flooded, alias: flooded }
agencies:
${names.map((name, index) => `  - { name: ${name}, title: ${name}, kind: member, identity: identity--1d2f3a4b-5c6d-4e7f-8a9b-${String(index).padStart(12, '0')} }`).join('\n')}
groups:
  - { name: all, title: All, agencies: [${names.join(', ')}] }
grants:
  - { group: all, collection: bench/polled, rights: [read, write] }
  - { group: all, collection: bench/flooded, rights: [read, write] }
`;
