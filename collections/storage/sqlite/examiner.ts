// Looks an embedded store over, as it is at one moment.
import { existsSync } from 'node:fs';
import { DatabaseSync, type SQLOutputValue } from 'node:sqlite';
import type { StoreExaminer, Stray } from '../examiner.ts';
import { StoreUnusable } from '../unusable.ts';
import { sqliteArchive } from './archive.ts';
import { auditReader } from './audit.ts';
import { damageIn, openSnapshot } from './backup.ts';
import { layoutOf, layoutVersion, makeLayout } from './database.ts';

/**
 * Opens the store in that file.
 * @throws {StoreUnusable} when there is none, or it is no Liaison store
 */
export function openSqliteExaminer(file: string): StoreExaminer {
  if (!existsSync(file)) throw new StoreUnusable(`There is no store ${file}.`);
  const database = openSnapshot(file);
  return {
    place: file,
    layout: { found: layoutOf(database, file), known: layoutVersion() },
    archive: sqliteArchive(database),
    audit: auditReader(database),
    damage: async () => [...damageIn(database), ...brokenKeys(database)],
    structure: async () => differencesFrom(database, layoutOf(database, file)),
    strays: async () => QUESTIONS.flatMap((question) => ask(database, question)),
    clockAhead: async () => undefined,
    close: async () => database.close(),
  };
}

function brokenKeys(database: DatabaseSync): string[] {
  const rows = database.prepare('SELECT "table" AS child, parent, COUNT(*) AS count FROM pragma_foreign_key_check GROUP BY 1, 2').all();
  return rows.map(({ child, parent, count }) => `${String(count)} rows of ${String(child)} refer to rows of ${String(parent)} that aren't there`);
}

/** What the schema lacks or has otherwise than a new store of that layout. */
function differencesFrom(database: DatabaseSync, layout: number): string[] {
  const reference = new DatabaseSync(':memory:');
  try {
    makeLayout(reference, layout);
    const [declared, found] = [schemaOf(reference), schemaOf(database)];
    return [...declared].flatMap(([name, sql]) => (found.get(name) === sql ? [] : [`${name} is ${found.has(name) ? 'not as this program makes it' : 'missing'}`]));
  } finally {
    reference.close();
  }
}

/** SQL by what it makes: `index objects_by_date`. */
function schemaOf(database: DatabaseSync): Map<string, string> {
  const rows = database.prepare("SELECT type, name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();
  return new Map(rows.map(({ type, name, sql }) => [`${String(type)} ${String(name)}`, String(sql).replaceAll(/\s+/g, ' ')]));
}

/** What is asked of the tables that only this adapter has; each row of the answer has a column `example`. */
interface Question extends Pick<Stray, 'what' | 'effect'> {
  readonly sql: string;
}

const QUESTIONS: readonly Question[] = [
  {
    what: 'versions of objects that the list of labels of their collection lacks, or counts wrongly',
    effect: 'some who may read them are not shown them',
    sql: `SELECT c.id || ', label ' || l.says AS example FROM
      (SELECT collection, label, publisher, COUNT(*) AS versions FROM objects GROUP BY collection, label, publisher) o
      LEFT JOIN label_uses u ON u.collection = o.collection AND u.label = o.label AND u.publisher = o.publisher
      JOIN collections c ON c.number = o.collection JOIN labels l ON l.number = o.label
      WHERE u.versions IS NULL OR u.versions <> o.versions`,
  },
  {
    what: 'versions of objects whose places are not in the order of their dates',
    effect: 'polls may miss them',
    sql: `SELECT c.id || ', date ' || o.date_added AS example FROM
      (SELECT collection, date_added, place, LAG(place) OVER (PARTITION BY collection ORDER BY date_added) AS place_before FROM objects) o
      JOIN collections c ON c.number = o.collection WHERE o.place < o.place_before`,
  },
  {
    what: 'marking definitions that are said to be used by, or in, versions that are not there',
    sql: `SELECT c.id || ', dates ' || u.user || ' and ' || u.definition AS example FROM definition_uses u JOIN collections c ON c.number = u.collection
      WHERE NOT EXISTS (SELECT 1 FROM objects o WHERE o.collection = u.collection AND o.date_added = u.user)
      OR NOT EXISTS (SELECT 1 FROM objects o WHERE o.collection = u.collection AND o.date_added = u.definition)`,
  },
  {
    what: 'uses of credentials of accounts that are not there',
    sql: 'SELECT account AS example FROM credential_uses WHERE account NOT IN (SELECT name FROM accounts)',
  },
  {
    what: 'notes on how accounts poll of accounts that are not there',
    sql: 'SELECT account AS example FROM consumers WHERE account NOT IN (SELECT name FROM accounts)',
  },
];

function ask(database: DatabaseSync, { what, effect, sql }: Question): Stray[] {
  const row: Record<string, SQLOutputValue> = database.prepare(`SELECT COUNT(*) AS count, MIN(example) AS example FROM (${sql})`).get() ?? {};
  return row['count'] === 0 ? [] : [{ what, ...(effect === undefined ? {} : { effect }), count: Number(row['count']), example: String(row['example']) }];
}
