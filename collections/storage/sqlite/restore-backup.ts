// Brings a backup back in the place of an embedded store. Dates that were given out since the backup are never given again.
import { existsSync, realpathSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import { formatTimestamp, now, type Microseconds } from '../../../schemas/timestamp.ts';
import { StoreUnusable } from '../unusable.ts';
import { auditWriter } from './audit.ts';
import { change, copyDatabase, damageIn, unfinishedNameOf } from './backup.ts';
import { removeBackupNote } from './backup-note.ts';
import { layoutOf, migrate, openForReading } from './database.ts';
import { makePrivateFile, placeFile, removeDatabase } from './place-file.ts';
import { openBackup, type CheckedBackup } from './read-backup.ts';
import { summaryOf, type StoreSummary } from './summary.ts';
import { tableDigest } from './table-digest.ts';
import { lockTarget, type TargetStore } from './target-store.ts';

/** What is going on; each step goes from 0 to 1. */
export type RestoreStep = (typeof RESTORE_STEPS)[number];
export const RESTORE_STEPS = ['checking the backup', 'copying', 'checking the copy'] as const;

/** How to restore. */
export interface RestoreOptions {
  /** Whether a store that holds something, or can't be read, may be replaced. */
  readonly mayReplace: boolean;
  /** The digest that the backup must have. */
  readonly sha256?: string;
  /** Who does it, for people. */
  readonly by: string;
  readonly onProgress?: (share: number, step: RestoreStep) => void;
}

/** What was brought back. */
export interface RestoreOutcome extends StoreSummary {
  /** When the backup was made; absent when it doesn't say. */
  readonly taken?: Microseconds;
  readonly sha256: string;
  /** The layout that the backup had. */
  readonly layoutOfBackup: number;
  /** Whatever is published from now on is dated later than this. */
  readonly datesAfter: Microseconds;
  /** What was there before, if anything was. */
  readonly replaced?: { readonly keptAs: string; readonly summary?: StoreSummary };
}

/**
 * Makes the store in `target` what the backup is, in one step: whoever looks finds the old one or the new one. The old one
 * is kept under another name.
 * @throws {StoreUnusable} when the backup can't be used, or the target holds something or is in use
 * @throws {NodeJS.ErrnoException} when the target can't be written
 */
export async function restoreBackup(file: string, target: string, options: RestoreOptions): Promise<RestoreOutcome> {
  const { sha256: expected, onProgress } = options;
  if (existsSync(file) && existsSync(target) && realpathSync(file) === realpathSync(target)) {
    throw new StoreUnusable(`${file} is the store itself, and no backup of it.`);
  }
  const backup = await openBackup(file, expected, (share) => onProgress?.(share, 'checking the backup'));
  try {
    const before = await lockTarget(target);
    try {
      requireRoom(before, target, options.mayReplace);
      return await replace(backup, before, target, options);
    } finally {
      before.release();
    }
  } finally {
    backup.database.close();
  }
}

async function replace(backup: CheckedBackup, before: TargetStore, target: string, options: RestoreOptions): Promise<RestoreOutcome> {
  const unfinished = unfinishedNameOf(target);
  try {
    makePrivateFile(unfinished);
    await copyDatabase(backup.database, unfinished, (share) => options.onProgress?.(share, 'copying'));
    await compare(unfinished, backup.sha256, options);
    migrate(unfinished);
    const { summary, datesAfter } = goOn(unfinished, backup, before, options.by);
    const keptAs = before.kind === 'absent' || before.kind === 'empty' ? undefined : freeName(target);
    if (keptAs !== undefined) before.keepAs(keptAs);
    placeFile(unfinished, target, before.kind !== 'absent');
    const { taken, sha256, database } = backup;
    return {
      ...summary,
      ...(taken === undefined ? {} : { taken }),
      sha256,
      layoutOfBackup: layoutOf(database, target),
      datesAfter,
      ...(keptAs === undefined ? {} : { replaced: { keptAs, ...(before.summary === undefined ? {} : { summary: before.summary }) } }),
    };
  } finally {
    removeDatabase(unfinished);
  }
}

function requireRoom({ kind, summary }: TargetStore, target: string, mayReplace: boolean): void {
  if (mayReplace || kind === 'absent' || kind === 'empty') return;
  const what =
    summary === undefined
      ? "can't be read, so that nobody knows what it holds or whether a server uses it"
      : `holds ${summary.versions.toLocaleString('en')} versions of objects and ${summary.accounts.toLocaleString('en')} accounts`;
  throw new StoreUnusable(`The store ${target} ${what}. Name another data folder, or say --replace: the store is kept under another name then.`);
}

async function compare(copy: string, sha256: string, { onProgress }: RestoreOptions): Promise<void> {
  const database = openForReading(copy);
  try {
    if ((await tableDigest(database, (share) => onProgress?.(share, 'checking the copy'))) === sha256) return;
    throw new StoreUnusable("What was written isn't what the backup holds, and nothing was replaced. Check the disk, and try again.");
  } finally {
    database.close();
  }
}

/** Makes of what was brought back a store that goes on. */
function goOn(file: string, { taken, sha256 }: CheckedBackup, before: TargetStore, by: string): Pick<RestoreOutcome, 'datesAfter'> & { summary: StoreSummary } {
  return change(file, (database) => {
    removeBackupNote(database);
    database.exec('DELETE FROM rate_use');
    const datesAfter = leaveDatesBehind(database, before.lastDates);
    auditWriter(database).record([
      {
        kind: 'restore',
        at: now(),
        by,
        ...(taken === undefined ? {} : { taken: formatTimestamp(taken) }),
        sha256,
        ...(before.auditHead === undefined ? {} : { replaced: before.auditHead }),
      },
    ]);
    const [damage] = damageIn(database);
    if (damage !== undefined) throw new StoreUnusable(`The backup can't be brought to this program's layout: ${damage}.`);
    return { datesAfter, summary: summaryOf(database) };
  });
}

// Pollers have positions from the time that is lost. What comes must be later than those: later than the clock, which had
// to be passed then, and than whatever the replaced store gave out, whose clock may have been ahead.
function leaveDatesBehind(database: DatabaseSync, lastDates: ReadonlyMap<string, Microseconds>): Microseconds {
  const present = now();
  const put = database.prepare(
    'INSERT INTO collections (id, last_date_added, is_declared) VALUES (?, ?, 0)' +
      ' ON CONFLICT (id) DO UPDATE SET last_date_added = MAX(last_date_added, excluded.last_date_added)',
  );
  for (const [id, date] of lastDates) if (date > 0) put.run(id, date);
  database.prepare('UPDATE collections SET last_date_added = MAX(last_date_added, ?)').run(present);
  return Number(database.prepare('SELECT MAX(last_date_added) AS last FROM collections').get()?.['last'] ?? present);
}

function freeName(target: string): string {
  const stamp = formatTimestamp(now()).slice(0, 19).replaceAll(':', '-');
  for (let count = 1; ; count += 1) {
    const name = `${target}.replaced-${stamp}Z${count === 1 ? '' : `-${count}`}`;
    if (!existsSync(name)) return name;
  }
}
