// Long pages are read in parts, and are what they would have been in one.
import fc from 'fast-check';
import { Abandoned, createReading } from '../../collections/reading.ts';
import type { ObjectQuery, Page } from '../../collections/storage/port.ts';

interface Item {
  readonly dateAdded: number;
  readonly size: number;
}

const LAST = { first: false, last: true, values: [] } as const;

/** Reads as the stores do. */
function reader(items: readonly Item[]): { read(query: ObjectQuery): Promise<Page<Item>>; readonly limits: number[] } {
  const limits: number[] = [];
  return {
    limits,
    async read({ addedAfter = -1, limit, maximumBytes }) {
      limits.push(limit);
      const found: Item[] = [];
      let bytes = 0;
      for (const item of items.filter(({ dateAdded }) => dateAdded > addedAfter)) {
        if (found.length === limit || bytes >= maximumBytes) return { items: found, more: true };
        found.push(item);
        bytes += item.size;
      }
      return { items: found, more: false };
    },
  };
}

const itemsOf = (count: number, size = 1): Item[] => Array.from({ length: count }, (_, index) => ({ dateAdded: index * 2, size }));

test('a page of parts is the page of the store (property)', async () => {
  await fc.assert(
    fc.asyncProperty(fc.nat({ max: 4_500 }), fc.integer({ min: 1, max: 5_000 }), fc.integer({ min: 1, max: 5_000 }), fc.nat({ max: 3 }), async (count, limit, maximumBytes, size) => {
      const { read, limits } = reader(itemsOf(count, size));
      const query = { versions: LAST, limit, maximumBytes, addedAfter: 11 };
      expect(await createReading().page({ account: 'a' }, query, read, (item) => item.size)).toEqual(await read(query));
      expect(Math.max(...limits.slice(0, -1))).toBeLessThanOrEqual(1_000);
    }),
    { numRuns: 60 },
  );
});

test('a poll does not wait for the long pages of others', async () => {
  const reading = createReading();
  const { read } = reader(itemsOf(10_000));
  const query = { versions: LAST, maximumBytes: Infinity, limit: 10_000 };
  let isOver = false;
  const long = Promise.all(Array.from({ length: 50 }, () => reading.page({ account: 'greedy' }, query, read, () => 0))).then(() => (isOver = true));
  expect((await reading.page({ account: 'other' }, { ...query, limit: 10 }, read, () => 0)).items).toHaveLength(10);
  expect(isOver).toBe(false);
  await long;
});

test('what nobody waits for any more is not read to its end', async () => {
  const { read, limits } = reader(itemsOf(10_000));
  const isGone = (): boolean => limits.length === 3;
  const page = createReading().page({ account: 'a', isGone }, { versions: LAST, maximumBytes: Infinity, limit: 10_000 }, read, () => 0);
  await expect(page).rejects.toThrow(Abandoned);
  expect(limits).toHaveLength(3);
});
