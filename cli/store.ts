// liaison store copy --from PLACE --to PLACE — moves an exchange to another store, and proves that all of it is there
import { Option, type Command } from 'commander';
import { COPY_STEPS, copyStore, type CopyOptions, type CopyOutcome } from '../collections/storage/copy.ts';
import { openArchive, openRestore } from '../collections/storage/open-archive.ts';
import type { StoreArchive } from '../collections/storage/archive.ts';
import { StoreUnavailable } from '../collections/storage/unavailable.ts';
import { describeCopy, describeCopyForPrograms, describeDifferences } from './copy-outcome.ts';
import { sourcePlace, targetPlace, type CopyPlace } from './copy-place.ts';
import { CommandFailure } from './failure.ts';
import { startProgress, type Progress } from './progress.ts';
import { forgiveClosedOutput } from './standard-output.ts';

interface StoreCopyOptions {
  readonly from: string;
  readonly to: string;
  readonly json?: boolean;
}

const GOES_ON = 'The same command goes on from there. Until it is done, the copy can\'t be used.';
const INTERRUPTED = 130;

/** Adds the commands to the program. */
export function addStoreCommands(program: Command): void {
  const place = 'a data folder, an SQLite file, or mongodb://…';
  program
    .command('store')
    .description('copy everything that an exchange keeps to another store')
    .command('copy')
    .description('copy a store, or go on where an earlier copy stopped, and compare the two')
    .addOption(new Option('--from <place>', place).env('LIAISON_COPY_FROM').makeOptionMandatory())
    .addOption(new Option('--to <place>', `${place}; what isn't there is made`).env('LIAISON_COPY_TO').makeOptionMandatory())
    .option('--json', 'for programs: one JSON document')
    .action(copy);
}

async function copy(options: StoreCopyOptions): Promise<void> {
  const from = sourcePlace(options.from);
  const to = targetPlace(options.to, from);
  const source = await openArchive(from.place);
  try {
    report(await copyInto(to, source, { from: from.description, to: to.description }), from, to, options);
  } finally {
    await source.close();
  }
}

async function copyInto({ place }: CopyPlace, source: StoreArchive, names: Pick<CopyOptions, 'from' | 'to'>): Promise<CopyOutcome> {
  const target = await openRestore(place);
  const progress = startProgress('Copying', (await source.size()) * COPY_STEPS.length);
  const stop = endOnInterrupt(progress);
  try {
    return await copyStore(source, target, { ...names, onItems: (count, step) => progress.advance(count, step) });
  } catch (error) {
    throw isMended(error) ? new CommandFailure(`The copy stopped: ${(error as Error).message.replace(/\.$/, '')}. ${GOES_ON}`, { cause: error }) : error;
  } finally {
    stop();
    progress.end();
    await target.close();
  }
}

/** Whether it is about the machines, such as a full disk, and not about what was asked. */
function isMended(error: unknown): boolean {
  return error instanceof StoreUnavailable || (error as NodeJS.ErrnoException).code === 'ERR_SQLITE_ERROR';
}

function endOnInterrupt(progress: Progress): () => void {
  const end = (): void => {
    progress.end();
    process.stderr.write(`Interrupted. ${GOES_ON}\n`);
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', end);
  return () => process.off('SIGINT', end);
}

function report(outcome: CopyOutcome, from: CopyPlace, to: CopyPlace, { json }: StoreCopyOptions): void {
  forgiveClosedOutput();
  const names = { from: from.description, to: to.description };
  process.stdout.write(json === true ? describeCopyForPrograms(outcome, names) : describeCopy(outcome, names));
  if (outcome.differences.length > 0) throw new CommandFailure(describeDifferences(outcome));
}
