// The embedded store: one SQLite file, read on the calling thread and written by a thread of its own.
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../port.ts';
import { migrate, openForReading } from './database.ts';
import { accountReader, catalogueReader, objectReader, publicationReader } from './reader.ts';
import { startWriter } from './writer-client.ts';

/**
 * Opens the store in that file, which is created or migrated first.
 * @throws {StoreUnusable} when the file can't be opened, is no Liaison store, or is of a newer program
 */
export function openSqliteStore(file: string): Store {
  migrate(file);
  const database = openForReading(file);
  const { writer, close } = startWriter(file);
  return {
    objects: objectReader(database),
    publications: publicationReader(database),
    catalogue: catalogueReader(database),
    accounts: accountReader(database),
    writer,
    signingKey: readSigningKey(database),
    async ready() {
      database.prepare('SELECT 1').get();
    },
    async close() {
      // The writer last: it can fold the write-ahead log into the file, a reader can't.
      database.close();
      await close();
    },
  };
}

function readSigningKey(database: DatabaseSync): Uint8Array {
  return database.prepare("SELECT value FROM settings WHERE name = 'signing_key'").get()?.['value'] as Uint8Array;
}
