// Keeps aggregates up to date: what was published in a part is taken in before the publication is answered, if that is
// quick, and by the sweep of upkeep.ts otherwise.
import { setTimeout as sleep } from 'node:timers/promises';
import type { CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import type { Background } from '../background.ts';
import type { Directory } from '../directory.ts';
import type { CollectionId, StoreWriter } from '../storage/port.ts';

/** Feeds aggregates; of an aggregate and a part one run goes on at a time. */
export interface Feeder {
  /**
   * Takes what is new in a collection into the aggregates that contain it. Resolves when that is done, or after a while
   * without it, or when it failed, and never rejects: it is no part of a publication's success.
   */
  afterPublication(collection: CollectionId, directory: Directory): Promise<void>;
  /** Takes what is new into all aggregates, and never rejects. */
  feedAll(): Promise<void>;
  /** Ends runs where they are; the next sweep of any server goes on from there. */
  close(): Promise<void>;
}

/** A run, and the one that comes after it. */
interface Run {
  readonly fed: Promise<void>;
  next?: Promise<void>;
}

/** Milliseconds that a publication waits for the aggregates. */
const PATIENCE = 2_000;
/** Milliseconds between two portions of a run: others may want to write, or a deletion in the part has to end first. */
const PAUSE = 10;
/** Most portions of a run; the rest is the next sweep's. */
const MOST_PORTIONS = 2_000;

/** A feeder that goes by the catalogue in force. */
export function createFeeder(
  writer: Pick<StoreWriter, 'feed'>,
  directoryInForce: () => Promise<Directory>,
  background: Background,
  patience = PATIENCE,
): Feeder {
  const runs = new Map<string, Run>();
  const closing = new AbortController();

  return {
    async afterPublication(collection, directory) {
      const containing = aggregatesIn(directory).filter(({ aggregate }) => aggregate?.of.includes(collection));
      if (containing.length === 0) return;
      await atMost(Promise.all(containing.map(({ id }) => feed(id, collection))));
    },
    async feedAll() {
      await background.attempt('aggregates', 'the aggregates could not be fed', async () => {
        const aggregates = aggregatesIn(await directoryInForce());
        for (const { id, aggregate } of aggregates) for (const part of aggregate?.of ?? []) await feed(id, part);
      });
    },
    async close() {
      closing.abort();
      await Promise.all([...runs.values()].flatMap(({ fed, next }) => [fed, next]));
    },
  };

  // A run may have looked at the part before the caller's objects were in it, so whoever comes meanwhile waits for the next.
  function feed(aggregate: CollectionId, part: CollectionId): Promise<void> {
    const running = runs.get(`${aggregate} ${part}`);
    if (running === undefined) return start(aggregate, part);
    running.next ??= running.fed.then(() => start(aggregate, part));
    return running.next;
  }

  function start(aggregate: CollectionId, part: CollectionId): Promise<void> {
    const pair = `${aggregate} ${part}`;
    const work = (): Promise<void> => takeIn(aggregate, part);
    const run: Run = {
      fed: background.attempt(`feeding ${pair}`, 'an aggregate could not be fed from a part', work).finally(() => {
        if (run.next === undefined) runs.delete(pair);
      }),
    };
    runs.set(pair, run);
    return run.fed;
  }

  async function takeIn(aggregate: CollectionId, part: CollectionId): Promise<void> {
    for (let portions = 0; portions < MOST_PORTIONS && !closing.signal.aborted; portions += 1) {
      // Looked at for each portion: with other filters the store begins anew, so it is never handed those of before.
      const entry = aggregatesIn(await directoryInForce()).find(({ id }) => id === aggregate);
      if (entry?.aggregate?.of.includes(part) !== true || (await writer.feed(entry, part))) return;
      await pause(PAUSE);
    }
  }

  async function atMost(fed: Promise<unknown>): Promise<void> {
    const waiting = new AbortController();
    await Promise.race([fed, pause(patience, waiting.signal)]);
    waiting.abort();
  }

  async function pause(milliseconds: number, end: AbortSignal = closing.signal): Promise<void> {
    await sleep(milliseconds, undefined, { ref: false, signal: end }).catch(() => undefined);
  }
}

function aggregatesIn({ catalogue }: Directory): CollectionEntry[] {
  const collections = catalogue?.apiRoots.flatMap((root) => root.collections) ?? [];
  return collections.filter(({ aggregate }) => aggregate !== undefined);
}
