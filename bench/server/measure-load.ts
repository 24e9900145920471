// Has load made, and looks at what it takes.
import { mediansOf, percentilesOf, spreadOf } from './statistics.ts';
import type { LoadGenerator } from './load/generator.ts';
import type { LoadResult, LoadTask } from './load/task.ts';
import type { Figures, SubjectName } from './measurement.ts';
import { figuresOf, forgetPeak } from './process-figures.ts';

/** A server that load is made on. */
export interface Subject {
  readonly name: SubjectName;
  readonly origin: string;
  /** `Authorization` headers of those who read, and of those who publish. */
  readonly readers: readonly string[];
  readonly publishers: readonly string[];
  /** Of its process, which is on this machine; absent where it isn't ours. */
  readonly pid?: number;
}

/** A run of one load. */
export interface Run {
  readonly figures: Figures;
  readonly result: LoadResult;
}

/** What the scenario counts: requests, or objects that were published; or so many of an answer. */
export type Counted = (result: LoadResult) => number;

/** Requests that were answered, or objects that were accepted. */
export const COUNTED = {
  requests: ({ times }: LoadResult) => times.length,
  objects: ({ objects }: LoadResult) => objects,
} as const;

/** Runs one load on a server. */
export async function measureLoad(generator: LoadGenerator, subject: Subject, task: LoadTask, counted: Counted): Promise<Run> {
  const begin = await prepareLoad(generator, subject, task, counted);
  return begin();
}

/** Gets a load ready, and gives what begins it, for those that are to begin together. */
export async function prepareLoad(
  generator: LoadGenerator,
  { pid }: Subject,
  task: LoadTask,
  counted: Counted,
): Promise<() => Promise<Run>> {
  const begin = await generator.prepare(task);
  return async () => {
    if (pid !== undefined) forgetPeak(pid);
    const before = pid === undefined ? undefined : figuresOf(pid);
    const result = await begin();
    const after = pid === undefined ? undefined : figuresOf(pid);
    const count = counted(result);
    const taken = before === undefined || after === undefined ? {} : { cpu: (after.cpu - before.cpu) / count, memory: after.peakMemory };
    const figures = { rate: count / result.seconds, ...percentilesOf(result.times), bytes: result.bytes / result.times.length, ...taken };
    return { figures, result };
  };
}

/** What several runs come to. @param isYardstick to whom it is the same what it is asked */
export function summarise(runs: readonly Run[], isYardstick = false): { figures: Figures; spread: number; remarks: string[] } {
  const unwanted = new Map<string, number>();
  for (const { result } of runs) {
    for (const [what, count] of Object.entries(result.unwanted)) unwanted.set(what, (unwanted.get(what) ?? 0) + count);
  }
  const remarks = [...unwanted].map(([what, count]) => `${count} times ${what}`);
  if (!isYardstick && runs.some(({ result }) => result.isRepeated)) remarks.push('requests were repeated');
  return { figures: mediansOf(runs.map(({ figures }) => figures)), spread: spreadOf(runs.map(({ figures }) => figures.rate)), remarks };
}
