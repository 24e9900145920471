// Publications are done in turn by agency: nobody waits for all that somebody else sent before.
import fc from 'fast-check';
import { createFairQueue } from '../../collections/publishing/fair-queue.ts';

const AGENCIES = ['a', 'b', 'c', 'd'];

interface Asked {
  readonly agency: string;
  readonly cost: number;
  readonly fails: boolean;
  /** How many pieces of work that run end before the next is asked for. */
  readonly endingAfter: number;
}

const asked: fc.Arbitrary<Asked> = fc.record({
  agency: fc.constantFrom(...AGENCIES),
  cost: fc.integer({ min: 1, max: 12 }),
  fails: fc.boolean(),
  endingAfter: fc.nat({ max: 3 }),
});

/** Asks for the work; a piece of it ends when the test says so, in the order in which they began. */
async function tryOut(all: readonly Asked[], capacity: number) {
  const queue = createFairQueue(capacity);
  const begun: number[] = [];
  const running: { readonly index: number; end(): void }[] = [];
  /** For each piece, the ones of each agency that had been asked for, and not begun, when it was. */
  const ahead: number[][] = [];
  let mostInUse = 0;
  const settle = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
  const endOne = async (): Promise<void> => {
    running.shift()?.end();
    await settle();
  };
  const results: Promise<string>[] = [];
  for (const [index, { agency, cost, fails, endingAfter }] of all.entries()) {
    ahead.push(all.slice(0, index).flatMap((_, other) => (begun.includes(other) ? [] : [other])));
    const work = (): Promise<string> => {
      begun.push(index);
      const { promise, resolve, reject } = Promise.withResolvers<string>();
      running.push({ index, end: () => (fails ? reject(new Error(`${index}`)) : resolve(`${index}`)) });
      const costs = running.map((piece) => all[piece.index]?.cost ?? 0);
      if (running.length > 1) mostInUse = Math.max(mostInUse, costs.reduce((sum, each) => sum + each, 0));
      return promise;
    };
    results.push(queue.run(agency, cost, work).catch((error: Error) => `failed ${error.message}`));
    for (let ended = 0; ended < endingAfter; ended += 1) await endOne();
  }
  for (let left = all.length; left > 0; left -= 1) await endOne();
  return { begun, ahead, mostInUse, results: await Promise.all(results), waiting: queue.waiting() };
}

test('everything is done once and told to whoever asked, never more at a time than there is room for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), async (all, capacity) => {
      const { begun, results, mostInUse, waiting } = await tryOut(all, capacity);
      expect(begun.toSorted((one, other) => one - other)).toEqual(all.map((_, index) => index));
      expect(results).toEqual(all.map(({ fails }, index) => (fails ? `failed ${index}` : `${index}`)));
      expect(mostInUse).toBeLessThanOrEqual(capacity);
      expect(waiting).toBe(0);
    }),
    { numRuns: 100 },
  );
});

test('what one agency asks for is done in its order; before it comes at most one piece of each other agency for each of its own', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(asked, { maxLength: 40 }), fc.integer({ min: 1, max: 10 }), async (all, capacity) => {
      const { begun, ahead } = await tryOut(all, capacity);
      for (const [index, { agency }] of all.entries()) {
        const before = begun.slice(0, begun.indexOf(index)).filter((other) => ahead[index]?.includes(other) || other > index);
        const ownAhead = ahead[index]?.filter((other) => all[other]?.agency === agency) ?? [];
        expect(ownAhead.every((own) => before.includes(own))).toBe(true);
        expect(begun.filter((other) => all[other]?.agency === agency && other > index).every((later) => begun.indexOf(later) > begun.indexOf(index))).toBe(true);
        for (const other of AGENCIES.filter((name) => name !== agency)) {
          const ofOther = before.filter((piece) => all[piece]?.agency === other);
          expect(ofOther.length).toBeLessThanOrEqual(ownAhead.length + 1);
        }
      }
    }),
    { numRuns: 100 },
  );
});

test('one envelope among the hundreds of another agency is the next but one', async () => {
  const many = Array.from({ length: 300 }, (): Asked => ({ agency: 'a', cost: 1, fails: false, endingAfter: 0 }));
  const { begun } = await tryOut([...many, { agency: 'b', cost: 1, fails: false, endingAfter: 0 }], 2);
  expect(begun.indexOf(300)).toBeLessThanOrEqual(3);
});
