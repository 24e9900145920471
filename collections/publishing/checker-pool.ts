// Processes that look at envelopes: as many as are needed, up to a bound, for as long as they are needed.
import { Abandoned } from '../reading.ts';
import { CheckerEnded, startCheckerProcess, type CheckAnswer, type CheckerProcess, type CheckTask } from './checker-process.ts';
import type { Frame } from './frames.ts';

/** Hands tasks to processes. */
export interface CheckerPool {
  /**
   * Has a task done. Should a process end meanwhile, another one gets it; a second one that was at it, and ended, has probably ended for that.
   * @throws {Abandoned | CheckerEnded}
   */
  ask(task: Frame<CheckTask>): Promise<Frame<CheckAnswer>>;
  /** How many tasks were handed to no process yet. */
  waiting(): number;
  /** Waits for what was handed over; what waits, and what comes later, is `Abandoned`. */
  close(): Promise<void>;
}

/** What a process is handed: the task that it is at, and the next, so that it needn't wait for it. */
const AT_ONCE = 2;
/** A process with nothing to do for so many milliseconds gives back its memory. */
const LONGEST_IDLE = 60_000;

/** So many processes may end while they are at a task. */
const MOST_ENDS = 2;

interface Waiting {
  readonly task: Frame<CheckTask>;
  /** How many processes have ended while they were at it. */
  ends: number;
  resolve(answer: Frame<CheckAnswer>): void;
  reject(error: unknown): void;
}

/** A pool of at most so many processes. */
export function createCheckerPool(most: number, longestIdle = LONGEST_IDLE): CheckerPool {
  // With the timer that ends it, where it has nothing to do.
  const processes = new Map<CheckerProcess, NodeJS.Timeout | undefined>();
  const waiting: Waiting[] = [];
  let isClosed = false;

  return {
    ask(task) {
      if (isClosed) return Promise.reject(new Abandoned());
      return new Promise((resolve, reject) => {
        waiting.push({ task, ends: 0, resolve, reject });
        handOver();
      });
    },
    waiting: () => waiting.length,
    async close() {
      isClosed = true;
      for (const { reject } of waiting.splice(0)) reject(new Abandoned());
      await Promise.all([...processes.keys()].map(end));
    },
  };

  function handOver(): void {
    for (let next = waiting[0]; next !== undefined; next = waiting[0]) {
      const process = leastBusy();
      if (process === undefined) return;
      waiting.shift();
      void haveDone(next, process);
    }
  }

  async function haveDone(asked: Waiting, process: CheckerProcess): Promise<void> {
    clearTimeout(processes.get(process));
    try {
      asked.resolve(await process.ask(asked.task));
      if (process.tasks === 0 && !isClosed) processes.set(process, setTimeout(() => void end(process), longestIdle).unref());
    } catch (error) {
      processes.delete(process);
      if (error instanceof CheckerEnded && error.hasBegun) asked.ends += 1;
      if (error instanceof CheckerEnded && asked.ends < MOST_ENDS && !isClosed) waiting.unshift(asked);
      else asked.reject(error);
    }
    handOver();
  }

  function leastBusy(): CheckerProcess | undefined {
    const [first] = [...processes.keys()].toSorted((one, other) => one.tasks - other.tasks);
    if (first?.tasks === 0) return first;
    if (processes.size < most) {
      const started = startCheckerProcess();
      processes.set(started, undefined);
      return started;
    }
    return first !== undefined && first.tasks < AT_ONCE ? first : undefined;
  }

  async function end(process: CheckerProcess): Promise<void> {
    clearTimeout(processes.get(process));
    processes.delete(process);
    await process.end();
  }
}
