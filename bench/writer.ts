// node bench/writer.ts — what an object costs the writer of the embedded store, in processor time, in bytes written and in bytes
// on disk, as the store is set up and as SQLite would be by itself. Processor time tells the same on a busy machine. See
// docs/performance.md.
import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import type { PublisherRights } from '../collections/storage/port.ts';
import { changeAll } from '../collections/storage/sqlite/change-all.ts';
import { migrate, openForWriting } from '../collections/storage/sqlite/database.ts';
import { sqliteWriter } from '../collections/storage/sqlite/writer.ts';
import { machine } from './measure.ts';
import { catalogue, publicationOf, unmarkedEnvelopes } from './unmarked.ts';

const { values: options } = parseArgs({
  options: {
    objects: { type: 'string', default: '120000' },
    size: { type: 'string', default: '200' },
    /** Envelopes that share a commit. */
    shared: { type: 'string', default: '4' },
  },
});
const RIGHTS: PublisherRights = { sight: { agency: 'agency', clearance: undefined, defaultLevel: 3, closed: [] }, newVersions: 'anyone' };
const SETTINGS: Readonly<Record<string, string>> = {
  'as the store is': '',
  'usual memory': 'PRAGMA cache_size = -2000',
  'usual checkpoints': 'PRAGMA wal_autocheckpoint = 1000',
  'both usual': 'PRAGMA cache_size = -2000; PRAGMA wal_autocheckpoint = 1000',
};

/** After the point, in the columns. */
const DIGITS = [1, 1, 0, 1, 0, 2];

const envelopes = [...unmarkedEnvelopes(Number(options.objects), Number(options.size))];
const { processor, cores, node } = machine();
process.stdout.write(`${processor}, ${cores} cores; Node ${node}; ${options.objects} objects, ${options.size} to an envelope, ${options.shared} envelopes to a commit\n\n`);
process.stdout.write(`${['', 'user µs', 'system µs', 'bytes', 'writes', 'on disk', '× JSON'].map((cell, index) => (index === 0 ? cell.padEnd(20) : cell.padStart(12))).join('')}\n`);
measure('');
for (const [name, pragmas] of Object.entries(SETTINGS)) {
  const cells = measure(pragmas).map((figure, index) => figure.toFixed(DIGITS[index]).padStart(12));
  process.stdout.write(`${name.padEnd(20)}${cells.join('')}\n`);
}

/**
 * For each object: microseconds as user and in the system, bytes that went to the disk, calls that wrote, bytes of the file; and
 * how many times the objects' own that is.
 */
function measure(pragmas: string): number[] {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
  const file = join(folder, 'liaison.db');
  migrate(file);
  const database = openForWriting(file);
  database.exec(pragmas);
  const writer = sqliteWriter(database);
  writer.replaceCatalogue(catalogue(), false);
  const before = { ...process.cpuUsage(), ...written() };
  const shared = Number(options.shared);
  for (let start = 0; start < envelopes.length; start += shared) {
    const calls = envelopes.slice(start, start + shared).map((envelope, call) => {
      return { call, method: 'finish', parameters: [publicationOf(envelope), envelope, RIGHTS] } as const;
    });
    for (const reply of changeAll(database, writer, calls)) if ('error' in reply) throw reply.error;
  }
  const after = { ...process.cpuUsage(), ...written() };
  database.close();
  const { size } = statSync(file);
  rmSync(folder, { recursive: true });
  const count = Number(options.objects);
  const json = envelopes.reduce((sum, { bytes }) => sum + bytes.length, 0);
  return [...(['user', 'system', 'bytes', 'calls'] as const).map((name) => (after[name] - before[name]) / count), size / count, size / json];
}

/** Of this process so far, as Linux tells it. */
function written(): { readonly bytes: number; readonly calls: number } {
  const text = readFileSync('/proc/self/io', 'utf8');
  return { bytes: Number(/^write_bytes: (\d+)/m.exec(text)?.[1]), calls: Number(/^syscw: (\d+)/m.exec(text)?.[1]) };
}
