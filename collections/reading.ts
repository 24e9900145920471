// Reading pages: long ones in parts, and every account in turn, so that nobody waits while somebody else gets a long one.
import { createFairLine } from './fair-line.ts';
import type { Dated, ObjectQuery, Page } from './storage/port.ts';

/** Objects of a part: the embedded store reads them within some milliseconds, in which nothing else is done. */
const PART = 1_000;
/** Parts that are read at the same time, where the store is a database elsewhere. */
const AT_ONCE = 32;

/** Nobody waits for it any more. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';

  constructor() {
    super('Whoever asked for it has gone.');
  }
}

/** Who reads, and for how long they wait for it. */
export interface Reader {
  readonly account: string;
  /** Whether nobody waits for the page any more. */
  readonly isGone?: (() => boolean) | undefined;
}

/** Reads pages through one line for all readers. */
export interface Reading {
  /**
   * @param read gives a page of the store
   * @param sizeOf octets of an item, as far as `maximumBytes` goes
   * @throws {Abandoned}
   */
  page<Item extends Dated>(
    reader: Reader,
    query: ObjectQuery,
    read: (query: ObjectQuery) => Promise<Page<Item>>,
    sizeOf: (item: Item) => number,
  ): Promise<Page<Item>>;
}

/** A page in parts is like the pages that its reader would have got by asking for less at a time: each is of one state of the store. */
export function createReading(): Reading {
  const line = createFairLine(AT_ONCE);
  return {
    async page(reader, query, read, sizeOf) {
      let bytes = query.maximumBytes;
      let left = query.limit;
      let part = await partOf(reader, query, read, { bytes, left }, false);
      // Most pages are one part.
      if (!part.more || part.items.length >= left) return part;
      const items = [...part.items];
      for (;;) {
        bytes -= part.items.reduce((sum, item) => sum + sizeOf(item), 0);
        left -= part.items.length;
        const last = part.items.at(-1);
        if (!part.more || left <= 0 || bytes <= 0 || last === undefined) return { items, more: part.more };
        part = await partOf(reader, { ...query, addedAfter: last.dateAdded }, read, { bytes, left }, true);
        for (const item of part.items) items.push(item);
      }
    },
  };

  function partOf<Item>(
    { account, isGone }: Reader,
    query: ObjectQuery,
    read: (query: ObjectQuery) => Promise<Page<Item>>,
    { bytes, left }: { readonly bytes: number; readonly left: number },
    goesOn: boolean,
  ): Promise<Page<Item>> {
    const work = async (): Promise<Page<Item>> => {
      if (isGone?.() === true) throw new Abandoned();
      return read({ ...query, limit: Math.min(left, PART), maximumBytes: bytes });
    };
    return line.run(account, work, goesOn);
  }
}
