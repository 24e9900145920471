// Leaves processors to the threads that answer: a poll takes a fraction of a millisecond, and would wait for others' turns of
// several.
import { readdirSync, readFileSync } from 'node:fs';
import { stat } from 'node:fs/promises';
import { setPriority } from 'node:os';

/**
 * As `nice` has it: a processor that a poll waits for is left to it, and else taken. Where polls would take all processors, a
 * process still gets 1.5 % of one, which checks some six hundred objects a second.
 */
const LAST = 19;
/** For threads that others wait for in the end. */
const BEHIND = 10;

/**
 * As threads are called on Linux, maybe behind the name of the program: V8's, which collect garbage beside one that makes it, and
 * libuv's, which look at passwords, compress, and read and write files.
 */
const HELPER = /(?:V8Worker|libuv-worker)$/;

/** Makes this process step back, with all threads that it has and will have. */
export function stepBack(): void {
  // On Linux, which has a priority for each thread, that is the one that starts the others.
  ifAllowed(() => setPriority(LAST));
  lowerThreads(LAST, () => true);
}

/** Makes the threads step back in which Node.js does what takes long, for all threads of this process. */
export async function stepHelpersBack(): Promise<void> {
  // Those of libuv are started with their first work; then all of them are there that there will be.
  await stat('.');
  lowerThreads(BEHIND, (name) => HELPER.test(name));
}

/** Lowers those threads of this process whose name is meant, on Linux. */
function lowerThreads(niceness: number, isMeant: (name: string) => boolean): void {
  if (process.platform !== 'linux') return;
  for (const thread of readdirSync('/proc/self/task')) {
    ifAllowed(() => {
      if (isMeant(readFileSync(`/proc/self/task/${thread}/comm`, 'utf8').trim())) setPriority(Number(thread), niceness);
    });
  }
}

// A sandbox may forbid it, and a thread may have ended: then nothing is lost but time.
function ifAllowed(step: () => void): void {
  try {
    step();
  } catch (error) {
    if (!(error instanceof Error && 'code' in error)) throw error;
  }
}
