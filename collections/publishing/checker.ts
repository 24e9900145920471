// Looks at envelopes: small ones on the spot, others in a process of their own, so that no body stalls the polls.
import { checkEnvelope, type CheckedBody } from './check-envelope.ts';
import { createCheckerPool } from './checker-pool.ts';
import type { CheckAnswer } from './checker-process.ts';
import type { PublishingPolicy } from './policy.ts';
import { EnvelopeRefused } from './refusal.ts';
import { reportOnAll, type UnlabelledReport } from './validate-envelope.ts';

/** Bodies up to this many bytes take less time to look at than to hand to a process. */
const ON_THE_SPOT = 32 * 1024;

/** Processes that look at the others, where nobody says otherwise. */
export const CHECKERS = 2;

/** Looks at bodies of publications; nobody may change them meanwhile. */
export interface Checker {
  /** @throws {EnvelopeRefused | Abandoned | CheckerEnded} */
  check(body: Uint8Array<ArrayBuffer>, policy: PublishingPolicy): Promise<CheckedBody>;
  /** @throws {EnvelopeRefused | Abandoned | CheckerEnded} */
  validate(body: Uint8Array<ArrayBuffer>, policy: PublishingPolicy): Promise<UnlabelledReport>;
  /** How many bodies wait for a process. */
  waiting(): number;
  /** Looks at no other bodies: those that wait for a process are `Abandoned`. */
  close(): Promise<void>;
}

/** Whether a body is looked at on the spot. */
export function isSmall(body: Uint8Array): boolean {
  return body.length <= ON_THE_SPOT;
}

/** A checker with so many processes of its own, which start when they are first needed. */
export function createChecker(processes = CHECKERS): Checker {
  const pool = createCheckerPool(processes);
  return {
    async check(body, policy) {
      if (isSmall(body)) return checkEnvelope(body, policy);
      const { head, parts: [bytes, packed] } = await pool.ask({ head: { purpose: 'check', policy }, parts: [body] });
      if (!('checked' in head) || bytes === undefined || packed === undefined) throw errorIn(head);
      return { ...head.checked, envelope: { bytes, objects: { ...head.objects, packed } } };
    },
    async validate(body, policy) {
      if (isSmall(body)) return reportOnAll(body, policy);
      const { head } = await pool.ask({ head: { purpose: 'validate', policy }, parts: [body] });
      if (!('report' in head)) throw errorIn(head);
      return head.report;
    },
    waiting: () => pool.waiting(),
    close: () => pool.close(),
  };
}

// An error doesn't keep its class on the way between processes.
function errorIn(head: CheckAnswer): Error {
  if (!('refused' in head)) return new Error(`A process that looks at envelopes has failed: ${'failed' in head ? head.failed : 'it answers what it was not asked'}`);
  const { reason, message, pointer } = head.refused;
  return new EnvelopeRefused(reason, message, pointer);
}
