// Chooses the adapter by where the store is.
import type { Store } from './port.ts';
import { openSqliteStore } from './sqlite/store.ts';

/** Whether a place is a MongoDB connection string; any other is a file. */
export function isConnectionString(place: string): boolean {
  return /^mongodb(?:\+srv)?:\/\//.test(place);
}

/**
 * Opens the store at a MongoDB connection string or in an SQLite file, and makes it where there is none.
 * @throws {StoreUnusable} when it can't be used
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openStore(place: string): Promise<Store> {
  if (!isConnectionString(place)) return openSqliteStore(place);
  // The driver is loaded only by those who use it.
  const { openMongoStore } = await import('./mongodb/store.ts');
  return openMongoStore(place);
}
