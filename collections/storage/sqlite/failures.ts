// Failures of SQLite that are about the machine, and pass: a full disk above all.
import { statfsSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreFull, StoreUnavailable } from '../unavailable.ts';

/** What a failure is about: the room on the disk, or the disk itself or the lock on the file. */
export type PassingFailure = 'full' | 'away';

/** SQLite's primary result codes (https://sqlite.org/rescode.html): the low byte of an extended one. */
const BUSY = 5;
const IO_ERROR = 10;
const FULL = 13;
/** Octets that have to be free before writing is tried again: a large envelope, in the log and in the file. */
const ROOM = 64 * 1024 * 1024;

/** What kind of failure an error of `node:sqlite` is; `undefined` when it is a mistake, which won't pass. */
export function passingFailure(error: unknown): PassingFailure | undefined {
  const { code, errcode } = error as { code?: string; errcode?: number };
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return undefined;
  const primary = errcode & 0xff;
  if (primary === FULL) return 'full';
  return primary === IO_ERROR || primary === BUSY ? 'away' : undefined;
}

/** The error for those who asked the store in that file for something. */
export function toStoreError(error: Error, failure: PassingFailure, file: string): StoreUnavailable {
  if (failure === 'away') return new StoreUnavailable(`the store can't be written: ${error.message}`, { cause: error });
  return new StoreFull(`the disk of the store is full: ${error.message}`, () => requireRoom(file), { cause: error });
}

/** @throws {StoreFull} when there isn't much room where the file is */
async function requireRoom(file: string): Promise<void> {
  const { bavail, bsize, blocks } = statfsSync(dirname(file));
  const free = bavail * bsize;
  // Of a small disk, as containers have, an eighth.
  if (free < Math.min(ROOM, (blocks * bsize) / 8)) throw new StoreFull(`${free} octets are free`, () => requireRoom(file));
}
