// The TAXII 2.1 resources that the server builds. Each interface has the properties of the schema that is named alike
// (ApiRoot is api-root.json, TaxiiError is error.json), which says what the values mean. The tests compare the two.

/** Server discovery (4.1.1). */
export interface Discovery {
  readonly title: string;
  readonly description?: string;
  readonly contact?: string;
  readonly default?: string;
  readonly api_roots?: readonly string[];
}

/** API root information (4.2.1); `max_content_length` in octets. */
export interface ApiRoot {
  readonly title: string;
  readonly description?: string;
  readonly versions: readonly string[];
  readonly max_content_length: number;
}

/** One collection as one client sees it (5.2.1). */
export interface Collection {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly alias?: string;
  readonly can_read: boolean;
  readonly can_write: boolean;
  readonly media_types?: readonly string[];
}

/** The collections of an API root (5.1.1); without any, an empty object. */
export interface Collections {
  readonly collections?: readonly Collection[];
}

/** One version of one object (5.3.1). */
export interface ManifestRecord {
  readonly id: string;
  readonly date_added: string;
  readonly version: string;
  readonly media_type?: string;
}

/** A page of a collection's manifest (5.3.1); without records, no `objects`. */
export interface Manifest {
  readonly more?: boolean;
  readonly next?: string;
  readonly objects?: readonly ManifestRecord[];
}

/** What became of one object (4.3.1). */
export interface StatusDetails {
  readonly id: string;
  readonly version: string;
  readonly message?: string;
}

/** What became of one request to add objects (4.3.1). */
export interface Status {
  readonly id: string;
  readonly status: 'complete' | 'pending';
  readonly request_timestamp?: string;
  readonly total_count: number;
  readonly success_count: number;
  readonly successes?: readonly StatusDetails[];
  readonly failure_count: number;
  readonly failures?: readonly StatusDetails[];
  readonly pending_count: number;
  readonly pendings?: readonly StatusDetails[];
}

/** A page of one object's versions (5.8.1); without any, no `versions`. */
export interface Versions {
  readonly more?: boolean;
  readonly next?: string;
  readonly versions?: readonly string[];
}

/** Error message (3.6.1); `http_status` is text. */
export interface TaxiiError {
  readonly title: string;
  readonly description?: string;
  readonly error_id?: string;
  readonly error_code?: string;
  readonly http_status?: string;
  readonly external_details?: string;
  readonly details?: Readonly<Record<string, unknown>>;
}
