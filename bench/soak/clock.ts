// Jumps of a clock, as they are handed from a soak to its server.

/** From an instant of the machine's monotonic clock on, the calendar is wrong by so much. */
export interface Jump {
  /** Milliseconds since the machine started. */
  readonly at: number;
  /** Milliseconds; negative for a clock that is behind. */
  readonly shift: number;
}

/** The variable of the environment that the server's preload reads. */
export const CLOCK_VARIABLE = 'LIAISON_SOAK_CLOCK';

/** The jumps in a variable's value. */
export function jumpsOf(value: string | undefined): Jump[] {
  return value === undefined ? [] : (JSON.parse(value) as Jump[]);
}

/** By how much the clock is wrong at an instant of the monotonic clock. */
export function shiftAt(jumps: readonly Jump[], instant: number): number {
  return jumps.findLast(({ at }) => at <= instant)?.shift ?? 0;
}

/** The monotonic clock, in milliseconds. */
export function monotonic(): number {
  return Number(process.hrtime.bigint() / 1_000_000n);
}
