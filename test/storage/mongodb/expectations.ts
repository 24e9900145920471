// What has to hold of a store, whatever happened to the servers that wrote to it.
import type { Db } from 'mongodb';
import type { EndDocument } from '../../../collections/storage/mongodb/documents.ts';
import type { ObjectQuery, Store, VersionSelection } from '../../../collections/storage/port.ts';
import { MIXED } from '../../protocol/test-catalogue.ts';
import { EVERYTHING } from '../contract.ts';
import { answerOf, type ModelVersion } from '../model.ts';
import type { TestObject } from '../objects.ts';
import { UNRESTRICTED } from '../objects.ts';

/** Both specification versions, as a query names them. */
export const BOTH = ['2.0', '2.1'] as const;
/** The last version, as a query names it. */
export const LAST = { first: false, last: true, values: [] } as const;
const FIRST = { first: true, last: false, values: [] } as const;

/** Every version that a store has in `MIXED`, oldest `date_added` first. */
export async function everythingIn(store: Store): Promise<ModelVersion[]> {
  const { items } = await store.objects.records(MIXED, UNRESTRICTED, { ...EVERYTHING, versions: 'all', specVersions: BOTH });
  return items.map((record) => ({ ...record, type: record.id.slice(0, record.id.indexOf('--')) }));
}

/** A version without its date. */
export function nameOf({ id, version, specVersion = '2.1' }: Pick<TestObject, 'id' | 'version' | 'specVersion'>): string {
  return `${id} ${version ?? ''} ${specVersion}`;
}

/** No version is there twice, dates increase, and each question has the answer of the model. Gives what is there. */
export async function expectLikeModel(store: Store): Promise<ModelVersion[]> {
  const stored = await everythingIn(store);
  const names = stored.map(nameOf);
  expect(names).toEqual([...new Set(names)]);
  expectIncreasing(stored);
  for (const query of questionsAbout(stored)) {
    const { items, more } = await store.objects.records(MIXED, UNRESTRICTED, query);
    const expected = answerOf(stored, query);
    expect([query, items.map(({ dateAdded }) => dateAdded), more]).toEqual([
      query,
      expected.slice(0, query.limit).map(({ dateAdded }) => dateAdded),
      expected.length > query.limit,
    ]);
  }
  return stored;
}

/** Each date is later than the one before. */
export function expectIncreasing(records: readonly { readonly dateAdded: number }[]): void {
  const dates = records.map(({ dateAdded }) => dateAdded);
  expect(dates).toEqual([...new Set(dates)].toSorted((one, other) => one - other));
}

/** Tidies up, and sees that no trace of undone turns is left: of their dates, nor of their statuses. */
export async function expectTidy(store: Store, database: Db): Promise<void> {
  await store.writer.forgetStatuses(0);
  const fences = await fencesIn(database);
  expect(fences.filter(({ isClean }) => !isClean)).toEqual([]);
  const isFenced = (date: unknown): boolean => fences.some(({ from, to }) => typeof date === 'number' && date >= from && date < to);
  const versions = await database.collection('objects').find({ collection: MIXED }).toArray();
  expect(versions.flatMap((version) => Object.values(version)).filter(isFenced)).toEqual([]);
  const unsettled = await database.collection('publications').find({ is_settled: false, turn: { $exists: true } }).toArray();
  expect(unsettled.map(({ _id, turn }) => ({ _id, turn }))).toEqual([]);
}

/** The fences of `MIXED`. */
export async function fencesIn(database: Db): Promise<EndDocument['fences']> {
  const ends = database.collection<EndDocument>('turns').find({ kind: 'end', collection: MIXED });
  const [newest] = await ends.sort({ turn: -1 }).limit(1).toArray();
  return newest?.fences ?? [];
}

function questionsAbout(stored: readonly ModelVersion[]): ObjectQuery[] {
  const selections: VersionSelection[] = ['all', LAST, FIRST];
  const specs = [undefined, BOTH, ['2.0'], ['2.1']];
  const middle = stored[Math.floor(stored.length / 2)];
  const plain = selections.flatMap((versions) =>
    specs.map((specVersions): ObjectQuery => ({ ...EVERYTHING, versions, ...(specVersions && { specVersions }) })),
  );
  if (middle === undefined) return plain;
  return [
    ...plain,
    { ...EVERYTHING, ids: [middle.id], specVersions: BOTH },
    { ...EVERYTHING, types: [middle.type], addedAfter: middle.dateAdded },
    { ...EVERYTHING, limit: 2 },
  ];
}
