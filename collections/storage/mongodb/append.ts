// Decides what becomes of an envelope's objects in a turn, and makes the documents of those that are added.
import { hash } from 'node:crypto';
import { sameJson } from '../../../schemas/json/same-json.ts';
import { formatTimestamp, versionKey, type Microseconds, type VersionKey } from '../../../schemas/timestamp.ts';
import { placementOf, type Placement } from '../../markings/lines.ts';
import type { Label } from '../../markings/label.ts';
import type { EnvelopeContent } from '../packed-objects.ts';
import type { AcceptedObject, CollectionId, PublisherRights, StatusDetails } from '../port.ts';
import { join } from './distinctions.ts';
import { binary, int64, type Documents, type VersionDocument } from './documents.ts';
import { bodiesOf, isStored, type KnownVersion, type VersionsById } from './existing-versions.ts';
import { groupKey, labelFields, toLined } from './labels.ts';
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
  readonly is_revoked?: boolean;
  readonly valid_until?: Microseconds;
  readonly part_date?: Microseconds;
  /** The definitions that its markings name; they aren't kept with it. */
  readonly markings: readonly string[];
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
  { accepted }: EnvelopeContent,
  bytes: Uint8Array,
  firstDate: Microseconds,
  known: VersionsById,
  rights: PublisherRights,
): Promise<Appended> {
  const successes: StatusDetails[] = [];
  const failures: StatusDetails[] = [];
  const added: AddedVersion[] = [];
  const candidates = accepted.map((object) => candidateOf(object, bytes));
  const bodies = await bodiesToCompare(documents, collection, candidates, known, rights);
  for (const candidate of candidates) {
    const { object } = candidate;
    const place = placeOf(candidate, known.get(object.id) ?? [], rights);
    const twin = place.kind === 'there' ? place.twin.stored : undefined;
    if (candidate.body.length > LONGEST_BODY) {
      failures.push({ id: object.id, version: object.version ?? '', message: tooLong(candidate.body.length) });
    } else if (place.kind === 'not-creator') {
      const version = object.version ?? formatTimestamp(firstDate + added.length);
      failures.push({ id: object.id, version, message: 'another agency brought this object here; only it may publish new versions' });
    } else if (twin === undefined) {
      const line = place.kind === 'new' ? place.line : 0;
      const origin = { publisher: rights.sight.agency, line, label: object.label };
      const version = addVersion(candidate, firstDate + added.length, known, origin);
      added.push(version);
      const details = { id: object.id, version: textOf(version) };
      successes.push(object.message === undefined ? details : { ...details, message: object.message });
    } else {
      const details = { id: object.id, version: textOf(twin) };
      if (await isSame(documents, collection, candidate, twin, bodies)) successes.push({ ...details, message: 'already in the collection; nothing changed' });
      else failures.push({ ...details, message: 'this version is in the collection with other content, which stays' });
    }
  }
  return { successes, failures, added };
}

/** The document of a version that is added. */
export function toVersionDocument(collection: CollectionId, version: AddedVersion): VersionDocument {
  const { digest, body, markings: _markings, valid_until: validUntil, part_date: partDate, definitions, ...fields } = version;
  return {
    ...fields,
    ...(validUntil === undefined ? {} : { valid_until: int64(validUntil) }),
    ...(partDate === undefined ? {} : { part_date: int64(partDate) }),
    ...(definitions === undefined ? {} : { definitions: definitions.map(int64) }),
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
export function candidateOf(object: AcceptedObject, bytes: Uint8Array): Candidate {
  const body = bytes.subarray(object.start, object.end);
  return { object, body, digest: hash('sha256', body, 'buffer') };
}

type Lined = ReturnType<typeof toLined<KnownVersion>>;

function placeOf({ object }: Candidate, known: readonly KnownVersion[], { sight, newVersions }: PublisherRights): Placement<Lined> {
  const { specVersion, version } = object;
  const newcomer = { specVersion, ...(version === undefined ? {} : { version: requireVersionKey(version) }) };
  return placementOf(known.map(toLined), sight, newcomer, newVersions);
}

// Equal bytes say the same; other bytes may do so too, which only a look at them tells.
async function bodiesToCompare(
  documents: Documents,
  collection: CollectionId,
  candidates: readonly Candidate[],
  known: VersionsById,
  rights: PublisherRights,
): Promise<Map<Microseconds, Uint8Array>> {
  const dates = candidates.flatMap((candidate) => {
    const place = placeOf(candidate, known.get(candidate.object.id) ?? [], rights);
    const twin = place.kind === 'there' ? place.twin.stored : undefined;
    return twin === undefined || !isStored(twin) || hasSameBytes(candidate, twin) ? [] : [twin.date_added];
  });
  return bodiesOf(documents, collection, [...new Set(dates)]);
}

// Which twin it is may depend on what the same envelope has added.
async function isSame(
  documents: Documents,
  collection: CollectionId,
  candidate: Candidate,
  twin: KnownVersion,
  bodies: ReadonlyMap<Microseconds, Uint8Array>,
): Promise<boolean> {
  if (hasSameBytes(candidate, twin)) return true;
  if (!isStored(twin)) return sameJson((twin as AddedVersion).body, candidate.body);
  const { date_added: date } = twin;
  const body = bodies.get(date) ?? (await bodiesOf(documents, collection, [date])).get(date);
  if (body === undefined) throw new TurnLost(`The version added at ${twin.date_added} went in the middle of the turn.`);
  return sameJson(body, candidate.body);
}

function hasSameBytes(candidate: Candidate, twin: KnownVersion): boolean {
  return Buffer.compare(candidate.digest, twin.digest) === 0;
}

/** Whose a version is, and what its markings say. */
export interface Origin {
  readonly publisher: string;
  readonly line: number;
  readonly label: Label;
  readonly definitions?: readonly Microseconds[];
  /** In an aggregate. */
  readonly shows?: { readonly part: CollectionId; readonly dateAdded: Microseconds };
}

/** Adds an object that isn't there yet, at that date, to the known versions. */
export function addVersion({ object, body, digest }: Candidate, date: Microseconds, known: VersionsById, origin: Origin): AddedVersion {
  const { publisher, line, label, shows, definitions = [] } = origin;
  // In an aggregate an object without versions bears the date that it has in its part.
  const text = object.version ?? formatTimestamp(shows?.dateAdded ?? date);
  const rank = { date_added: date, spec_version: object.specVersion, version: requireVersionKey(text) };
  const facts = {
    ...rank,
    ...labelFields(label, object.type, shows?.part),
    publisher,
    line,
    is_versioned: object.version !== undefined,
    ...(shows === undefined ? {} : { part: shows.part, part_date: shows.dateAdded }),
  };
  const all = known.get(object.id) ?? [];
  const group = groupKey(facts);
  const others = all.filter((one) => groupKey(one) === group);
  const isMixed = others.length < all.length;
  if (isMixed) for (const one of all) one.is_mixed = true;
  const version: AddedVersion = {
    ...facts,
    ...join(rank, others),
    object_id: object.id,
    type: object.type,
    ...(text === `${rank.version}Z` ? {} : { version_text: text }),
    ...(isMixed || all.some((one) => one.is_mixed === true) ? { is_mixed: true } : {}),
    ...(object.isRevoked ? { is_revoked: true } : {}),
    ...(object.validUntil === undefined ? {} : { valid_until: object.validUntil }),
    ...(definitions.length === 0 ? {} : { definitions }),
    markings: object.uses,
    digest,
    body,
  };
  known.set(object.id, [...all, version]);
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
