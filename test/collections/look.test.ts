// Looking through a collection: everything that matches is found, in order, whatever the portions, and nobody else waits.
import fc from 'fast-check';
import { lookFor } from '../../collections/look.ts';
import type { ObjectQuery, Page } from '../../collections/storage/port.ts';
import { StoredObject } from '../../collections/storage/stored-object.ts';

const objects = Array.from({ length: 1_700 }, (_, index): StoredObject => new StoredObject(index + 1, Buffer.from(`{"number":${index}}`)));

async function read({ addedAfter = 0, addedBefore = Infinity, newestFirst, limit }: ObjectQuery): Promise<Page<StoredObject>> {
  const asked = objects.filter(({ dateAdded }) => dateAdded > addedAfter && dateAdded < addedBefore);
  const ordered = newestFirst === true ? asked.toReversed() : asked;
  return { items: ordered.slice(0, limit), more: ordered.length > limit };
}

const query = { versions: 'all', maximumBytes: 1e9 } as const;

test('whatever the bounds, going on from where it ended finds each match once, in order, and looks at all', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 1, max: 2_000 }), fc.integer({ min: 1, max: 400 }), fc.boolean(), async (limit, most, oneIn, isBackwards) => {
      const matches = ({ dateAdded }: StoredObject): boolean => dateAdded % oneIn === 0;
      const found: StoredObject[] = [];
      let looked = 0;
      for (let position: number | undefined, isFirst = true; isFirst || position !== undefined; isFirst = false) {
        const from = position === undefined ? {} : isBackwards ? { addedBefore: position } : { addedAfter: position };
        const part = await lookFor(read, { ...query, ...from, ...(isBackwards ? { newestFirst: true as const } : {}), limit }, matches, most);
        expect(part.items.length).toBeLessThanOrEqual(limit);
        expect(part.lookedAt).toBeLessThanOrEqual(most);
        found.push(...part.items);
        looked += part.lookedAt;
        position = part.position;
      }
      const all = objects.filter(matches);
      expect(found).toEqual(isBackwards ? all.toReversed() : all);
      expect(looked).toBe(objects.length);
    }),
    { numRuns: 40 },
  );
});

test('others are served between two portions', async () => {
  let hasServed = false;
  setImmediate(() => (hasServed = true));
  let portions = 0;
  await lookFor(async (asked) => {
    portions += 1;
    return read(asked);
  }, { ...query, limit: 50 }, () => false, 10_000);
  expect(portions).toBe(4);
  expect(hasServed).toBe(true);
});
