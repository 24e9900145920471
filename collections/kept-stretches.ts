// What pages were made of is kept in the order of its dates, as long as nothing changes: a page that begins elsewhere in it needn't
// be read from the store. Tools poll from where each of them is, mostly near the newest, and no two ask for the same page. What
// nobody asked for before isn't kept: of ten million rows most won't be asked for again, and would only take the place of others.
import { LRUCache } from 'lru-cache';
import type { Microseconds } from '../schemas/timestamp.ts';
import type { Dated, Page } from './storage/port.ts';

/** Which part of the rows a page is. */
export interface Window {
  readonly addedAfter?: Microseconds;
  readonly limit: number;
  readonly maximumBytes: number;
}

/** What there is to know of items. */
export interface Measures<Item> {
  /** Octets that an item has in memory beside its object. */
  sizeOf(item: Item): number;
  /** Octets of an item, as far as `maximumBytes` goes. */
  countOf(item: Item): number;
  /** Is told of each item that is kept. */
  retain(item: Item): void;
}

/** Keeps stretches of rows. */
export interface KeptStretches {
  /**
   * The page of that window: what is kept of it, and the rest as `read` gives it, which is kept if some of it was read before.
   * Each part of it is of one state of the store, that of the revision or a later one.
   * @param key of rows that are the same for whoever has it, in the same order of dates, as long as `revision` is the same
   */
  page<Item extends Dated>(
    key: string,
    revision: string,
    window: Window,
    measures: Measures<Item>,
    read: (window: Window) => Promise<Page<Item>>,
  ): Promise<Page<Item>>;
}

/** The dates after `after`, up to `until` and with it; there are rows of some, and more of them behind it unless it is `Infinity`. */
interface Span {
  readonly after: number;
  readonly until: number;
  /** Those that it is one of: in order, and no two have a date in common. */
  readonly among: Span[];
}

/** All rows that have one of those dates. */
interface Stretch extends Span {
  readonly items: readonly Dated[];
  readonly size: number;
}

/** What is known of the rows of a key. */
interface Rows {
  readonly revision: string;
  readonly stretches: Stretch[];
  /** What was read and not kept. */
  readonly read: Span[];
}

/** What a row takes in memory beside its octets, about, and what a stretch does. */
const ROW_SIZE = 200;
const STRETCH_SIZE = 512;
/** Keys of which rows are known, and spans of which it is known that they were read. */
const MOST_KEYS = 1_000;
const MOST_READ = 256;

/** @param bytes the most that is kept; 0: nothing is */
export function createKeptStretches(bytes: number): KeptStretches {
  if (bytes === 0) return { page: (_key, _revision, window, _measures, read) => read(window) };
  const used = new LRUCache<Stretch, true>({
    maxSize: bytes,
    sizeCalculation: (_true, { size }) => size,
    dispose: (_true, stretch, reason) => reason === 'evict' && takeOut(stretch),
  });
  const seen = new LRUCache<Span, true>({ max: MOST_READ, dispose: (_true, span, reason) => reason === 'evict' && takeOut(span) });
  const known = new LRUCache<string, Rows>({
    max: MOST_KEYS,
    dispose({ stretches, read }) {
      for (const stretch of stretches.splice(0)) used.delete(stretch);
      for (const span of read.splice(0)) seen.delete(span);
    },
  });

  function rowsOf(key: string, revision: string): Rows {
    const rows = known.get(key);
    if (rows?.revision === revision) return rows;
    const none = { revision, stretches: [], read: [] };
    known.set(key, none);
    return none;
  }

  function keep<Item extends Dated>(rows: Rows, after: number, page: Page<Item>, { sizeOf, retain }: Measures<Item>): void {
    const last = page.items.at(-1)?.dateAdded;
    if (last === undefined) return;
    const { stretches } = rows;
    const place = placeBehind(stretches, after);
    const until = Math.min(page.more ? last : Infinity, stretches[place]?.after ?? Infinity);
    const items = until >= last ? page.items : page.items.slice(0, placeOf(page.items, until));
    // Others may have read the same meanwhile.
    if (items.length === 0 || spanAt(stretches, after) !== undefined || isFirstTime(rows, after, until)) return;
    const size = page.items.reduce((sum, item) => sum + ROW_SIZE + sizeOf(item), STRETCH_SIZE);
    const stretch = { after, until, items, size, among: stretches };
    stretches.splice(place, 0, stretch);
    used.set(stretch, true);
    // Where it is larger than all that may be kept.
    if (used.has(stretch)) for (const item of page.items) retain(item);
    else takeOut(stretch);
  }

  /** Whether nothing with those dates was read lately; from now on it was. */
  function isFirstTime({ read }: Rows, after: number, until: number): boolean {
    const place = placeBehind(read, after);
    if (spanAt(read, after) !== undefined || (read[place]?.after ?? Infinity) < until) return false;
    const span = { after, until, among: read };
    read.splice(place, 0, span);
    seen.set(span, true);
    return true;
  }

  return {
    async page<Item extends Dated>(
      key: string,
      revision: string,
      window: Window,
      measures: Measures<Item>,
      read: (window: Window) => Promise<Page<Item>>,
    ): Promise<Page<Item>> {
      const rows = rowsOf(key, revision);
      const items: Item[] = [];
      let octets = 0;
      let after = window.addedAfter ?? -Infinity;
      const isFull = (): boolean => items.length >= window.limit || octets >= window.maximumBytes;
      for (let stretch = spanAt(rows.stretches, after); stretch !== undefined; stretch = spanAt(rows.stretches, after)) {
        used.get(stretch);
        const kept = stretch.items as readonly Item[];
        for (let index = placeOf(kept, after); index < kept.length; index += 1) {
          if (isFull()) return { items, more: true };
          const item = kept[index] as Item;
          items.push(item);
          octets += measures.countOf(item);
        }
        after = stretch.until;
        if (after === Infinity) return { items, more: false };
      }
      // Behind a stretch that ends there is more.
      if (isFull()) return { items, more: true };
      const from = after === -Infinity ? {} : { addedAfter: after };
      const rest = await read({ ...window, ...from, limit: window.limit - items.length, maximumBytes: window.maximumBytes - octets });
      if (known.peek(key) === rows) keep(rows, after, rest, measures);
      return items.length === 0 ? rest : { items: [...items, ...rest.items], more: rest.more };
    },
  };
}

function takeOut(span: Span): void {
  const place = placeBehind(span.among, span.after) - 1;
  if (span.among[place] === span) span.among.splice(place, 1);
}

/** The one that has what comes right behind that date. */
function spanAt<Kind extends Span>(spans: readonly Kind[], date: number): Kind | undefined {
  const span = spans[placeBehind(spans, date) - 1];
  return span !== undefined && date < span.until ? span : undefined;
}

/** The place of the first one that begins behind that date. */
function placeBehind(spans: readonly Span[], date: number): number {
  return firstPlace(spans.length, (place) => (spans[place]?.after ?? Infinity) > date);
}

/** The place of the first item behind that date. */
function placeOf(items: readonly Dated[], date: number): number {
  return firstPlace(items.length, (place) => (items[place]?.dateAdded ?? Infinity) > date);
}

/** The first of so many places from which on something holds. */
function firstPlace(count: number, holds: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) high = middle;
    else low = middle + 1;
  }
  return low;
}
