// Failures of background work: told once, and told again after it worked in between.
import { inBackground, type Background } from '../../collections/background.ts';
import type { OutageWatch } from '../../collections/outage.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';

let told: string[];
let noticed: unknown[];
let background: Background;
beforeEach(() => {
  [told, noticed] = [[], []];
  const outages: OutageWatch = {
    untilOver: async (error) => noticed.push(error) > 0,
    close: () => undefined,
  };
  const tell = (details: object, message: string) => void told.push(`${message}: ${String((details as { err: unknown }).err)}`);
  background = inBackground(outages, { info: tell, warn: tell, error: tell });
});

const fail = (message: string, name = 'sweeping'): Promise<void> =>
  background.attempt(name, `${name} failed`, async () => {
    throw new Error(message);
  });

test('the same failure is told once until the work succeeds', async () => {
  for (const _ of [1, 2, 3]) await fail('no room');
  await fail('no file');
  await background.attempt('sweeping', 'sweeping failed', async () => 'done');
  await fail('no file');
  expect(told).toEqual(['sweeping failed: Error: no room', 'sweeping failed: Error: no file', 'sweeping failed: Error: no file']);
});

test('failures of different work don\'t hide each other', async () => {
  await fail('no room', 'one');
  await fail('no room', 'two');
  expect(told).toEqual(['one failed: Error: no room', 'two failed: Error: no room']);
});

test('that the store is away is the watch\'s to tell', async () => {
  const away = new StoreUnavailable('away');
  await background.attempt('sweeping', 'sweeping failed', () => Promise.reject(away));
  expect([told, noticed]).toEqual([[], [away]]);
});
