// Nobody waits for what others have in mind: each one's work comes in turn.
import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFairLine } from '../../collections/fair-line.ts';

test('who comes last with one thing waits for one thing of each of the others', async () => {
  const line = createFairLine(1);
  const done: string[] = [];
  const work = (whose: string) => line.run(whose, async () => void done.push(whose));
  const all = [...Array.from({ length: 50 }, () => work('flood')), ...Array.from({ length: 50 }, () => work('another')), work('late')];
  await Promise.all(all);
  expect(done.indexOf('late')).toBeLessThanOrEqual(3);
  expect(done.slice(3, 13).filter((whose) => whose === 'flood')).toHaveLength(5);
});

test('what has begun goes on before the same one begins with something else', async () => {
  const line = createFairLine(1);
  const done: string[] = [];
  const inParts = async (name: string): Promise<void> => {
    for (let part = 0; part < 3; part += 1) await line.run('one', async () => void done.push(name), part > 0);
  };
  await Promise.all([inParts('a'), inParts('b'), inParts('c')]);
  expect(done.join('')).toBe('aaabbbccc');
});

test('one begins in each turn of the event loop', async () => {
  const line = createFairLine(10);
  let begun = 0;
  const all = Array.from({ length: 5 }, () => line.run('one', async () => void (begun += 1)));
  const seen: number[] = [];
  for (let turn = 0; turn < 5; turn += 1) {
    seen.push(begun);
    await nextTurn();
  }
  await Promise.all(all);
  for (const [turn, count] of seen.entries()) expect(count).toBeLessThanOrEqual(turn + 1);
  expect(begun).toBe(5);
});

test('never more at once than there may be; everything is done, also after failures (fuzzed)', async () => {
  const step = fc.record({ whose: fc.constantFrom('a', 'b', 'c'), turns: fc.nat({ max: 3 }), fails: fc.boolean(), goesOn: fc.boolean() });
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 4 }), fc.array(step, { maxLength: 30 }), async (atOnce, steps) => {
      const line = createFairLine(atOnce);
      const now = { running: 0, most: 0 };
      const outcomes = await Promise.allSettled(
        steps.map(({ whose, turns, fails, goesOn }, index) =>
          line.run(whose, async () => {
            now.running += 1;
            now.most = Math.max(now.most, now.running);
            for (let turn = 0; turn < turns; turn += 1) await nextTurn();
            now.running -= 1;
            if (fails) throw new Error('failed');
            return index;
          }, goesOn),
        ),
      );
      expect(outcomes.map(({ status }) => status)).toEqual(steps.map(({ fails }) => (fails ? 'rejected' : 'fulfilled')));
      expect(now.most).toBeLessThanOrEqual(atOnce);
    }),
    { numRuns: 100 },
  );
});
