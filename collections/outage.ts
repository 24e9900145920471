// Outages of the store, a full disk among them: told once when one begins and once when it is over, however many calls fail in between.
import { setTimeout as sleep } from 'node:timers/promises';
import type { Log } from './publishing/log.ts';
import { StoreFull } from './storage/unavailable.ts';

/** Milliseconds from a failed call to the first question whether the store is back; doubled for each one after it. */
const FIRST_PAUSE = 1_000;
const LONGEST_PAUSE = 15_000;
/** An outage that follows the last one sooner goes on with its pauses: a store may answer, and still fail. */
const CALM = 60_000;
const FULL = 'the store has no room: what would be written is answered 503 until it has; the rest goes on';

/** Watches over a store from the first call that finds it away until it is back. */
export interface OutageWatch {
  /**
   * To be told of a call that found the store away.
   * @returns whether the outage is over; `false` when the watch was closed before
   */
  untilOver(error: unknown): Promise<boolean>;
  close(): void;
}

/** A watch over the store whose `ready` that is. */
export function watchOutages(ready: () => Promise<void>, log: Log): OutageWatch {
  const closing = new AbortController();
  let running: Promise<boolean> | undefined;
  let pause = FIRST_PAUSE;
  let overAt = -Infinity;

  return {
    untilOver(error) {
      running ??= waitOut(error).finally(() => (running = undefined));
      return running;
    },
    close: () => closing.abort(),
  };

  async function waitOut(error: unknown): Promise<boolean> {
    const began = performance.now();
    if (began - overAt > CALM) pause = FIRST_PAUSE;
    const [complaint, isOver] =
      error instanceof StoreFull
        ? ([FULL, error.ready] as const)
        : (['the store is unavailable: requests are answered 503 until it is back', ready] as const);
    log.warn({ err: error }, complaint);
    while (!(await isBack(isOver))) if (closing.signal.aborted) return false;
    overAt = performance.now();
    log.warn({ seconds: Math.round((overAt - began) / 1000) }, 'the store is available again');
    return true;
  }

  async function isBack(isOver: () => Promise<void>): Promise<boolean> {
    try {
      await sleep(pause, undefined, { signal: closing.signal, ref: false });
      pause = Math.min(pause * 2, LONGEST_PAUSE);
      await isOver();
      return true;
    } catch {
      return false;
    }
  }
}
