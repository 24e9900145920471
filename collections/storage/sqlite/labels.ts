// Labels and agencies in the embedded store, which rows name by number, and which of them a collection has.
import type { DatabaseSync } from 'node:sqlite';
import { LRUCache } from 'lru-cache';
import { labelOfKey, type Label } from '../../markings/label.ts';
import type { LabelUse } from '../../markings/openness.ts';
import { statementCache } from './statements.ts';

/** A label of a collection, by number. */
export interface NumberedUse extends LabelUse {
  readonly number: number;
}

/** Numbers for writers. They aren't kept in memory: a transaction that is undone takes its numbers along. */
export function labelWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { labelNumber, agencyNumber, countUse };

  /** @param part in an aggregate, the number of the collection that it is from */
  function labelNumber(says: string, part: number | undefined): number {
    const known = prepare('SELECT number FROM labels WHERE part = ? AND says = ?').get(part ?? 0, says);
    if (known !== undefined) return Number(known['number']);
    return Number(prepare('INSERT INTO labels (part, says) VALUES (?, ?)').run(part ?? 0, says).lastInsertRowid);
  }

  function agencyNumber(name: string): number {
    const known = prepare('SELECT number FROM agencies WHERE name = ?').get(name);
    if (known !== undefined) return Number(known['number']);
    return Number(prepare('INSERT INTO agencies (name) VALUES (?)').run(name).lastInsertRowid);
  }

  /** Takes down that so many versions with this label came (or went) from this publisher. */
  function countUse(collection: number, label: number, publisher: number, versions: number): void {
    const counted = prepare(
      'UPDATE label_uses SET versions = versions + ? WHERE collection = ? AND label = ? AND publisher = ?',
    ).run(versions, collection, label, publisher);
    if (Number(counted.changes) > 0) return;
    prepare('INSERT INTO label_uses (collection, label, publisher, versions) VALUES (?, ?, ?, ?)').run(
      collection,
      label,
      publisher,
      versions,
    );
    prepare('UPDATE collections SET label_generation = label_generation + 1 WHERE number = ?').run(collection);
  }
}

/** Most collections whose labels are kept in memory. */
const MOST_COLLECTIONS = 1_000;

/** Labels for readers; `generation` is the collection's `label_generation`, read in the same transaction. */
export function labelReader(database: DatabaseSync) {
  const prepare = statementCache(database);
  const kept = new LRUCache<number, { readonly generation: number; readonly uses: readonly NumberedUse[] }>({ max: MOST_COLLECTIONS });
  return { usesIn };

  function usesIn(collection: number, generation: number): readonly NumberedUse[] {
    const known = kept.get(collection);
    if (known?.generation === generation) return known.uses;
    const uses = readUses(collection);
    kept.set(collection, { generation, uses });
    return uses;
  }

  function readUses(collection: number): NumberedUse[] {
    const sql =
      'SELECT u.label, l.says, p.id AS part, a.name FROM label_uses u JOIN labels l ON l.number = u.label' +
      ' JOIN agencies a ON a.number = u.publisher LEFT JOIN collections p ON p.number = l.part WHERE u.collection = ?';
    const byLabel = Map.groupBy(prepare(sql).all(collection), ({ label }) => Number(label));
    return [...byLabel].map(([number, rows]) => ({
      number,
      label: labelOfText(String(rows[0]?.['says'])),
      part: rows[0]?.['part'] === null ? undefined : String(rows[0]?.['part']),
      publishers: new Set(rows.map(({ name }) => String(name))),
    }));
  }
}

const parsed = new LRUCache<string, Label>({ max: 10_000 });

/** The label of a `labelKey`; the same object for the same text, for as long as it is kept. */
export function labelOfText(says: string): Label {
  const known = parsed.get(says);
  if (known !== undefined) return known;
  const label = labelOfKey(says);
  parsed.set(says, label);
  return label;
}
