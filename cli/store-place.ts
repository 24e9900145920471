// Where the store is: a data folder with the embedded store, or a MongoDB database.
import { readFileSync } from 'node:fs';
import type { Command } from 'commander';
import { isConnectionString, openStore } from '../collections/storage/open-store.ts';
import type { Store } from '../collections/storage/port.ts';
import { readConfiguration, withConfiguration, type EffectiveConfiguration } from './configuration.ts';
import { storeFileIn } from './data-folder.ts';
import { CommandFailure } from './failure.ts';

/** Options of every command that works on the store. */
export interface StoreOptions {
  readonly config?: string;
  readonly data?: string;
  readonly store?: string;
}

const STORE_SECTIONS = ['store'];

/** Gives a command its `--config`, `--data` and `--store` options. */
export function withStore(command: Command): Command {
  return withConfiguration(command, STORE_SECTIONS);
}

/**
 * Opens the store that the configuration names; an embedded one is made on first use, readable by its owner only.
 * @throws {CommandFailure} when the configuration can't be followed
 * @throws {StoreUnusable} when the store can't be used
 * @throws {StoreUnavailable} when its database doesn't answer
 */
export async function openStorePlace(effective: EffectiveConfiguration): Promise<Store> {
  const { data = 'data' } = effective.configuration.store;
  return openStore(connectionStringOf(effective) ?? storeFileIn(data));
}

/** How the place is told to people, without its secrets. */
export function describePlace(effective: EffectiveConfiguration): string {
  const uri = connectionStringOf(effective);
  return uri === undefined ? `Data folder: ${effective.configuration.store.data}.` : `Store: ${maskConnectionString(uri)}.`;
}

/** Runs with the store open, and closes it. */
export async function inStore(options: StoreOptions, work: (store: Store) => Promise<void>): Promise<void> {
  const store = await openStorePlace(readConfiguration({ ...options }, process.env, STORE_SECTIONS));
  try {
    await work(store);
  } finally {
    await store.close();
  }
}

/** A connection string for people: what stands before its hosts, and its options, may be secret. */
export function maskConnectionString(uri: string): string {
  return uri.replace(/\/\/.*@/s, '//').replace(/\?.*$/s, '');
}

/**
 * The connection string, if the store is not in a data folder.
 * @throws {CommandFailure} when the file that should hold it can't be read, or holds something else
 */
export function connectionStringOf({ configuration, nameGiven }: EffectiveConfiguration): string | undefined {
  const { uri, uri_file: file } = configuration.store;
  if (uri !== undefined || file === undefined) return uri;
  const content = readConnectionString(file, nameGiven('store.uri_file'));
  if (isConnectionString(content)) return content;
  throw new CommandFailure(`${file}, which ${nameGiven('store.uri_file')} names, holds no connection string: mongodb://… or mongodb+srv://… .`);
}

function readConnectionString(file: string, named: string): string {
  try {
    return readFileSync(file, 'utf8').trim();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new CommandFailure(`${file}, which ${named} names, can't be read (${code}).`, { cause: error });
  }
}
