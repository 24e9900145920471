// node bench/start.ts — what a start takes, on an empty store and on a full one, in processor time until the server says that it
// listens: on a busy machine, time by the clock says nothing. See docs/performance.md.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { machine, median } from './measure.ts';
import { startServer } from './publishing/server.ts';
import { declareCollections, fill } from './release-content.ts';

const { values: options } = parseArgs({
  options: {
    objects: { type: 'string', default: '100000' },
    workers: { type: 'string', default: '1,2' },
    runs: { type: 'string', default: '5' },
  },
});

const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
try {
  const { processor, cores, node } = machine();
  process.stdout.write(`${processor}, ${cores} cores; Node ${node}\n\n`);
  line(['objects', 'MB', 'workers', 'CPU s', 'by the clock', 'MiB']);
  for (const objects of [0, Number(options.objects)]) {
    const data = join(folder, String(objects));
    const file = await makeStore(mkdtempSync(`${data}-`), objects);
    for (const workers of options.workers.split(',').map(Number)) await measure(file, objects, workers);
  }
} finally {
  rmSync(folder, { recursive: true });
}

async function makeStore(data: string, objects: number): Promise<string> {
  const file = join(data, 'liaison.db');
  const store = openSqliteStore(file);
  const { all } = await declareCollections(store, ['all']);
  await fill(store, all, 'spread', objects, () => undefined);
  await store.close();
  return file;
}

async function measure(file: string, objects: number, workers: number): Promise<void> {
  const times: number[] = [];
  const clock: number[] = [];
  let memory = 0;
  // The first one is for what is compiled then.
  for (let run = 0; run <= Number(options.runs); run += 1) {
    const started = performance.now();
    const server = await startServer(join(file, '..'), workers);
    if (run > 0) clock.push((performance.now() - started) / 1_000);
    if (run > 0) times.push(server.processorTime());
    memory = Math.max(memory, server.mostMemory());
    await server.stop();
  }
  const megabytes = (statSync(file).size / 1e6).toFixed(0);
  line([String(objects), megabytes, String(workers), median(times).toFixed(2), median(clock).toFixed(2), (memory / 1024 / 1024).toFixed(0)]);
}

function line(cells: readonly string[]): void {
  process.stdout.write(`${cells.map((cell) => cell.padStart(14)).join('')}\n`);
}
