// The versions that a collection has of some objects, as a turn's holder sees and changes them.
import type { AnyBulkWriteOperation, Binary, ObjectId } from 'mongodb';
import type { Microseconds, VersionKey } from '../../../schemas/timestamp.ts';
import type { CollectionId, SpecVersion } from '../port.ts';
import { DISTINCTIONS, type Ranked } from './distinctions.ts';
import { bytesOf, int64, STILL, type Distinctions, type Documents, type VersionDocument } from './documents.ts';
import { isStill, isVisible, type Horizon } from './horizon.ts';
import type { VersionFacts } from './labels.ts';

/** A version that is there, or will be when the turn ends. Its distinctions change as others join it. */
export interface KnownVersion extends Ranked, VersionFacts {
  readonly date_added: Microseconds;
  readonly spec_version: SpecVersion;
  readonly version: VersionKey;
  readonly object_id: string;
  readonly version_text?: string;
  readonly uses?: readonly string[];
  readonly definitions?: readonly Microseconds[];
  is_mixed?: boolean;
  /** SHA-256 of the body. */
  readonly digest: Uint8Array;
}

/** A version that was there before the turn. */
export interface StoredVersion extends KnownVersion {
  readonly _id: ObjectId;
  /** As the database has them. */
  readonly asRead: Readonly<Distinctions>;
  /** As they were visible when the turn began. */
  readonly asSeen: Readonly<Distinctions>;
  readonly wasMixed: boolean;
  readonly collection: CollectionId;
  readonly type: string;
  readonly part_date?: Microseconds;
}

/** Known versions by object id. */
export type VersionsById = Map<string, KnownVersion[]>;

const ALL_BUT_BODY = { body: 0 } as const;
/** How many objects one question names. */
const AT_ONCE = 1_000;

type Read = Omit<VersionDocument, keyof typeof ALL_BUT_BODY> & { readonly _id: ObjectId };

/** Reads all visible versions of those objects. */
export async function existingVersions(
  { objects }: Documents,
  collection: CollectionId,
  ids: readonly string[],
  horizon: Horizon,
): Promise<VersionsById> {
  const found: VersionsById = new Map();
  for (const some of chunks(ids)) {
    const options = { projection: ALL_BUT_BODY, hint: 'versions_of', batchSize: 10_000 };
    for await (const document of objects.find({ collection, object_id: { $in: some } }, options)) {
      const read = document as unknown as Read;
      if (!isVisible(read.date_added, horizon)) continue;
      found.set(read.object_id, [...(found.get(read.object_id) ?? []), toStoredVersion(read, horizon)]);
    }
  }
  return found;
}

/** Whether a later turn has changed one of those versions: the one that they were read in is over. */
export function wereReadTooLate(versions: VersionsById, { upTo }: Horizon): boolean {
  const isLater = (date: Microseconds): boolean => date >= upTo && date !== STILL;
  const stored = [...versions.values()].flat().filter(isStored);
  return stored.some(({ asRead }) => DISTINCTIONS.some((name) => isLater(asRead[name])));
}

/** Reads the bodies of those versions, by `date_added`. */
export async function bodiesOf(
  { objects }: Documents,
  collection: CollectionId,
  dates: readonly Microseconds[],
): Promise<Map<Microseconds, Uint8Array>> {
  const found = new Map<Microseconds, Uint8Array>();
  for (const some of chunks(dates)) {
    const filter = { collection, date_added: { $in: some.map(int64) } };
    const options = { projection: { date_added: 1, body: 1 }, hint: 'since' } as const;
    for await (const { date_added, body } of objects.find(filter, options)) found.set(date_added, bytesOf(body as Binary));
  }
  return found;
}

/** What to write so that the database has the distinctions that the version has by now. */
export function distinctionUpdates(version: StoredVersion): AnyBulkWriteOperation<VersionDocument>[] {
  const { _id, collection, date_added, asRead, asSeen } = version;
  return DISTINCTIONS.filter((name) => version[name] !== asSeen[name]).map((name) => ({
    updateOne: {
      // Only if it is as it was read: this server may be late, and the turn somebody else's.
      filter: { _id, collection, date_added: int64(date_added), [name]: int64(asRead[name]) },
      update: { $set: { [name]: int64(version[name]) } },
    },
  })) as AnyBulkWriteOperation<VersionDocument>[];
}

/** Whether the version was there before the turn. */
export function isStored(version: KnownVersion): version is StoredVersion {
  return 'asRead' in version;
}

function toStoredVersion({ body_digest, ...read }: Read, horizon: Horizon): StoredVersion {
  const asRead = distinctionsOf(read, (date) => date);
  const asSeen = distinctionsOf(read, (date) => lift(date, horizon));
  return { ...read, ...asSeen, digest: bytesOf(body_digest), asRead, asSeen, wasMixed: read.is_mixed === true };
}

// What was taken away by something that never came to be was not taken away.
function lift(date: Microseconds, horizon: Horizon): Microseconds {
  return isStill(date, horizon) ? STILL : date;
}

function distinctionsOf(from: Distinctions, change: (date: Microseconds) => Microseconds): Distinctions {
  return Object.fromEntries(DISTINCTIONS.map((name) => [name, change(from[name])])) as unknown as Distinctions;
}

function* chunks<Item>(items: readonly Item[]): Generator<readonly Item[]> {
  for (let start = 0; start < items.length; start += AT_ONCE) yield items.slice(start, start + AT_ONCE);
}
