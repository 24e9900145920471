// The contract for questions and deletions, property-based: whatever was appended and deleted, in whatever order, a store
// answers as the slow model does.
import fc from 'fast-check';
import type { ObjectQuery, Store, VersionSelection } from '../../collections/storage/port.ts';
import { versionKey } from '../../schemas/timestamp.ts';
import { MIXED, testCatalogue } from '../protocol/test-catalogue.ts';
import { EVERYTHING, publish, type StorePlace } from './contract.ts';
import { afterRemoval, answerOf, type ModelVersion } from './model.ts';
import { REMOVER, UNRESTRICTED } from './objects.ts';

const TYPES = ['indicator', 'malware', 'x-custom'];
const IDS = TYPES.flatMap((type) => ['1', '2'].map((digit) => `${type}--0000000${digit}-0000-4000-8000-000000000000`));
const INSTANTS = ['2024-02-29T23:59:59.999Z', '2025-01-01T00:00:00.000Z', '2025-01-01T00:00:00.0001Z', '9999-12-31T00:00:00.5Z'];
const SPECS = ['2.0', '2.1'] as const;

const append = fc.record({
  kind: fc.constant('append' as const),
  objects: fc.array(
    fc.record({ id: fc.constantFrom(...IDS), version: fc.constantFrom(...INSTANTS), specVersion: fc.constantFrom(...SPECS) }),
    { minLength: 1, maxLength: 6 },
  ),
});

const selection: fc.Arbitrary<VersionSelection> = fc.oneof(
  fc.constant('all' as const),
  fc
    .record({ first: fc.boolean(), last: fc.boolean(), values: fc.subarray(INSTANTS.map((text) => versionKey(text) ?? '')) })
    .filter(({ first, last, values }) => first || last || values.length > 0),
);

const specVersions = fc.option(fc.subarray(['2.0', '2.1', '3.0'], { minLength: 1 }), { nil: undefined });

const removal = fc.record({
  kind: fc.constant('remove' as const),
  id: fc.constantFrom(...IDS),
  versions: selection,
  specVersions,
});

const question = fc.record({
  versions: selection,
  specVersions,
  ids: fc.option(fc.subarray([...IDS, 'tool--unknown'], { minLength: 1 }), { nil: undefined }),
  types: fc.option(fc.subarray([...TYPES, 'unknown'], { minLength: 1 }), { nil: undefined }),
  from: fc.option(fc.nat({ max: 30 }), { nil: undefined }),
  limit: fc.integer({ min: 1, max: 8 }),
});

/** Runs the property against an adapter. */
export function modelContract(adapter: string, makePlace: () => Promise<StorePlace>, runs: number): void {
  test(`${adapter} answers every question as the model does (T-3.4-03, T-3.4-18, T-3.4.1-03..-17, T-5.7-05..-10)`, async () => {
    const place = await makePlace();
    const store = await place.open();
    await store.writer.replaceCatalogue(testCatalogue(), false);
    try {
      await fc.assert(
        fc.asyncProperty(
          fc.array(fc.oneof({ arbitrary: append, weight: 3 }, { arbitrary: removal, weight: 1 }), { maxLength: 8 }),
          fc.array(question, { minLength: 1, maxLength: 5 }),
          async (steps, questions) => {
            await empty(store);
            let stored: ModelVersion[] = [];
            for (const step of steps) {
              if (step.kind === 'append') stored = await appendBoth(store, stored, step.objects);
              else stored = await removeBoth(store, stored, step);
            }
            for (const asked of questions) await compare(store, stored, toQuery(asked, stored));
          },
        ),
        { numRuns: runs, endOnFailure: process.env['CI'] !== undefined },
      );
    } finally {
      await store.close();
      await place.dispose();
    }
  });
}

async function empty(store: Store): Promise<void> {
  for (const id of IDS) await store.writer.remove(MIXED, { id, versions: 'all' }, REMOVER);
}

async function appendBoth(
  store: Store,
  stored: ModelVersion[],
  objects: readonly { id: string; version: string; specVersion: '2.0' | '2.1' }[],
): Promise<ModelVersion[]> {
  const status = await publish(store, MIXED, objects);
  expect(status.failures).toEqual([]);
  expect(status.successes).toHaveLength(objects.length);
  const { items } = await store.objects.records(MIXED, UNRESTRICTED, { ...EVERYTHING, versions: 'all', specVersions: SPECS });
  const isNew = (object: { id: string; version: string; specVersion: string }): boolean =>
    !stored.some((one) => one.id === object.id && one.version === object.version && one.specVersion === object.specVersion);
  const added = objects.filter(isNew);
  const distinct = new Set(added.map(({ id, version, specVersion }) => `${id} ${version} ${specVersion}`));
  expect(items).toHaveLength(stored.length + distinct.size);
  return items.map((record) => ({ ...record, type: record.id.slice(0, record.id.indexOf('--')) }));
}

async function removeBoth(
  store: Store,
  stored: ModelVersion[],
  { id, versions, specVersions: specs }: { id: string; versions: VersionSelection; specVersions: string[] | undefined },
): Promise<ModelVersion[]> {
  const left = afterRemoval(stored, id, versions, specs);
  const removed = await store.writer.remove(MIXED, { id, versions, ...(specs && { specVersions: specs }) }, REMOVER);
  expect(removed).toEqual({ removed: stored.length - left.length });
  return left;
}

async function compare(store: Store, stored: readonly ModelVersion[], query: ObjectQuery): Promise<void> {
  const expected = answerOf(stored, query);
  const records = await store.objects.records(MIXED, UNRESTRICTED, query);
  const told = ({ id, version, specVersion, dateAdded }: Omit<ModelVersion, 'type'>) => ({ id, version, specVersion, dateAdded });
  expect(records.items.map(told)).toEqual(expected.slice(0, query.limit).map(told));
  expect(records.more).toBe(expected.length > query.limit);
  const page = await store.objects.page(MIXED, UNRESTRICTED, query);
  expect(page.items.map(({ dateAdded }) => dateAdded)).toEqual(records.items.map(({ dateAdded }) => dateAdded));
  expect(page.more).toBe(records.more);
}

function toQuery(
  { from, ids, types, specVersions: specs, versions, limit }: {
    from: number | undefined;
    ids: string[] | undefined;
    types: string[] | undefined;
    specVersions: string[] | undefined;
    versions: VersionSelection;
    limit: number;
  },
  stored: readonly ModelVersion[],
): ObjectQuery {
  const addedAfter = from === undefined ? undefined : stored[from % Math.max(stored.length, 1)]?.dateAdded;
  return {
    ...EVERYTHING,
    versions,
    limit,
    ...(addedAfter === undefined ? {} : { addedAfter }),
    ...(ids && { ids }),
    ...(types && { types }),
    ...(specs && { specVersions: specs }),
  };
}
