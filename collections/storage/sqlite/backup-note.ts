// What a backup of an embedded store says of itself, in the file.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds } from '../../../schemas/timestamp.ts';

/** The setting that holds the note. */
export const BACKUP_NOTE = 'backup';

/** What the file was when it was made. */
export interface BackupNote {
  readonly taken: Microseconds;
  /** `tableDigest` of the store at that moment. */
  readonly sha256: string;
}

/** The note, or `undefined` in a file that `liaison backup` didn't make. */
export function readBackupNote(database: DatabaseSync): BackupNote | undefined {
  const row = database.prepare('SELECT value FROM settings WHERE name = ?').get(BACKUP_NOTE);
  return row === undefined ? undefined : (JSON.parse(Buffer.from(row['value'] as Uint8Array).toString()) as BackupNote);
}

/** Keeps the note. */
export function writeBackupNote(database: DatabaseSync, note: BackupNote): void {
  database.prepare('INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)').run(BACKUP_NOTE, Buffer.from(JSON.stringify(note)));
}

/** Takes the note away: the file is a store again. */
export function removeBackupNote(database: DatabaseSync): void {
  database.prepare('DELETE FROM settings WHERE name = ?').run(BACKUP_NOTE);
}
