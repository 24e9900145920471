// What lies in the database: one document shape for each MongoDB collection. Instants are int64 microseconds.
import { Binary, Long, type Collection, type Db } from 'mongodb';
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { Microseconds, VersionKey } from '../../../schemas/timestamp.ts';
import { completed, type StoredCatalogue } from '../../catalogue/complete.ts';
import type { CollectionId, SpecVersion } from '../port.ts';
import type { Feed, Fence } from './horizon.ts';
import type { ConsumerDocument } from './consumers.ts';
import type { RateUseDocument } from './rates.ts';
import type { AuditChainDocument, AuditDocument } from './audit-documents.ts';
import { releaseDocumentsOf, type ReleaseDocuments } from './release-documents.ts';

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
  /** What finds it for a viewer: the key of its label; `*` for marking definitions, each of which is looked at. */
  readonly label: string;
  /** A definition's own label's key. */
  readonly own_label?: string;
  /** A definition's users: [key of a label, agency] as JSON, in no order. They only become more. */
  readonly uses?: readonly string[];
  /** A definition's: the dates of those that are readable by whoever may read this one. */
  readonly definitions?: readonly Microseconds[];
  /** An agency's name; empty: nobody knows. */
  readonly publisher: string;
  readonly line: number;
  /** The object has versions of several groups, so that its distinctions don't decide: see collections/markings/groups.ts. */
  readonly is_mixed?: boolean;
  readonly is_revoked?: boolean;
  readonly valid_until?: Microseconds;
  /** In an aggregate: the collection and date of the version that it shows, whose body it has; its own is empty. */
  readonly part?: CollectionId;
  readonly part_date?: Microseconds;
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
  /** Deletes versions; their tombstones bear the reserved dates, in this order. */
  | { readonly kind: 'remove'; readonly removals: readonly ObjectRemoval[]; readonly by?: string; readonly reason?: string }
  /** Puts that revision of the catalogue in force, with which the collection comes or goes. */
  | { readonly kind: 'catalogue'; readonly revision: number };

/** The versions of an object that go. */
export interface ObjectRemoval {
  readonly object_id: string;
  readonly dates: readonly Microseconds[];
}

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
  /** The newest turn with which a label came to the collection. */
  readonly labels?: number;
  /** How far an aggregate has taken in its parts. */
  readonly feeds?: readonly Feed[];
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
  /** JSON; absent: none. */
  readonly ended_sessions?: string;
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
export interface Documents extends ReleaseDocuments {
  readonly objects: Collection<VersionDocument>;
  readonly publications: Collection<PublicationDocument>;
  readonly turns: Collection<TurnDocument>;
  readonly catalogues: Collection<CatalogueDocument>;
  readonly accounts: Collection<AccountDocument>;
  readonly uses: Collection<UseDocument>;
  readonly settings: Collection<SettingDocument>;
  readonly audit: Collection<AuditDocument>;
  readonly auditChains: Collection<AuditChainDocument>;
  readonly consumers: Collection<ConsumerDocument>;
  readonly rateUse: Collection<RateUseDocument>;
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
    audit: database.collection('audit'),
    auditChains: database.collection('audit_chains'),
    consumers: database.collection('consumers'),
    rateUse: database.collection('rate_use'),
    ...releaseDocumentsOf(database),
  };
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
