// Puts a finished file into its place: whole or not at all, and on disk.
import { closeSync, existsSync, fsyncSync, linkSync, openSync, renameSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';

/** What SQLite may leave beside a file. */
const COMPANIONS = ['', '-journal', '-wal', '-shm'];

/** Makes an empty file that only its owner can read. @throws when there is one already */
export function makePrivateFile(file: string): void {
  closeSync(openSync(file, 'wx', 0o600));
}

/** Removes a database file with what belongs to it. */
export function removeDatabase(file: string): void {
  for (const companion of COMPANIONS) rmSync(`${file}${companion}`, { force: true });
}

/**
 * Gives a file, which is written and closed, the name that it is to have.
 * @throws {NodeJS.ErrnoException} `EEXIST` when something has that name and mustn't be replaced
 */
export function placeFile(unfinished: string, file: string, mayReplace: boolean): void {
  syncToDisk(unfinished);
  if (mayReplace) renameSync(unfinished, file);
  else linkInstead(unfinished, file);
  syncToDisk(dirname(file));
}

/** Waits until a file, or what a folder lists, is on disk. */
function syncToDisk(path: string): void {
  const handle = openSync(path, 'r');
  try {
    fsyncSync(handle);
  } finally {
    closeSync(handle);
  }
}

// A link never replaces anything. Some file systems, of memory sticks for example, have none.
function linkInstead(unfinished: string, file: string): void {
  try {
    linkSync(unfinished, file);
    rmSync(unfinished);
  } catch (error) {
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes((error as NodeJS.ErrnoException).code ?? '')) throw error;
    if (existsSync(file)) throw Object.assign(new Error(`${file} is there`), { code: 'EEXIST' });
    renameSync(unfinished, file);
  }
}
