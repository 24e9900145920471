// How accounts get on with collections, in MongoDB.
import type { AnyBulkWriteOperation, Collection } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { ConsumerDay, ConsumerReader } from '../port.ts';
import { int64 } from './documents.ts';

/** `consumers`: a day of an account and a collection. */
export interface ConsumerDocument {
  /** account/collection/day. */
  readonly _id: string;
  readonly account: string;
  readonly collection: string;
  readonly day: number;
  readonly requests: number;
  readonly failures: number;
  readonly last_poll?: Microseconds;
  readonly position?: Microseconds;
  readonly last_publication?: Microseconds;
}

/** Reads what was noted. */
export function consumerReader({ consumers }: { readonly consumers: Collection<ConsumerDocument> }): ConsumerReader {
  return {
    async days(account) {
      const found = consumers.find(account === undefined ? {} : { account }, { sort: { account: 1, collection: 1, day: 1 } });
      return (await found.toArray()).map(toDay);
    },
  };
}

/** `noteConsumers` and `forgetConsumers` of `StoreWriter`. */
export function consumerWriter({ consumers }: { readonly consumers: Collection<ConsumerDocument> }) {
  return {
    async noteConsumers(days: readonly ConsumerDay[]): Promise<void> {
      if (days.length > 0) await consumers.bulkWrite(days.map(toUpdate), { ordered: false });
    },
    async forgetConsumers(before: number): Promise<number> {
      return (await consumers.deleteMany({ day: { $lt: int64(before) } })).deletedCount;
    },
  };
}

function toUpdate({ account, collection, day, requests, failures, lastPoll, position, lastPublication }: ConsumerDay): AnyBulkWriteOperation<ConsumerDocument> {
  const later = Object.entries({ last_poll: lastPoll, position, last_publication: lastPublication }).flatMap(([name, instant]) =>
    instant === undefined ? [] : [[name, int64(instant)]],
  );
  return {
    updateOne: {
      filter: { _id: `${account}/${collection}/${day}` },
      update: {
        $setOnInsert: { account, collection, day: int64(day) },
        $inc: { requests: int64(requests), failures: int64(failures) },
        ...(later.length === 0 ? {} : { $max: Object.fromEntries(later) }),
      },
      upsert: true,
    },
  };
}

function toDay(document: ConsumerDocument): ConsumerDay {
  const { account, collection, day, requests, failures, last_poll: lastPoll, position, last_publication: lastPublication } = document;
  return {
    account,
    collection,
    day,
    requests,
    failures,
    ...(lastPoll === undefined ? {} : { lastPoll }),
    ...(position === undefined ? {} : { position }),
    ...(lastPublication === undefined ? {} : { lastPublication }),
  };
}
