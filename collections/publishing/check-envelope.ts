// From the bytes of a POST to what the store is given: accepted objects as their bytes, and why others are refused.
import { explainFinding, type Finding } from '../../schemas/finding.ts';
import type { ObjectDescription } from '../../schemas/stix/describe-object.ts';
import { formatTimestamp, now } from '../../schemas/timestamp.ts';
import type { AcceptedObject, CheckedEnvelope, StatusDetails } from '../storage/port.ts';
import { judge } from './judge.ts';
import { findingsTeller, USUAL_LIMITS, type EnvelopeLimits } from './limits.ts';
import type { PublishingPolicy } from './policy.ts';
import { readEnvelope } from './read-envelope.ts';

/** An envelope with every object looked at. */
export interface CheckedBody {
  readonly envelope: CheckedEnvelope;
  /** How many objects were refused because the collection doesn't take their STIX version (T-5.5-13). */
  readonly ofUnsupportedVersion: number;
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
  const accepted: AcceptedObject[] = [];
  const refused: StatusDetails[] = [];
  const parts: Uint8Array[] = [];
  let ofUnsupportedVersion = 0;
  let length = 0;
  for (const candidate of readEnvelope(body, limits)) {
    const { bytes } = candidate.element;
    const { findings, refusing, isOfUnsupportedVersion } = tell(judge(candidate, policy));
    if (isOfUnsupportedVersion) ofUnsupportedVersion += 1;
    if (refusing.length > 0) {
      refused.push(refusedObject(candidate.description, refusing));
      continue;
    }
    accepted.push(acceptedObject(candidate.description, length, length + bytes.length, policy.reportsHints ? findings : []));
    parts.push(bytes);
    length += bytes.length;
  }
  return { envelope: { bytes: join(parts, length), accepted, refused }, ofUnsupportedVersion };
}

function refusedObject({ id, version }: ObjectDescription, refusing: readonly Finding[]): StatusDetails {
  return { id, version: version ?? formatTimestamp(now()), message: sentences(refusing) };
}

function acceptedObject(
  { id, type, specVersion, version }: ObjectDescription,
  start: number,
  end: number,
  hints: readonly Finding[],
): AcceptedObject {
  return {
    id,
    type,
    specVersion,
    ...(version === undefined ? {} : { version }),
    start,
    end,
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
