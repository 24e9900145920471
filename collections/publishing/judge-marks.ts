// Decides about the markings of an envelope's objects, once it is known what they mean.
import type { Finding } from '../../schemas/finding.ts';
import type { TlpLevel } from '../../schemas/stix/tlp.ts';
import { labelFindings } from '../markings/admission.ts';
import { knownMarkings, labelOfMarks, strictestSaid, type LabelledObject } from '../markings/label.ts';
import type { EnvelopeMarks } from './envelope-marks.ts';
import type { ReleaseDemands } from './release.ts';

/** What is to be said of objects with the same markings: what they are labelled, and what keeps them out. */
export interface MarksVerdict {
  readonly labelled: LabelledObject;
  readonly findings: readonly Finding[];
}

/**
 * A verdict for each combination of markings, in order.
 * @param stored what the definitions say that the publisher can look up in the collection
 */
export function judgeMarks(
  marks: EnvelopeMarks,
  demands: ReleaseDemands,
  stored: ReadonlyMap<string, TlpLevel | 'other'>,
): MarksVerdict[] {
  const ruled = new Map(demands.ruled.map((id) => [id, 'other' as const]));
  let definitions = marks.definitions;
  for (;;) {
    const defined = new Map<string, TlpLevel | 'other'>();
    for (const { id, says } of definitions) defined.set(id, strictestSaid(defined.get(id), says));
    const known = knownMarkings(defined, stored, ruled);
    const verdicts = marks.combinations.map((borne): MarksVerdict => {
      const labelled = labelOfMarks(borne, known);
      return { labelled, findings: labelFindings(borne.marks.areReadable, labelled, demands.policy) };
    });
    // A definition that is refused isn't there to explain anything.
    const taken = definitions.filter(({ combination }) => verdicts[combination]?.findings.length === 0);
    if (taken.length === definitions.length) return verdicts;
    definitions = taken;
  }
}
