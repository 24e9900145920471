// The watch over a store that is away: asks again with growing pauses, tells of each outage twice, ends when told to.
import { setTimeout as sleep } from 'node:timers/promises';
import { watchOutages, type OutageWatch } from '../../collections/outage.ts';
import { StoreFull, StoreUnavailable } from '../../collections/storage/unavailable.ts';

const away = new StoreUnavailable('away');
let asked: number[];
let warned: string[];
let watch: OutageWatch;
let store: { isBack: boolean };
beforeEach(() => {
  [asked, warned, store] = [[], [], { isBack: false }];
  const started = performance.now();
  const log = { info: () => undefined, warn: (_: object, message: string) => void warned.push(message), error: () => undefined };
  watch = watchOutages(async () => {
    asked.push(Math.round((performance.now() - started) / 1_000));
    if (!store.isBack) throw away;
  }, log);
});
afterEach(() => watch.close());

test('everybody who finds the store away waits for the same question', async () => {
  const waiting = [watch.untilOver(away), watch.untilOver(away)];
  store.isBack = true;
  waiting.push(watch.untilOver(away));
  expect(await Promise.all(waiting)).toEqual([true, true, true]);
  expect(asked).toEqual([1]);
  expect(warned).toEqual([expect.stringMatching(/unavailable/), expect.stringMatching(/available again/)]);
});

test('the pauses grow while it is away', async () => {
  const waiting = watch.untilOver(away);
  await sleep(4_500);
  expect(asked).toEqual([1, 3]);
  watch.close();
  expect(await waiting).toBe(false);
});

test('the pauses grow on when a store answers and fails again, so that the log stays short', async () => {
  store.isBack = true;
  const started = performance.now();
  for (const _ of [1, 2]) expect(await watch.untilOver(away)).toBe(true);
  expect(asked).toEqual([1, 3]);
  expect(performance.now() - started).toBeGreaterThan(2_900);
});

test('when it is closed nobody waits any longer, and the store is not asked again', async () => {
  const waiting = watch.untilOver(away);
  const started = performance.now();
  watch.close();
  expect(await waiting).toBe(false);
  expect(await watch.untilOver(away)).toBe(false);
  expect(performance.now() - started).toBeLessThan(500);
  expect(asked).toEqual([]);
});

test('a store that is full is asked whether there is room, and the log says what goes on', async () => {
  const room = { isThere: false };
  const full = new StoreFull('no room', async () => {
    if (!room.isThere) throw full;
  });
  store.isBack = true;
  const waiting = watch.untilOver(full);
  await sleep(1_500);
  expect(warned).toEqual([expect.stringMatching(/no room/)]);
  room.isThere = true;
  expect(await waiting).toBe(true);
  expect(asked).toEqual([]);
  expect(warned).toHaveLength(2);
}, 15_000);
