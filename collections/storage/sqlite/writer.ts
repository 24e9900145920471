// Changes the embedded store, one transaction a call. Lives in the writer thread, so it may block.
import type { DatabaseSync } from 'node:sqlite';
import { auditWriter } from './audit.ts';
import { consumerWriter } from './consumers.ts';
import { feedWriter } from './feed.ts';
import { holdWriter } from './holds.ts';
import { rateWriter } from './rates.ts';
import { retentionWriter } from './retention.ts';
import { accountWriter } from './write-accounts.ts';
import { catalogueWriter } from './write-catalogue.ts';
import { publicationWriter } from './write-publications.ts';
import { removalWriter } from './write-removals.ts';

/** The methods of `StoreWriter`, done at once instead of promised. */
export type SqliteWriter = ReturnType<typeof sqliteWriter>;

/** All that changes a store, on a connection opened for writing. */
export function sqliteWriter(database: DatabaseSync) {
  return {
    ...publicationWriter(database),
    ...removalWriter(database),
    ...catalogueWriter(database),
    ...accountWriter(database),
    ...holdWriter(database),
    ...retentionWriter(database),
    ...feedWriter(database),
    ...auditWriter(database),
    ...consumerWriter(database),
    ...rateWriter(database),
  };
}
