// Servers on one store tell each other, every second, what was taken from them: a limit is one for all of them together.
import { randomUUID } from 'node:crypto';
import { now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Log } from '../publishing/log.ts';
import type { StoreWriter } from '../storage/port.ts';
import { StoreUnavailable } from '../storage/unavailable.ts';
import type { Rates, RateUse } from './rates.ts';

/** Milliseconds between two exchanges: what several servers may give beyond a limit is what they give in that time. */
const SHARED_EVERY = 1_000;
/** A process that was silent for so long has ended. */
const FORGOTTEN_AFTER: Microseconds = 600 * 1e6;

/** Goes on telling. */
export interface Sharing {
  /** Does it now. */
  share(): Promise<void>;
  close(): Promise<void>;
}

/** Begins to tell others what `rates` counts, and it what others count. What they counted before counts for nothing. */
export function shareRates(writer: Pick<StoreWriter, 'shareUse'>, rates: Rates, log: Log, every = SHARED_EVERY): Sharing {
  const process = randomUUID();
  const heard = new Map<string, RateUse>();
  let isFirst = true;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => void share(), every).unref();

  async function exchange(): Promise<void> {
    try {
      const instant = now();
      const others = await writer.shareUse(process, instant, { ...rates.use }, instant - FORGOTTEN_AFTER);
      for (const { process: other, use } of others) {
        if (!isFirst) rates.takenElsewhere(growth(use, heard.get(other) ?? {}));
        heard.set(other, use);
      }
      const present = new Set(others.map((other) => other.process));
      for (const other of heard.keys()) if (!present.has(other)) heard.delete(other);
      isFirst = false;
    } catch (error) {
      if (!(error instanceof StoreUnavailable)) log.error({ err: error }, 'what was taken could not be told to other servers');
    }
  }

  function share(): Promise<void> {
    running ??= exchange().finally(() => (running = undefined));
    return running;
  }

  return {
    share,
    async close() {
      clearInterval(timer);
      await running;
    },
  };
}

function growth(use: RateUse, before: RateUse): RateUse {
  return Object.fromEntries(Object.entries(use).map(([key, amount]) => [key, amount - (before[key] ?? 0)]));
}
