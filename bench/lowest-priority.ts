// Gives up the processor to everybody else, as attackers do who have machines of their own.
import { setPriority } from 'node:os';
import { lowerThreads } from '../collections/step-back.ts';

const LOWEST = 19;

/** Lowers this process, with all threads that it has: those that collect garbage are there from the start. */
export function takeLowestPriority(): void {
  setPriority(LOWEST);
  lowerThreads(LOWEST, () => true);
}
