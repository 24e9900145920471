// What happened in a collection of the embedded store: versions that are there, and tombstones, in one order.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { readRivals, wasShown } from '../../markings/rivals.ts';
import type { Change, ObjectQuery, Page, SpecVersion } from '../port.ts';
import type { ShownRows } from './object-reader.ts';
import { canMerge, mergedStretches, viewParameters, visible } from './page-query.ts';
import { LIMIT, statementCache } from './statements.ts';
import { RECORD, toVersionRecord } from './version-record.ts';
import type { View } from './view.ts';

type Row = Record<string, SQLOutputValue>;

/** Reads the changes in a view, in an open transaction. */
export function changeReader(database: DatabaseSync, shownRows: ShownRows) {
  const prepare = statementCache(database);

  return function changesIn(view: View, after: Microseconds | undefined, limit: number): Page<Change> {
    const most = limit + 1;
    const merged = [...take(additions(view, after, limit), most), ...take(deletions(view, after, most), most)];
    const items = merged.toSorted((one, other) => one.date - other.date).slice(0, limit);
    return { items, more: merged.length > limit };
  };

  function* additions(view: View, after: Microseconds | undefined, limit: number): Generator<Change> {
    const query: ObjectQuery = {
      versions: 'all',
      specVersions: ['2.0', '2.1'],
      limit,
      maximumBytes: Number.MAX_SAFE_INTEGER,
      ...(after === undefined ? {} : { addedAfter: after }),
    };
    for (const row of shownRows(`${RECORD}, o.is_revoked`, view, query)) {
      const record = toVersionRecord(row);
      yield { kind: row['is_revoked'] === 1 ? 'revoked' : 'added', date: record.dateAdded, record };
    }
  }

  function* deletions(view: View, after: Microseconds | undefined, most: number): Generator<Change> {
    const sql = removalStatement(view);
    for (let from = after ?? Number.MIN_SAFE_INTEGER; ; ) {
      let count = 0;
      for (const row of prepare(sql).iterate({ ...viewParameters(view), after: from, limit: most })) {
        count += 1;
        from = Number(row['date']);
        if (wasShown(readRivals(String(row['rivals'])), Number(row['date_added']), view.viewer)) yield toDeletion(row);
      }
      if (count < most) return;
    }
  }
}

function removalStatement(view: View): string {
  const columns =
    'SELECT o.date, o.object_id, o.date_added, o.version_text, o.spec_version, o.rivals, o.removed_by, o.reason FROM';
  if (!canMerge(view)) {
    const asked = `o.collection = :collection AND o.date > :after${visible(view, 'o')}`;
    return `${columns} removals o WHERE ${asked} ORDER BY o.date ${LIMIT}`;
  }
  const merged = mergedStretches(view, { table: 'removals', order: 'date', condition: 'i.date > :after' });
  return `${columns} (${merged}) m CROSS JOIN removals o ON o.rowid = m.r ORDER BY m.d ${LIMIT}`;
}

function toDeletion(row: Row): Change {
  return {
    kind: 'deleted',
    date: Number(row['date']),
    record: {
      id: String(row['object_id']),
      dateAdded: Number(row['date_added']),
      version: String(row['version_text']),
      specVersion: row['spec_version'] as SpecVersion,
    },
    removal: {
      ...(row['removed_by'] === null ? {} : { by: String(row['removed_by']) }),
      ...(row['reason'] === null ? {} : { reason: String(row['reason']) }),
    },
  };
}

function* take<Item>(items: Iterable<Item>, most: number): Generator<Item> {
  let count = 0;
  for (const item of items) {
    if (count === most) return;
    count += 1;
    yield item;
    if (count === most) return;
  }
}
