// Leaves processors to the threads that answer: a poll takes a fraction of a millisecond, and would wait for others' turns of
// several.
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';
import { basename } from 'node:path';

/**
 * As `nice` has it: a processor that a poll waits for is left to it, and else taken. Where polls would take all processors, a
 * thread still gets 1.5 % of one, which checks some six hundred objects a second.
 */
const LAST = 19;
/** For threads that others wait for in the end. */
const BEHIND = 10;

/** As Node.js calls those that collect garbage beside a thread that makes it, on Linux, behind the name of the program. */
const HELPER = /V8Worker$/;

/** Makes this thread step back. On Linux, which has a priority for each thread, by the number that it also has as a process. */
export function stepBack(): void {
  if (process.platform !== 'linux') return;
  ifAllowed(() => lower(basename(readlinkSync('/proc/thread-self')), LAST));
}

/**
 * Makes the threads step back in which V8 collects garbage and compiles, for all threads of this process. Those that are there
 * when the process starts are all that there will be.
 */
export function stepHelpersBack(): void {
  lowerThreads(BEHIND, (name) => HELPER.test(name));
}

/** Lowers those threads of this process whose name is meant, on Linux. */
export function lowerThreads(niceness: number, isMeant: (name: string) => boolean): void {
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync('/proc/self/task')) {
    ifAllowed(() => {
      if (isMeant(readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim())) lower(thread, niceness);
    });
  }
}

function lower(thread: string, niceness: number): void {
  setPriority(Number(thread), niceness);
}

// A sandbox may forbid it, and a thread may have ended: then nothing is lost but time.
function ifAllowed(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
