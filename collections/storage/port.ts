// The storage port: what the exchange asks of whatever keeps its objects. Two rules bind every adapter:
// within a collection `date_added` is unique, strictly increasing and becomes visible in that order (P1), and what a
// promise of this port has resolved for survives a power cut (P2). test/storage/contract.ts holds them to it.
// Every method of an adapter whose database can be away throws `StoreUnavailable` while it is, after a bounded time.
import type { Catalogue, CollectionEntry, RetentionEntry } from '../../schemas/catalogue/catalogue.ts';
import type { Microseconds, VersionKey } from '../../schemas/timestamp.ts';
import type { AuditChain, AuditEntry } from '../audit/chain.ts';
import type { AuditEvent } from '../audit/event.ts';
import type { Credential } from '../accounts/credential.ts';
import type { EndedSessions, Stay } from '../accounts/ended-sessions.ts';
import type { PlainLabel } from '../markings/label.ts';
import type { RateUse } from '../rates/rates.ts';
import type { Sight } from '../markings/sight.ts';
import type { Viewer } from '../markings/viewer.ts';
import type { StoredObject } from './stored-object.ts';

/** The collection's `id` property: a UUIDv4 (T-5.2.1). */
export type CollectionId = string;

/** A STIX specification version that can be stored. */
export type SpecVersion = '2.0' | '2.1';

/** Everything the exchange keeps, in one place. */
export interface Store {
  readonly objects: ObjectReader;
  readonly publications: PublicationReader;
  readonly catalogue: CatalogueReader;
  readonly accounts: AccountReader;
  readonly holds: HoldReader;
  readonly audit: AuditReader;
  readonly consumers: ConsumerReader;
  /** The only way to change anything. Each call is one transaction: visible as a whole, or not at all. */
  readonly writer: StoreWriter;
  /** Random bytes made with the store and shared by every process on it; signs `next` values. */
  readonly signingKey: Uint8Array;
  /**
   * A number that changes when anything was committed, by whatever process; what is committed while a turn of the event loop
   * lasts may count from the next one on. Absent where it can't be had without waiting.
   */
  mark?(): number;
  /** Resolves when the database answers within a few seconds. @throws {StoreUnavailable} */
  ready(): Promise<void>;
  /** Ends running writes, then lets go of the store. */
  close(): Promise<void>;
}

/** Which versions of an object are asked for: every one, or any of those named (T-3.4.1-09, -10). */
export type VersionSelection =
  | 'all'
  | { readonly first: boolean; readonly last: boolean; readonly values: readonly VersionKey[] };

/** What a client asks of a collection, after defaults (T-3.4). Absent lists don't filter. */
export interface ObjectQuery {
  /** Only what was added strictly later. */
  readonly addedAfter?: Microseconds;
  /** Only what was added strictly earlier. */
  readonly addedBefore?: Microseconds;
  /** The newest `date_added` comes first, and the page goes on with what is older. */
  readonly newestFirst?: true;
  readonly ids?: readonly string[];
  readonly types?: readonly string[];
  readonly versions: VersionSelection;
  /** Absent: for each object only the newest specification version that is stored (T-3.4.1-05). */
  readonly specVersions?: readonly string[];
  /** Most items to give; at least 1. */
  readonly limit: number;
  /** A page of objects ends with the one that brings it to this many bytes, whatever the limit. */
  readonly maximumBytes: number;
}

/** What was added to a collection at some date, and has its place in it by that. */
export interface Dated {
  readonly dateAdded: Microseconds;
}

/** Some of what was asked for, oldest `date_added` first unless asked otherwise; `more` tells whether anything was held back. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly more: boolean;
}

/** What the answers to questions about a collection depend on for a viewer, beside the question. */
export interface CollectionState {
  /**
   * Changes with whatever may change an answer of `page`, `records` or `has` under one and the same revision of the
   * catalogue, and never comes again. It tells of what the viewer may not see, and is for nobody else's eyes.
   */
  readonly revision: string;
  /** Viewers for whom this is the same text are given the same answers. */
  readonly view: string;
  /** Nothing in the collection was added later. */
  readonly newest: Microseconds;
  /** By this server's clock, the state is that of this instant or of a later one. */
  readonly asOf: Microseconds;
}

/** How much there is of a collection for a viewer. */
export interface Tally {
  /** Of all objects. */
  readonly versions: number;
  /** The newest `date_added`; absent when there is nothing. */
  readonly newest?: Microseconds;
}

/** What a manifest or a list of versions tells of one stored version (T-5.3.1). */
export interface VersionRecord {
  readonly id: string;
  readonly dateAdded: Microseconds;
  /** `modified`, else `created`, as written; for an object with neither its `date_added` (T-3.4.1-15). */
  readonly version: string;
  readonly specVersion: SpecVersion;
}

/** Something that happened to a version in a collection, in the order of `date`. */
export interface Change {
  readonly kind: 'added' | 'revoked' | 'deleted';
  /** Of the change: the version's `date_added`, or when it was deleted. Both are given by one counter of the collection. */
  readonly date: Microseconds;
  readonly record: VersionRecord;
  /** Only of a deletion. */
  readonly removal?: RemovalNote;
}

/** What a tombstone tells of a deletion. */
export interface RemovalNote {
  /** The agency that deleted it; absent when a rule of retention or an operator's command did. */
  readonly by?: string;
  readonly reason?: string;
}

/**
 * Reads objects, and never waits for a writer. Every read is somebody's (P5): what the viewer may not see plays no part in
 * the answer. Which versions those are is said by `shownVersions`, for every adapter alike.
 */
export interface ObjectReader {
  /** What was committed before the call is in it, whoever did; cheap enough for every request. */
  state(collection: CollectionId, viewer: Viewer): Promise<CollectionState>;
  page(collection: CollectionId, viewer: Viewer, query: ObjectQuery): Promise<Page<StoredObject>>;
  /** The same items as `page`, told rather than served. */
  records(collection: CollectionId, viewer: Viewer, query: ObjectQuery): Promise<Page<VersionRecord>>;
  /** Whether the viewer is shown any version of the object. */
  has(collection: CollectionId, viewer: Viewer, id: string): Promise<boolean>;
  /** How much the viewer is shown. Its cost doesn't grow with what the collection holds, where the database can help it. */
  tally(collection: CollectionId, viewer: Viewer): Promise<Tally>;
  /**
   * What became of versions that the viewer is shown, or was shown when they were deleted, strictly after the date and
   * oldest first. Of a deleted version only the deletion is told, and for as long as its tombstone is kept.
   */
  changes(collection: CollectionId, viewer: Viewer, after: Microseconds | undefined, limit: number): Promise<Page<Change>>;
}

/** An object that passed its checks, as it goes into a collection. */
export interface AcceptedObject {
  readonly id: string;
  readonly type: string;
  readonly specVersion: SpecVersion;
  /** `modified`, else `created`, as written; absent when it has neither. */
  readonly version?: string;
  /** Where its bytes begin and end in `CheckedEnvelope.bytes`. */
  readonly start: number;
  readonly end: number;
  /** What the status says of it, should it be added. */
  readonly message?: string;
  /** What its markings say about its release. */
  readonly label: PlainLabel;
  /** Known markings of it that aren't the TLP's: their definitions are readable by whoever may read the object. */
  readonly uses: readonly string[];
  /** It has `revoked: true`. */
  readonly isRevoked: boolean;
  /** Its `valid_until`. */
  readonly validUntil?: Microseconds;
}

/** One line of a status resource (T-4.3.1): an object and what became of it. */
export interface StatusDetails {
  readonly id: string;
  readonly version: string;
  readonly message?: string;
}

/**
 * An envelope whose objects were all looked at. Threads hand it on, so it is few things, however many objects it has;
 * `contentOf` tells them one by one.
 */
export interface CheckedEnvelope {
  /** The accepted objects' bytes, one after another. */
  readonly bytes: Uint8Array<ArrayBuffer>;
  readonly objects: PackedObjects;
  /** What each combination of markings among the accepted objects comes to. */
  readonly combinations: readonly MarkingOutcome[];
}

/** What is to be known of an envelope's objects, as `packObjects` makes it. */
export interface PackedObjects {
  readonly packed: Uint8Array<ArrayBuffer>;
  /** How many passed their checks; their markings may still keep some of them out. */
  readonly accepted: number;
  readonly refused: number;
}

/** What the markings of an object come to. */
export interface MarkingOutcome extends Pick<AcceptedObject, 'label' | 'uses'> {
  /** Why they keep it out; absent when they don't. */
  readonly refusal?: string;
}

/** One POST of objects, whose id is that of its status resource. */
export interface Publication {
  readonly statusId: string;
  readonly apiRoot: string;
  readonly collection: CollectionId;
  readonly account: string;
  readonly agency: string;
  readonly requestedAt: Microseconds;
  /** Number of objects in the envelope. */
  readonly totalCount: number;
}

/** A publication and how far it has come. */
export interface PublicationStatus extends Publication {
  /** Absent while it is pending. */
  readonly completedAt?: Microseconds;
  readonly successes: readonly StatusDetails[];
  readonly failures: readonly StatusDetails[];
}

/** What became of a publication that is finished now, or was before. */
export interface FinishedPublication {
  readonly successCount: number;
  readonly failureCount: number;
  /** The same object by object. It is put together when it is asked for: of large publications nobody does. */
  status(): PublicationStatus;
}

/** A publication and what came of it, in numbers. */
export interface PublicationSummary extends Publication {
  /** Absent while it is pending; then both numbers are 0. */
  readonly completedAt?: Microseconds;
  readonly successCount: number;
  readonly failureCount: number;
}

/** Which publications are looked for; what is left out doesn't matter. */
export interface RecentPublications {
  readonly account?: string;
  readonly collections?: readonly CollectionId[];
  /** Only those that were completed before that instant, and none that is pending. */
  readonly completedBefore?: Microseconds;
}

/** Reads what became of publications. */
export interface PublicationReader {
  /** Pending ones first, then those that were completed last. */
  recent(query: RecentPublications, limit: number): Promise<PublicationSummary[]>;
  /** The status of that id, if it is (still) there. */
  status(statusId: string): Promise<PublicationStatus | undefined>;
  /** All publications received before the instant and not finished yet, oldest first. */
  pendingSince(before: Microseconds): Promise<Publication[]>;
  /** The envelope of a pending publication as it was sent; `undefined` once it is finished. */
  pendingBody(statusId: string): Promise<Uint8Array | undefined>;
}

/** The catalogue in force; revision 0 is the empty store. */
export interface CatalogueReader {
  /** Changes with every change of the catalogue; cheap enough for every request. */
  revision(): Promise<number>;
  read(): Promise<{ readonly revision: number; readonly catalogue: Catalogue | undefined }>;
}

/** A login of an agency. */
export interface Account {
  readonly name: string;
  /** The agency's name in the catalogue. */
  readonly agency: string;
  /** argon2id in the PHC string format; absent where only its credentials let somebody in. */
  readonly password?: string;
  readonly disabled: boolean;
  /** Beside the password; absent where there are none. */
  readonly credentials?: readonly Credential[];
  /** The networks that it may be used from, as `networksOf` takes them; absent where it may be from anywhere. */
  readonly networks?: readonly string[];
  /** Present where everything else counts only beside one of the account's certificates, and these only beside it. */
  readonly certificateRequired?: true;
  /** Sessions that were ended before their time; absent where there are none. `endSession` adds to them, `saveAccount` leaves them. */
  readonly endedSessions?: EndedSessions;
}

/** That a credential was used. */
export interface CredentialUse {
  readonly account: string;
  /** The id of the credential. */
  readonly credential: string;
  readonly lastUsed: Microseconds;
}

/** Reads accounts. */
export interface AccountReader {
  find(name: string): Promise<Account | undefined>;
  list(): Promise<Account[]>;
  /** The accounts that have a credential with this handle (`handlesOf`): one, unless an operator made a mistake. */
  holding(handle: string): Promise<Account[]>;
  /** When the account's credentials were last used, nearly. */
  uses(account: string): Promise<CredentialUse[]>;
}

/** Which versions of one object to delete; absent `specVersions` means all of them (T-5.7-06). */
export interface Removal {
  readonly id: string;
  readonly versions: VersionSelection;
  readonly specVersions?: readonly string[];
}

/** What decides where the objects of a publication go. */
export interface PublisherRights {
  /** What the publishing agency sees of the collection: nobody is told of, or kept out by, what they can't see. */
  readonly sight: Sight;
  /** Who may publish new versions of an object that the publisher sees. */
  readonly newVersions: CollectionEntry['newVersions'];
}

/** Who deletes: only what they are shown goes. */
export interface Remover extends RemovalNote {
  readonly viewer: Viewer;
  /** For the audit log. */
  readonly account?: string;
}

/** What became of a removal: a number of versions went, or none because one of them is held. */
export type RemovalOutcome = { readonly removed: number } | { readonly hold: Hold };

/** An object that stays in a collection, with all its versions, until somebody lifts the hold. */
export interface Hold {
  readonly collection: CollectionId;
  readonly id: string;
  readonly since: Microseconds;
  /** For people: who ordered it, and why. */
  readonly by: string;
  readonly reason: string;
}

/** Reads holds. */
export interface HoldReader {
  /** In order of collection, then object id. */
  list(): Promise<Hold[]>;
}

/** What is looked for in the audit log; what is left out doesn't matter. */
export interface AuditQuery {
  readonly from?: Microseconds;
  /** Not included. */
  readonly to?: Microseconds;
  readonly kinds?: readonly AuditEvent['kind'][];
  readonly agency?: string;
  readonly account?: string;
  readonly collection?: CollectionId;
  /** Only what comes after this entry. */
  readonly after?: Pick<AuditEntry, 'at' | 'chain' | 'number'>;
}

/** A version of an object that is in a collection, or was. */
export interface GivenVersion {
  readonly collection: CollectionId;
  readonly dateAdded: Microseconds;
  readonly version: string;
}

/** Reads the audit log (collections/audit/chain.ts). */
export interface AuditReader {
  chains(): Promise<AuditChain[]>;
  /** Entries of a chain with greater numbers, in order. */
  entries(chain: string, after: number, limit: number): Promise<AuditEntry[]>;
  /** Entries in order of time, then chain and number. */
  find(query: AuditQuery, limit: number): Promise<AuditEntry[]>;
  /** All versions of an object wherever they are, and those deleted as long as there are tombstones. */
  versionsOf(objectId: string): Promise<GivenVersion[]>;
}

/** How an account got on with a collection on one day. */
export interface ConsumerDay {
  readonly account: string;
  readonly collection: CollectionId;
  /** Days since 1970, of UTC. */
  readonly day: number;
  readonly requests: number;
  /** Those of the requests that were answered with an error. */
  readonly failures: number;
  /** When it last asked for what is new. */
  readonly lastPoll?: Microseconds;
  /** Everything up to that `date_added` was given to it, or passed over by it. */
  readonly position?: Microseconds;
  readonly lastPublication?: Microseconds;
}

/** What was taken from one process on the store, which names itself anew at each start. */
export interface UseOfProcess {
  readonly process: string;
  readonly use: RateUse;
}

/** Reads how accounts get on. */
export interface ConsumerReader {
  /** In order of account, collection and day; of one account, or of all. */
  days(account?: string): Promise<ConsumerDay[]>;
}

/** What a change of the catalogue may be refused for. */
export type CatalogueOutcome =
  | { readonly applied: true; readonly revision: number }
  /** Collections that would go although they hold objects. */
  | { readonly applied: false; readonly holdingObjects: readonly CollectionId[] }
  /** The catalogue in force, by its revision, isn't the one that was to be replaced. */
  | { readonly applied: false; readonly inForce: number };

/**
 * The only way to change a store. What an agency publishes or deletes, and what is done to accounts, the catalogue and holds,
 * is in the audit log when the promise resolves: in the same step, or before it where a database has no transactions.
 */
export interface StoreWriter {
  /**
   * Keeps an envelope that will be finished later; the publication is pending from here on. The bytes may be moved away, and
   * are not the caller's any more.
   */
  receive(publication: Publication, body: Uint8Array<ArrayBuffer>): Promise<void>;
  /**
   * Appends the accepted objects and completes the publication's status, in one step. An object that is there already
   * with the same content is a success and changes nothing; with other content it is a failure (P4). A publication
   * that was finished before keeps its status. `placementOf` says which version is there already, and where a new one goes.
   * What the envelope's objects are packed in may be moved away.
   */
  finish(publication: Publication, envelope: CheckedEnvelope, rights: PublisherRights): Promise<FinishedPublication>;
  /**
   * Deletes versions of an object, here and in the aggregates that show them, and leaves a tombstone of each. Nothing goes
   * when the object is held and something of it would.
   */
  remove(collection: CollectionId, removal: Removal, remover: Remover): Promise<RemovalOutcome>;
  /**
   * Deletes what the rule says has had its time at that instant, oldest first and at most `most` versions, with
   * tombstones; held objects stay. Gives the number of versions; a dry run only counts them, all of them.
   */
  retain(
    collection: CollectionId,
    rule: RetentionEntry,
    at: Microseconds,
    most: number,
    isDry: boolean,
  ): Promise<number>;
  /**
   * Takes what is new in a part into an aggregate, in the part's order and at most 500 versions at a time; true when there
   * is nothing left to take. When the aggregate's filters have changed, what no longer passes goes and the part is taken in
   * from its beginning.
   */
  feed(aggregate: CollectionEntry, part: CollectionId): Promise<boolean>;
  /** Keeps the hold, or replaces the one on that object. */
  hold(hold: Hold): Promise<void>;
  /** Lifts the hold; false when there was none. @param by who does it, for people */
  unhold(collection: CollectionId, id: string, by?: string): Promise<boolean>;
  /** Forgets tombstones of deletions before the instant; gives their number. */
  forgetRemovals(removedBefore: Microseconds): Promise<number>;
  /** Forgets statuses of publications that were completed before the instant; gives their number. */
  forgetStatuses(completedBefore: Microseconds): Promise<number>;
  /**
   * Puts a new catalogue in force. Without `removeObjects` nothing happens when a collection that holds objects
   * would go; with it they are deleted.
   * @param by who does it, for people
   * @param replacing the revision that it is to take the place of; when left out, whichever is in force
   */
  replaceCatalogue(catalogue: Catalogue, removeObjects: boolean, by?: string, replacing?: number): Promise<CatalogueOutcome>;
  /** Creates the account, or replaces the one of that name, with all its credentials. @param by who does it, for people */
  saveAccount(account: Account, by?: string): Promise<void>;
  /** Ends a session of that account, if there is such an account; what else is kept of it stays as it is. */
  endSession(account: string, stay: Stay): Promise<void>;
  /** Keeps when credentials were last used, where that is later than what is kept. */
  noteUses(uses: readonly CredentialUse[]): Promise<void>;
  /** Adds to what is known of these days: numbers are added, of instants the later one stays. */
  noteConsumers(days: readonly ConsumerDay[]): Promise<void>;
  /** Forgets days before that one; gives their number. */
  forgetConsumers(before: number): Promise<number>;
  /**
   * Keeps what was taken from a process up to then, and forgets processes that told nothing since `forgetBefore`.
   * @returns what was taken from the others
   */
  shareUse(process: string, at: Microseconds, use: RateUse, forgetBefore: Microseconds): Promise<UseOfProcess[]>;
  /** Appends to the audit log. */
  record(events: readonly AuditEvent[]): Promise<void>;
  /** Deletes the beginnings of audit chains up to the first entry that isn't older; gives the number of entries. */
  prune(before: Microseconds): Promise<number>;
}
