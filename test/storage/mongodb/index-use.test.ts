// Pages are walked along an index, in its order: nothing is sorted in memory, nothing is fetched that isn't served.
import { MongoClient, type Document } from 'mongodb';
import { documentsOf } from '../../../collections/storage/mongodb/documents.ts';
import { horizonOf } from '../../../collections/storage/mongodb/horizon.ts';
import { IN_ORDER, pageFilter } from '../../../collections/storage/mongodb/page-query.ts';
import { openMongoStore } from '../../../collections/storage/mongodb/store.ts';
import type { ObjectQuery } from '../../../collections/storage/port.ts';
import { versionKey } from '../../../schemas/timestamp.ts';
import { freshDatabase, hasMongo, type FreshDatabase } from '../../engines/describe-mongodb.ts';
import { MIXED, testCatalogue } from '../../protocol/test-catalogue.ts';
import { LAST } from './expectations.ts';
import { publishTo } from './scene.ts';

// FerretDB has the command, but neither these plans nor these indexes.
const describeMongod = (await isMongod()) ? describe : describe.skip;

const TYPES = ['indicator', 'malware'];
const idOf = (number: number): string => `${TYPES[number % 2] ?? ''}--${String(number).padStart(8, '0')}-0000-4000-8000-000000000000`;
const versionOf = (minute: number): string => `2026-01-01T00:${String(minute).padStart(2, '0')}:00.000Z`;
const OBJECTS = 20;
const VERSIONS = 5;

type Question = Pick<ObjectQuery, 'versions'> & Partial<ObjectQuery>;

describeMongod('MongoDB answers by the index that is hinted, without sorting,', () => {
  let database: FreshDatabase;
  let client: MongoClient;
  beforeAll(async () => {
    database = freshDatabase();
    const store = await openMongoStore(database.uri);
    await store.writer.replaceCatalogue(testCatalogue(), false);
    for (let version = 0; version < VERSIONS; version += 1) {
      await publishTo(store, Array.from({ length: OBJECTS }, (_, number) => ({ id: idOf(number), version: versionOf(version) })));
    }
    await store.close();
    client = await MongoClient.connect(database.uri);
  });
  afterAll(async () => {
    await client.close();
    await database.dispose();
  });

  test.each<[name: string, index: string, question: Question, returned: number, fetched: number]>([
    ['what is new', 'since', { versions: LAST }, OBJECTS, OBJECTS],
    ['what is new of a type', 'type_since', { versions: LAST, types: ['malware'] }, OBJECTS / 2, OBJECTS / 2],
    ['all versions', 'since', { versions: 'all', specVersions: ['2.0', '2.1'] }, OBJECTS * VERSIONS, OBJECTS * VERSIONS],
    ['the last version of an object', 'versions_of', { versions: LAST, ids: [idOf(3)] }, 1, VERSIONS],
    [
      'what has a version',
      'version_since',
      { versions: { first: false, last: false, values: [versionKey(versionOf(2)) ?? ''] } },
      OBJECTS,
      OBJECTS,
    ],
  ])('%s', async (_, index, question, returned, fetched) => {
    const { winningPlan, stats } = await explain(client, question);
    const stages = valuesOf(winningPlan, 'stage');
    expect(stages).toContain('IXSCAN');
    expect(stages).not.toContain('SORT');
    expect(stages).not.toContain('COLLSCAN');
    expect(new Set(valuesOf(winningPlan, 'indexName'))).toEqual(new Set([index]));
    expect(stats).toMatchObject({ nReturned: returned });
    expect(stats['totalDocsExamined']).toBeLessThanOrEqual(fetched);
  });
});

async function explain(client: MongoClient, question: Question): Promise<{ winningPlan: Document; stats: Document }> {
  const { objects, turns } = documentsOf(client.db());
  const [end] = await turns.find({ collection: MIXED, kind: 'end' }).sort({ turn: -1 }).limit(1).toArray();
  const page = pageFilter(MIXED, question, horizonOf(end?.kind === 'end' ? end : undefined));
  if (page === undefined) throw new Error('This question has no answer.');
  const options = { hint: page.index, sort: IN_ORDER, limit: 1_000 };
  const explained: Document = await objects.find(page.filter, options).explain('executionStats');
  return { winningPlan: explained['queryPlanner'].winningPlan, stats: explained['executionStats'] };
}

/** The values of that member, wherever it is in the plan. */
function valuesOf(plan: unknown, name: string): string[] {
  if (typeof plan !== 'object' || plan === null) return [];
  return Object.entries(plan).flatMap(([key, value]) => (key === name && typeof value === 'string' ? [value] : valuesOf(value, name)));
}

async function isMongod(): Promise<boolean> {
  if (!hasMongo) return false;
  const client = await MongoClient.connect(freshDatabase().uri);
  try {
    return (await client.db().command({ buildInfo: 1 }))['ferretdbVersion'] === undefined;
  } finally {
    await client.close();
  }
}
