// Gives the accepted objects of an envelope their labels, and refuses those that their markings keep out.
import { explainFinding } from '../../schemas/finding.ts';
import type { CheckedEnvelope, MarkingOutcome } from '../storage/port.ts';
import type { CheckedBody } from './check-envelope.ts';
import type { MarksVerdict } from './judge-marks.ts';
import type { EnvelopeReport, UnlabelledReport } from './validate-envelope.ts';

/** The envelope as the store takes it; `verdicts` are those on the combinations of markings among its objects, in order. */
export function labelEnvelope({ envelope }: CheckedBody, verdicts: readonly MarksVerdict[]): CheckedEnvelope {
  return { ...envelope, combinations: verdicts.map(outcomeOf) };
}

function outcomeOf({ labelled: { label, uses }, findings }: MarksVerdict): MarkingOutcome {
  return { label, uses, ...(findings.length === 0 ? {} : { refusal: findings.map(explainFinding).join('; ') }) };
}

/** The report with the findings about markings, which is what publishing would say. */
export function labelReport({ total, objects }: UnlabelledReport, verdicts: readonly MarksVerdict[]): EnvelopeReport {
  const labelled = objects.map(({ combination, ...object }) => {
    const ofMarkings = combination === undefined ? [] : (verdicts[combination]?.findings ?? []);
    if (ofMarkings.length === 0) return object;
    return { ...object, accepted: false, findings: [...object.findings, ...ofMarkings] };
  });
  return {
    total,
    accepted: labelled.filter(({ accepted }) => accepted).length,
    objects: labelled.filter(({ findings }) => findings.length > 0),
  };
}
