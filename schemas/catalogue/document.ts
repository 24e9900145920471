// The catalogue as it is written in a file: the shape that catalogue.schema.json describes.
import type { AgencyEntry, CollectionEntry, DiscoveryEntry, GrantEntry, GroupEntry } from './catalogue.ts';

/** A catalogue file's content, once `checkCatalogue` has nothing to say about it. A list left out is empty. */
export interface CatalogueDocument {
  readonly discovery: DiscoveryEntry;
  readonly api_roots?: readonly ApiRootDocument[];
  readonly groups?: readonly GroupEntry[];
  readonly agencies?: readonly AgencyEntry[];
  /** `collection` is an id, or a reference as `referenceTo` makes it. */
  readonly grants?: readonly GrantEntry[];
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
}

/** What an API root takes when the catalogue doesn't say, in octets: 10 MiB. */
export const DEFAULT_MAX_CONTENT_LENGTH = 10_485_760;

/** What a collection takes when the catalogue doesn't say. */
export const DEFAULT_MEDIA_TYPES: readonly string[] = ['application/stix+json;version=2.1'];

/** How grants name a collection by its alias: `operations/botnets`; in the API root `/` it is `/botnets`. */
export function referenceTo(rootPath: string, alias: string): string {
  return rootPath === '/' ? `/${alias}` : `${rootPath}/${alias}`;
}
