// node bench/store.ts — where the bytes of an embedded store are, and what its reads take of the processor, without a server
// around it. See docs/performance.md.
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { parseArgs } from 'node:util';
import { viewerWith } from '../collections/markings/viewer.ts';
import type { ObjectQuery, Store } from '../collections/storage/port.ts';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { machine } from './measure.ts';
import { randomFrom } from './random.ts';
import { catalogue, COLLECTION, publicationOf, unmarkedEnvelopes } from './unmarked.ts';

const { values: options } = parseArgs({
  options: {
    objects: { type: 'string', default: '200000' },
    /** Objects to an envelope. */
    size: { type: 'string', default: '200' },
    /** Times that each read is asked in one of ten batches. */
    calls: { type: 'string', default: '200' },
  },
});
const SIGHT = { agency: 'agency', clearance: 4, defaultLevel: 1, closed: [] } as const;
const READER = viewerWith({ ...SIGHT, agency: 'reader' });
const LAST: ObjectQuery = { versions: { first: false, last: true, values: [] }, limit: 100, maximumBytes: 16 * 1024 * 1024 };

const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
try {
  const { processor, cores, node } = machine();
  process.stdout.write(`${processor}, ${cores} cores; Node ${node}; ${options.objects} objects, ${options.size} to an envelope\n\n`);
  const file = join(folder, 'liaison.db');
  const store = openSqliteStore(file);
  const json = await fill(store);
  await measureReads(store);
  await store.close();
  tellBytes(file, json);
} finally {
  rmSync(folder, { recursive: true });
}

/** Gives the octets of all envelopes. */
async function fill({ writer }: Store): Promise<number> {
  await writer.replaceCatalogue(catalogue(), false);
  let json = 0;
  for (const envelope of unmarkedEnvelopes(Number(options.objects), Number(options.size))) {
    json += envelope.bytes.length;
    await writer.finish(publicationOf(envelope), envelope, { sight: SIGHT, newVersions: 'anyone' });
  }
  return json;
}

/** Each read is about another date, object or version; the third quickest of ten batches counts. */
async function measureReads({ objects }: Store): Promise<void> {
  const { items: records } = await objects.records(COLLECTION, READER, { ...LAST, versions: 'all', limit: Number(options.objects) });
  const random = randomFrom(2);
  const page = (query: Partial<ObjectQuery>) => objects.page(COLLECTION, READER, { ...LAST, ...query });
  const since = () => ({ addedAfter: random.of(records).dateAdded });
  const reads: Record<string, () => Promise<unknown>> = {
    'page of 100': () => page(since()),
    'page of 1000': () => page({ ...since(), limit: 1_000 }),
    'all versions, 100': () => page({ ...since(), versions: 'all' }),
    'one id': () => page({ ids: [random.of(records).id] }),
    '100 ids': () => page({ ids: Array.from({ length: 100 }, () => random.of(records).id) }),
    'one type, 100': () => page({ ...since(), types: ['indicator'] }),
    'a rare type, 100': () => page({ ...since(), types: ['malware'] }),
    'two types, 100': () => page({ ...since(), types: ['indicator', 'malware'] }),
    'one version': () => page({ versions: { first: false, last: false, values: [random.of(records).version.slice(0, -1)] } }),
    '100 records': () => objects.records(COLLECTION, READER, { ...LAST, ...since() }),
    '100 changes': () => objects.changes(COLLECTION, READER, random.of(records).dateAdded, 100),
  };
  process.stdout.write('read                       µs\n');
  for (const [name, read] of Object.entries(reads)) {
    const times: number[] = [];
    for (let batch = 0; batch < 10; batch += 1) times.push(await timeOf(read));
    process.stdout.write(`${name.padEnd(20)}${(times.toSorted((one, other) => one - other)[2] ?? 0).toFixed(0).padStart(9)}\n`);
  }
}

async function timeOf(read: () => Promise<unknown>): Promise<number> {
  const before = process.cpuUsage();
  for (let call = 0; call < Number(options.calls); call += 1) await read();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / Number(options.calls);
}

function tellBytes(file: string, json: number): void {
  const count = Number(options.objects);
  const { size } = statSync(file);
  process.stdout.write(`\non disk ${(size / count).toFixed(0)} bytes an object, ${(size / json).toFixed(2)} times the JSON; of them\n`);
  const database = new DatabaseSync(file, { readOnly: true });
  const parts = database.prepare('SELECT name, SUM(pgsize) AS bytes FROM dbstat GROUP BY name ORDER BY 2 DESC').all();
  for (const { name, bytes } of parts) if (Number(bytes) > count) process.stdout.write(`${String(name).padEnd(24)}${(Number(bytes) / count).toFixed(1).padStart(8)}\n`);
  database.close();
}
