// Marking definitions become readable with the objects that bear them: their labels collect those of their users.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { labelKey, widened, type Label } from '../../markings/label.ts';
import { shownVersions } from '../../markings/lines.ts';
import { viewerWith } from '../../markings/viewer.ts';
import type { AcceptedObject, PublisherRights } from '../port.ts';
import { factsReader } from './facts.ts';
import { keptId, type KeptId } from './kept-values.ts';
import { labelOfText, labelWriter } from './labels.ts';
import { rowWriter } from './rows.ts';
import { statementCache } from './statements.ts';

/** An object that was added and bears markings whose definitions may be there. */
export type MarkedObject = Pick<AcceptedObject, 'type' | 'label' | 'uses'> & { readonly dateAdded: Microseconds };

/** Widens labels in an open transaction. */
export function definitionWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);
  const { labelNumber, countUse } = labelWriter(database);
  const { regroup } = rowWriter(database);
  return { noteUses };

  /** Makes the definitions that the publisher is shown readable by whoever may read these objects. */
  function noteUses(collection: number, users: readonly MarkedObject[], { sight }: PublisherRights): void {
    const done = new Set<string>();
    for (const { type, label, uses, dateAdded } of users) {
      for (const id of uses) {
        const isDefinition = type === 'marking-definition';
        const use = `${id} ${labelKey(label)}`;
        if (done.has(use) && !isDefinition) continue;
        done.add(use);
        for (const definition of shownVersions(factsOf(collection, keptId(id)), viewerWith(sight))) {
          if (isDefinition) keepUse(collection, dateAdded, definition.dateAdded);
          widen(collection, definition.dateAdded, isDefinition ? labelAt(collection, dateAdded) : label, sight.agency);
        }
      }
    }
  }

  // Only a definition's label changes, maybe while the same publication is taken in.
  function labelAt(collection: number, dateAdded: Microseconds): Label {
    const row = rowAt(collection, dateAdded);
    return row === undefined ? { markings: [] } : labelOfText(row.says);
  }

  function keepUse(collection: number, user: Microseconds, definition: Microseconds): void {
    prepare('INSERT INTO definition_uses (collection, user, definition) VALUES (?, ?, ?) ON CONFLICT DO NOTHING').run(
      collection,
      user,
      definition,
    );
  }

  function widen(collection: number, dateAdded: Microseconds, user: Label, publisher: string): void {
    const row = rowAt(collection, dateAdded);
    if (row === undefined) return;
    const after = widened(labelOfText(row.says), user, publisher);
    const says = labelKey(after);
    if (says === row.says) return;
    relabel(collection, row, says, undefined);
    for (const shown of rowsThatShow(collection, dateAdded)) relabel(shown.collection, shown, says, collection);
    const uses = prepare('SELECT definition FROM definition_uses WHERE collection = ? AND user = ?').all(collection, dateAdded);
    for (const { definition } of uses) widen(collection, Number(definition), after, row.publisherName);
  }

  function relabel(collection: number, row: DefinitionRow, says: string, part: number | undefined): void {
    const label = labelNumber(says, part);
    countUse(collection, row.label, row.publisher, -1);
    countUse(collection, label, row.publisher, 1);
    prepare('UPDATE objects SET label = ? WHERE place = ?').run(label, row.place);
    // Nothing gets a date, maybe not even a label that is new here; but it may now be there for others.
    prepare('UPDATE collections SET label_generation = label_generation + 1 WHERE number = ?').run(collection);
    regroup(collection, row.id);
  }

  function rowAt(collection: number, dateAdded: Microseconds): DefinitionRow | undefined {
    return rows('o.collection = ? AND o.date_added = ?', collection, dateAdded)[0];
  }

  function rowsThatShow(part: number, dateAdded: Microseconds): DefinitionRow[] {
    return rows('o.part = ? AND o.part_date = ?', part, dateAdded);
  }

  function rows(condition: string, ...parameters: readonly number[]): DefinitionRow[] {
    const sql =
      'SELECT o.place, o.collection, o.object_id, o.label, o.publisher, l.says, a.name FROM objects o' +
      ` JOIN labels l ON l.number = o.label JOIN agencies a ON a.number = o.publisher WHERE ${condition}`;
    return prepare(sql).all(...parameters).map((row) => ({
      place: Number(row['place']),
      collection: Number(row['collection']),
      id: row['object_id'] as KeptId,
      label: Number(row['label']),
      publisher: Number(row['publisher']),
      publisherName: String(row['name']),
      says: String(row['says']),
    }));
  }
}

interface DefinitionRow {
  readonly place: number;
  readonly collection: number;
  readonly id: KeptId;
  readonly label: number;
  readonly publisher: number;
  readonly publisherName: string;
  readonly says: string;
}
