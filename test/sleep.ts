import { setTimeout as pause } from 'node:timers/promises';

/** So often whatever else there is to do in this process has its turn meanwhile. */
const STEPS = 20;

/**
 * Lets so many milliseconds go by, in steps: a machine that stands still for longer takes one of them, and what was under way
 * in this process, a server among it, goes on in the others.
 */
export async function sleep(milliseconds: number): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) await pause(Math.ceil(milliseconds / STEPS));
}
