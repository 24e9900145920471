// Gives the accepted objects of an envelope their labels, and refuses those that their markings keep out.
import { explainFinding } from '../../schemas/finding.ts';
import { formatTimestamp, now } from '../../schemas/timestamp.ts';
import type { AcceptedObject, CheckedEnvelope, StatusDetails } from '../storage/port.ts';
import type { CheckedBody } from './check-envelope.ts';
import type { MarksVerdict } from './judge-marks.ts';
import type { EnvelopeReport } from './validate-envelope.ts';

/** The envelope as the store takes it; `verdicts` are those on its accepted objects, in order. */
export function labelEnvelope({ envelope }: CheckedBody, verdicts: readonly MarksVerdict[]): CheckedEnvelope {
  const accepted: AcceptedObject[] = [];
  const refused: StatusDetails[] = [...envelope.refused];
  for (const [index, object] of envelope.accepted.entries()) {
    const { labelled, findings } = verdicts[index] ?? UNMARKED;
    if (findings.length === 0) accepted.push({ ...object, label: labelled.label, uses: labelled.uses });
    else {
      const { id, version = formatTimestamp(now()) } = object;
      refused.push({ id, version, message: findings.map(explainFinding).join('; ') });
    }
  }
  return { bytes: envelope.bytes, accepted, refused };
}

/** The report with the findings about markings, which is what publishing would say. */
export function labelReport(report: EnvelopeReport, verdicts: readonly MarksVerdict[]): EnvelopeReport {
  let next = 0;
  const objects = report.objects.map((object) => {
    if (!object.accepted) return object;
    const { findings } = verdicts[next] ?? UNMARKED;
    next += 1;
    if (findings.length === 0) return object;
    return { ...object, accepted: false, findings: [...object.findings, ...findings] };
  });
  return {
    total: report.total,
    accepted: objects.filter(({ accepted }) => accepted).length,
    objects: objects.filter(({ findings }) => findings.length > 0),
  };
}

const UNMARKED: MarksVerdict = { labelled: { label: { markings: [] }, unknown: [], uses: [] }, findings: [] };
