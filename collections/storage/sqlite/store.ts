// The embedded store: one SQLite file, read on the calling thread and written by a thread of its own.
import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { Store } from '../port.ts';
import { refuseUnfinishedCopy } from '../unfinished-copy.ts';
import { StoreUnusable } from '../unusable.ts';
import { consumerReader } from './consumers.ts';
import { readCopyNote } from './copy-note.ts';
import { auditReader } from './audit.ts';
import { createMemory } from './memory.ts';
import { holdReader } from './holds.ts';
import { migrate, openForReading } from './database.ts';
import { objectReader } from './object-reader.ts';
import { accountReader, catalogueReader, publicationReader, readSigningKey } from './reader.ts';
import { startWriter } from './writer-client.ts';

/**
 * Opens the store in that file, which is created or migrated first.
 * @throws {StoreUnusable} when the file can't be opened, is no Liaison store, is of a newer program, or is a copy that isn't
 * complete
 */
export function openSqliteStore(file: string): Store {
  migrate(file);
  const database = openForStaying(file);
  const { writer, close } = startWriter(file);
  const memory = createMemory(database);
  const holds = holdReader(database);
  return {
    objects: objectReader(database, memory),
    publications: publicationReader(database),
    catalogue: catalogueReader(database, memory),
    accounts: accountReader(database, memory),
    holds: { list: async () => holds.list() },
    audit: auditReader(database),
    consumers: consumerReader(database),
    writer,
    signingKey: readSigningKey(database),
    mark: () => memory.mark(),
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

// From its first read on the connection keeps `liaison restore` away. That may have put another file in this one's place
// between the opening and that read; the writer, which is opened by the name, would then write to the other one.
function openForStaying(file: string): DatabaseSync {
  const { ino } = statSync(file);
  const database = openForReading(file);
  try {
    refuseUnfinishedCopy(readCopyNote(database), file);
    if (statSync(file).ino !== ino) throw new StoreUnusable(`The store ${file} was replaced while it was opened. Start again.`);
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}
