import { sleep } from './sleep.ts';

/** Waits until it holds, for a minute at most. */
export async function until(condition: () => boolean): Promise<void> {
  for (let look = 0; look < 3_000 && !condition(); look += 1) await sleep(20);
  expect(condition()).toBe(true);
}
