// Where the store is: a data folder with the embedded store, or a MongoDB database.
import { readFileSync } from 'node:fs';
import { Option, type Command } from 'commander';
import { isConnectionString, openStore } from '../collections/storage/open-store.ts';
import type { Store } from '../collections/storage/port.ts';
import { storeFileIn } from './data-folder.ts';
import { CommandFailure } from './failure.ts';

/** Options of every command that works on the store. */
export interface StoreOptions {
  readonly data: string;
  readonly store?: string;
}

/** Names a file that holds the connection string, as container engines hand secrets over. */
const STORE_FILE_VARIABLE = 'LIAISON_STORE_FILE';

/** Gives a command its `--data` and `--store` options. */
export function withStore(command: Command): Command {
  return command
    .addOption(new Option('--data <folder>', 'the data folder').env('LIAISON_DATA').default('data'))
    .addOption(new Option('--store <uri>', 'mongodb://… instead of a data folder').env('LIAISON_STORE'));
}

/**
 * Opens the store that the options name; an embedded one is made on first use, readable by its owner only.
 * @throws {CommandFailure} when the options can't be followed
 * @throws {StoreUnusable} when the store can't be used
 * @throws {StoreUnavailable} when its database doesn't answer
 */
export async function openStorePlace(options: StoreOptions): Promise<Store> {
  return openStore(connectionStringOf(options) ?? storeFileIn(options.data));
}

/** How the place is told to people, without its secrets. */
export function describePlace(options: StoreOptions): string {
  const uri = connectionStringOf(options);
  return uri === undefined ? `Data folder: ${options.data}.` : `Store: ${uri.replace(/\/\/[^@/]*@/, '//')}.`;
}

/** Runs with the store open, and closes it. */
export async function inStore(options: StoreOptions, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStorePlace(options);
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

function connectionStringOf({ store }: StoreOptions): string | undefined {
  const uri = store ?? readConnectionString();
  if (uri === undefined || isConnectionString(uri)) return uri;
  throw new CommandFailure('The store is a connection string: mongodb://… or mongodb+srv://… . For the embedded store name a folder with --data.');
}

function readConnectionString(): string | undefined {
  const file = process.env[STORE_FILE_VARIABLE];
  if (file === undefined || file === '') return undefined;
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`${file}, which ${STORE_FILE_VARIABLE} names, can't be read (${code}).`, { cause: error });
  }
}
