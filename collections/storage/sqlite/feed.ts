// Takes what is new in a part into an aggregate of the embedded store.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type { AggregateEntry, CollectionEntry } from '../../../schemas/catalogue/catalogue.ts';
import type { JsonObject } from '../../../schemas/stix/json.ts';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { filterKey, passes } from '../../aggregates/filter.ts';
import { factsOf as factsOfObject } from '../../markings/facts.ts';
import type { CollectionId } from '../port.ts';
import { inTransaction } from './database.ts';
import { dateGiver } from './dates.ts';
import { factsReader } from './facts.ts';
import { ID, idOf, specVersionOf, typeOf, VERSION, versionOf, type KeptId } from './kept-values.ts';
import { labelWriter } from './labels.ts';
import { rowWriter } from './rows.ts';
import { statementCache } from './statements.ts';
import { versionText } from './version-record.ts';
import { rowRemover } from './write-removals.ts';

/** Most versions of a part that are looked at in one transaction. */
const MOST_AT_ONCE = 500;

type Row = Record<string, SQLOutputValue>;

const COLUMNS =
  `o.date_added, o.object_id, ${ID} AS id, o.type, o.spec_version, ${VERSION} AS version, o.version_text, o.is_versioned,` +
  ' o.publisher, o.line, o.is_revoked, o.valid_until, o.body, l.says';

/** `feed` of `StoreWriter`. */
export function feedWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);
  const { labelNumber, countUse } = labelWriter(database);
  const { insert } = rowWriter(database);
  const { removeRows } = rowRemover(database);
  const nextDates = dateGiver(database);
  return { feed };

  function feed({ id, aggregate }: CollectionEntry, part: CollectionId): boolean {
    if (aggregate === undefined) throw new TypeError(`The collection ${id} is no aggregate.`);
    return inTransaction(database, () => {
      const [into, from] = [declaredNumber(id), declaredNumber(part)];
      if (into === undefined || from === undefined) return true;
      const filter = filterKey(aggregate);
      const rows = prepare(
        `SELECT ${COLUMNS} FROM objects o JOIN labels l ON l.number = o.label` +
          ' WHERE o.collection = ? AND o.date_added > ? ORDER BY o.date_added LIMIT ?',
      ).all(from, positionOf(into, from, filter), MOST_AT_ONCE);
      for (const row of rows) takeIn(into, from, row, aggregate);
      const last = rows.at(-1);
      if (last !== undefined) keepPosition(into, from, filter, Number(last['date_added']));
      return rows.length < MOST_AT_ONCE;
    });
  }

  // After a change of the filters rows may be there already, or no longer be wanted.
  function takeIn(into: number, from: number, row: Row, aggregate: AggregateEntry): void {
    const isWanted = passes(aggregate, typeOf(row['type']), () => labelsOf(row['body'] as Uint8Array));
    const there = prepare('SELECT date_added FROM objects WHERE part = ? AND part_date = ? AND collection = ?').get(
      from,
      Number(row['date_added']),
      into,
    );
    if (isWanted && there === undefined) show(into, from, row);
    if (isWanted || there === undefined) return;
    const id = idOf(row['id']);
    const going = factsOf(into, row['object_id'] as KeptId).filter(({ dateAdded }) => dateAdded === there['date_added']);
    removeRows(into, id, going, { reason: 'the filters of the aggregate no longer let it pass' });
  }

  function show(into: number, from: number, row: Row): void {
    const [label, publisher] = [labelNumber(String(row['says']), from), Number(row['publisher'])];
    countUse(into, label, publisher, 1);
    insert(into, {
      dateAdded: nextDates(into, 1),
      id: row['object_id'] as KeptId,
      type: typeOf(row['type']),
      specVersion: specVersionOf(row['spec_version']),
      version: versionOf(row['version']),
      text: versionText(row),
      isVersioned: row['is_versioned'] === 1,
      label,
      publisher,
      line: Number(row['line']),
      isRevoked: row['is_revoked'] === 1,
      ...(row['valid_until'] === null ? {} : { validUntil: Number(row['valid_until']) }),
      shows: { part: from, dateAdded: Number(row['date_added']) },
      body: new Uint8Array(),
    });
  }

  function positionOf(aggregate: number, part: number, filter: string): Microseconds {
    const row = prepare('SELECT position FROM feeds WHERE aggregate = ? AND part = ? AND filter = ?').get(aggregate, part, filter);
    return Number(row?.['position'] ?? 0);
  }

  function keepPosition(aggregate: number, part: number, filter: string, position: Microseconds): void {
    prepare(
      'INSERT INTO feeds (aggregate, part, filter, position) VALUES (?, ?, ?, ?) ON CONFLICT (aggregate, part)' +
        ' DO UPDATE SET filter = excluded.filter, position = excluded.position',
    ).run(aggregate, part, filter, position);
  }

  function declaredNumber(id: CollectionId): number | undefined {
    const row = prepare('SELECT number FROM collections WHERE id = ? AND is_declared = 1').get(id);
    return row === undefined ? undefined : Number(row['number']);
  }
}

function labelsOf(body: Uint8Array): readonly string[] {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  return factsOfObject(JSON.parse(text) as JsonObject).labels;
}
