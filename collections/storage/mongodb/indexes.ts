// The indexes of a store in MongoDB.
import type { IndexSpecification } from 'mongodb';
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

/** An index of one of the MongoDB collections. */
export interface DeclaredIndex {
  readonly of: 'objects' | 'labels' | 'removals' | 'publications' | 'turns' | 'accounts' | 'audit';
  readonly name: string;
  readonly key: Readonly<Record<string, 1 | -1>>;
}

/** All of them, in the order in which they are made. */
export const INDEXES: readonly DeclaredIndex[] = [
  ...Object.entries(OBJECT_INDEXES).map(([name, key]): DeclaredIndex => ({ of: 'objects', name, key })),
  { of: 'labels', name: 'since', key: { collection: 1, date_added: 1 } },
  { of: 'removals', name: 'since', key: { collection: 1, date: 1 } },
  { of: 'publications', name: 'pending', key: { is_settled: 1, requested_at: 1 } },
  { of: 'publications', name: 'completed', key: { is_settled: 1, completed_at: 1 } },
  { of: 'turns', name: 'newest', key: { collection: 1, turn: -1 } },
  { of: 'accounts', name: 'handles', key: { handles: 1 } },
  { of: 'audit', name: 'chain', key: { chain: 1, number: 1 } },
  { of: 'audit', name: 'time', key: { at: 1, chain: 1, number: 1 } },
  { of: 'audit', name: 'collection', key: { collection: 1, at: 1 } },
];

/** Creates the indexes that aren't there yet, and with them the MongoDB collections. */
export async function createIndexes(documents: Documents): Promise<void> {
  // One by one: FerretDB 1.24 ends the connection when some of several are there.
  for (const { of, name, key } of INDEXES) {
    const specification: IndexSpecification = { ...key };
    // Few versions show others, or have an end of their validity.
    await (of === 'objects'
      ? documents.objects.createIndex(specification, { name, sparse: name === 'part_of' })
      : documents[of].createIndex(specification, { name }));
  }
}
