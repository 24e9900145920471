// Decides what becomes of an envelope's objects in a turn, and makes the documents of those that are added.
import { hash } from 'node:crypto';
import { sameJson } from '../../../schemas/json/same-json.ts';
import { formatTimestamp, versionKey, type Microseconds, type VersionKey } from '../../../schemas/timestamp.ts';
import type { AcceptedObject, CheckedEnvelope, CollectionId, StatusDetails } from '../port.ts';
import { join } from './distinctions.ts';
import { binary, int64, type Documents, type VersionDocument } from './documents.ts';
import { bodiesOf, isStored, type KnownVersion, type VersionsById } from './existing-versions.ts';
import { TurnLost } from './turns.ts';

/** What becomes of an envelope. */
export interface Appended {
  readonly successes: readonly StatusDetails[];
  readonly failures: readonly StatusDetails[];
  readonly added: readonly AddedVersion[];
}

/** A version that comes with the turn. */
export interface AddedVersion extends KnownVersion {
  readonly type: string;
  readonly body: Uint8Array;
}

/** Bytes; MongoDB's limit for a document is 16 MiB, and the rest is for the fields beside the body. */
export const LONGEST_BODY = 16 * 1024 * 1024 - 16 * 1024;

/**
 * Goes through the accepted objects in order, giving out dates from `firstDate` on. Versions that are added are put
 * among the known ones, whose distinctions change accordingly.
 */
export async function appendAll(
  documents: Documents,
  collection: CollectionId,
  envelope: CheckedEnvelope,
  firstDate: Microseconds,
  known: VersionsById,
): Promise<Appended> {
  const successes: StatusDetails[] = [];
  const failures: StatusDetails[] = [];
  const added: AddedVersion[] = [];
  const candidates = envelope.accepted.map((object) => candidateOf(object, envelope));
  const bodies = await bodiesToCompare(documents, collection, candidates, known);
  for (const candidate of candidates) {
    const { object } = candidate;
    const twin = twinOf(candidate, known.get(object.id) ?? []);
    if (candidate.body.length > LONGEST_BODY) {
      failures.push({ id: object.id, version: object.version ?? '', message: tooLong(candidate.body.length) });
    } else if (twin === undefined) {
      const version = addVersion(candidate, firstDate + added.length, known);
      added.push(version);
      const details = { id: object.id, version: textOf(version) };
      successes.push(object.message === undefined ? details : { ...details, message: object.message });
    } else {
      const details = { id: object.id, version: textOf(twin) };
      if (isSame(candidate, twin, bodies)) successes.push({ ...details, message: 'already in the collection; nothing changed' });
      else failures.push({ ...details, message: 'this version is in the collection with other content, which stays' });
    }
  }
  return { successes, failures, added };
}

/** The document of a version that is added. */
export function toVersionDocument(collection: CollectionId, version: AddedVersion): VersionDocument {
  const { digest, body, version_text, ...fields } = version;
  return {
    ...fields,
    ...(version_text === undefined ? {} : { version_text }),
    collection,
    date_added: int64(version.date_added),
    last_until: int64(version.last_until),
    first_until: int64(version.first_until),
    newest_spec_until: int64(version.newest_spec_until),
    last_of_all_until: int64(version.last_of_all_until),
    first_of_all_until: int64(version.first_of_all_until),
    body: binary(body),
    body_digest: binary(digest),
  };
}

/** A version as it was written. */
export function textOf({ version, version_text }: { version: VersionKey; version_text?: string }): string {
  return version_text ?? `${version}Z`;
}

/** An object that may be added. */
export interface Candidate {
  readonly object: AcceptedObject;
  readonly body: Uint8Array;
  readonly digest: Uint8Array;
}

/** The object with the bytes that it has there. */
export function candidateOf(object: AcceptedObject, { bytes }: { readonly bytes: Uint8Array }): Candidate {
  const body = bytes.subarray(object.start, object.end);
  return { object, body, digest: hash('sha256', body, 'buffer') };
}

// An object without a version of its own is the same item however often it comes (T-5.5-06).
function twinOf({ object }: Candidate, known: readonly KnownVersion[]): KnownVersion | undefined {
  const { specVersion, version } = object;
  const key = version === undefined ? undefined : requireVersionKey(version);
  return known.find(
    (one) => one.spec_version === specVersion && (key === undefined ? !one.is_versioned : one.version === key),
  );
}

// Equal bytes say the same; other bytes may do so too, which only a look at them tells.
async function bodiesToCompare(
  documents: Documents,
  collection: CollectionId,
  candidates: readonly Candidate[],
  known: VersionsById,
): Promise<Map<Microseconds, Uint8Array>> {
  const dates = candidates.flatMap((candidate) => {
    const twin = twinOf(candidate, known.get(candidate.object.id) ?? []);
    return twin === undefined || !isStored(twin) || hasSameBytes(candidate, twin) ? [] : [twin.date_added];
  });
  return bodiesOf(documents, collection, [...new Set(dates)]);
}

function isSame(candidate: Candidate, twin: KnownVersion, bodies: ReadonlyMap<Microseconds, Uint8Array>): boolean {
  if (hasSameBytes(candidate, twin)) return true;
  const body = isStored(twin) ? bodies.get(twin.date_added) : (twin as AddedVersion).body;
  if (body === undefined) throw new TurnLost(`The version added at ${twin.date_added} went in the middle of the turn.`);
  return sameJson(body, candidate.body);
}

function hasSameBytes(candidate: Candidate, twin: KnownVersion): boolean {
  return Buffer.compare(candidate.digest, twin.digest) === 0;
}

/** Adds an object that isn't there yet, at that date, to the known versions. */
export function addVersion({ object, body, digest }: Candidate, date: Microseconds, known: VersionsById): AddedVersion {
  const text = object.version ?? formatTimestamp(date);
  const rank = { date_added: date, spec_version: object.specVersion, version: requireVersionKey(text) };
  const others = known.get(object.id) ?? [];
  const version: AddedVersion = {
    ...rank,
    ...join(rank, others),
    object_id: object.id,
    type: object.type,
    ...(text === `${rank.version}Z` ? {} : { version_text: text }),
    is_versioned: object.version !== undefined,
    digest,
    body,
  };
  known.set(object.id, [...others, version]);
  return version;
}

function tooLong(bytes: number): string {
  return `the object has ${bytes} bytes, more than this exchange can keep; the most is ${LONGEST_BODY}`;
}

function requireVersionKey(text: string): VersionKey {
  const key = versionKey(text);
  if (key === undefined) throw new TypeError(`"${text}" is no version; objects are checked before they are appended.`);
  return key;
}
