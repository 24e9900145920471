// Deletion of versions from the embedded store.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { selectedVersions, shownVersions } from '../../markings/lines.ts';
import { rivalsOf, writeRivals } from '../../markings/rivals.ts';
import type { CollectionId, Removal, RemovalNote, RemovalOutcome, Remover } from '../port.ts';
import { deletionEvent } from '../../audit/write-events.ts';
import { auditWriter } from './audit.ts';
import { inTransaction } from './database.ts';
import { dateGiver } from './dates.ts';
import { factsReader, type StoredFacts } from './facts.ts';
import { holdReader } from './holds.ts';
import { keptId, specVersionOf, typeOf, VERSION } from './kept-values.ts';
import { labelWriter } from './labels.ts';
import { rowWriter } from './rows.ts';
import { statementCache } from './statements.ts';
import { versionText } from './version-record.ts';

/** `remove` and `forgetRemovals` of `StoreWriter`, and what else deletes. */
export function removalWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);
  const holds = holdReader(database);
  const { removeRows } = rowRemover(database);
  const { record } = auditWriter(database);
  return { remove, forgetRemovals };

  function remove(collection: CollectionId, removal: Removal, { viewer, account, ...note }: Remover): RemovalOutcome {
    return inTransaction(database, () => {
      const number = Number(prepare('SELECT number FROM collections WHERE id = ?').get(collection)?.['number'] ?? -1);
      const shown = shownVersions(factsOf(number, keptId(removal.id)), viewer);
      const going = selectedVersions(shown, removal.versions, removal.specVersions ?? ['2.0', '2.1']);
      const hold = going.length === 0 ? undefined : holds.find(collection, removal.id);
      if (hold !== undefined) return { hold };
      removeRows(number, removal.id, going, note);
      if (going.length > 0) record([deletionEvent(collection, [removal.id], going.length, note, account)]);
      return { removed: going.length };
    });
  }

  function forgetRemovals(removedBefore: Microseconds): number {
    return Number(prepare('DELETE FROM removals WHERE date < ?').run(removedBefore).changes);
  }
}

/** Deletes rows of an object in an open transaction, and those of aggregates that show them, and leaves tombstones. */
export function rowRemover(database: DatabaseSync) {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);
  const { countUse } = labelWriter(database);
  const { regroup } = rowWriter(database);
  const nextDates = dateGiver(database);
  return { removeRows };

  /** @param going of the object's versions in the collection of that number */
  function removeRows(collection: number, id: string, going: readonly StoredFacts[], note: RemovalNote): void {
    if (going.length === 0) return;
    for (const { dateAdded } of going) removeShowing(collection, id, dateAdded, note);
    const before = factsOf(collection, keptId(id));
    const dates = nextDates(collection, going.length);
    for (const [index, version] of going.entries()) {
      leaveTombstone(collection, id, version, dates + index, writeRivals(rivalsOf(before, version)), note);
      removeRow(collection, version);
    }
    regroup(collection, keptId(id));
  }

  // Aggregates first, so that nothing is seen through them that isn't in the part.
  function removeShowing(part: number, id: string, dateAdded: Microseconds, note: RemovalNote): void {
    for (const row of prepare('SELECT collection, date_added FROM objects WHERE part = ? AND part_date = ?').all(part, dateAdded)) {
      const aggregate = Number(row['collection']);
      const going = factsOf(aggregate, keptId(id)).filter((version) => version.dateAdded === row['date_added']);
      removeRows(aggregate, id, going, note);
    }
  }

  function leaveTombstone(collection: number, id: string, { place }: StoredFacts, date: Microseconds, rivals: string, note: RemovalNote): void {
    const columns = `o.type, o.spec_version, ${VERSION} AS version, o.version_text, o.date_added, o.label, o.publisher`;
    const row = prepare(`SELECT ${columns} FROM objects o WHERE o.place = ?`).get(place);
    if (row === undefined) throw new Error(`A version of ${id} went while it was removed.`);
    prepare(
      'INSERT INTO removals (collection, date, object_id, type, spec_version, version_text, date_added, label, publisher,' +
        ' rivals, removed_by, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      collection,
      date,
      id,
      typeOf(row['type']),
      specVersionOf(row['spec_version']),
      versionText(row),
      Number(row['date_added']),
      Number(row['label']),
      Number(row['publisher']),
      rivals,
      note.by ?? null,
      note.reason ?? null,
    );
  }

  function removeRow(collection: number, { place, dateAdded }: StoredFacts): void {
    const gone = prepare('DELETE FROM objects WHERE place = ? RETURNING label, publisher').get(place);
    countUse(collection, Number(gone?.['label']), Number(gone?.['publisher']), -1);
    prepare('DELETE FROM definition_uses WHERE collection = ? AND user = ?').run(collection, dateAdded);
    prepare('DELETE FROM definition_uses WHERE collection = ? AND definition = ?').run(collection, dateAdded);
  }
}
