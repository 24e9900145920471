// The yardstick of publishing: the same envelopes checked in processes of their own and put into a plain SQLite table by another thread, with
// nothing around it: no HTTP, no accounts, no labels, no status, no audit. A process of its own, started by bench/publishing.ts.
import { readFileSync } from 'node:fs';
import { Worker } from 'node:worker_threads';
import { createChecker } from '../../collections/publishing/checker.ts';
import { memoryOfEnvelope } from '../../collections/storage/moved-memory.ts';
import { DEFAULT_POLICY } from '../../schemas/stix/policy.ts';
import { processorSeconds } from '../server/process-figures.ts';
import { unmarked } from '../unmarked.ts';

const { file, store, inFlight } = JSON.parse(process.argv[2] ?? '') as { file: string; store: string; inFlight: number };
const bytes = readFileSync(file);
const envelopes: Uint8Array<ArrayBuffer>[] = [];
for (let start = 0; start < bytes.length; ) {
  const end = bytes.indexOf(0x0a, start);
  envelopes.push(new Uint8Array(bytes.subarray(start, end)));
  start = end + 1;
}
const checker = createChecker();
const writer = new Worker(new URL('./yardstick-writer.ts', import.meta.url), { workerData: { file: store } });
const waiting: ((count: number) => void)[] = [];
writer.on('message', (count: number) => waiting.shift()?.(count));
const policy = { specVersions: ['2.1'], validation: DEFAULT_POLICY, reportsHints: false } as const;
let next = 0;
let objects = 0;

const started = performance.now();
const before = processorSeconds(process.pid);
await Promise.all(Array.from({ length: inFlight }, work));
process.stdout.write(JSON.stringify({ seconds: (performance.now() - started) / 1_000, cpuSeconds: processorSeconds(process.pid) - before, objects }));
await checker.close();
await writer.terminate();

async function work(): Promise<void> {
  for (let body = envelopes[next++]; body !== undefined; body = envelopes[next++]) {
    const envelope = unmarked(await checker.check(body, policy));
    const stored = await new Promise<number>((resolve) => {
      waiting.push(resolve);
      writer.postMessage(envelope, memoryOfEnvelope(envelope));
    });
    objects += stored;
  }
}
