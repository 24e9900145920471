// What lies in the database beside versions for the sake of their release: labels, tombstones and holds.
import type { Collection, Db } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId, SpecVersion } from '../port.ts';

/** `labels`: a label that versions of a collection have, by publisher; it is there from that date on. */
export interface LabelDocument {
  readonly collection: CollectionId;
  readonly date_added: Microseconds;
  /** A `labelKey`. */
  readonly label: string;
  readonly publisher: string;
  /** In an aggregate: the collection that they are from. */
  readonly part?: CollectionId;
}

/** `removals`: a tombstone. */
export interface RemovalDocument {
  /** collection/date. */
  readonly _id: string;
  readonly collection: CollectionId;
  /** Of the collection's dates, among those of the versions. */
  readonly date: Microseconds;
  readonly object_id: string;
  readonly type: string;
  readonly spec_version: SpecVersion;
  /** As it was told. */
  readonly version_text: string;
  readonly date_added: Microseconds;
  /** As the version had them. */
  readonly label: string;
  readonly publisher: string;
  /** The versions that decided who was shown it (writeRivals). */
  readonly rivals: string;
  readonly by?: string;
  readonly reason?: string;
}

/** `holds`: an object that stays. */
export interface HoldDocument {
  /** collection/object id. */
  readonly _id: string;
  readonly collection: CollectionId;
  readonly object_id: string;
  readonly since: Microseconds;
  readonly held_by: string;
  readonly reason: string;
}

/** These MongoDB collections of a store. */
export interface ReleaseDocuments {
  readonly labels: Collection<LabelDocument>;
  readonly removals: Collection<RemovalDocument>;
  readonly holds: Collection<HoldDocument>;
}

/** These MongoDB collections of that database. */
export function releaseDocumentsOf(database: Db): ReleaseDocuments {
  return {
    labels: database.collection('labels'),
    removals: database.collection('removals'),
    holds: database.collection('holds'),
  };
}
