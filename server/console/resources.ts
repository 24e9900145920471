// The resources of /console/api/, as docs/console.md tells them. Types only, as the pages read them, too.
import type { Scope } from '../../collections/access.ts';
import type { CatalogueDocument } from '../../schemas/catalogue/document.ts';
import type { Finding } from '../../schemas/finding.ts';
import type { TlpName } from '../../schemas/stix/tlp.ts';

/** Who is signed in. */
export interface SessionResource {
  readonly account: string;
  readonly agency: { readonly name: string; readonly title: string; readonly kind: 'operator' | 'member' | 'vendor' };
  /** Whether operators' pages are there for them. */
  readonly is_operator: boolean;
  /** Goes with every request that changes something, in `X-CSRF-Token`. */
  readonly csrf_token: string;
}

/** A collection in which the asker's agency has a right. */
export interface CollectionResource {
  readonly id: string;
  readonly title: string;
  readonly alias?: string;
  readonly description?: string;
  readonly api_root: { readonly path: string; readonly title: string; readonly max_content_length: number };
  readonly can_read: boolean;
  readonly can_write: boolean;
  /** The strictest level that they read; absent where they may only write. */
  readonly clearance?: TlpName;
  readonly is_aggregate: boolean;
  /** How many versions of objects are there for them, and when the newest was added. */
  readonly versions?: number;
  readonly newest?: string;
}

/** The collections in which the asker's agency has a right. */
export interface CollectionsResource {
  readonly collections: readonly CollectionResource[];
}

/** How the exchange is, as far as the asker sees it. */
export interface OverviewResource {
  readonly collections: readonly CollectionResource[];
  /** Requests to collections, by day of UTC, oldest first; of the asker's account, for operators of all. */
  readonly days: readonly { readonly day: string; readonly requests: number; readonly failures: number }[];
  /** Objects of publications that were completed in that hour, oldest first. */
  readonly hours: readonly { readonly hour: string; readonly accepted: number; readonly refused: number }[];
  /** False when there were so many publications that the oldest hours lack some. */
  readonly hours_are_whole: boolean;
  /** For operators: who was refused what since then. */
  readonly denials?: { readonly since: string; readonly counts: Readonly<Record<string, number>>; readonly is_whole: boolean };
  readonly consumers: readonly ConsumerResource[];
}

/** How an account gets on with a collection. */
export interface ConsumerResource {
  readonly account: string;
  readonly collection: { readonly id: string; readonly title: string };
  readonly requests: number;
  readonly failures: number;
  readonly last_poll?: string;
  /** Since then something is there that it hasn't got. */
  readonly behind_since?: string;
}

/** An object in a list. Texts are cut. */
export interface ObjectSummary {
  readonly id: string;
  readonly type: string;
  readonly title: string;
  readonly description?: string;
  readonly version: string;
  readonly date_added: string;
  readonly markings: readonly MarkingName[];
  readonly author?: Party;
  readonly is_revoked: boolean;
}

/** A marking that an object bears; the TLP's have a level. */
export interface MarkingName {
  readonly id: string;
  readonly name?: string;
  readonly level?: TlpName;
}

/** An identity, and the agency that it is where it is one's. */
export interface Party {
  readonly id: string;
  readonly title?: string;
}

/** Some objects of a collection. */
export interface ObjectsResource {
  readonly objects: readonly ObjectSummary[];
  /** How many objects were looked at to find them. */
  readonly looked_at: number;
  /** Goes on from there, as `before`; absent when all was looked at. */
  readonly next?: string;
}

/** An object with its versions. */
export interface ObjectResource {
  readonly summary: ObjectSummary;
  /** What it connects, where it is a relationship or sighting. */
  readonly ends: readonly { readonly id: string; readonly title: string }[];
  /** Newest first. */
  readonly versions: readonly VersionResource[];
  /** Whether there are more versions than these. */
  readonly more_versions: boolean;
  readonly sight: SightResource;
}

/** A version, member by member. */
export interface VersionResource {
  readonly version: string;
  readonly date_added: string;
  readonly fields: readonly { readonly name: string; readonly text: string }[];
  /** The object as published; absent when it is longer than a page should be. */
  readonly json?: string;
  readonly octets: number;
}

/** Why the asker sees an object. */
export interface SightResource {
  /** `own`: it is above their clearance, and there because their agency published it. */
  readonly reason: 'clearance' | 'own';
  readonly clearance?: TlpName;
  /** The level that it has; absent where only a part of an aggregate knows what unmarked objects count as. */
  readonly level?: TlpName;
  /** Where the level is from. */
  readonly from: 'marking' | 'default' | 'unknown';
  readonly grants: readonly { readonly kind: 'agency' | 'group'; readonly title: string; readonly clearance?: TlpName }[];
  readonly markings: readonly (MarkingName & { readonly statement?: string; readonly is_releasable?: boolean })[];
}

/** What an object is connected to in its collection. */
export interface RelationsResource {
  readonly nodes: readonly { readonly id: string; readonly type: string; readonly title: string; readonly is_there: boolean }[];
  readonly edges: readonly { readonly id: string; readonly from: string; readonly to: string; readonly label: string }[];
  /** How many relationships were looked at, the newest first. */
  readonly looked_at: number;
  /** False when there may be more. */
  readonly is_whole: boolean;
}

/** An entry of the audit log: what happened, as it was written. */
export interface AuditEntryResource {
  readonly chain: string;
  readonly number: number;
  readonly at: string;
  readonly kind: string;
  readonly [member: string]: unknown;
}

/** For operators: the audit log about an object. */
export interface TrailResource {
  readonly entries: readonly AuditEntryResource[];
  readonly is_whole: boolean;
}

/** A publication. */
export interface PublicationResource {
  readonly id: string;
  readonly collection: { readonly id: string; readonly title: string };
  readonly account: string;
  readonly agency: string;
  readonly requested_at: string;
  /** Absent while it is pending. */
  readonly completed_at?: string;
  readonly total: number;
  readonly succeeded: number;
  readonly failed: number;
}

/** Publications, pending ones first, then those completed last. */
export interface PublicationsResource {
  readonly publications: readonly PublicationResource[];
  /** Goes on from there, as `before`. */
  readonly next?: string;
}

/** A publication, object by object. */
export interface PublicationDetails extends PublicationResource {
  /** False where the asker may know how many objects there were, and not which. */
  readonly is_whole: boolean;
  readonly successes: readonly PublishedObject[];
  readonly failures: readonly PublishedObject[];
}

/** What became of an object. */
export interface PublishedObject {
  readonly id: string;
  readonly version: string;
  readonly message?: string;
}

/** What a dry run finds. */
export interface ValidationResource {
  readonly total: number;
  readonly accepted: number;
  readonly objects: readonly {
    readonly index: number;
    readonly line: number;
    readonly id: string;
    readonly accepted: boolean;
    readonly findings: readonly Finding[];
  }[];
  /** How many objects with findings there are beyond those. */
  readonly more: number;
}

/** Agencies and groups by collections. */
export interface SharingResource {
  readonly revision: number;
  readonly subjects: readonly SharingSubject[];
  readonly collections: readonly { readonly id: string; readonly title: string; readonly api_root: string; readonly is_aggregate: boolean }[];
  /** Only where there is some right. */
  readonly cells: readonly SharingCell[];
}

/** A row. */
export interface SharingSubject {
  readonly kind: 'agency' | 'group';
  readonly name: string;
  readonly title: string;
  readonly agency_kind?: 'operator' | 'member' | 'vendor';
  /** Of a group: its agencies' names. */
  readonly members?: readonly string[];
}

/** What an agency or group may do in a collection. */
export interface SharingCell {
  readonly subject: string;
  readonly kind: 'agency' | 'group';
  readonly collection: string;
  readonly can_read: boolean;
  readonly can_write: boolean;
  readonly clearance?: TlpName;
  /** The grant to that very agency or group, as declared. */
  readonly grant?: { readonly rights: readonly ('read' | 'write')[]; readonly clearance?: TlpName };
  /** Groups through which an agency has rights. */
  readonly through?: readonly string[];
}

/** Another grant to an agency or group in a collection; without rights there is none. */
export interface GrantChange {
  readonly kind: 'agency' | 'group';
  readonly subject: string;
  readonly collection: string;
  readonly rights: readonly ('read' | 'write')[];
  readonly clearance?: TlpName;
}

/** The catalogue, in the shape of its file, with collections named by their ids. */
export interface CatalogueResource {
  readonly revision: number;
  readonly catalogue: CatalogueDocument;
}

/** An entry of the catalogue that comes, goes or becomes another one. */
export interface EntryChange {
  readonly what: 'agency' | 'group' | 'collection' | 'api-root';
  /** The name of an agency or group, the id of a collection, the path of an API root; absent where it is new. */
  readonly key?: string;
  /** As a catalogue file has it, of an API root without its collections; absent where it goes. */
  readonly entry?: Readonly<Record<string, unknown>>;
  /** The path of the API root that a collection is in from then on. */
  readonly api_root?: string;
}

/** What changes of the catalogue would do. */
export interface PreviewResource {
  readonly changes: readonly string[];
  /** How many versions agencies would see in collections, where that is otherwise. */
  readonly sights: readonly { readonly agency: string; readonly collection: string; readonly before: number; readonly after: number }[];
  /** Collections that would go, and how many versions of objects with them. */
  readonly going: readonly { readonly collection: string; readonly title: string; readonly versions: number }[];
  /** Accounts that nobody could use any more, as their agency would be gone. */
  readonly accounts: readonly string[];
}

/** Changes are in force. */
export interface InForceResource {
  readonly revision: number;
}

/** All accounts, and the agencies that they may be of. */
export interface AccountsResource {
  readonly accounts: readonly AccountResource[];
  readonly agencies: readonly { readonly name: string; readonly title: string }[];
}

/** An account, without anything secret. */
export interface AccountResource {
  readonly name: string;
  readonly agency: string;
  readonly disabled: boolean;
  readonly networks?: readonly string[];
  readonly certificate_required: boolean;
  /** Its own password among them. When they were used is told of a single account only. */
  readonly credentials: readonly CredentialResource[];
}

/** What an account can let itself in with. */
export interface CredentialResource {
  readonly id: string;
  readonly name: string;
  readonly kind: 'password' | 'api-key' | 'certificate' | 'openid';
  /** Of a certificate or an OpenID subject: what a request has to show, which is no secret. */
  readonly matches?: string;
  readonly scope?: Scope;
  readonly expires_at?: string;
  readonly created_at?: string;
  readonly last_used?: string;
  /** Until then what it was before it was rotated counts as well. */
  readonly old_until?: string;
}

/** What was just made, and is told only now. */
export interface SecretResource {
  readonly secret?: string;
  readonly old_until?: string;
}
