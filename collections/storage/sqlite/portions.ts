// Objects of a page, many at a time: SQLite joins their bodies, which spares a JavaScript object for each row. What can't be
// had so is left to be looked at row by row.
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectQuery } from '../port.ts';
import { StoredObject } from '../stored-object.ts';
import { pageStatement, type Sparseness } from './page-query.ts';
import { statementCache } from './statements.ts';
import type { View } from './view.ts';

/** Rows that are joined at a time, and the largest body that is: together they are what a portion takes in memory. */
const MOST_ROWS = 256;
const LARGEST_BODY = 64 * 1024;

/**
 * Gives the objects that come next, as many as `query.limit` says or fewer when there are no more; `undefined` where some of
 * them have to be looked at one by one. In an open transaction.
 */
export type PortionReader = (body: string, view: View, query: ObjectQuery) => StoredObject[] | undefined;

/** How many objects to ask for at once. */
export function portionSize(wanted: number): number {
  return Math.min(wanted, MOST_ROWS);
}

/** Reads portions. */
export function portionReader(database: DatabaseSync, isSparse: Sparseness): PortionReader {
  const prepare = statementCache(database);
  return function readPortion(body, view, query) {
    // Of one object there are few versions: there is nothing to spare.
    if (query.ids?.length === 1) return undefined;
    const columns = `o.date_added AS date, ${body}, o.is_plain AS is_plain`;
    // The statement of a page asks for one more than its limit.
    const { sql, parameters } = pageStatement(columns, view, { ...query, limit: query.limit - 1 }, isSparse);
    const row = prepare(joining(sql)).get(parameters);
    if (row === undefined || row['dates'] === null) return [];
    if (row['is_plain'] !== 1 || Number(row['largest']) > LARGEST_BODY) return undefined;
    return taken(row['joined'] as Uint8Array, String(row['dates']), String(row['sizes']));
  };
}

// What is no text, or has a NUL in it, could not be joined; JSON is text and has none.
function joining(page: string): string {
  return (
    `SELECT CAST(group_concat(body, ',') FILTER (WHERE length(body) <= ${LARGEST_BODY}) AS BLOB) AS joined, group_concat(date) AS dates,` +
    ` group_concat(length(body)) AS sizes, MAX(length(body)) AS largest, MIN(is_plain) AS is_plain FROM (${page})`
  );
}

function taken(joined: Uint8Array, dates: string, sizes: string): StoredObject[] | undefined {
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
