// node bench/release.ts — what release control costs in the embedded store: pages of readers who see all, half or hardly
// any of a collection, polls that find nothing, and publishing under few and many labels. See docs/performance.md.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { viewerWith } from '../collections/markings/viewer.ts';
import type { ObjectQuery, Store } from '../collections/storage/port.ts';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import { machine, median } from './measure.ts';
import { declareCollections, fill, publishUnder, sightOf, type Layout, type Share } from './release-content.ts';
import { syntheticObjects } from './synthetic.ts';

const { values: options } = parseArgs({
  options: {
    /** How many objects each collection has. */
    objects: { type: 'string', default: '100000' },
    /** How often each question is asked by each reader. */
    calls: { type: 'string', default: '60' },
    json: { type: 'boolean', default: false },
  },
});

interface Result {
  readonly question: string;
  readonly layout: Layout;
  readonly reader: Share;
  /** How many objects the answer has. */
  readonly items: number;
  /** Medians, in microseconds: of this reader, and of one who sees everything and asks the same in turn. */
  readonly time: number;
  readonly unrestricted: number;
  readonly ratio: number;
}

interface Publishing {
  readonly labels: number;
  /** Median for an object, in microseconds. */
  readonly time: number;
}

const LAYOUTS = ['spread', 'clustered', 'many labels', 'two lines'] as const;
const READERS: Readonly<Record<Layout, readonly Share[]>> = {
  spread: ['half', 'half and own', 'thousandth', 'one'],
  clustered: ['half', 'thousandth', 'one'],
  'many labels': ['half', 'thousandth'],
  'two lines': ['half', 'thousandth'],
};
const LAST = { first: false, last: true, values: [] } as const;

const folder = mkdtempSync(join(tmpdir(), 'liaison-bench-'));
const store = openSqliteStore(join(folder, 'liaison.db'));
try {
  const collections = await declareCollections(store, [...LAYOUTS, 'few', 'many']);
  const reading: Result[] = [];
  for (const layout of LAYOUTS) {
    await fill(store, collections[layout], layout, Number(options.objects), (done) => progress(layout, done));
    for (const reader of READERS[layout]) {
      for (const { question, query } of await questionsOf(store, collections[layout])) {
        reading.push({ question, layout, reader, ...(await compare(store, collections[layout], query, reader)) });
      }
    }
  }
  const publishing = await measurePublishing(store, collections.few, collections.many);
  if (options.json) process.stdout.write(`${JSON.stringify({ machine: machine(), objects: Number(options.objects), reading, publishing })}\n`);
  else tell(reading, publishing);
} finally {
  await store.close();
  rmSync(folder, { recursive: true });
}

/** Questions from the beginning, from the middle, and from where hardly anything is left. */
async function questionsOf(of: Store, collection: string): Promise<{ question: string; query: ObjectQuery }[]> {
  const asked = { versions: LAST, maximumBytes: Number.MAX_SAFE_INTEGER };
  const { items } = await of.objects.records(collection, viewerWith(sightOf('all')), { ...asked, limit: 10_000_000 });
  // Those who publish out of everybody's sight may have been the last.
  const own = await of.objects.records(collection, viewerWith(sightOf('own')), { ...asked, limit: 10_000_000 });
  const newest = Math.max(...[...items.slice(-1), ...own.items.slice(-1)].map(({ dateAdded }) => dateAdded));
  const dateAt = (share: number): number => items[Math.floor((items.length - 1) * share)]?.dateAdded ?? 0;
  return [
    { question: 'page of 100', query: { ...asked, limit: 100, addedAfter: dateAt(0.3) } },
    { question: 'page of 1,000', query: { ...asked, limit: 1_000, addedAfter: dateAt(0.3) } },
    { question: 'first page of 100', query: { ...asked, limit: 100 } },
    { question: 'poll, 100 new', query: { ...asked, limit: 1_000, addedAfter: dateAt(1 - 100 / items.length) } },
    { question: 'poll, nothing new', query: { ...asked, limit: 1_000, addedAfter: newest } },
  ];
}

// In turns, so that whatever else the machine does weighs on both alike.
async function compare(of: Store, collection: string, query: ObjectQuery, reader: Share) {
  const [everybody, viewer] = [viewerWith(sightOf('all')), viewerWith(sightOf(reader))];
  const times = { unrestricted: [] as number[], restricted: [] as number[] };
  let items = 0;
  const rounds = Number(options.calls);
  for (let round = -Math.ceil(rounds / 4); round < rounds; round += 1) {
    const unrestricted = await timeOf(() => of.objects.page(collection, everybody, query));
    const restricted = await timeOf(async () => {
      items = (await of.objects.page(collection, viewer, query)).items.length;
    });
    if (round < 0) continue;
    times.unrestricted.push(unrestricted);
    times.restricted.push(restricted);
  }
  const [unrestricted, time] = [median(times.unrestricted), median(times.restricted)];
  return { items, time, unrestricted, ratio: time / unrestricted };
}

async function measurePublishing(of: Store, few: string, many: string): Promise<Publishing[]> {
  const kinds = [{ collection: few, labels: 1, times: [] as number[] }, { collection: many, labels: 50, times: [] as number[] }];
  const objects = syntheticObjects(2);
  for (let round = -5; round < 40; round += 1) {
    const batch = Array.from({ length: 500 }, () => objects.next().value);
    // Each of the two is first in every other round.
    for (const { collection, labels, times } of round % 2 === 0 ? kinds : kinds.toReversed()) {
      const time = await timeOf(() => publishUnder(of, collection, batch, labels));
      if (round >= 0) times.push(time / batch.length);
    }
  }
  return kinds.map(({ labels, times }) => ({ labels, time: median(times) }));
}

async function timeOf(action: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await action();
  return (performance.now() - start) * 1000;
}

function progress(layout: Layout, done: number): void {
  if (process.stderr.isTTY) process.stderr.write(`\r${layout}: ${done} objects`.padEnd(40));
}

function tell(reading: readonly Result[], publishing: readonly Publishing[]): void {
  const { processor, cores, node } = machine();
  const lines = [`${processor}, ${cores} cores; Node ${node}; SQLite, ${options.objects} objects in each collection`];
  lines.push('', `${'sees'.padEnd(14)}${'among'.padEnd(14)}${'asks for'.padEnd(20)}${'gets'.padStart(6)}${'µs'.padStart(9)}${'sees all'.padStart(10)}   ratio`);
  for (const { reader, layout, question, items, time, unrestricted, ratio } of reading) {
    const figures = `${time.toFixed(0).padStart(9)}${unrestricted.toFixed(0).padStart(10)}${ratio.toFixed(2).padStart(8)}`;
    lines.push(`${reader.padEnd(14)}${layout.padEnd(14)}${question.padEnd(20)}${String(items).padStart(6)}${figures}`);
  }
  lines.push('');
  for (const { labels, time } of publishing) {
    lines.push(`publishing under ${labels === 1 ? 'one label' : `${labels} labels`}: ${time.toFixed(1)} µs an object`);
  }
  process.stdout.write(`${lines.join('\n')}\n`);
}
