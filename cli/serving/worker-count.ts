// How many workers a server has, and which share of its limits each of them has.
import { availableParallelism, totalmem } from 'node:os';
import { CHECKERS } from '../../collections/publishing/checker.ts';
import type { Configuration, LimitsSection } from '../../schemas/configuration/configuration.ts';

/** What a worker may come to need, in bytes, before the machine is better off with fewer of them. */
const MEMORY_OF_WORKER = 512 * 1024 * 1024;

/** As Node.js has it. */
const MOST_HELPERS = 4;

/**
 * Mebibytes of each half of the memory for young objects, where Node.js takes 16: nearly all that a request has is garbage when it is over
 * (docs/decisions/2026-11-30-functions-of-requests.md), so that more room for it costs memory and gains nothing.
 */
const YOUNG = 8;

/** As configured; else one for each core, as far as there is memory for them. */
export function workerCount({ server }: Configuration, machine = thisMachine()): number {
  return server.workers ?? Math.max(1, Math.min(machine.cores, Math.floor(machine.memory / MEMORY_OF_WORKER)));
}

/**
 * What one of several workers may take of what a machine has to give. Limits for one account, agency or address are not
 * shared out: all that somebody sends at once may be taken by one worker.
 */
export function shareOf(limits: LimitsSection, workers: number): LimitsSection {
  const share = (total: number): number => Math.ceil(total / workers);
  return { ...limits, connections: share(limits.connections), running: share(limits.running), publishing_bytes: share(limits.publishing_bytes) };
}

/** Processes that look at envelopes for each of so many workers: together no more than there are cores, nor fewer than workers. */
export function checkersOf(workers: number, machine = thisMachine()): number {
  return Math.min(CHECKERS, coresOf(workers, machine));
}

/**
 * Words for Node.js in each of so many workers. Each would have four threads that help to collect garbage, which take turns of the
 * processors that others' polls wait for. As they step back, the marking that is left at the end isn't shared with them: whoever answers polls
 * would wait until they have done their part (docs/performance.md, "Polls under attack").
 */
export function nodeWordsOf(workers: number, machine = thisMachine()): string[] {
  return [`--v8-pool-size=${Math.min(MOST_HELPERS, coresOf(workers, machine))}`, `--max-semi-space-size=${YOUNG}`, '--no-parallel-marking'];
}

/** Those that each of so many workers has, were they shared out: one at least. */
function coresOf(workers: number, { cores }: Pick<ReturnType<typeof thisMachine>, 'cores'>): number {
  return Math.max(1, Math.floor(cores / workers));
}

// Within the limits of a container.
function thisMachine(): { readonly cores: number; readonly memory: number } {
  return { cores: availableParallelism(), memory: Math.min(process.constrainedMemory() || Infinity, totalmem()) };
}
