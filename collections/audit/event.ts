// What the audit log tells of: one kind of event for each thing that somebody may be asked about years later.
import type { Microseconds } from '../../schemas/timestamp.ts';

/** Something that happened. `kind` says what, the members beside it with what outcome. All of it is for people, too. */
export type AuditEvent =
  | PublicationEvent
  | DeletionEvent
  | DisclosureEvent
  | DenialEvent
  | AccountEvent
  | CatalogueEvent
  | HoldEvent
  | LossEvent
  | PruningEvent
  | RestoreEvent;

/** What every event says. */
interface Happening {
  readonly at: Microseconds;
  /** The agency that did it, or that it was done to. */
  readonly agency?: string;
  readonly account?: string;
  readonly collection?: string;
}

/** Objects were published. */
export interface PublicationEvent extends Happening {
  readonly kind: 'publication';
  /** The id of the status resource. */
  readonly status: string;
  readonly total: number;
  /** How many of them went in as new versions; the rest was there already or refused. */
  readonly added: number;
  readonly failures: number;
  /** The dates of the new versions, as `writeDates` writes them; absent when there are none. */
  readonly dates?: string;
}

/** Versions of objects were deleted: by an agency, or by a rule of retention. */
export interface DeletionEvent extends Happening {
  readonly kind: 'deletion';
  readonly objects: readonly string[];
  readonly versions: number;
  readonly reason?: string;
}

/** Objects were given to somebody. Requests of the same account within a moment are told as one. */
export interface DisclosureEvent extends Happening {
  readonly kind: 'disclosure';
  /** The resources: objects themselves, or their ids and versions. */
  readonly of: 'objects' | 'records';
  readonly requests: number;
  readonly versions: number;
  /** The dates of the versions in the collection, as `writeDates` writes them. */
  readonly dates: string;
}

/** Somebody was refused something. The same within a moment is told as one. */
export interface DenialEvent extends Happening {
  readonly kind: 'denial';
  /**
   * `credentials`: not let in; `attempts`: not let in for a while; `right`: without the right; `hidden`: asked for a
   * collection, or an API root, that isn't there for them; `hold`: wanted to delete what is held.
   */
  readonly reason: 'credentials' | 'attempts' | 'right' | 'hidden' | 'hold';
  /** What was wanted: `read`, `write`, `delete`. */
  readonly wanted?: string;
  readonly address?: string;
  readonly requests: number;
}

/** An account or its credentials were changed. */
export interface AccountEvent extends Happening {
  readonly kind: 'account';
  /** Who did it, for people. */
  readonly by: string;
  /** What is otherwise now, for people; never a secret. */
  readonly changes: readonly string[];
}

/** Another catalogue came in force. */
export interface CatalogueEvent extends Happening {
  readonly kind: 'catalogue';
  readonly by: string;
  readonly revision: number;
  /** SHA-256 of the catalogue's JSON text, in hexadecimal digits. */
  readonly sha256: string;
  /** The members that are otherwise now, as JSON pointers; the first hundred. */
  readonly changes: readonly string[];
}

/** An object was put under legal hold, or freed. */
export interface HoldEvent extends Happening {
  readonly kind: 'hold' | 'release';
  readonly objects: readonly string[];
  readonly by: string;
  readonly reason?: string;
}

/** Disclosures or denials that couldn't be written down. */
export interface LossEvent extends Happening {
  readonly kind: 'loss';
  readonly events: number;
}

/** The oldest entries of a chain were deleted, because they had their time. */
export interface PruningEvent extends Happening {
  readonly kind: 'pruning';
  readonly chain: string;
  /** The number of the last entry that went, and its hash. */
  readonly upTo: number;
  readonly hash: string;
}

/** An earlier state of the store was brought back. What the log said of the time between is gone from it. */
export interface RestoreEvent extends Happening {
  readonly kind: 'restore';
  readonly by: string;
  /** When the backup was taken (RFC 3339); absent when it doesn't say. */
  readonly taken?: string;
  /** The digest of the backup, in hexadecimal digits. */
  readonly sha256: string;
  /** Where the log of the store that was replaced ended, as `number:hash`; absent when there was none, or it can't be read. */
  readonly replaced?: string;
}

/** The kinds, for people who search. */
export const AUDIT_KINDS: readonly AuditEvent['kind'][] = [
  'publication',
  'deletion',
  'disclosure',
  'denial',
  'account',
  'catalogue',
  'hold',
  'release',
  'loss',
  'pruning',
  'restore',
];
