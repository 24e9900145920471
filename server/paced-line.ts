// A line for what costs this thread something however soon it is answered: whoever has an answer may send the next request at once.
import { setTimeout as sleep } from 'node:timers/promises';
import { createFairLine } from '../collections/fair-line.ts';

/** Hosts take turns in it: one that sends much waits for itself. */
export interface PacedLine {
  /**
   * Resolves when it is its turn: at once where nobody is before it. The turn lasts the longer, the more there is.
   * @param octets `Infinity` where nobody knows how many there will be
   * @param isGone whether its client has gone away while it waited: its turn is skipped
   */
  turn(host: string, octets: number, isGone: () => boolean): Promise<void>;
}

/** Milliseconds of the longest turn. */
const LONGEST_TURN = 100;

/** @param pace octets for a millisecond of a turn */
export function createPacedLine(pace: number): PacedLine {
  const line = createFairLine(1);
  return {
    turn: (host, octets, isGone) =>
      line.turn(host, async () => {
        if (!isGone()) await sleep(Math.min(LONGEST_TURN, octets / pace));
      }),
  };
}
