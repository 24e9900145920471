// Chooses the adapter for looking a store over by where it is.
import type { StoreExaminer } from './examiner.ts';
import { isConnectionString } from './open-store.ts';
import { openSqliteExaminer } from './sqlite/examiner.ts';

/**
 * Opens the store at a MongoDB connection string or in an SQLite file for looking it over. Nothing is made or changed.
 * @throws {StoreUnusable} when there is none, or it can't be used
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openExaminer(place: string): Promise<StoreExaminer> {
  if (isConnectionString(place)) return (await import('./mongodb/examiner.ts')).openMongoExaminer(place);
  return openSqliteExaminer(place);
}
