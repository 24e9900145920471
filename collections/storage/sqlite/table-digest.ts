// A digest of an embedded store row by row, whatever its layout: a copy of the file has the same, or isn't one.
import { createHash, type Hash } from 'node:crypto';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { BACKUP_NOTE } from './backup-note.ts';

/** Rows that are read before signals and timers get their turn. */
const ROWS_AT_ONCE = 5_000;

/**
 * SHA-256 in hexadecimal digits of the schema and of every row of every table, the note of a backup apart.
 * @param onRows is called with the share of all rows, from 0 to 1, that was read since the last call
 */
export async function tableDigest(database: DatabaseSync, onRows: (share: number) => void = () => undefined): Promise<string> {
  const digest = createHash('sha256');
  const schema = database.prepare("SELECT type, name, tbl_name, sql FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY type, name").all();
  for (const row of schema) addRow(digest, Object.values(row));
  const tables = tablesOf(database);
  const all = Math.max(1, tables.reduce((sum, { rows }) => sum + rows, 0));
  for (const { name, order } of tables) {
    addRow(digest, [name]);
    const rest = name === 'settings' ? `WHERE name <> '${BACKUP_NOTE}'` : '';
    let count = 0;
    const statement = database.prepare(`SELECT * FROM "${name}" ${rest} ORDER BY ${order}`);
    statement.setReturnArrays(true);
    for (const row of statement.iterate() as unknown as Iterable<SQLOutputValue[]>) {
      addRow(digest, row);
      count += 1;
      if (count % ROWS_AT_ONCE !== 0) continue;
      onRows(ROWS_AT_ONCE / all);
      await nextTurn();
    }
    onRows((count % ROWS_AT_ONCE) / all);
  }
  return digest.digest('hex');
}

function tablesOf(database: DatabaseSync): { name: string; order: string; rows: number }[] {
  const tables = database.prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name").all();
  return tables.map(({ name, wr: isWithoutRowid }) => {
    const keys = database.prepare('SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk').all(String(name));
    const order = isWithoutRowid === 1 ? keys.map((key) => `"${String(key['name'])}"`).join(', ') : 'rowid';
    const rows = Number(database.prepare(`SELECT COUNT(*) AS count FROM "${String(name)}"`).get()?.['count']);
    return { name: String(name), order, rows };
  });
}

// Each value with its kind and length, so that no two rows look the same.
function addRow(digest: Hash, values: readonly SQLOutputValue[]): void {
  let text = `r${values.length};`;
  for (const value of values) {
    if (value instanceof Uint8Array) {
      digest.update(`${text}b${value.length};`).update(value);
      text = '';
    } else {
      const said = value === null ? '' : String(value);
      text += `${value === null ? 'n' : typeof value === 'string' ? 't' : 'i'}${said.length};${said}`;
    }
  }
  digest.update(text);
}
