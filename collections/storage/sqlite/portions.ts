// What is on a page, many rows at a time: SQLite joins them, which spares a JavaScript object for each. What can't be had so is
// left to be looked at row by row.
import type { DatabaseSync } from 'node:sqlite';
import { lendMemory } from '../../page-memory.ts';
import type { Dated, ObjectQuery, Page, VersionRecord } from '../port.ts';
import { StoredObject } from '../stored-object.ts';
import { pageStatement, type Sparseness } from './page-query.ts';
import { statementCache } from './statements.ts';
import { RECORD, toVersionRecord } from './version-record.ts';
import type { View } from './view.ts';

/** Rows that are joined at a time, and the largest body that is: together they are what a portion takes in memory. */
const MOST_ROWS = 256;
const LARGEST_BODY = 64 * 1024;

/** Reads portions, in an open transaction or where nobody has committed anything meanwhile. */
export interface PortionReader {
  /**
   * The objects that come next, as many as `query.limit` says or fewer when there are no more; `undefined` where some of them have
   * to be looked at one by one.
   * @param body gives it for a row `o`, in SQL
   */
  objects(body: string, view: View, query: ObjectQuery): StoredObject[] | undefined;
  /** The same of their records. */
  records(view: View, query: ObjectQuery): VersionRecord[] | undefined;
}

/**
 * Fills a page with what portions have.
 * @param readPortion as of a `PortionReader`
 * @param oneByOne gives as many of the same as one likes to take
 * @param sizeOf octets of an item, as far as `maximumBytes` goes
 */
export function pageOfPortions<Item extends Dated>(
  query: ObjectQuery,
  readPortion: (query: ObjectQuery) => Item[] | undefined,
  oneByOne: (query: ObjectQuery) => Iterable<Item>,
  sizeOf: (item: Item) => number,
): Page<Item> {
  const items: Item[] = [];
  let bytes = 0;
  // One more than the page has, to learn whether there is more.
  let wanted = query.limit + 1;
  for (let asked = query; ; ) {
    const limit = Math.min(wanted, MOST_ROWS);
    const portion = readPortion({ ...asked, limit });
    for (const item of portion ?? oneByOne(asked)) {
      if (items.length === query.limit || bytes >= query.maximumBytes) return { items, more: true };
      bytes += sizeOf(item);
      items.push(item);
    }
    wanted -= limit;
    const last = items.at(-1);
    if (portion === undefined || last === undefined || portion.length < limit || wanted === 0) return { items, more: false };
    asked = { ...query, addedAfter: last.dateAdded };
  }
}

/** Reads portions through a connection. */
export function portionReader(database: DatabaseSync, isSparse: Sparseness): PortionReader {
  const prepare = statementCache(database);

  function joined(columns: string, join: (page: string) => string, view: View, query: ObjectQuery) {
    // The statement of a page asks for one more than its limit.
    const { sql, parameters } = pageStatement(`${columns}, o.is_plain AS is_plain`, view, { ...query, limit: query.limit - 1 }, isSparse);
    return prepare(join(sql)).get(parameters);
  }

  return {
    objects(body, view, query) {
      if (isOfOneObject(query)) return undefined;
      const row = joined(`o.date_added AS date, ${body}`, joinObjects, view, query);
      if (row === undefined || row['dates'] === null) return [];
      if (row['is_plain'] !== 1 || Number(row['largest']) > LARGEST_BODY) return undefined;
      return objectsIn(row['joined'] as Uint8Array, String(row['dates']), String(row['sizes']));
    },
    records(view, query) {
      if (isOfOneObject(query)) return undefined;
      const row = joined(RECORD, joinRecords, view, query);
      if (row === undefined || row['is_plain'] === null) return [];
      return row['is_plain'] === 1 ? recordsIn(String(row['records'])) : undefined;
    },
  };
}

// Of one object there are few versions: there is nothing to spare.
function isOfOneObject({ ids }: ObjectQuery): boolean {
  return ids?.length === 1;
}

// What is no text, or has a NUL in it, could not be joined; JSON is text and has none.
function joinObjects(page: string): string {
  return (
    `SELECT CAST(group_concat(body, ',') FILTER (WHERE length(body) <= ${LARGEST_BODY}) AS BLOB) AS joined, group_concat(date) AS dates,` +
    ` group_concat(length(body)) AS sizes, MAX(length(body)) AS largest, MIN(is_plain) AS is_plain FROM (${page})`
  );
}

function objectsIn(joined: Uint8Array, dates: string, sizes: string): StoredObject[] | undefined {
  lendMemory(joined);
  const objects: StoredObject[] = [];
  const [date, size] = [new Numbers(dates), new Numbers(sizes)];
  let start = 0;
  for (let before = -Infinity; date.hasMore; ) {
    const dateAdded = date.next();
    // SQLite promises no order, though it keeps that of the rows.
    if (dateAdded <= before) return undefined;
    before = dateAdded;
    const end = start + size.next();
    objects.push(new StoredObject(dateAdded, joined, start, end));
    start = end + 1;
  }
  return start === joined.length + 1 && !size.hasMore ? objects : undefined;
}

function joinRecords(page: string): string {
  const record = 'json_array(object_id, date_added, version, version_text, spec_version)';
  return `SELECT json_group_array(${record}) AS records, MIN(is_plain) AS is_plain FROM (${page})`;
}

function recordsIn(joined: string): VersionRecord[] | undefined {
  const records: VersionRecord[] = [];
  let before = -Infinity;
  for (const [id, date, version, text, specVersion] of JSON.parse(joined) as [string, number, string, string | null, number][]) {
    if (date <= before) return undefined;
    before = date;
    records.push(toVersionRecord({ object_id: id, date_added: date, version, version_text: text, spec_version: specVersion }));
  }
  return records;
}

/** Numbers of a list of digits and commas, read one by one: many times as fast as split and Number, and nothing is left of it. */
class Numbers {
  readonly #list: string;
  #index = 0;

  constructor(list: string) {
    this.#list = list;
  }

  get hasMore(): boolean {
    return this.#index < this.#list.length;
  }

  next(): number {
    let number = 0;
    while (this.hasMore) {
      const code = this.#list.charCodeAt(this.#index);
      this.#index += 1;
      if (code === COMMA) break;
      number = number * 10 + code - ZERO;
    }
    return number;
  }
}

const COMMA = 44;
const ZERO = 48;
