// How accounts get on with collections, told: when they polled last, how far behind they are, how much goes wrong.
import { DAY, now, type Microseconds } from '../../schemas/timestamp.ts';
import type { Directory } from '../directory.ts';
import type { CollectionId, ConsumerDay, ConsumerReader, ObjectReader } from '../storage/port.ts';
import { together } from './consumers.ts';

/** An account and a collection. */
export interface ConsumerHealth {
  readonly account: string;
  readonly collection: CollectionId;
  /** In the last seven days, today included. */
  readonly requests: number;
  readonly failures: number;
  readonly lastPoll?: Microseconds;
  /** Everything up to that `date_added` was given to it, or passed over by it. */
  readonly position?: Microseconds;
  /** The `date_added` of the oldest thing that is there for it and that it has not got; absent when it has all. */
  readonly behindSince?: Microseconds;
  readonly lastPublication?: Microseconds;
}

const COUNTED_DAYS = 7;
/** For how many days it is known that an account once polled. */
export const KEPT_DAYS = 90;

/** How accounts get on, in order of account and collection; of collections that the catalogue no longer has nothing is told. */
export async function consumerHealth(
  store: { readonly consumers: ConsumerReader; readonly objects: Pick<ObjectReader, 'records'> },
  directory: Directory,
  agencyOf: (account: string) => Promise<string | undefined>,
  account?: string,
): Promise<ConsumerHealth[]> {
  const days = await store.consumers.days(account);
  const entries = new Map(directory.catalogue?.apiRoots.flatMap(({ collections }) => collections).map((entry) => [entry.id, entry]));
  const found: ConsumerHealth[] = [];
  for (const group of Map.groupBy(days, (day) => `${day.account} ${day.collection}`).values()) {
    const state = summed(group);
    const entry = entries.get(state.collection);
    if (entry === undefined) continue;
    const agency = directory.agency((await agencyOf(state.account)) ?? '');
    const canRead = agency !== undefined && directory.rights(agency, entry.id).canRead;
    const isBehind = canRead && state.position !== undefined;
    const behindSince = isBehind ? await oldestAfter(store.objects, entry.id, directory.viewer(agency, entry), state.position ?? 0) : undefined;
    found.push({ ...state, ...(behindSince === undefined ? {} : { behindSince }) });
  }
  return found;
}

function summed(days: readonly ConsumerDay[]): ConsumerHealth {
  const firstCounted = Math.floor(now() / DAY) - COUNTED_DAYS + 1;
  const counted = days.map((day) => (day.day < firstCounted ? { ...day, requests: 0, failures: 0 } : day));
  const { day: _day, ...state } = counted.reduce(together);
  return state;
}

async function oldestAfter(
  objects: Pick<ObjectReader, 'records'>,
  collection: CollectionId,
  viewer: Parameters<ObjectReader['records']>[1],
  position: Microseconds,
): Promise<Microseconds | undefined> {
  const query = { versions: { first: false, last: true, values: [] }, addedAfter: position, limit: 1, maximumBytes: 1 };
  return (await objects.records(collection, viewer, query)).items[0]?.dateAdded;
}
