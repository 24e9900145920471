// node bench/mongodb.ts — what the MongoDB adapter costs above the bare driver asking the same: see docs/performance.md.
import { randomUUID } from 'node:crypto';
import { parseArgs } from 'node:util';
import { MongoClient, type Collection, type Document } from 'mongodb';
import { openMongoStore } from '../collections/storage/mongodb/store.ts';
import type { ObjectQuery, Store } from '../collections/storage/port.ts';
import { startMongoEngine } from '../test/engines/mongodb-engine.ts';
import { testCatalogue, MAIN } from '../test/protocol/test-catalogue.ts';
import { RIGHTS, UNRESTRICTED, envelopeOf, publicationTo } from '../test/storage/objects.ts';
import { machine, median } from './measure.ts';

const { values: options } = parseArgs({
  options: {
    /** How many objects there are; a small number where the engine has no indexes to speak of. */
    objects: { type: 'string', default: '300' },
    /** How often each question is asked, by each of the two. */
    calls: { type: 'string', default: '400' },
    json: { type: 'boolean', default: false },
  },
});

/** A question, asked of the adapter and of the driver. */
interface Question {
  readonly name: string;
  readonly query: ObjectQuery;
}

interface Result {
  readonly question: string;
  /** Medians, in microseconds. */
  readonly adapter: number;
  readonly driver: number;
  readonly ratio: number;
}

const LAST = { first: false, last: true, values: [] } as const;
const UNLIMITED = Number.MAX_SAFE_INTEGER;

const engine = await startMongoEngine();
const uri = engine.uri(`bench_${randomUUID().slice(0, 8)}`);
try {
  const results = await measure(uri);
  if (options.json) process.stdout.write(`${JSON.stringify({ machine: machine(), engine: engine.kind, results })}\n`);
  else tell(results, engine.kind);
} finally {
  const client = await MongoClient.connect(uri);
  await client.db().dropDatabase();
  await client.close();
  await engine.stop();
}

async function measure(place: string): Promise<Result[]> {
  const store = await openMongoStore(place);
  const client = await MongoClient.connect(place, { readConcern: { level: 'majority' } });
  try {
    const ids = await fill(store);
    const { items } = await store.objects.records(MAIN, UNRESTRICTED, { versions: LAST, limit: 10_000, maximumBytes: UNLIMITED });
    const newest = items.at(-1)?.dateAdded ?? 0;
    const questions: Question[] = [
      { name: 'poll, nothing new', query: { addedAfter: newest, versions: LAST, limit: 1_000, maximumBytes: UNLIMITED } },
      { name: 'point read', query: { ids: ids.slice(0, 1), versions: LAST, limit: 1_000, maximumBytes: UNLIMITED } },
      { name: 'page of 100', query: { versions: LAST, limit: 100, maximumBytes: UNLIMITED } },
    ];
    const results: Result[] = [];
    for (const question of questions) results.push(await compare(store, client, question));
    return results;
  } finally {
    await client.close();
    await store.close();
  }
}

async function fill(store: Store): Promise<string[]> {
  await store.writer.replaceCatalogue(testCatalogue(), false);
  const objects = Array.from({ length: Number(options.objects) }, () => ({
    id: `indicator--${randomUUID()}`,
    version: '2026-01-01T00:00:00.000Z',
    content: 'x'.repeat(900),
  }));
  await store.writer.finish(publicationTo(MAIN, objects.length), envelopeOf(objects), RIGHTS);
  return objects.map(({ id }) => id);
}

// In turns, so that whatever else the machine does weighs on both alike.
async function compare(store: Store, client: MongoClient, { name, query }: Question): Promise<Result> {
  const bare = bareReader(client, query);
  const times = { adapter: [] as number[], driver: [] as number[] };
  const rounds = Number(options.calls);
  for (let round = -rounds / 4; round < rounds; round += 1) {
    const adapter = await timeOf(() => store.objects.page(MAIN, UNRESTRICTED, query));
    const driver = await timeOf(bare);
    if (round < 0) continue;
    times.adapter.push(adapter);
    times.driver.push(driver);
  }
  const [adapter, driver] = [median(times.adapter), median(times.driver)];
  return { question: name, adapter, driver, ratio: adapter / driver };
}

/** The two questions of a page, without anything around them. */
function bareReader(client: MongoClient, query: ObjectQuery): () => Promise<unknown> {
  const turns: Collection<Document> = client.db().collection('turns');
  const objects: Collection<Document> = client.db().collection('objects');
  const ofIds = query.ids === undefined ? {} : { object_id: { $in: query.ids } };
  return async () => {
    const [end] = await turns.find({ collection: MAIN, kind: 'end' }).sort({ turn: -1 }).limit(1).toArray();
    const dates = { $gt: query.addedAfter ?? -1, $lt: end?.['up_to'] };
    const distinctions = { last_until: { $gte: end?.['up_to'] }, newest_spec_until: { $gte: end?.['up_to'] } };
    return objects
      .find({ collection: MAIN, date_added: dates, ...ofIds, ...distinctions })
      .project({ _id: 0, date_added: 1, body: 1 })
      .sort({ date_added: 1 })
      .limit(query.limit + 1)
      .toArray();
  };
}

async function timeOf(ask: () => Promise<unknown>): Promise<number> {
  const start = performance.now();
  await ask();
  return (performance.now() - start) * 1000;
}

function tell(results: readonly Result[], kind: string): void {
  const { processor, cores, node } = machine();
  process.stdout.write(`${processor}, ${cores} cores; Node ${node}; engine: ${kind}, ${options.objects} objects\n\n`);
  for (const { question, adapter, driver, ratio } of results) {
    const figures = `${adapter.toFixed(0).padStart(8)} µs ${driver.toFixed(0).padStart(8)} µs   ${ratio.toFixed(2)}`;
    process.stdout.write(`${question.padEnd(20)}${figures}\n`);
  }
}
