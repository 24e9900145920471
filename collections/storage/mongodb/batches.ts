// Lets publications of one collection that wait at the same time share a turn.
import type { CollectionId } from '../port.ts';

/** Adds work to a collection's next batch. */
export interface Batches<Work, Result> {
  add(collection: CollectionId, work: Work): Promise<Result>;
}

/** How large a batch may become; a single work of more weight is a batch of its own. */
export interface BatchLimits<Work> {
  readonly most: number;
  readonly weight: (work: Work) => number;
  readonly mostWeight: number;
}

interface Entry<Work, Result> {
  readonly work: Work;
  readonly resolve: (result: Result) => void;
  readonly reject: (error: unknown) => void;
}

/** Runs one batch of a collection at a time; what comes meanwhile makes the next one. `run` gives a result for each work. */
export function createBatches<Work, Result>(
  run: (collection: CollectionId, batch: readonly Work[]) => Promise<readonly Result[]>,
  limits: BatchLimits<Work>,
): Batches<Work, Result> {
  const waiting = new Map<CollectionId, Entry<Work, Result>[]>();

  return {
    add(collection, work) {
      return new Promise<Result>((resolve, reject) => {
        const entry = { work, resolve, reject };
        const queue = waiting.get(collection);
        if (queue !== undefined) {
          queue.push(entry);
          return;
        }
        waiting.set(collection, [entry]);
        void runAll(collection);
      });
    },
  };

  async function runAll(collection: CollectionId): Promise<void> {
    const queue = waiting.get(collection) ?? [];
    while (queue.length > 0) await runBatch(collection, queue.splice(0, sizeOfBatch(queue)));
    waiting.delete(collection);
  }

  async function runBatch(collection: CollectionId, batch: readonly Entry<Work, Result>[]): Promise<void> {
    try {
      const works = batch.map(({ work }) => work);
      const results = await run(collection, works);
      for (const [index, { resolve }] of batch.entries()) resolve(results[index] as Result);
    } catch (error) {
      for (const { reject } of batch) reject(error);
    }
  }

  function sizeOfBatch(queue: readonly Entry<Work, Result>[]): number {
    let weight = 0;
    const end = queue.findIndex(({ work }, index) => {
      weight += limits.weight(work);
      return index > 0 && (index >= limits.most || weight > limits.mostWeight);
    });
    return end === -1 ? queue.length : end;
  }
}
