// Looking for objects by what no index has: page after page is read and what doesn't match left out, up to a bound, so that
// every answer takes about the same time however rare a match is.
import { setImmediate } from 'node:timers/promises';
import type { Microseconds } from '../schemas/timestamp.ts';
import type { ObjectQuery, Page } from './storage/port.ts';
import type { StoredObject } from './storage/stored-object.ts';

/** Whether an object is one of those that are looked for. Absent: all are. */
export type Sieve = ((object: StoredObject) => boolean) | undefined;

/** What was found. */
export interface Found {
  readonly items: readonly StoredObject[];
  /** How many objects were looked at. */
  readonly lookedAt: number;
  /** Where to go on; absent when all was looked at. */
  readonly position?: Microseconds;
}

const PORTION = { limit: 500, maximumBytes: 8 * 1024 * 1024 };

/**
 * Looks through what the query asks for.
 * @param query its limit is for what is found
 * @param most how many objects are looked at
 */
export async function lookFor(
  read: (query: ObjectQuery) => Promise<Page<StoredObject>>,
  query: ObjectQuery,
  sieve: Sieve,
  most: number,
): Promise<Found> {
  const items: StoredObject[] = [];
  let lookedAt = 0;
  let bytes = 0;
  for (let asked = { ...query, ...PORTION, limit: sieve === undefined ? query.limit : PORTION.limit }; ; ) {
    const page = await read(asked);
    for (const [index, object] of page.items.entries()) {
      lookedAt += 1;
      if (sieve?.(object) !== false) {
        items.push(object);
        bytes += object.size;
      }
      const isFull = items.length === query.limit || bytes >= query.maximumBytes || lookedAt >= most;
      const isLast = index === page.items.length - 1 && !page.more;
      if (isFull) return { items, lookedAt, ...(isLast ? {} : { position: object.dateAdded }) };
    }
    const last = page.items.at(-1);
    if (!page.more || last === undefined) return { items, lookedAt };
    // An embedded store answers without a pause: others are to be served between two portions.
    await setImmediate();
    asked = query.newestFirst === true ? { ...asked, addedBefore: last.dateAdded } : { ...asked, addedAfter: last.dateAdded };
  }
}
