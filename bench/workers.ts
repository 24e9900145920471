// node bench/workers.ts — what a poll costs a server of one process and of several: requests for each second of processor time.
// Where a request costs a server of two workers as much as one process, two cores answer twice as many. See docs/performance.md.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { machine, median } from './measure.ts';
import type { PollPlan } from './publishing/polls.ts';
import { authorizationOf, OBJECTS, prepareStore, startServer, type MeasuredServer } from './publishing/server.ts';

const { values: options } = parseArgs({
  options: {
    workers: { type: 'string', default: '1,2' },
    pollers: { type: 'string', default: '16' },
    /** Of each run, and of each worker before the first one, as code that is seldom run is slow. */
    requests: { type: 'string', default: '5000' },
    runs: { type: 'string', default: '5' },
  },
});
const run = promisify(execFile);
const POLLS = fileURLToPath(new URL('./publishing/polls.ts', import.meta.url));
const QUESTIONS: Readonly<Record<string, string>> = { 'poll, nothing new': '?added_after=2100-01-01T00:00:00Z', discovery: '/taxii2/' };

interface Measured {
  readonly perSecond: number;
  readonly perCpuSecond: number;
}

const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const counts = options.workers.split(',').map(Number);
const servers = new Map<number, MeasuredServer>();
try {
  for (const count of counts) {
    const data = mkdtempSync(join(folder, 'data-'));
    await prepareStore(join(data, 'liaison.db'), ['reader']);
    servers.set(count, await startServer(data, count));
  }
  const { processor, cores, node } = machine();
  process.stdout.write(`${processor}, ${cores} cores; Node ${node}; ${options.pollers} pollers on connections that stay\n\n`);
  line(['', 'workers', 'requests/s', 'requests/CPU s', 'of one process']);
  for (const [name, target] of Object.entries(QUESTIONS)) await compare(name, target);
} finally {
  for (const server of servers.values()) await server.stop();
  rmSync(folder, { recursive: true });
}

async function compare(name: string, target: string): Promise<void> {
  const results = new Map<number, Measured[]>(counts.map((count) => [count, []]));
  const path = target.startsWith('/') ? target : `${OBJECTS}${target}`;
  const requests = Number(options.requests);
  for (const [count, server] of servers) await measure(server, path, count * requests);
  // In turn, so that the moods of the machine weigh on all alike.
  for (let round = 0; round < Number(options.runs); round += 1) {
    for (const [count, server] of servers) results.get(count)?.push(await measure(server, path, requests));
  }
  const medianOf = (count: number, figure: keyof Measured): number => median((results.get(count) ?? []).map((measured) => measured[figure]));
  for (const count of counts) {
    const ratio = medianOf(count, 'perCpuSecond') / medianOf(counts[0] ?? 1, 'perCpuSecond');
    line([name, String(count), medianOf(count, 'perSecond').toFixed(0), medianOf(count, 'perCpuSecond').toFixed(0), ratio.toFixed(2)]);
  }
}

async function measure(server: MeasuredServer, path: string, requests: number): Promise<Measured> {
  const plan: PollPlan = { url: `${server.origin}${path}`, authorization: authorizationOf('reader'), pollers: Number(options.pollers), requests };
  const before = server.processorTime();
  const { stdout } = await run(process.execPath, [POLLS, JSON.stringify(plan)]);
  const { seconds } = JSON.parse(stdout) as { seconds: number };
  return { perSecond: requests / seconds, perCpuSecond: requests / (server.processorTime() - before) };
}

function line([name = '', ...cells]: readonly string[]): void {
  process.stdout.write(`${name.padEnd(18)}${cells.map((cell) => cell.padStart(16)).join('')}\n`);
}
