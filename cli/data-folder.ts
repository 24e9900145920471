// The data folder: where the embedded store lives.
import { accessSync, constants, mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Option, type Command } from 'commander';
import { openSqliteStore } from '../collections/storage/sqlite/store.ts';
import type { Store } from '../collections/storage/port.ts';
import { CommandFailure } from './failure.ts';

/** Options of every command that works on the store. */
export interface StoreOptions {
  readonly data: string;
}

const STORE_FILE = 'liaison.db';

/** Gives a command its `--data` option. */
export function withDataFolder(command: Command): Command {
  return command.addOption(new Option('--data <folder>', 'the data folder').env('LIAISON_DATA').default('data'));
}

/**
 * Opens the store in a data folder, both made on first use and readable by their owner only.
 * @throws {CommandFailure} when the folder can't be made or written to
 * @throws {StoreUnusable} when the store in it can't be used
 */
export function openDataFolder(folder: string): Store {
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
  return openSqliteStore(join(path, STORE_FILE));
}

/** Runs with the data folder's store open, and closes it. */
export async function inStore(options: StoreOptions, work: (store: Store) => Promise<void>): Promise<void> {
  const store = openDataFolder(options.data);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}
