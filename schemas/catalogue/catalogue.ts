// The catalogue: discovery text, API roots, collections, agencies, groups and grants, as declared by the operator.
import type { ValidationPolicy } from '../stix/policy.ts';

/** What the exchange is declared to be, with every default filled in. Frozen throughout. */
export interface Catalogue {
  readonly discovery: DiscoveryEntry;
  readonly apiRoots: readonly ApiRootEntry[];
  readonly groups: readonly GroupEntry[];
  readonly agencies: readonly AgencyEntry[];
  readonly grants: readonly GrantEntry[];
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
}
