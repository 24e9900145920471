// Work that makes a file under another name first: what is left of it goes when the work ends early.
import { unfinishedNameOf } from '../collections/storage/sqlite/backup.ts';
import { removeDatabase } from '../collections/storage/sqlite/place-file.ts';
import { CommandFailure } from './failure.ts';
import { startProgress } from './progress.ts';

const INTERRUPTED = 130;
/** What a step counts for in the progress, so that its share can be shown. */
const STEP = 1_000;

/**
 * Runs the work with a bar on a terminal, until it is done or somebody interrupts it.
 * @param target what the work makes
 * @throws {CommandFailure} when the machine is in the way: a full disk, a folder that can't be written to
 */
export async function makeFile<Result, Step extends string>(
  title: string,
  target: string,
  steps: readonly Step[],
  work: (onProgress: (share: number, step: Step) => void) => Promise<Result>,
): Promise<Result> {
  const progress = startProgress(title, steps.length * STEP);
  const end = (): void => {
    progress.end();
    removeDatabase(unfinishedNameOf(target));
    process.stderr.write('Interrupted. Nothing was changed.\n');
    process.exit(INTERRUPTED);
  };
  process.once('SIGINT', end);
  try {
    return await work((share, step) => progress.advance(share * STEP, step));
  } catch (error) {
    throw explain(error, target);
  } finally {
    process.off('SIGINT', end);
    progress.end();
  }
}

function explain(error: unknown, target: string): unknown {
  const { code, syscall, message } = error as NodeJS.ErrnoException;
  if (code === 'EEXIST') return new CommandFailure(`${target} is there already. Name another file, or say --replace.`, { cause: error });
  if (code === 'ERR_SQLITE_ERROR') return new CommandFailure(`${target} can't be made: ${message}. Nothing was changed.`, { cause: error });
  if (syscall !== undefined) return new CommandFailure(`${target} can't be made (${code}). Nothing was changed.`, { cause: error });
  return error;
}
