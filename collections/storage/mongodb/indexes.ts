// The indexes of a store in MongoDB.
import type { Documents } from './documents.ts';

/** Indexes, named for the question that they answer. A page names the one that it walks. */
export const OBJECT_INDEXES = {
  since: { collection: 1, date_added: 1, last_until: 1, newest_spec_until: 1 },
  type_since: { collection: 1, type: 1, date_added: 1, last_until: 1, newest_spec_until: 1 },
  version_since: { collection: 1, version: 1, date_added: 1 },
  versions_of: { collection: 1, object_id: 1, date_added: 1 },
  label_since: { collection: 1, label: 1, date_added: 1, last_until: 1, newest_spec_until: 1 },
  publisher_since: { collection: 1, publisher: 1, date_added: 1 },
  part_of: { part: 1, part_date: 1 },
  valid_until: { collection: 1, valid_until: 1 },
} as const;

/** Creates the indexes that aren't there yet, and with them the MongoDB collections. */
export async function createIndexes({ objects, publications, turns, labels, removals, accounts, audit }: Documents): Promise<void> {
  // One by one: FerretDB 1.24 ends the connection when some of several are there.
  for (const [name, key] of Object.entries(OBJECT_INDEXES)) {
    // Few versions show others, or have an end of their validity.
    await objects.createIndex(key, { name, sparse: name === 'part_of' });
  }
  await labels.createIndex({ collection: 1, date_added: 1 }, { name: 'since' });
  await removals.createIndex({ collection: 1, date: 1 }, { name: 'since' });
  await publications.createIndex({ is_settled: 1, requested_at: 1 }, { name: 'pending' });
  await publications.createIndex({ is_settled: 1, completed_at: 1 }, { name: 'completed' });
  await turns.createIndex({ collection: 1, turn: -1 }, { name: 'newest' });
  await accounts.createIndex({ handles: 1 }, { name: 'handles' });
  await audit.createIndex({ chain: 1, number: 1 }, { name: 'chain' });
  await audit.createIndex({ at: 1, chain: 1, number: 1 }, { name: 'time' });
  await audit.createIndex({ collection: 1, at: 1 }, { name: 'collection' });
}
