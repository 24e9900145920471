// What an embedded store holds, told.
import type { StoreSummary } from '../collections/storage/sqlite/summary.ts';
import { formatTimestamp } from '../schemas/timestamp.ts';

/** A line for each number. */
export function describeSummary({ versions, collections, accounts, newestDateAdded, layout }: StoreSummary): string {
  const lines = [
    ['versions of objects', versions.toLocaleString('en')],
    ['collections', collections.toLocaleString('en')],
    ['accounts', accounts.toLocaleString('en')],
    ['newest date_added', newestDateAdded === undefined ? '-' : formatTimestamp(newestDateAdded)],
    ['layout', String(layout)],
  ];
  return lines.map(([name = '', value]) => `  ${name.padEnd(19)}  ${value}\n`).join('');
}

/** The same as members of a JSON document. */
export function summaryForPrograms({ versions, collections, accounts, newestDateAdded, layout }: StoreSummary): object {
  return { versions, collections, accounts, ...(newestDateAdded === undefined ? {} : { newest_date_added: formatTimestamp(newestDateAdded) }), layout };
}
