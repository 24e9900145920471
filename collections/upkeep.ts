// What has to be done again and again, by every server: aggregates, retention, tombstones, audit. The store sees to it that
// servers don't get into each other's way.
import { DAY, now } from '../schemas/timestamp.ts';
import type { Feeder } from './aggregates/feeder.ts';
import type { Background } from './background.ts';
import { KEPT_DAYS } from './consumers/health.ts';
import type { Directory } from './directory.ts';
import { retainIn, ruledCollections } from './retention.ts';
import type { Store } from './storage/port.ts';
import { forgottenBefore } from './tombstones.ts';

/** Work at intervals. */
export interface Upkeep {
  /** Does all of it now, unless it is being done; never rejects. */
  run(): Promise<void>;
  /** Ends it, after the step that is running. */
  close(): Promise<void>;
}

const INTERVAL = 60_000;
/** Steps of retention in one collection, of 500 versions each, before it is the others' turn. */
const MOST_STEPS = 100;

/**
 * Starts the work on a store; it doesn't keep the process alive.
 * @param tends whether it is this process's turn, asked at each interval
 */
export function startUpkeep(
  writer: Pick<Store['writer'], 'retain' | 'forgetRemovals' | 'forgetConsumers'>,
  directoryInForce: () => Promise<Directory>,
  feeder: Feeder,
  tendAudit: () => Promise<void>,
  background: Background,
  interval = INTERVAL,
  tends: () => boolean = () => true,
): Upkeep {
  let isClosing = false;
  let running: Promise<void> | undefined;
  const timer = setInterval(() => {
    if (tends()) void run();
  }, interval);
  timer.unref();

  return {
    run,
    async close() {
      isClosing = true;
      clearInterval(timer);
      await running;
    },
  };

  function run(): Promise<void> {
    running ??= runAll().finally(() => (running = undefined));
    return running;
  }

  async function runAll(): Promise<void> {
    if (isClosing) return;
    await feeder.feedAll();
    await background.attempt('retention', 'retention could not be applied', retainEverywhere);
    if (isClosing) return;
    await background.attempt('tombstones', 'old tombstones could not be forgotten', () => {
      return writer.forgetRemovals(forgottenBefore(now()));
    });
    await background.attempt('consumers', 'old notes on accounts could not be forgotten', () => {
      return writer.forgetConsumers(Math.floor(now() / DAY) - KEPT_DAYS);
    });
    await background.attempt('audit', 'the audit log could not be tended', tendAudit);
  }

  async function retainEverywhere(): Promise<void> {
    const inForce = async () => (isClosing ? undefined : (await directoryInForce()).catalogue);
    for (const { entry } of ruledCollections(await inForce())) await retainIn(writer, entry.id, inForce, MOST_STEPS);
  }
}
