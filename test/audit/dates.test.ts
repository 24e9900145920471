// Dates in little room: the same come out as went in.
import fc from 'fast-check';
import { countOf, hasDate, mergeRuns, readDates, runsOf, writeDates } from '../../collections/audit/dates.ts';

const dates = fc.array(fc.integer({ min: 1_700_000_000_000_000, max: 1_700_000_000_000_060 }), { maxLength: 40 });

const given = (some: readonly number[]) => some.map((dateAdded) => ({ dateAdded }));

test('the dates that are written are those that are read, each once', () => {
  fc.assert(
    fc.property(dates, dates, (some, others) => {
      const runs = mergeRuns([runsOf(given(some)), runsOf(given(others))]);
      const read = readDates(writeDates(runs));
      expect(read).toEqual(runs);
      const all = new Set([...some, ...others]);
      expect(countOf(read)).toBe(all.size);
      for (let date = 1_700_000_000_000_000; date <= 1_700_000_000_000_061; date += 1) expect(hasDate(read, date)).toBe(all.has(date));
    }),
  );
});

test('a thousand dates in a row take fewer than twenty bytes', () => {
  const row = Array.from({ length: 1_000 }, (_, index) => 1_770_000_000_000_000 + index);
  expect(runsOf(given(row))).toEqual([row[0], row.at(-1)]);
  expect(writeDates(runsOf(given(row))).length).toBeLessThan(20);
});

test.each(['1', '1 2 3', 'x-1 2', '1  2', '1 2 ', 'zzzzzzzzzzzz 1'])('"%s" is told from dates', (text) => {
  expect(() => readDates(text)).toThrow(RangeError);
});
