// The places between which a store is copied: a data folder, an SQLite file, or a connection string.
import { realpathSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { isConnectionString } from '../collections/storage/open-store.ts';
import { storeFileIn, STORE_FILE } from './data-folder.ts';
import { CommandFailure } from './failure.ts';

/** A store's place. */
export interface CopyPlace {
  /** As the adapters take it. */
  readonly place: string;
  /** For people: absolute, and without secrets. */
  readonly description: string;
}

/**
 * The place of a store that is there.
 * @throws {CommandFailure} when nothing is there
 */
export function sourcePlace(text: string): CopyPlace {
  if (isConnectionString(text)) return database(text);
  const kind = kindOf(text);
  if (kind === 'nothing') throw new CommandFailure(`There is no store at ${resolve(text)}.`);
  return file(kind === 'folder' ? join(text, STORE_FILE) : text);
}

/**
 * The place of a store that may still have to be made: of what isn't there yet, a name that ends in .db is a file, any
 * other a data folder.
 * @throws {CommandFailure} when it can't be made, or is the source
 */
export function targetPlace(text: string, source: CopyPlace): CopyPlace {
  const target = isConnectionString(text) ? database(text) : file(targetFile(text));
  if (target.place !== source.place) return target;
  throw new CommandFailure(`--from and --to are the same store, ${source.description}.`);
}

function targetFile(text: string): string {
  const kind = kindOf(text);
  if (kind === 'folder' || (kind === 'nothing' && !text.endsWith('.db'))) return storeFileIn(text, '--to');
  process.umask(0o077);
  return text;
}

function kindOf(path: string): 'folder' | 'file' | 'nothing' {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return 'nothing';
  return found.isDirectory() ? 'folder' : 'file';
}

function file(path: string): CopyPlace {
  const place = statSync(path, { throwIfNoEntry: false }) === undefined ? resolve(path) : realpathSync(path);
  return { place, description: place };
}

/** A connection string may have secrets before its hosts, and among its options. */
function database(uri: string): CopyPlace {
  return { place: uri, description: uri.replace(/\/\/[^@/]*@/, '//').replace(/\?.*$/, '') };
}
