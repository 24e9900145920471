// The port for copying a store: everything that it keeps, read in bounded pages, and put into another one. Apart from
// the storage port, because nobody may see or change a store in this way while an exchange runs on it.
// test/storage/copy.test.ts holds every pair of adapters to it.
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { AuditChain, AuditEntry } from '../audit/chain.ts';
import type { Account, CollectionId, CredentialUse, Hold, Page, PublicationStatus, SpecVersion } from './port.ts';

/** How much a page may hold; it ends with the item that brings it to `bytes`. */
export interface PageLimit {
  readonly items: number;
  readonly bytes: number;
}

/** A collection, as far as the store keeps it and not the catalogue. */
export interface ArchivedCollection {
  readonly id: CollectionId;
  /** The highest date that must not be given again, whether anything still bears it; 0 when there was none. */
  readonly lastDateAdded: Microseconds;
  /** Whether the catalogue in force has it. */
  readonly isDeclared: boolean;
}

/** One stored version. */
export interface ArchivedVersion {
  readonly dateAdded: Microseconds;
  readonly id: string;
  readonly type: string;
  readonly specVersion: SpecVersion;
  /** `modified`, else `created`, as written; absent when it has neither. */
  readonly version?: string;
  /**
   * Whether readers find it as the oldest version of its object in its `specVersion`, as the newest, and in the newest
   * `specVersion`: as `edgesOf` says, so among the versions of its group as it is now, however the engine keeps that.
   */
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly inNewestSpec: boolean;
  /** What its markings say: a `labelKey`. */
  readonly label: string;
  /** The agency that published it; empty where an earlier program didn't keep it. */
  readonly publisher: string;
  readonly line: number;
  readonly isRevoked: boolean;
  readonly validUntil?: Microseconds;
  /** The dates of the marking definitions in the same collection that are readable by whoever may read this version. */
  readonly definitions: readonly Microseconds[];
  /** In an aggregate: the version of a part that it shows. */
  readonly shows?: { readonly part: CollectionId; readonly dateAdded: Microseconds };
  /** UTF-8 JSON, exactly as published; empty for one that shows another. */
  readonly body: Uint8Array;
}

/** A tombstone. */
export interface ArchivedRemoval {
  /** When it was deleted, by the counter of the collection. */
  readonly date: Microseconds;
  readonly id: string;
  readonly type: string;
  readonly specVersion: SpecVersion;
  /** As it was told (T-3.4.1-15). */
  readonly version: string;
  readonly dateAdded: Microseconds;
  /** All versions of the object just before, the deleted one among them: see `writeRivals`. */
  readonly rivals: string;
  readonly by?: string;
  readonly reason?: string;
}

/** How far an aggregate has taken in one of its parts. */
export interface ArchivedFeed {
  readonly aggregate: CollectionId;
  readonly part: CollectionId;
  /** The filters under which it did. */
  readonly filter: string;
  /** The `date_added` in the part up to which everything was looked at. */
  readonly position: Microseconds;
}

/** A publication with its status. */
export interface ArchivedPublication extends PublicationStatus {
  /** What was sent; only while the publication is pending. */
  readonly body?: Uint8Array;
}

/** An account with its history. */
export interface ArchivedAccount extends Account {
  readonly createdAt: Microseconds;
  readonly changedAt: Microseconds;
  /** When its credentials were last used; goes along, but into no digest, as it changes all the time. */
  readonly uses?: readonly CredentialUse[];
}

/** The catalogue in force. */
export interface ArchivedCatalogue {
  readonly revision: number;
  /** The JSON text that is kept. */
  readonly document: string;
}

/** What a store that was copied to knows of the copy. */
export interface CopyNote {
  /** Where it was copied from, for people; without secrets. */
  readonly from: string;
  /** Which store that is: `identityOf` its signing key. */
  readonly identity: string;
  /** The digest of everything when the copy was complete; absent until then. */
  readonly digest?: string;
}

/** Reads everything that a store keeps. */
export interface StoreArchive {
  /**
   * In order of id. Of collections that are no longer declared only those with a last date: of the others there is
   * nothing to be known.
   */
  collections(): Promise<ArchivedCollection[]>;
  /** The collection's versions that were added later than `after`, oldest first; 0 is before all of them. */
  versions(collection: CollectionId, after: Microseconds, limit: PageLimit): Promise<Page<ArchivedVersion>>;
  /** Publications whose status id is greater than `after`, in that order; the empty text is before all of them. */
  publications(after: string, limit: PageLimit): Promise<Page<ArchivedPublication>>;
  accounts(): Promise<ArchivedAccount[]>;
  /** The collection's tombstones with a later date, oldest first. */
  removals(collection: CollectionId, after: Microseconds, limit: PageLimit): Promise<Page<ArchivedRemoval>>;
  /** In order of collection, then object id. */
  holds(): Promise<Hold[]>;
  /** In order of aggregate, then part. */
  feeds(): Promise<ArchivedFeed[]>;
  /** `undefined` when there is none yet. */
  catalogue(): Promise<ArchivedCatalogue | undefined>;
  /** In order of their names. */
  auditChains(): Promise<AuditChain[]>;
  /** Entries of a chain with greater numbers, in order. */
  audit(chain: string, after: number, limit: number): Promise<AuditEntry[]>;
  signingKey(): Promise<Uint8Array>;
  /** `undefined` in a store that isn't a copy. */
  copyNote(): Promise<CopyNote | undefined>;
  /** Number of versions, tombstones and publications, exact or nearly so. */
  size(): Promise<number>;
  close(): Promise<void>;
}

/**
 * Puts content into a store on which no exchange runs. Whatever a call has resolved for is kept; a call that died may
 * have done a part of it, and doing it again does the rest.
 */
export interface StoreRestore extends StoreArchive {
  /** Keeps the note. While it has no digest, opening the store as a `Store` fails with `StoreUnusable`. */
  putCopyNote(note: CopyNote): Promise<void>;
  /** From here on there are these collections and no others; those that go take their versions along. */
  putCollections(collections: readonly ArchivedCollection[]): Promise<void>;
  /** The date of the newest version that the collection holds; 0 when it is empty. */
  newestVersion(collection: CollectionId): Promise<Microseconds>;
  /**
   * Adds versions that are later than all that the collection holds, oldest first. Which of the versions of a group is the
   * first, the last and in the newest `spec_version` is found anew: for what is there once all of them are in, it comes
   * out as in the source.
   */
  append(collection: CollectionId, versions: readonly ArchivedVersion[]): Promise<void>;
  /** Deletes the collection's versions. */
  removeVersions(collection: CollectionId): Promise<void>;
  /**
   * From here on the publications whose status ids are greater than `after`, up to and including `upTo` (absent: however
   * great), are these.
   */
  putPublications(after: string, upTo: string | undefined, publications: readonly ArchivedPublication[]): Promise<void>;
  /** From here on the collection's tombstones later than `after`, up to and including `upTo`, are these. */
  putRemovals(
    collection: CollectionId,
    after: Microseconds,
    upTo: Microseconds | undefined,
    removals: readonly ArchivedRemoval[],
  ): Promise<void>;
  /** From here on there are these holds and no others. */
  putHolds(holds: readonly Hold[]): Promise<void>;
  /** From here on there are these feeds and no others. */
  putFeeds(feeds: readonly ArchivedFeed[]): Promise<void>;
  /** From here on there are these accounts and no others. */
  putAccounts(accounts: readonly ArchivedAccount[]): Promise<void>;
  putCatalogue(catalogue: ArchivedCatalogue | undefined): Promise<void>;
  /** Puts entries of the audit log in their places. */
  putAudit(entries: readonly AuditEntry[]): Promise<void>;
  /** From here on these are the chains, and no entry is there that they have pruned. */
  putAuditChains(chains: readonly AuditChain[]): Promise<void>;
  putSigningKey(key: Uint8Array): Promise<void>;
}
