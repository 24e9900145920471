// The watch over a store that is away: asks again with growing pauses, tells of each outage twice, ends when told to.
import { setTimeout as sleep } from 'node:timers/promises';
import { watchOutages, type OutageWatch } from '../../collections/outage.ts';
import { StoreFull, StoreUnavailable } from '../../collections/storage/unavailable.ts';

const away = new StoreUnavailable('away');
/** Milliseconds before each question, since the one before or the beginning. */
let pauses: number[];
let warned: string[];
let watch: OutageWatch;
let store: { isBack: boolean };
beforeEach(() => {
  [pauses, warned, store] = [[], [], { isBack: false }];
  let last = performance.now();
  const log = { info: () => undefined, warn: (_: object, message: string) => void warned.push(message), error: () => undefined };
  watch = watchOutages(async () => {
    pauses.push(performance.now() - last);
    last = performance.now();
    if (!store.isBack) throw away;
  }, log);
});
afterEach(() => watch.close());

/** A slow machine may take longer, never shorter. */
function expectGrowing(): void {
  expect(pauses).toHaveLength(2);
  expect(pauses[0]).toBeGreaterThan(990);
  expect(pauses[1]).toBeGreaterThan(1_990);
}

test('everybody who finds the store away waits for the same question', async () => {
  const waiting = [watch.untilOver(away), watch.untilOver(away)];
  store.isBack = true;
  waiting.push(watch.untilOver(away));
  expect(await Promise.all(waiting)).toEqual([true, true, true]);
  expect(pauses).toHaveLength(1);
  expect(warned).toEqual([expect.stringMatching(/unavailable/), expect.stringMatching(/available again/)]);
});

test('the pauses grow while it is away', async () => {
  const waiting = watch.untilOver(away);
  while (pauses.length < 2) await sleep(100);
  expectGrowing();
  watch.close();
  expect(await waiting).toBe(false);
});

test('the pauses grow on when a store answers and fails again, so that the log stays short', async () => {
  store.isBack = true;
  for (const _ of [1, 2]) expect(await watch.untilOver(away)).toBe(true);
  expectGrowing();
});

test('when it is closed nobody waits any longer, and the store is not asked again', async () => {
  const waiting = watch.untilOver(away);
  watch.close();
  expect(await waiting).toBe(false);
  expect(await watch.untilOver(away)).toBe(false);
  expect(pauses).toEqual([]);
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
  expect(pauses).toEqual([]);
  expect(warned).toHaveLength(2);
});
