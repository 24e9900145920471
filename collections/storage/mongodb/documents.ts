// What lies in the database: one document shape for each MongoDB collection. Instants are int64 microseconds.
import { Binary, Long, type Collection, type Db } from 'mongodb';
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { Microseconds, VersionKey } from '../../../schemas/timestamp.ts';
import { completed, type StoredCatalogue } from '../../catalogue/complete.ts';
import type { CollectionId, SpecVersion } from '../port.ts';
import type { Fence } from './horizon.ts';

/** Stands for "still so" in the `…_until` fields of a version. */
export const STILL: Microseconds = Number.MAX_SAFE_INTEGER;

/**
 * Until when a version had a distinction: the `date_added` of the version that took it away, its own if it never had
 * it, `STILL` while it has it. A date that isn't visible yet takes nothing away, so a reader sees the distinctions as
 * they are at its horizon.
 */
export interface Distinctions {
  /** Newest version of the object in its `spec_version`. */
  last_until: Microseconds;
  /** Oldest version of the object in its `spec_version`. */
  first_until: Microseconds;
  /** In the newest `spec_version` that the object has. */
  newest_spec_until: Microseconds;
  /** Newest and oldest over both specification versions. */
  last_of_all_until: Microseconds;
  first_of_all_until: Microseconds;
}

/** `objects`: one version of one object in one collection. */
export interface VersionDocument extends Distinctions {
  readonly collection: CollectionId;
  readonly date_added: Microseconds;
  readonly object_id: string;
  readonly type: string;
  readonly spec_version: SpecVersion;
  readonly version: VersionKey;
  /** As written; absent when it is the key followed by Z. */
  readonly version_text?: string;
  /** False: neither `modified` nor `created`; `date_added` stands in. */
  readonly is_versioned: boolean;
  /** The object, UTF-8 JSON as published: never BSON, which would change keys, numbers and dates. */
  readonly body: Binary;
  /** SHA-256 of the body. */
  readonly body_digest: Binary;
}

/** `publications`: a POST of objects and its status. */
export interface PublicationDocument {
  /** The id of the status resource. */
  readonly _id: string;
  readonly api_root: string;
  readonly collection: CollectionId;
  readonly account: string;
  readonly agency: string;
  readonly requested_at: Microseconds;
  readonly total_count: number;
  /** Its envelope was kept before it was checked. */
  readonly is_received: boolean;
  /** The turn that completes it. The rest counts once that turn has ended well. */
  readonly turn?: number;
  readonly completed_at?: Microseconds;
  /** Successes and failures: JSON, compressed with zstd. */
  readonly details?: Binary;
  /** True when its turn is known to have ended well. */
  readonly is_settled: boolean;
}

/** `turns`: who may write to a collection. See turns.ts. */
export type TurnDocument = ClaimDocument | EndDocument;

/** What a turn is for, as far as somebody else must know to resolve it. */
export type TurnPurpose =
  | { readonly kind: 'publish' }
  /** Deletes the versions with these dates. */
  | { readonly kind: 'remove'; readonly object_id: string; readonly dates: readonly Microseconds[] }
  /** Puts that revision of the catalogue in force, with which the collection comes or goes. */
  | { readonly kind: 'catalogue'; readonly revision: number };

/** A turn that somebody has taken. */
export interface ClaimDocument {
  /** collection/turn/claim. */
  readonly _id: string;
  readonly kind: 'claim';
  readonly collection: CollectionId;
  readonly turn: number;
  readonly token: string;
  readonly purpose: TurnPurpose;
  /** The dates that it may give out: this one and the following, `reserved` of them. */
  readonly from: Microseconds;
  readonly reserved: number;
  /** Grows as long as its holder lives. */
  readonly beat: number;
}

/** How a turn ended. The newest one of a collection is what its readers go by. */
export interface EndDocument {
  /** collection/turn/end. */
  readonly _id: string;
  readonly kind: 'end';
  readonly collection: CollectionId;
  readonly turn: number;
  /** Of whoever ended it. */
  readonly token: string;
  /** All dates below are decided; the next turn gives out this one or later ones. */
  readonly up_to: Microseconds;
  readonly fences: readonly Fence[];
}

/** `catalogues`: a revision of the catalogue; the greatest is in force. A number is never given twice. */
export interface CatalogueDocument {
  readonly _id: number;
  /** JSON; empty when it is long out of force. */
  readonly document: string;
}

/** `accounts`: a login. */
export interface AccountDocument {
  /** Its name. */
  readonly _id: string;
  readonly agency: string;
  /** Empty: none. */
  readonly password: string;
  readonly disabled: boolean;
  /** JSON; absent: none. */
  readonly credentials?: string;
  /** What it is looked up by when a request names no account: `handlesOf`. */
  readonly handles?: readonly string[];
  /** Absent: from anywhere. */
  readonly networks?: readonly string[];
  readonly certificate_required?: true;
  readonly created_at: Microseconds;
  readonly changed_at: Microseconds;
}

/** `credential_uses`: when a credential was last used. */
export interface UseDocument {
  /** account/credential. */
  readonly _id: string;
  readonly account: string;
  readonly credential: string;
  readonly last_used: Microseconds;
}

/** `settings`: by name. */
export interface SettingDocument {
  readonly _id: string;
  readonly value: unknown;
}

/** The MongoDB collections of a store. */
export interface Documents {
  readonly objects: Collection<VersionDocument>;
  readonly publications: Collection<PublicationDocument>;
  readonly turns: Collection<TurnDocument>;
  readonly catalogues: Collection<CatalogueDocument>;
  readonly accounts: Collection<AccountDocument>;
  readonly uses: Collection<UseDocument>;
  readonly settings: Collection<SettingDocument>;
}

/** The MongoDB collections of that database. */
export function documentsOf(database: Db): Documents {
  return {
    objects: database.collection('objects'),
    publications: database.collection('publications'),
    turns: database.collection('turns'),
    catalogues: database.collection('catalogues'),
    accounts: database.collection('accounts'),
    uses: database.collection('credential_uses'),
    settings: database.collection('settings'),
  };
}

/** Indexes, named for the question that they answer. A page names the one that it walks. */
export const OBJECT_INDEXES = {
  since: { collection: 1, date_added: 1, last_until: 1, newest_spec_until: 1 },
  type_since: { collection: 1, type: 1, date_added: 1, last_until: 1, newest_spec_until: 1 },
  version_since: { collection: 1, version: 1, date_added: 1 },
  versions_of: { collection: 1, object_id: 1, date_added: 1 },
} as const;

/** Creates the indexes that aren't there yet, and with them the MongoDB collections. */
export async function createIndexes({ objects, publications, turns, accounts }: Documents): Promise<void> {
  // One by one: FerretDB 1.24 ends the connection when some of several are there.
  for (const [name, key] of Object.entries(OBJECT_INDEXES)) await objects.createIndex(key, { name });
  await publications.createIndex({ is_settled: 1, requested_at: 1 }, { name: 'pending' });
  await publications.createIndex({ is_settled: 1, completed_at: 1 }, { name: 'completed' });
  await turns.createIndex({ collection: 1, turn: -1 }, { name: 'newest' });
  await accounts.createIndex({ handles: 1 }, { name: 'handles' });
}

/** A number as BSON's int64, which the driver would otherwise write as a double. */
export function int64(value: number): number {
  // The driver gives int64 back as a number wherever it is a safe integer, as all of ours are.
  return Long.fromNumber(value) as unknown as number;
}

/** Bytes as BSON keeps them. */
export function binary(bytes: Uint8Array): Binary {
  return new Binary(bytes);
}

/** The bytes of a BSON binary, uncopied. */
export function bytesOf(stored: Binary): Uint8Array {
  return stored.buffer.subarray(0, stored.length());
}

/** The catalogue of its document. */
export function catalogueOf({ document }: CatalogueDocument): Catalogue {
  return completed(JSON.parse(document) as StoredCatalogue);
}

/** How many documents one message deletes: it has to be done before the driver loses patience. */
const DELETED_AT_ONCE = 10_000;

/** Deletes all versions of a collection that are dated before that instant, however many. */
export async function deleteVersions({ objects }: Documents, collection: CollectionId, before: Microseconds): Promise<void> {
  const filter = { collection, date_added: { $lt: int64(before) } };
  for (;;) {
    const some = await objects.find(filter, { projection: { _id: 1 }, limit: DELETED_AT_ONCE }).toArray();
    if (some.length === 0) return;
    await objects.deleteMany({ _id: { $in: some.map(({ _id }) => _id) }, collection });
  }
}
