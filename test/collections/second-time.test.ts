// What is asked for once is told from what is asked for again.
import fc from 'fast-check';
import { createSecondTime } from '../../collections/second-time.ts';

test('a name is known from the second time on', () => {
  fc.assert(
    fc.property(fc.uniqueArray(fc.string(), { minLength: 1, maxLength: 5 }), (names) => {
      const isSecondTime = createSecondTime(2 ** 20);
      expect(names.map(isSecondTime)).toEqual(names.map(() => false));
      expect(names.map(isSecondTime)).toEqual(names.map(() => true));
    }),
    // Two of five share one of a million places once in a hundred thousand times.
    { numRuns: 200, seed: 1 },
  );
});

test('what came long ago is forgotten, and what came a moment ago nearly always known', () => {
  const isSecondTime = createSecondTime(1_024);
  const names = Array.from({ length: 100_000 }, (_, number) => `objects?match[id]=${number}`);
  let known = 0;
  for (const [index, name] of names.entries()) {
    isSecondTime(name);
    if (index >= 16 && isSecondTime(names[index - 16] ?? '')) known += 1;
  }
  expect(known).toBeGreaterThan(0.95 * names.length);
  expect(names.slice(0, 50_000).filter(isSecondTime)).toEqual([]);
});
