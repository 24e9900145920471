// Chooses the adapter for copying by where the store is.
import type { StoreArchive, StoreRestore } from './archive.ts';
import { isConnectionString } from './open-store.ts';
import { openSqliteArchive } from './sqlite/archive.ts';
import { openSqliteRestore } from './sqlite/restore.ts';

/**
 * Opens the store at a MongoDB connection string or in an SQLite file for reading all of it.
 * @throws {StoreUnusable} when there is none, or it can't be used
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openArchive(place: string): Promise<StoreArchive> {
  if (isConnectionString(place)) return (await import('./mongodb/archive.ts')).openMongoArchive(place);
  return openSqliteArchive(place);
}

/**
 * Opens the store at a MongoDB connection string or in an SQLite file for putting content into it, and makes it where
 * there is none.
 * @throws {StoreUnusable} when it can't be used
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openRestore(place: string): Promise<StoreRestore> {
  if (isConnectionString(place)) return (await import('./mongodb/restore.ts')).openMongoRestore(place);
  return openSqliteRestore(place);
}
