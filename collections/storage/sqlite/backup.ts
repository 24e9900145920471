// Backs up an embedded store while servers work on it: one moment of it, in one file, compared with the store row by row.
import { existsSync } from 'node:fs';
import { backup, type DatabaseSync } from 'node:sqlite';
import { now } from '../../../schemas/timestamp.ts';
import { refuseUnfinishedCopy } from '../unfinished-copy.ts';
import { StoreUnusable } from '../unusable.ts';
import { writeBackupNote, type BackupNote } from './backup-note.ts';
import { readCopyNote } from './copy-note.ts';
import { layoutOf, openForReading, openForRewriting, refuseNewer } from './database.ts';
import { makePrivateFile, placeFile, removeDatabase } from './place-file.ts';
import { summaryOf, type StoreSummary } from './summary.ts';
import { tableDigest } from './table-digest.ts';

/** What is going on; each step goes from 0 to 1. */
export type BackupStep = 'reading' | 'copying' | 'checking';
export const BACKUP_STEPS = ['reading', 'copying', 'checking'] as const;

/** How to back up. */
export interface BackupOptions {
  /** Whether a file that is there may be replaced. */
  readonly mayReplace: boolean;
  /** Is called with the share of the step that was done since the last call. */
  readonly onProgress?: (share: number, step: BackupStep) => void;
}

/** A backup that was made. */
export interface BackupOutcome extends StoreSummary, BackupNote {}

/** Pages that are copied at a time: 4 MiB of a new store. */
const PAGES_AT_ONCE = 512;

/**
 * Writes the store in `file`, as it is now, to `target`, which appears when all of it is there and was compared.
 * @throws {StoreUnusable} when there is no store, or it can't be backed up: a newer one, an unfinished copy, a damaged one
 * @throws {NodeJS.ErrnoException} when the target can't be written; `EEXIST` when it is there and mustn't be replaced
 */
export async function backUp(file: string, target: string, { mayReplace, onProgress }: BackupOptions): Promise<BackupOutcome> {
  if (!existsSync(file)) throw new StoreUnusable(`There is no store ${file}.`);
  const unfinished = unfinishedNameOf(target);
  // Before the moment that is backed up: whatever was acknowledged until then is in it.
  const taken = now();
  const source = openSnapshot(file);
  try {
    refuseNewer(source, file);
    if (layoutOf(source, file) === 0) throw new StoreUnusable(`There is nothing in the store ${file} yet.`);
    refuseUnfinishedCopy(readCopyNote(source), file);
    const note = { taken, sha256: await tableDigest(source, (share) => onProgress?.(share, 'reading')) };
    makePrivateFile(unfinished);
    await copyDatabase(source, unfinished, (share) => onProgress?.(share, 'copying'));
    change(unfinished, (copy) => writeBackupNote(copy, note));
    await check(unfinished, note, file, (share) => onProgress?.(share, 'checking'));
    placeFile(unfinished, target, mayReplace);
    return { ...summaryOf(source), ...note };
  } finally {
    source.close();
    removeDatabase(unfinished);
  }
}

/** What a file is called while it is made. */
export function unfinishedNameOf(target: string): string {
  return `${target}.unfinished-${process.pid}`;
}

/** A connection that sees one moment of a store, whatever is written meanwhile. */
export function openSnapshot(file: string): DatabaseSync {
  const database = openForReading(file);
  try {
    // A store that isn't one fails here, in words.
    layoutOf(database, file);
    database.exec('BEGIN');
    // The moment is that of the first read.
    database.prepare('SELECT COUNT(*) FROM sqlite_schema').get();
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

/**
 * Copies what a connection sees, page by page, into an empty file. As the connection is in a transaction, writers don't
 * make it begin anew.
 */
export async function copyDatabase(source: DatabaseSync, target: string, onCopied: (share: number) => void = () => undefined): Promise<void> {
  let done = 0;
  await backup(source, target, {
    rate: PAGES_AT_ONCE,
    progress({ totalPages, remainingPages }) {
      const reached = 1 - remainingPages / Math.max(1, totalPages);
      onCopied(reached - done);
      done = reached;
    },
  });
  onCopied(1 - done);
}

/** Changes a file that nobody else has, and leaves it as one file without companions. */
export function change<Result>(file: string, work: (database: DatabaseSync) => Result): Result {
  const database = openForRewriting(file);
  try {
    return work(database);
  } finally {
    database.close();
  }
}

/** What SQLite's own check finds wrong in a file; empty when it is sound. */
export function damageIn(database: DatabaseSync): string[] {
  try {
    const found = database.prepare('PRAGMA integrity_check(10)').all().flatMap((row) => String(Object.values(row)[0]).split('\n'));
    return found.filter((line) => line !== 'ok' && !line.startsWith('***'));
  } catch (error) {
    return [(error as Error).message];
  }
}

async function check(copy: string, { sha256 }: BackupNote, file: string, onRows: (share: number) => void): Promise<void> {
  const database = openForReading(copy);
  try {
    const [damage] = damageIn(database);
    if (damage !== undefined) {
      throw new StoreUnusable(`The store ${file} is damaged (${damage}), and no backup was made. Keep the backups that there are; liaison doctor tells more.`);
    }
    if ((await tableDigest(database, onRows)) === sha256) return;
    throw new StoreUnusable(`What was written isn't what the store ${file} holds, and no backup was made. Check the disk, and try again.`);
  } finally {
    database.close();
  }
}
