// What an embedded store knows of being a copy.
import type { DatabaseSync } from 'node:sqlite';
import type { CopyNote } from '../archive.ts';

const NAME = 'copy';

/** The note, or `undefined` in a store that isn't a copy. */
export function readCopyNote(database: DatabaseSync): CopyNote | undefined {
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(NAME);
  return row === undefined ? undefined : (JSON.parse(Buffer.from(row['value'] as Uint8Array).toString()) as CopyNote);
}

/** Keeps the note. */
export function writeCopyNote(database: DatabaseSync, note: CopyNote): void {
  database
    .prepare('INSERT INTO settings (name, value) VALUES (?, ?) ON CONFLICT (name) DO UPDATE SET value = excluded.value')
    .run(NAME, Buffer.from(JSON.stringify(note)));
}
