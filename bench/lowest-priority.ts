// Gives up the processor to everybody else, as attackers do who have machines of their own.
import { readdirSync } from 'node:fs';
import { setPriority } from 'node:os';

const LOWEST = 19;

/** Lowers this process, with all threads that it has: Linux has a priority for each, and those that collect garbage are there from the start. */
export function takeLowestPriority(): void {
  setPriority(LOWEST);
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync('/proc/self/task')) lower(Number(thread));
}

function lower(thread: number): void {
  try {
    setPriority(thread, LOWEST);
  } catch (error) {
    // It has ended meanwhile.
    if (!(error instanceof Error && 'info' in error && (error.info as { code?: string }).code === 'ESRCH')) throw error;
  }
}
