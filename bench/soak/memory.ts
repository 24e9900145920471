// Whether memory is flat: what a server held early in the time looked at, and late in it.
import { median } from '../measure.ts';

/** What a server held, in octets, at an instant. */
export interface Sample {
  /** Milliseconds since the soak began. */
  readonly at: number;
  readonly memory: number;
}

/** What samples come to. */
export interface MemoryVerdict {
  /** Medians of the first and the last third, in octets. */
  readonly early: number;
  readonly late: number;
  readonly most: number;
  /** The median of each minute, in octets, for those who want to see for themselves. */
  readonly minutes: readonly number[];
  readonly isFlat: boolean;
}

/** What a heap moves by itself, in octets: as the garbage collector sees fit. */
const LEEWAY = 64 * 1024 * 1024;
const MOST_GROWTH = 1.15;

/** Judges samples, of which there are at least three. */
export function judgeMemory(samples: readonly Sample[]): MemoryVerdict {
  const third = Math.max(1, Math.floor(samples.length / 3));
  const held = samples.map(({ memory }) => memory);
  const [early, late] = [median(held.slice(0, third)), median(held.slice(-third))];
  const minutes = Map.groupBy(samples, ({ at }) => Math.floor(at / 60_000));
  const ofMinutes = [...minutes.values()].map((ofMinute) => median(ofMinute.map(({ memory }) => memory)));
  return { early, late, most: Math.max(...held), minutes: ofMinutes, isFlat: late <= early * MOST_GROWTH + LEEWAY };
}
