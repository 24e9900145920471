// liaison backup FILE — the embedded store as it is now, in one file, while servers work on it
import { existsSync, realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Command } from 'commander';
import { BACKUP_STEPS, backUp, type BackupOutcome } from '../collections/storage/sqlite/backup.ts';
import { formatTimestamp, now } from '../schemas/timestamp.ts';
import { readConfiguration } from './configuration.ts';
import { embeddedStoreFile } from './embedded-store.ts';
import { CommandFailure } from './failure.ts';
import { forgiveClosedOutput } from './standard-output.ts';
import { withStore, type StoreOptions } from './store-place.ts';
import { describeSummary, summaryForPrograms } from './summary-words.ts';
import { makeFile } from './unfinished-file.ts';

interface BackupFlags extends StoreOptions {
  readonly replace?: boolean;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addBackupCommand(program: Command): void {
  withStore(program.command('backup').description('back up the embedded store while servers work on it, and check the backup'))
    .argument('<file>', 'where to; in a folder, the file is named for the time')
    .option('--replace', 'replace a file that is there')
    .option('--json', 'for programs: one JSON document')
    .action(backup);
}

async function backup(name: string, { replace = false, json = false, ...options }: BackupFlags): Promise<void> {
  const file = embeddedStoreFile(readConfiguration({ ...options }, process.env, ['store']), insteadOf);
  const target = targetOf(name);
  requireOther(file, target, replace);
  const outcome = await makeFile('Backing up', target, BACKUP_STEPS, (onProgress) => backUp(file, target, { mayReplace: replace, onProgress }));
  forgiveClosedOutput();
  process.stdout.write(json ? forPrograms(outcome, file, target) : forPeople(outcome, file, target));
}

function insteadOf(place: string): string {
  return `which has tools of its own for that: stop the servers and run mongodump; docs/operations.md tells how. Or: liaison store copy --from '${place}' --to FILE.db`;
}

function targetOf(name: string): string {
  const path = resolve(name);
  const isFolder = statSync(path, { throwIfNoEntry: false })?.isDirectory() === true;
  return isFolder ? join(path, `liaison-${formatTimestamp(now()).slice(0, 19).replaceAll(':', '-')}Z.db`) : path;
}

// Before the work, which may take long; the work itself looks once more.
function requireOther(file: string, target: string, mayReplace: boolean): void {
  if (!existsSync(target)) return;
  if (existsSync(file) && realpathSync(file) === realpathSync(target)) throw new CommandFailure(`${target} is the store itself. Name another file.`);
  if (!mayReplace) throw new CommandFailure(`${target} is there already. Name another file, or say --replace.`);
}

function forPeople(outcome: BackupOutcome, file: string, target: string): string {
  return (
    `Backed up ${file} to ${target}, as it was at ${formatTimestamp(outcome.taken)}:\n${describeSummary(outcome)}` +
    `It was read back and is the same row by row. SHA-256 of its content: ${outcome.sha256}\n`
  );
}

function forPrograms(outcome: BackupOutcome, file: string, target: string): string {
  const { taken, sha256 } = outcome;
  return `${JSON.stringify({ from: file, to: target, taken: formatTimestamp(taken), ...summaryForPrograms(outcome), sha256 })}\n`;
}
