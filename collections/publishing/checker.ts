// Looks at envelopes: small ones on the spot, others in a worker thread, so that no body stalls the polls.
import { Piscina } from 'piscina';
import { Abandoned } from '../reading.ts';
import { memoryOf } from '../storage/moved-memory.ts';
import { THREAD_MEMORY } from '../thread-memory.ts';
import { checkEnvelope, type CheckedBody } from './check-envelope.ts';
import type { PublishingPolicy } from './policy.ts';
import { EnvelopeRefused, type RefusalReason } from './refusal.ts';
import { reportOnAll, type UnlabelledReport } from './validate-envelope.ts';

/** Bodies up to this many bytes take less time to look at than to hand to a thread. */
const ON_THE_SPOT = 32 * 1024;

/** Threads that look at the others, where nobody says otherwise. */
export const THREADS = 2;

const THREAD = new URL('./check-thread.ts', import.meta.url).href;

/** What a thread is asked: to check for publishing, maybe giving the body back, or to validate as a dry run. */
export interface CheckTask {
  readonly purpose: 'check' | 'check-and-return' | 'validate';
  readonly body: Uint8Array<ArrayBuffer>;
  readonly policy: PublishingPolicy;
}

/** What it answers: errors don't keep their class on the way between threads. */
export type CheckAnswer =
  | { readonly done: CheckedBody | UnlabelledReport }
  | { readonly refused: { readonly reason: RefusalReason; readonly message: string; readonly pointer?: string } };

/** Looks at bodies of publications; their bytes are moved away. */
export interface Checker {
  /**
   * @param isReturned the body is in the answer; it isn't copied on its way
   * @throws {EnvelopeRefused | Abandoned}
   */
  check(body: Uint8Array<ArrayBuffer>, policy: PublishingPolicy, isReturned?: boolean): Promise<CheckedBody>;
  /** @throws {EnvelopeRefused | Abandoned} */
  validate(body: Uint8Array<ArrayBuffer>, policy: PublishingPolicy): Promise<UnlabelledReport>;
  /** How many bodies wait for a thread. */
  waiting(): number;
  /** Looks at no other bodies: those that wait for a thread are `Abandoned`. */
  close(): Promise<void>;
}

/** Whether a body is looked at on the spot. */
export function isSmall(body: Uint8Array): boolean {
  return body.length <= ON_THE_SPOT;
}

/** A checker with so many threads of its own, which start when they are first needed. */
export function createChecker(threads = THREADS): Checker {
  let pool: Piscina<CheckTask, CheckAnswer> | undefined;
  let isClosed = false;
  return {
    async check(body, policy, isReturned = false) {
      if (isSmall(body)) return { ...checkEnvelope(body, policy), ...(isReturned ? { body } : {}) };
      return (await inThread({ purpose: isReturned ? 'check-and-return' : 'check', body, policy })) as CheckedBody;
    },
    async validate(body, policy) {
      if (isSmall(body)) return reportOnAll(body, policy);
      return (await inThread({ purpose: 'validate', body, policy })) as UnlabelledReport;
    },
    waiting: () => pool?.queueSize ?? 0,
    async close() {
      isClosed = true;
      await pool?.close();
    },
  };

  async function inThread(task: CheckTask): Promise<CheckedBody | UnlabelledReport> {
    if (isClosed) throw new Abandoned();
    pool ??= new Piscina({ filename: THREAD, minThreads: 0, maxThreads: threads, idleTimeout: 60_000, resourceLimits: THREAD_MEMORY });
    // Piscina's type for the list is taken from an overload of postMessage that newer Node types put last.
    const answer = await pool.run(task, { transferList: memoryOf(task.body) as never }).catch((error: unknown) => {
      throw isClosed ? new Abandoned() : error;
    });
    if ('done' in answer) return answer.done;
    throw new EnvelopeRefused(answer.refused.reason, answer.refused.message, answer.refused.pointer);
  }
}
