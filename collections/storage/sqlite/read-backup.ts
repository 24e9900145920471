// Looks a backup over before anything is done with it.
import { existsSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { refuseUnfinishedCopy } from '../unfinished-copy.ts';
import { StoreUnusable } from '../unusable.ts';
import { damageIn } from './backup.ts';
import { readBackupNote } from './backup-note.ts';
import { readCopyNote } from './copy-note.ts';
import { layoutOf, layoutVersion, openForReading, openUnchanging } from './database.ts';
import { tableDigest } from './table-digest.ts';

/** A backup that was looked over, and is open. */
export interface CheckedBackup {
  readonly database: DatabaseSync;
  /** Of what the file holds. */
  readonly sha256: string;
  /** When it was made; absent in a file that `liaison backup` didn't make, of which nobody knows what it should hold. */
  readonly taken?: number;
}

/**
 * Opens a backup, after looking at all of it.
 * @param expected the digest that it must have, if somebody noted that down
 * @throws {StoreUnusable} when it is not there, no backup, damaged, not what it was, or of a newer program
 */
export async function openBackup(file: string, expected: string | undefined, onRows?: (share: number) => void): Promise<CheckedBackup> {
  if (!existsSync(file)) throw new StoreUnusable(`There is no backup ${file}.`);
  const database = openWithLog(file);
  try {
    requireStore(database, file);
    const [damage] = damageIn(database);
    if (damage !== undefined) throw new StoreUnusable(`The backup ${file} is damaged (${damage}). Take another one.`);
    refuseUnfinishedCopy(readCopyNote(database), file);
    const note = readBackupNote(database);
    const sha256 = await tableDigest(database, onRows);
    if (note !== undefined && note.sha256 !== sha256) {
      throw new StoreUnusable(`The backup ${file} isn't what it was when it was made: its digest was ${note.sha256}, and is ${sha256}. Take another one.`);
    }
    if (expected !== undefined && expected !== sha256) {
      throw new StoreUnusable(`The backup ${file} has the digest ${sha256}, not the one that was asked for. Take the right one.`);
    }
    return { database, sha256, ...(note === undefined ? {} : { taken: note.taken }) };
  } catch (error) {
    database.close();
    throw error;
  }
}

// A backup may lie where nothing can be written, and is left as it is. A copy of a store in use has a log beside it, which
// belongs to it.
function openWithLog(file: string): DatabaseSync {
  const hasLog = existsSync(`${file}-wal`) || existsSync(`${file}-journal`);
  const database = hasLog ? openForReading(file) : openUnchanging(file);
  database.exec('BEGIN');
  return database;
}

function requireStore(database: DatabaseSync, file: string): void {
  const layout = explained(() => layoutOf(database, file), file);
  if (layout === 0) throw new StoreUnusable(`There is no store in ${file}. Name a file that liaison backup made.`);
  if (layout <= layoutVersion()) return;
  throw new StoreUnusable(
    `The backup ${file} has layout ${layout}, this program knows layouts up to ${layoutVersion()}. Restore it with the newer Liaison that made it.`,
  );
}

function explained<Result>(look: () => Result, file: string): Result {
  try {
    return look();
  } catch (error) {
    if (!(error instanceof StoreUnusable)) throw error;
    throw new StoreUnusable(`${file} is no backup of a Liaison store. Name a file that liaison backup made.`, { cause: error });
  }
}
