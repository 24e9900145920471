// What happened in a collection in MongoDB: versions that are there, and tombstones, in one order.
import type { Filter } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { readRivals, wasShown } from '../../markings/rivals.ts';
import type { Change, ObjectQuery, Page } from '../port.ts';
import { int64, type Documents } from './documents.ts';
import { DEFINITIONS, type LabelBook } from './labels.ts';
import { toVersionRecord, type Reading, type ShownVersions } from './object-reader.ts';
import type { RemovalDocument } from './release-documents.ts';

const CHANGED = { object_id: 1, date_added: 1, version: 1, version_text: 1, spec_version: 1, is_revoked: 1, part_date: 1 } as const;

/** Reads the changes that a viewer is told of. */
export function changeReader({ removals }: Documents, labels: LabelBook, shownIn: ShownVersions) {
  return async function changesIn(reading: Reading, after: Microseconds | undefined, limit: number): Promise<Page<Change>> {
    const most = limit + 1;
    const found = [
      ...(await take(additions(reading, after, limit), most)),
      ...(await take(deletions(reading, after ?? -1, most), most)),
    ];
    const items = found.toSorted((one, other) => one.date - other.date).slice(0, limit);
    return { items, more: found.length > limit };
  };

  async function* additions(reading: Reading, after: Microseconds | undefined, limit: number): AsyncGenerator<Change> {
    const query: ObjectQuery = {
      versions: 'all',
      specVersions: ['2.0', '2.1'],
      limit,
      maximumBytes: Number.MAX_SAFE_INTEGER,
      ...(after === undefined ? {} : { addedAfter: after }),
    };
    for await (const version of shownIn(reading, query, CHANGED)) {
      yield { kind: version.is_revoked === true ? 'revoked' : 'added', date: version.date_added, record: toVersionRecord(version) };
    }
  }

  async function* deletions(reading: Reading, after: Microseconds, most: number): AsyncGenerator<Change> {
    const { collection, viewer, horizon, session } = reading;
    const { open, own } = await labels.opennessIn(collection, viewer, horizon, session);
    const isOpen = open === 'all' ? {} : { label: { $in: [...open.map(({ name }) => name), DEFINITIONS] } };
    const isOwn = { publisher: viewer.agency, label: { $in: own.map(({ name }) => name) } };
    const visible: Filter<RemovalDocument> = own.length === 0 ? isOpen : { $or: [isOpen, isOwn] };
    for (let from = after; ; ) {
      const fences = horizon.fences.map((fence) => ({ date: { $gte: int64(fence.from), $lt: int64(fence.to) } }));
      const filter: Filter<RemovalDocument> = {
        collection,
        date: { $gt: int64(from), $lt: int64(horizon.upTo) },
        ...visible,
        ...(fences.length === 0 ? {} : { $nor: fences }),
      };
      const found = await removals.find(filter, { session, hint: 'since', sort: { date: 1 }, limit: most }).toArray();
      for (const removal of found) {
        from = removal.date;
        if (wasShown(readRivals(removal.rivals), removal.date_added, viewer)) yield toDeletion(removal);
      }
      if (found.length < most) return;
    }
  }
}

function toDeletion({ date, object_id: id, date_added: dateAdded, version_text: version, spec_version: specVersion, by, reason }: RemovalDocument): Change {
  return {
    kind: 'deleted',
    date,
    record: { id, dateAdded, version, specVersion },
    removal: { ...by === undefined ? {} : { by }, ...reason === undefined ? {} : { reason } },
  };
}

async function take<Item>(items: AsyncGenerator<Item>, most: number): Promise<Item[]> {
  const taken: Item[] = [];
  for await (const item of items) {
    taken.push(item);
    if (taken.length === most) break;
  }
  return taken;
}
