// Rows that are kept in the order of their dates are those that reading would have given.
import fc from 'fast-check';
import { createKeptStretches, type Window } from '../../collections/kept-stretches.ts';
import type { Page } from '../../collections/storage/port.ts';

interface Row {
  readonly dateAdded: number;
  readonly size: number;
}

/** A store of rows, which counts how often it is read. */
function storeOf(rows: readonly Row[]) {
  const state = { rows, reads: 0 };
  return {
    state,
    async read({ addedAfter = -Infinity, limit, maximumBytes }: Window): Promise<Page<Row>> {
      state.reads += 1;
      const items: Row[] = [];
      let octets = 0;
      for (const row of state.rows) {
        if (row.dateAdded <= addedAfter) continue;
        if (items.length === limit || octets >= maximumBytes) return { items, more: true };
        items.push(row);
        octets += row.size;
      }
      return { items, more: false };
    },
  };
}

const MEASURES = { sizeOf: ({ size }: Row) => size, countOf: ({ size }: Row) => size, retain: () => undefined };
const rowsAt = (...dates: number[]): Row[] => dates.map((dateAdded) => ({ dateAdded, size: 10 }));
const datesOf = ({ items }: Page<Row>): number[] => items.map(({ dateAdded }) => dateAdded);
const window = (addedAfter: number, limit: number): Window => ({ addedAfter, limit, maximumBytes: 1_000 });

const anyRows = fc
  .uniqueArray(fc.record({ dateAdded: fc.integer({ min: 0, max: 60 }), size: fc.integer({ min: 1, max: 30 }) }), { selector: ({ dateAdded }) => dateAdded, maxLength: 40 })
  .map((rows) => rows.toSorted((one, other) => one.dateAdded - other.dateAdded));
const anyWindow = fc.record(
  { addedAfter: fc.integer({ min: -1, max: 61 }), limit: fc.integer({ min: 1, max: 15 }), maximumBytes: fc.integer({ min: 1, max: 200 }) },
  { requiredKeys: ['limit', 'maximumBytes'] },
);

test.each([['all fits', 1_000_000], ['little fits', 4_000], ['nothing fits', 600], ['nothing is kept', 0]])(
  'pages are those of the store, in whatever order they are asked for, where %s',
  async (_what, bytes) => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(anyRows, { minLength: 1, maxLength: 3 }),
        fc.array(fc.record({ window: anyWindow, key: fc.constantFrom('one', 'other'), state: fc.nat(2), together: fc.boolean() }), { minLength: 1, maxLength: 40 }),
        async (states, questions) => {
          const kept = createKeptStretches(bytes);
          const stores = states.map(storeOf);
          let asked: Promise<void>[] = [];
          for (const question of questions) {
            const number = question.state % states.length;
            const { read } = stores[number] ?? storeOf([]);
            const ask = async (): Promise<void> => {
              expect(await kept.page(question.key, String(number), question.window, MEASURES, read)).toEqual(await read(question.window));
            };
            asked.push(ask());
            if (question.together) continue;
            await Promise.all(asked);
            asked = [];
          }
          await Promise.all(asked);
        },
      ),
      { numRuns: 300 },
    );
  },
);

test('what was read twice is not read again, and a page that is known in part is read from there on', async () => {
  const kept = createKeptStretches(1_000_000);
  const { state, read } = storeOf(rowsAt(1, 2, 3, 4, 5, 6, 7, 8, 9));
  const windows: Window[] = [];
  const ask = (addedAfter: number, limit: number): Promise<Page<Row>> =>
    kept.page('key', 'revision', window(addedAfter, limit), MEASURES, (asked) => {
      windows.push(asked);
      return read(asked);
    });
  // Of the second one, some was read before.
  await ask(0, 3);
  expect(datesOf(await ask(2, 4))).toEqual([3, 4, 5, 6]);
  expect(state.reads).toBe(2);
  expect(await ask(3, 3)).toEqual({ items: rowsAt(4, 5, 6), more: true });
  expect(state.reads).toBe(2);
  // What comes behind is read for the first time, and then for the second.
  for (const reads of [3, 4, 4]) {
    expect(datesOf(await ask(4, 4))).toEqual([5, 6, 7, 8]);
    expect(windows.at(-1)).toEqual({ addedAfter: 6, limit: 2, maximumBytes: 980 });
    expect(state.reads).toBe(reads);
  }
  // Read as far as what is known, and nothing of that is kept twice.
  expect(datesOf(await ask(0, 4))).toEqual([1, 2, 3, 4]);
  expect(datesOf(await ask(0, 8))).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  expect(state.reads).toBe(5);
  // What is behind both is the same.
  for (let time = 1; time <= 2; time += 1) {
    expect(await ask(5, 9)).toEqual({ items: rowsAt(6, 7, 8, 9), more: false });
    expect(await ask(8, 9)).toEqual({ items: rowsAt(9), more: false });
    expect(state.reads).toBe(7);
  }
});

test('another revision is another store', async () => {
  const kept = createKeptStretches(1_000_000);
  const { state, read } = storeOf(rowsAt(1, 2, 3));
  const ask = (revision: string, rows = read): Promise<Page<Row>> => kept.page('key', revision, window(0, 9), MEASURES, rows);
  for (let time = 1; time <= 3; time += 1) await ask('before');
  expect(state.reads).toBe(2);
  state.rows = rowsAt(1, 3, 4);
  for (let time = 1; time <= 3; time += 1) expect(datesOf(await ask('after'))).toEqual([1, 3, 4]);
  expect(state.reads).toBe(4);
  // Of what was found out meanwhile about an earlier one, nothing is kept.
  await ask('before');
  const late = ask('before', async () => {
    for (let time = 1; time <= 2; time += 1) await ask('after');
    return { items: rowsAt(1, 2, 3), more: false };
  });
  expect(datesOf(await late)).toEqual([1, 2, 3]);
  expect(datesOf(await ask('after'))).toEqual([1, 3, 4]);
});

test('no more is kept than there is room for, and what was not asked for the longest goes first', async () => {
  const kept = createKeptStretches(3_000);
  const { state, read } = storeOf(rowsAt(...Array.from({ length: 50 }, (_zero, index) => index)));
  const ask = (addedAfter: number): Promise<Page<Row>> => kept.page('key', 'revision', window(addedAfter, 2), MEASURES, read);
  for (const after of [10, 20, 30, 40]) await ask(after);
  state.reads = 0;
  // A stretch of two rows takes 932 octets.
  for (const after of [10, 20, 30, 10, 40]) await ask(after);
  expect(state.reads).toBe(4);
  await ask(10);
  expect(state.reads).toBe(4);
  await ask(20);
  expect(state.reads).toBe(5);
});
