// liaison restore FILE — a backup comes back in the place of the embedded store
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { RESTORE_STEPS, restoreBackup, type RestoreOutcome } from '../collections/storage/sqlite/restore-backup.ts';
import { formatTimestamp } from '../schemas/timestamp.ts';
import { readConfiguration } from './configuration.ts';
import { storeFileIn } from './data-folder.ts';
import { embeddedStoreFile } from './embedded-store.ts';
import { CommandFailure } from './failure.ts';
import { operatorName } from './operator.ts';
import { forgiveClosedOutput } from './standard-output.ts';
import { withStore, type StoreOptions } from './store-place.ts';
import { describeSummary, summaryForPrograms } from './summary-words.ts';
import { makeFile } from './unfinished-file.ts';

interface RestoreFlags extends StoreOptions {
  readonly replace?: boolean;
  readonly sha256?: string;
  readonly json?: boolean;
}

/** Adds the command to the program. */
export function addRestoreCommand(program: Command): void {
  withStore(program.command('restore').description('check a backup, and bring it back as the embedded store'))
    .argument('<file>', 'a file that liaison backup made')
    .option('--replace', 'also where there is a store that holds something; it is kept under another name')
    .option('--sha256 <digest>', 'only if its content has this digest, which liaison backup told')
    .option('--json', 'for programs: one JSON document')
    .action(restore);
}

async function restore(name: string, { replace = false, sha256, json = false, ...options }: RestoreFlags): Promise<void> {
  const effective = readConfiguration({ ...options }, process.env, ['store']);
  const file = resolve(name);
  embeddedStoreFile(effective, (place) => `which mongorestore brings back; docs/operations.md tells how. A backup of an embedded store goes there with: liaison store copy --from ${file} --to '${place}'`);
  if (sha256 !== undefined && !/^[0-9a-f]{64}$/.test(sha256)) throw new CommandFailure(`--sha256 ${sha256} must be 64 hexadecimal digits, as liaison backup tells them.`);
  const target = storeFileIn(effective.configuration.store.data ?? 'data', effective.nameGiven('store.data'));
  const outcome = await makeFile('Restoring', target, RESTORE_STEPS, (onProgress) =>
    restoreBackup(file, target, { mayReplace: replace, ...(sha256 === undefined ? {} : { sha256 }), by: operatorName(), onProgress }),
  );
  forgiveClosedOutput();
  process.stdout.write(json ? forPrograms(outcome, file, target) : forPeople(outcome, file, target));
}

function forPeople(outcome: RestoreOutcome, file: string, target: string): string {
  const { taken, layoutOfBackup, layout, datesAfter, replaced, sha256 } = outcome;
  const when = taken === undefined ? '. It says nothing of when it was made, nor what it should hold' : `, as the store was at ${formatTimestamp(taken)}`;
  return [
    `Restored ${file} to ${target}${when}:\n${describeSummary(outcome)}`,
    layoutOfBackup === layout ? '' : `Its layout was ${layoutOfBackup}; it was brought up to date.\n`,
    `SHA-256 of the content of the backup: ${sha256}\n`,
    replaced === undefined ? '' : `The store that was there is kept as ${replaced.keptAs}\n`,
    `What is published from now on is dated later than ${formatTimestamp(datesAfter)}, and reaches everybody who polls. What came in since\n` +
      'the backup is lost until it is published again; what was deleted since is there again; accounts, credentials, grants and\n' +
      'holds are as they were then. docs/operations.md tells what to do about that.\n',
  ].join('');
}

function forPrograms(outcome: RestoreOutcome, file: string, target: string): string {
  const { taken, layoutOfBackup, datesAfter, replaced, sha256 } = outcome;
  return `${JSON.stringify({
    from: file,
    to: target,
    ...(taken === undefined ? {} : { taken: formatTimestamp(taken) }),
    ...summaryForPrograms(outcome),
    layout_of_backup: layoutOfBackup,
    sha256,
    dates_after: formatTimestamp(datesAfter),
    ...(replaced === undefined ? {} : { replaced: { kept_as: replaced.keptAs, ...(replaced.summary === undefined ? {} : summaryForPrograms(replaced.summary)) } }),
  })}\n`;
}
