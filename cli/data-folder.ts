// The data folder: where the embedded store lives.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandFailure } from './failure.ts';

/** The embedded store's file in a data folder. */
export const STORE_FILE = 'liaison.db';

/**
 * The embedded store's file in a data folder, both made on first use and readable by their owner only.
 * @param option the one that names the folder
 * @throws {CommandFailure} when the folder can't be made or written to
 */
export function storeFileIn(folder: string, option = '--data'): string {
  const path = resolve(folder);
  process.umask(0o077);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The data folder ${path} can't be written to (${code}). Name another one with ${option}.`, {
      cause: error,
    });
  }
  return join(path, STORE_FILE);
}
