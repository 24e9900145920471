// The catalogue: discovery text, API roots, collections, agencies, groups, grants and the rules of release, as declared
// by the operator.
import type { ValidationPolicy } from '../stix/validation-policy.ts';
import type { TlpName } from '../stix/tlp.ts';

/** What the exchange is declared to be, with every default filled in. Frozen throughout. */
export interface Catalogue {
  readonly discovery: DiscoveryEntry;
  readonly apiRoots: readonly ApiRootEntry[];
  readonly groups: readonly GroupEntry[];
  readonly agencies: readonly AgencyEntry[];
  readonly grants: readonly GrantEntry[];
  readonly defaultClearance: DefaultClearanceEntry;
  readonly releasability: readonly ReleasabilityEntry[];
  /** The id of the STIX identity that stands for all authors where a collection asks for it. */
  readonly proxyIdentity?: string;
}

/** What discovery tells (TAXII 2.1, 4.1.1). */
export interface DiscoveryEntry {
  readonly title: string;
  readonly description?: string;
  /** Whom to ask, in any form. */
  readonly contact?: string;
  /** The path of the default API root. */
  readonly default?: string;
}

/** A URL under which collections stand (TAXII 2.1, 4.2.1). */
export interface ApiRootEntry {
  /** Without slashes at its ends (`operations`, `deep/two`), or `/` itself. */
  readonly path: string;
  readonly title: string;
  readonly description?: string;
  /** Octets. */
  readonly maxContentLength: number;
  readonly collections: readonly CollectionEntry[];
}

/** Objects that are published and polled together (TAXII 2.1, 5.2.1). */
export interface CollectionEntry {
  /** A UUIDv4 in lower case, unique in the catalogue. */
  readonly id: string;
  readonly title: string;
  /** Unique in its API root, and never shaped like an id. */
  readonly alias?: string;
  readonly description?: string;
  /** At least one of `application/stix+json;version=2.1` and `application/stix+json;version=2.0`, spelt like that. */
  readonly mediaTypes: readonly string[];
  /** How strictly objects are held against STIX 2.1. */
  readonly validation: ValidationPolicy['level'];
  /** The types that can be published here; absent: all. */
  readonly allowedTypes?: readonly string[];
  readonly customContent: ValidationPolicy['customContent'];
  /** Whether a status tells the hints about accepted objects. */
  readonly reportsHints: boolean;
  /** The name of the group that it belongs to, whose members get more to see by default. */
  readonly group?: string;
  /** The level of objects that bear no TLP marking; not above `highestMarking`. */
  readonly defaultMarking: TlpName;
  /** The strictest level that can be published here. */
  readonly highestMarking: TlpName;
  /** What becomes of objects whose parts have markings: taken as marked with the strictest of them, or refused. */
  readonly granularMarkings: 'as-object' | 'refuse';
  /** What becomes of objects with a marking that the exchange doesn't know: taken as TLP:RED, or refused. */
  readonly unknownMarkings: 'red' | 'refuse';
  /** Whether authors are kept, must be the publishing agency, or are replaced by the proxy identity. */
  readonly attribution: 'keep' | 'require-own' | 'proxy';
  /** Who may publish new versions of an object: the agency that brought it here, or any that may write. */
  readonly newVersions: 'creator' | 'anyone';
  /** Present in a collection into which nobody publishes, because it is made of others. */
  readonly aggregate?: AggregateEntry;
  readonly retention?: RetentionEntry;
  /** While it is true nothing is deleted from the collection, by nobody and by no rule. */
  readonly legalHold: boolean;
}

/** What an aggregate collection is made of: everything in the others that passes all of its filters. */
export interface AggregateEntry {
  /** Ids of collections that aren't aggregates, at least one. */
  readonly of: readonly string[];
  /** The types that pass; absent: all. */
  readonly types?: readonly string[];
  /** The strictest level that passes. */
  readonly highestMarking: TlpName;
  /** Objects pass that have one of these in `labels`; absent: all. */
  readonly labels?: readonly string[];
}

/** When versions are deleted by themselves: as soon as one of the rules says so. At least one is there. */
export interface RetentionEntry {
  /** Days after `date_added`. */
  readonly days?: number;
  /** Days after `valid_until`, for objects that have it. */
  readonly daysAfterValidUntil?: number;
}

/** A member organisation. */
export interface AgencyEntry {
  /** A slug, unique in the catalogue. */
  readonly name: string;
  readonly title: string;
  /** The id of its STIX identity. */
  readonly identity: string;
  readonly kind: 'operator' | 'member' | 'vendor';
}

/** A set of agencies. */
export interface GroupEntry {
  /** A slug, unique among the groups. */
  readonly name: string;
  readonly title: string;
  /** Names of agencies. */
  readonly agencies: readonly string[];
}

/** What an agency or a group, exactly one of them, may do in a collection. */
export interface GrantEntry {
  /** An agency's name. */
  readonly agency?: string;
  /** A group's name. */
  readonly group?: string;
  /** The collection's id. */
  readonly collection: string;
  readonly rights: readonly ('read' | 'write')[];
  /** The strictest level that it lets them read; absent: the default clearance. */
  readonly clearance?: TlpName;
}

/** What a grant lets its agency read where it doesn't say. */
export interface DefaultClearanceEntry {
  /** Agencies of the group that the collection belongs to. */
  readonly members: TlpName;
  /** All others, and everybody where a collection belongs to no group. */
  readonly others: TlpName;
}

/** To whom objects with a marking are releasable; others than these, their publisher and operators don't see them. */
export interface ReleasabilityEntry {
  /** The id of the marking definition, unique among these entries, and none of the TLP. */
  readonly marking: string;
  readonly title?: string;
  /** Names of agencies. */
  readonly agencies: readonly string[];
  /** Names of groups. */
  readonly groups: readonly string[];
}
