// Holds in MongoDB.
import type { CollectionId, Hold } from '../port.ts';
import { holdEvent, releaseEvent } from '../../audit/write-events.ts';
import type { AuditWriter } from './audit.ts';
import { int64, type Documents } from './documents.ts';
import type { HoldDocument } from './release-documents.ts';

/** Reads holds. */
export function holdReader({ holds }: Documents) {
  return {
    list: async (): Promise<Hold[]> => (await holds.find({}, { sort: { collection: 1, object_id: 1 } }).toArray()).map(toHold),
  };
}

/** `hold` and `unhold` of `StoreWriter`. */
export function holdWriter({ holds }: Documents, audit: AuditWriter) {
  return {
    async hold(hold: Hold): Promise<void> {
      const { _id, ...rest } = toHoldDocument(hold);
      await audit.record([holdEvent(hold)]);
      await holds.replaceOne({ _id }, rest, { upsert: true });
    },
    async unhold(collection: CollectionId, id: string, by?: string): Promise<boolean> {
      if ((await holds.findOne({ _id: `${collection}/${id}` })) === null) return false;
      await audit.record([releaseEvent(collection, id, by)]);
      return (await holds.deleteOne({ _id: `${collection}/${id}` })).deletedCount > 0;
    },
  };
}

/** The hold on that object, if there is one. */
export async function findHold({ holds }: Documents, collection: CollectionId, id: string): Promise<Hold | undefined> {
  const found = await holds.findOne({ _id: `${collection}/${id}` });
  return found === null ? undefined : toHold(found);
}

/** A hold as it is kept. */
export function toHoldDocument({ collection, id, since, by, reason }: Hold): HoldDocument {
  return { _id: `${collection}/${id}`, collection, object_id: id, since: int64(since), held_by: by, reason };
}

function toHold({ collection, object_id: id, since, held_by: by, reason }: HoldDocument): Hold {
  return { collection, id, since, by, reason };
}
