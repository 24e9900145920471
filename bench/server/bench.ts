// All that a scenario needs to be measured.
import type { Ground } from './ground.ts';
import type { LoadGenerator } from './load/generator.ts';
import type { Measurement } from './measurement.ts';
import type { Subject } from './measure-load.ts';
import type { BenchOptions } from './options.ts';
import type { Yardstick, YardstickKind } from './yardsticks/yardstick.ts';

/** Another TAXII server, and a collection of it. */
export interface Other {
  readonly subject: Subject;
  readonly ground: Ground;
  /** Where its statuses are. */
  readonly statusPath: string;
}

/** A running bench. */
export interface Bench {
  readonly options: BenchOptions;
  readonly liaison: Subject;
  /** What the collections hold. */
  readonly bulk: Ground;
  readonly feed?: Ground;
  /** What is published is made from seeds that are added to this one: nothing of it is in the store. */
  readonly firstSeed: number;
  readonly other?: Other;
  readonly yardsticks: Readonly<Record<YardstickKind, Yardstick>>;
  /** Two processes that make load: one that reads, and one that publishes meanwhile. */
  readonly generators: readonly [LoadGenerator, LoadGenerator];
  /** To be told what is done, for people who wait. */
  tell(what: string): void;
}

/** Measures something. */
export type Scenario = {
  readonly name: string;
  run(bench: Bench): Promise<Measurement[]>;
};
