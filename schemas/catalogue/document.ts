// The catalogue as it is written in a file: the shape that catalogue.schema.json describes.
import type { TlpName } from '../stix/tlp.ts';
import type {
  AgencyEntry,
  CollectionEntry,
  DefaultClearanceEntry,
  DiscoveryEntry,
  GrantEntry,
  GroupEntry,
} from './catalogue.ts';

/** A catalogue file's content, once `checkCatalogue` has nothing to say about it. A list left out is empty. */
export interface CatalogueDocument {
  readonly discovery: DiscoveryEntry;
  readonly api_roots?: readonly ApiRootDocument[];
  readonly groups?: readonly GroupEntry[];
  readonly agencies?: readonly AgencyEntry[];
  /** `collection` is an id, or a reference as `referenceTo` makes it. */
  readonly grants?: readonly GrantEntry[];
  /** `DEFAULT_CLEARANCE` for what is left out. */
  readonly default_clearance?: Partial<DefaultClearanceEntry>;
  readonly releasability?: readonly ReleasabilityDocument[];
  readonly proxy_identity?: string;
}

/** An API root in a catalogue file. */
export interface ApiRootDocument {
  readonly path: string;
  readonly title: string;
  readonly description?: string;
  /** Octets; `DEFAULT_MAX_CONTENT_LENGTH` when left out. */
  readonly max_content_length?: number;
  readonly collections: readonly CollectionDocument[];
}

/** A collection in a catalogue file. */
export interface CollectionDocument {
  readonly id: string;
  readonly title: string;
  readonly alias?: string;
  readonly description?: string;
  /** `DEFAULT_MEDIA_TYPES` when left out. */
  readonly media_types?: readonly string[];
  /** `standard` when left out. */
  readonly validation?: CollectionEntry['validation'];
  readonly allowed_types?: readonly string[];
  /** `allow` when left out. */
  readonly custom_content?: CollectionEntry['customContent'];
  /** false when left out. */
  readonly report_hints?: boolean;
  readonly group?: string;
  /** What is left out of the following is as in `RELEASE_DEFAULTS`. */
  readonly default_marking?: TlpName;
  readonly highest_marking?: TlpName;
  readonly granular_markings?: CollectionEntry['granularMarkings'];
  readonly unknown_markings?: CollectionEntry['unknownMarkings'];
  readonly attribution?: CollectionEntry['attribution'];
  readonly new_versions?: CollectionEntry['newVersions'];
  readonly aggregate?: AggregateDocument;
  readonly retention?: { readonly days?: number; readonly days_after_valid_until?: number };
  /** false when left out. */
  readonly legal_hold?: boolean;
}

/** What an aggregate collection is made of, in a catalogue file. */
export interface AggregateDocument {
  /** Ids, or references as `referenceTo` makes them. */
  readonly of: readonly string[];
  readonly types?: readonly string[];
  /** `red` when left out: whatever the parts have. */
  readonly highest_marking?: TlpName;
  readonly labels?: readonly string[];
}

/** To whom a marking is releasable, in a catalogue file: at least one of the two lists is there. */
export interface ReleasabilityDocument {
  readonly marking: string;
  readonly title?: string;
  readonly agencies?: readonly string[];
  readonly groups?: readonly string[];
}

/** What an API root takes when the catalogue doesn't say, in octets: 10 MiB. */
export const DEFAULT_MAX_CONTENT_LENGTH = 10_485_760;

/** What a collection takes when the catalogue doesn't say. */
export const DEFAULT_MEDIA_TYPES: readonly string[] = ['application/stix+json;version=2.1'];

/** What a collection asks of markings and authors when the catalogue doesn't say. */
export const RELEASE_DEFAULTS: ReleaseSettings = Object.freeze({
  defaultMarking: 'green',
  highestMarking: 'red',
  granularMarkings: 'as-object',
  unknownMarkings: 'red',
  attribution: 'keep',
  newVersions: 'creator',
  legalHold: false,
});

/** The settings of a collection that are about release. */
export type ReleaseSettings = Pick<
  CollectionEntry,
  | 'defaultMarking'
  | 'highestMarking'
  | 'granularMarkings'
  | 'unknownMarkings'
  | 'attribution'
  | 'newVersions'
  | 'legalHold'
>;

/** What a grant lets its agency read when neither it nor the catalogue says. */
export const DEFAULT_CLEARANCE: DefaultClearanceEntry = Object.freeze({ members: 'amber', others: 'green' });

/** How grants name a collection by its alias: `operations/botnets`; in the API root `/` it is `/botnets`. */
export function referenceTo(rootPath: string, alias: string): string {
  return rootPath === '/' ? `/${alias}` : `${rootPath}/${alias}`;
}
