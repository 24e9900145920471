// Nobody waits for what others have in mind: each one's work comes in turn.
import fc from 'fast-check';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { createFairLine, type FairLine } from '../../collections/fair-line.ts';

/** In milliseconds: time passes only where a test says so, however slow the machine is. */
let time = 0;
const lineOf = (atOnce: number): FairLine => createFairLine(atOnce, () => time);
/** Takes the thread for so many milliseconds. */
const take = (milliseconds: number): void => void (time += milliseconds);

test('who comes with something small now and then is next, however much others have waiting', async () => {
  const line = lineOf(32);
  let done = 0;
  const flood = Array.from({ length: 20 }, (_, host) =>
    Array.from({ length: 20 }, () => line.run(`flood ${host}`, async () => {
      take(3);
      done += 1;
    })),
  ).flat();
  const waited: number[] = [];
  for (let poll = 0; poll < 30; poll += 1) {
    const before = done;
    await line.run('poller', async () => undefined);
    waited.push(done - before);
    await nextTurn();
    await nextTurn();
  }
  expect(done).toBeLessThan(400);
  expect(Math.max(...waited)).toBeLessThanOrEqual(1);
  await Promise.all(flood);
});

test('those who have as much to do get as much', async () => {
  const line = lineOf(1);
  const done: string[] = [];
  const work = (whose: string) => line.run(whose, async () => {
    take(2);
    done.push(whose);
  });
  await Promise.all(['a', 'b'].flatMap((whose) => Array.from({ length: 30 }, () => work(whose))));
  const first = done.slice(0, 30).filter((whose) => whose === 'a').length;
  expect(first).toBeGreaterThanOrEqual(5);
  expect(first).toBeLessThanOrEqual(25);
});

test('what has begun goes on before the same one begins with something else', async () => {
  const line = lineOf(1);
  const done: string[] = [];
  const inParts = async (name: string): Promise<void> => {
    for (let part = 0; part < 3; part += 1) await line.run('one', async () => void done.push(name), part > 0);
  };
  await Promise.all([inParts('a'), inParts('b'), inParts('c')]);
  expect(done.join('')).toBe('aaabbbccc');
});

test('what follows from one in promises comes before the next of those that wait', async () => {
  const line = lineOf(Infinity);
  const done: string[] = [];
  const goOn = async (): Promise<void> => {
    await undefined;
    await undefined;
    done.push('goes on');
  };
  line.begin('first', () => take(5));
  await Promise.all(
    Array.from({ length: 10 }, (_, index) => new Promise<void>((resolve) => line.begin(`${index}`, () => {
      done.push('begins');
      void goOn().finally(resolve);
    }))),
  );
  expect(done).toEqual(Array.from({ length: 10 }, () => ['begins', 'goes on']).flat());
});

test('turns come one after another, each when the one before is over', async () => {
  const line = lineOf(1);
  const [first, second] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()];
  const seen: string[] = [];
  const turns = [first, second].map((over, index) => line.turn('one', () => over.promise).then(() => seen.push(`turn ${index}`)));
  await turns[0];
  await nextTurn();
  expect(seen).toEqual(['turn 0']);
  first.resolve();
  await turns[1];
  expect(seen).toEqual(['turn 0', 'turn 1']);
  second.resolve();
});

test('work that takes the thread lets other things happen after each piece', async () => {
  const line = lineOf(10);
  let begun = 0;
  const all = Array.from({ length: 5 }, () => line.run('one', async () => {
    take(2);
    begun += 1;
  }));
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
      const line = lineOf(atOnce);
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
