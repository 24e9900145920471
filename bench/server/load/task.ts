// What a load process is asked to do, and what it tells of it: plain data between processes.
import type { LoadRequest } from './connection.ts';

/** Who asks whom. */
export interface LoadTarget {
  readonly origin: string;
  /** `Authorization` headers, which connections take in turn; none where nobody asks for them. */
  readonly authorizations: readonly string[];
}

/** Asks as fast as answers come, on several connections, each waiting for its answer before it asks again. */
export interface RepeatTask extends LoadTarget {
  readonly kind: 'repeat';
  readonly connections: number;
  readonly seconds: number;
  /** Are asked in turn; from the beginning again when there are no more. */
  readonly requests: readonly LoadRequest[];
}

/** Follows `next` from the beginning of a collection. */
export interface WalkTask extends LoadTarget {
  readonly kind: 'walk';
  /** The first page, with its parameters. */
  readonly path: string;
  readonly mostPages: number;
}

/** Publishes envelopes, each publisher one after the other, and waits until the status of each is complete. */
export interface PublishTask extends LoadTarget {
  readonly kind: 'publish';
  /** The collection's objects, and where statuses are. */
  readonly path: string;
  readonly statusPath: string;
  readonly publishers: number;
  readonly envelopes: EnvelopePlan;
  /** Milliseconds from one envelope of a publisher to its next; as fast as they are taken when left out. */
  readonly interval?: number;
  /** No envelope is begun after so many seconds. */
  readonly seconds: number;
}

/** Polls on, each poller at its own pace whatever the answers take, from where it has come to. */
export interface PollTask extends LoadTarget {
  readonly kind: 'poll';
  readonly path: string;
  /** Where pollers begin: an `added_after`. */
  readonly addedAfter: string;
  readonly pollers: number;
  /** Milliseconds from one poll of a poller to its next. */
  readonly interval: number;
  readonly seconds: number;
}

/** Envelopes that the load process makes before it begins: octets of another process would have to be copied. */
export interface EnvelopePlan {
  /** Of all publishers together. */
  readonly count: number;
  readonly objects: number;
  readonly seed: number;
  /** A file with a bundle to publish again and again, under other ids each time, instead of synthetic objects. */
  readonly bundle?: string;
}

export type LoadTask = RepeatTask | WalkTask | PublishTask | PollTask;

/** What became of a task. */
export interface LoadResult {
  readonly seconds: number;
  /** Milliseconds that each request took; with a pace, from when it was due. */
  readonly times: Float64Array;
  /** Octets of all answers' bodies. */
  readonly bytes: number;
  /** Objects that were published, and accepted. */
  readonly objects: number;
  /** How many answers had which status, besides those that were wanted. */
  readonly unwanted: Readonly<Record<string, number>>;
  /** Whether requests that were to be different had to be asked again, as there were not enough of them. */
  readonly isRepeated: boolean;
}
