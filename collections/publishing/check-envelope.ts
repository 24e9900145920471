// From the bytes of a POST to what the store is given: accepted objects as their bytes, and why others are refused.
import { explainFinding, type Finding } from '../../schemas/finding.ts';
import type { ObjectDescription } from '../../schemas/stix/describe-object.ts';
import { formatTimestamp, now } from '../../schemas/timestamp.ts';
import type { FindingCounts } from '../observer.ts';
import { packObjects, type UnlabelledObject } from '../storage/packed-objects.ts';
import type { CheckedEnvelope, StatusDetails } from '../storage/port.ts';
import { factsOf } from '../markings/facts.ts';
import { withAuthor } from './attribution.ts';
import { gatherMarks, type EnvelopeMarks } from './envelope-marks.ts';
import { countFindings } from './count-findings.ts';
import { judge } from './judge.ts';
import { findingsTeller, USUAL_LIMITS, type EnvelopeLimits } from './limits.ts';
import type { PublishingPolicy } from './policy.ts';
import { readEnvelope, type Candidate } from './read-envelope.ts';

/** An envelope with every object looked at. */
export interface CheckedBody {
  /** But for what markings mean. */
  readonly envelope: Omit<CheckedEnvelope, 'combinations'>;
  /** Of the accepted objects. */
  readonly marks: EnvelopeMarks;
  /** How many objects were refused because the collection doesn't take their STIX version (T-5.5-13). */
  readonly ofUnsupportedVersion: number;
  /** Of all objects. */
  readonly findings: FindingCounts;
}

/**
 * Checks an envelope.
 * @param body the octets of the request
 * @param policy what the collection takes
 * @throws {EnvelopeRefused} when it is no JSON, or no list of objects with `id` and `type`, or has too many of them
 */
export function checkEnvelope(
  body: Uint8Array,
  policy: PublishingPolicy,
  limits: EnvelopeLimits = USUAL_LIMITS,
): CheckedBody {
  const tell = findingsTeller(limits);
  const accepted: UnlabelledObject[] = [];
  const marks = gatherMarks();
  const counts = countFindings();
  const refused: StatusDetails[] = [];
  const parts: Uint8Array[] = [];
  let ofUnsupportedVersion = 0;
  let length = 0;
  for (const candidate of readEnvelope(body, limits)) {
    const { findings, refusing, isOfUnsupportedVersion } = tell(judge(candidate, policy));
    if (isOfUnsupportedVersion) ofUnsupportedVersion += 1;
    counts.add(findings);
    if (refusing.length > 0) {
      refused.push(refusedObject(candidate.description, refusing));
      continue;
    }
    const bytes = bytesOf(candidate, policy);
    const combination = marks.add(candidate.object);
    accepted.push(acceptedObject(candidate, combination, length, length + bytes.length, policy.reportsHints ? findings : []));
    parts.push(bytes);
    length += bytes.length;
  }
  const envelope = { bytes: join(parts, length), objects: packObjects(accepted, refused) };
  return { envelope, marks: marks.gathered, ofUnsupportedVersion, findings: counts.counted };
}

function refusedObject({ id, version }: ObjectDescription, refusing: readonly Finding[]): StatusDetails {
  return { id, version: version === undefined || version === '' ? formatTimestamp(now()) : version, message: sentences(refusing) };
}

// Where authors are not to be told, another takes their place (P3 holds for the rest).
function bytesOf({ element }: Candidate, { release }: PublishingPolicy): Uint8Array {
  return release?.author === undefined ? element.bytes : withAuthor(element.bytes, release.author);
}

function acceptedObject(
  { description: { id, type, specVersion, version }, object }: Candidate,
  combination: number,
  start: number,
  end: number,
  hints: readonly Finding[],
): UnlabelledObject {
  const { isRevoked, validUntil } = factsOf(object);
  return {
    id,
    type,
    specVersion,
    ...(version === undefined ? {} : { version }),
    start,
    end,
    combination,
    isRevoked,
    ...(validUntil === undefined ? {} : { validUntil }),
    ...(hints.length === 0 ? {} : { message: sentences(hints) }),
  };
}

function sentences(findings: readonly Finding[]): string {
  return findings.map(explainFinding).join('; ');
}

function join(parts: readonly Uint8Array[], length: number): Uint8Array<ArrayBuffer> {
  const joined = new Uint8Array(length);
  let start = 0;
  for (const part of parts) {
    joined.set(part, start);
    start += part.length;
  }
  return joined;
}
