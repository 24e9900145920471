// node bench/publishing.ts — publishing through the whole server, with one and with several workers, against a yardstick that
// only checks and stores: objects a second, and objects for each second of processor time. See docs/performance.md.
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs, promisify } from 'node:util';
import { machine, median } from './measure.ts';
import type { LoadPlan, LoadResult } from './publishing/load.ts';
import { authorizationOf, OBJECTS, prepareStore, startServer } from './publishing/server.ts';
import { envelopeOf, syntheticObjects } from './synthetic.ts';

const { values: options } = parseArgs({
  options: {
    /** How many objects are published in each run. */
    objects: { type: 'string', default: '60000' },
    /** Objects in an envelope. */
    size: { type: 'string', default: '200' },
    publishers: { type: 'string', default: '16' },
    /** Of how many agencies. */
    agencies: { type: 'string', default: '4' },
    workers: { type: 'string', default: '1,2' },
    runs: { type: 'string', default: '3' },
  },
});
const size = Number(options.size);
const publishers = Number(options.publishers);
const agencies = Array.from({ length: Number(options.agencies) }, (_, number) => `agency-${number}`);
const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const run = promisify(execFile);

interface Measured {
  readonly perSecond: number;
  readonly perCpuSecond: number;
  readonly p50?: number;
  readonly p99?: number;
  readonly memory?: number;
}

try {
  const file = writeEnvelopes();
  const kinds = ['yardstick', ...options.workers.split(',')];
  const results = new Map<string, Measured[]>(kinds.map((kind) => [kind, []]));
  for (let round = 0; round < Number(options.runs); round += 1) {
    for (const kind of kinds) results.get(kind)?.push(kind === 'yardstick' ? await runYardstick(file) : await runServer(file, Number(kind)));
  }
  report(results);
} finally {
  rmSync(folder, { recursive: true });
}

function writeEnvelopes(): string {
  const objects = syntheticObjects();
  const file = join(folder, 'envelopes');
  const lines = Array.from({ length: Math.ceil(Number(options.objects) / size) }, () => envelopeOf(objects, size));
  writeFileSync(file, Buffer.concat(lines.flatMap((line) => [line, Buffer.from('\n')])));
  return file;
}

async function runYardstick(file: string): Promise<Measured> {
  const plan = { file, store: join(mkdtempSync(join(folder, 'yardstick-')), 'yardstick.db'), inFlight: publishers };
  const { stdout } = await run(process.execPath, [here('./publishing/yardstick.ts'), JSON.stringify(plan)]);
  const { seconds, cpuSeconds, objects } = JSON.parse(stdout) as { seconds: number; cpuSeconds: number; objects: number };
  return { perSecond: objects / seconds, perCpuSecond: objects / cpuSeconds };
}

async function runServer(file: string, workers: number): Promise<Measured> {
  const data = mkdtempSync(join(folder, 'data-'));
  await prepareStore(join(data, 'liaison.db'), agencies);
  const server = await startServer(data, workers);
  try {
    const before = server.processorTime();
    const plan: LoadPlan = { url: `${server.origin}${OBJECTS}`, authorization: agencies.map(authorizationOf), file, publishers };
    const { stdout } = await run(process.execPath, [here('./publishing/load.ts'), JSON.stringify(plan)], { maxBuffer: 64 * 1024 * 1024 });
    const { seconds, accepted, latencies } = JSON.parse(stdout) as LoadResult;
    const sorted = latencies.toSorted((one, other) => one - other);
    return {
      perSecond: accepted / seconds,
      perCpuSecond: accepted / (server.processorTime() - before),
      p50: sorted[Math.floor(sorted.length / 2)] ?? 0,
      p99: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
      memory: server.mostMemory(),
    };
  } finally {
    await server.stop();
    rmSync(data, { recursive: true });
  }
}

function report(results: ReadonlyMap<string, readonly Measured[]>): void {
  const { processor, cores, node } = machine();
  const medianOf = (kind: string, name: keyof Measured): number => median((results.get(kind) ?? []).map((measured) => measured[name] ?? 0));
  const share = (kind: string, name: keyof Measured): string => `${Math.round((100 * medianOf(kind, name)) / medianOf('yardstick', name))} %`;
  const columns = ['', 'objects/s', 'of it', 'objects/CPU s', 'of it', 'p50 ms', 'p99 ms', 'MiB'];
  const rows = [...results.keys()].map((kind) => [
    kind === 'yardstick' ? kind : `workers: ${kind}`,
    medianOf(kind, 'perSecond').toFixed(0),
    share(kind, 'perSecond'),
    medianOf(kind, 'perCpuSecond').toFixed(0),
    share(kind, 'perCpuSecond'),
    medianOf(kind, 'p50').toFixed(1),
    medianOf(kind, 'p99').toFixed(1),
    (medianOf(kind, 'memory') / 1024 / 1024).toFixed(0),
  ]);
  process.stdout.write(`${processor}, ${cores} cores; Node ${node}; ${options.objects} objects, ${size} to an envelope, ${publishers} publishers of ${agencies.length} agencies\n\n`);
  for (const row of [columns, ...rows]) process.stdout.write(`${row.map((cell, index) => (index === 0 ? cell.padEnd(12) : cell.padStart(14))).join('')}\n`);
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}
