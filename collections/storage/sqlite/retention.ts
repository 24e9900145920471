// Retention in the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import type { RetentionEntry } from '../../../schemas/catalogue/catalogue.ts';
import { DAY, type Microseconds } from '../../../schemas/timestamp.ts';
import type { CollectionId } from '../port.ts';
import { deletionEvent } from '../../audit/write-events.ts';
import { auditWriter } from './audit.ts';
import { inTransaction } from './database.ts';
import { factsReader } from './facts.ts';
import { holdReader } from './holds.ts';
import { ID, idList, idOf, keptId, LISTED_IDS } from './kept-values.ts';
import { statementCache } from './statements.ts';
import { rowRemover } from './write-removals.ts';

/** `retain` of `StoreWriter`. */
export function retentionWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);
  const holds = holdReader(database);
  const { removeRows } = rowRemover(database);
  const { record } = auditWriter(database);
  return { retain };

  function retain(collection: CollectionId, rule: RetentionEntry, at: Microseconds, most: number, isDry: boolean): number {
    return inTransaction(database, () => {
      const number = Number(prepare('SELECT number FROM collections WHERE id = ?').get(collection)?.['number'] ?? -1);
      const due = dueRows(number, collection, rule, at, isDry ? Number.MAX_SAFE_INTEGER : most);
      if (isDry) return due.length;
      const byObject = Map.groupBy(due, ({ id }) => id);
      for (const [id, rows] of byObject) {
        const dates = new Set(rows.map(({ dateAdded }) => dateAdded));
        const going = factsOf(number, keptId(id)).filter(({ dateAdded }) => dates.has(dateAdded));
        removeRows(number, id, going, { reason: reasonOf(rule) });
      }
      if (due.length > 0) record([deletionEvent(collection, [...byObject.keys()], due.length, { reason: reasonOf(rule) })]);
      return due.length;
    });
  }

  // Each rule walks an index of its own.
  function dueRows(number: number, collection: CollectionId, rule: RetentionEntry, at: Microseconds, most: number) {
    const stretch = (condition: string) =>
      `SELECT ${ID} AS id, o.date_added FROM objects o WHERE o.collection = :number AND ${condition} AND o.object_id NOT IN (${LISTED_IDS})`;
    const held = holds.list().filter((hold) => hold.collection === collection);
    const parameters: Record<string, string | number> = { number, most, ...idList(held.map(({ id }) => id)) };
    const stretches: string[] = [];
    if (rule.days !== undefined) {
      stretches.push(stretch('o.date_added < :addedBefore'));
      parameters['addedBefore'] = at - rule.days * DAY;
    }
    if (rule.daysAfterValidUntil !== undefined) {
      stretches.push(stretch('o.valid_until IS NOT NULL AND o.valid_until < :validBefore'));
      parameters['validBefore'] = at - rule.daysAfterValidUntil * DAY;
    }
    const sql = `${stretches.join(' UNION ')} ORDER BY 2 LIMIT :most`;
    return prepare(sql).all(parameters).map((row) => ({ id: idOf(row['id']), dateAdded: Number(row['date_added']) }));
  }
}

function reasonOf({ days, daysAfterValidUntil }: RetentionEntry): string {
  const rules = [
    ...(days === undefined ? [] : [`${days} days`]),
    ...(daysAfterValidUntil === undefined ? [] : [`${daysAfterValidUntil} days after valid_until`]),
  ];
  return `retention: ${rules.join(', or ')}`;
}
