// The data folder: where the embedded store lives.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CommandFailure } from './failure.ts';

const STORE_FILE = 'liaison.db';

/**
 * The embedded store's file in a data folder, both made on first use and readable by their owner only.
 * @throws {CommandFailure} when the folder can't be made or written to
 */
export function storeFileIn(folder: string): string {
  const path = resolve(folder);
  process.umask(0o077);
  try {
    mkdirSync(path, { recursive: true });
    accessSync(path, constants.R_OK | constants.W_OK | constants.X_OK);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`The data folder ${path} can't be written to (${code}). Name another one with --data.`, {
      cause: error,
    });
  }
  return join(path, STORE_FILE);
}
