// A dry run: everything that publishing an envelope would find, and nothing stored.
import type { Finding } from '../../schemas/finding.ts';
import { gatherMarks, type EnvelopeMarks } from './envelope-marks.ts';
import { judge } from './judge.ts';
import { labelReport } from './label-envelope.ts';
import { findingsTeller, USUAL_LIMITS, type EnvelopeLimits } from './limits.ts';
import type { PublishingPolicy } from './policy.ts';
import { readEnvelope } from './read-envelope.ts';

/** What is found in one object of an envelope. */
export interface ObjectReport {
  /** Its place in `objects`, from 0. */
  readonly index: number;
  /** Where it begins and ends in the envelope, in octets. */
  readonly start: number;
  readonly end: number;
  /** The line on which it begins, from 1. */
  readonly line: number;
  readonly id: string;
  readonly type: string;
  /** Whether the collection would take it. */
  readonly accepted: boolean;
  readonly findings: readonly Finding[];
}

/** What is found in an envelope; only objects about which there is something to say are listed. */
export interface EnvelopeReport {
  readonly total: number;
  readonly accepted: number;
  readonly objects: readonly ObjectReport[];
}

/** The report before anybody looked up what markings mean: all objects are listed. */
export interface UnlabelledReport extends EnvelopeReport {
  readonly objects: readonly UnlabelledObjectReport[];
  /** Of the accepted objects. */
  readonly marks: EnvelopeMarks;
}

/** What is found in an object, markings aside. */
export interface UnlabelledObjectReport extends ObjectReport {
  /** Of an accepted object: the place of its combination of markings among all. */
  readonly combination?: number;
}

/**
 * Looks at an envelope as publishing would, markings aside.
 * @throws {EnvelopeRefused} when it is no JSON, or no list of objects with `id` and `type`, or has too many of them
 */
export function validateEnvelope(
  body: Uint8Array,
  policy: PublishingPolicy,
  limits: EnvelopeLimits = USUAL_LIMITS,
): EnvelopeReport {
  return labelReport(reportOnAll(body, policy, limits), []);
}

/**
 * The same, for whoever goes on to look the markings up.
 * @throws {EnvelopeRefused}
 */
export function reportOnAll(
  body: Uint8Array,
  policy: PublishingPolicy,
  limits: EnvelopeLimits = USUAL_LIMITS,
): UnlabelledReport {
  const marks = gatherMarks();
  const tell = findingsTeller(limits);
  const candidates = readEnvelope(body, limits);
  const objects = candidates.map((candidate): UnlabelledObjectReport => {
    const { findings, refusing } = tell(judge(candidate, policy));
    const { id, type } = candidate.description;
    const { index, start, end, line } = candidate.element;
    const described = { index, start, end, line, id, type, findings };
    if (refusing.length > 0) return { ...described, accepted: false };
    return { ...described, accepted: true, combination: marks.add(candidate.object) };
  });
  return {
    total: objects.length,
    accepted: objects.filter(({ accepted }) => accepted).length,
    objects,
    marks: marks.gathered,
  };
}
