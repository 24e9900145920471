// Retention in MongoDB.
import type { Filter } from 'mongodb';
import type { RetentionEntry } from '../../../schemas/catalogue/catalogue.ts';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import { deletionEvent } from '../../audit/write-events.ts';
import { retentionReason, dueBefore } from '../../markings/retention.ts';
import type { CollectionId } from '../port.ts';
import type { AuditWriter } from './audit.ts';
import { int64, type Documents, type VersionDocument } from './documents.ts';
import { visibleAfter, type Horizon } from './horizon.ts';
import { IN_ORDER } from './page-query.ts';
import type { Turns } from './turns.ts';
import type { RemoveChosen } from './write-removals.ts';

/** `retain` of `StoreWriter`. */
export function retentionWriter(documents: Documents, turns: Turns, removeChosen: RemoveChosen, audit: AuditWriter) {
  return { retain };

  async function retain(collection: CollectionId, rule: RetentionEntry, at: Microseconds, most: number, isDry: boolean): Promise<number> {
    const due = await dueVersions(collection, rule, at, isDry ? Number.MAX_SAFE_INTEGER : most, await turns.horizon(collection));
    if (isDry || due.length === 0) return due.length;
    const choose = async (before: Horizon) => {
      const still = Map.groupBy(await dueVersions(collection, rule, at, most, before), ({ object_id: id }) => id);
      return [...still].map(([id, versions]) => ({ object_id: id, dates: versions.map(({ date_added: date }) => date) }));
    };
    const note = { reason: retentionReason(rule) };
    await audit.record([deletionEvent(collection, [...new Set(due.map(({ object_id: id }) => id))], due.length, note)]);
    return removeChosen(collection, choose, note);
  }

  async function dueVersions(collection: CollectionId, rule: RetentionEntry, at: Microseconds, most: number, horizon: Horizon) {
    const held = (await documents.holds.find({ collection }).toArray()).map(({ object_id: id }) => id);
    const found = new Map<Microseconds, Pick<VersionDocument, 'object_id' | 'date_added'>>();
    for (const { condition, index } of conditionsOf(rule, at)) {
      const filter = { $and: [{ collection, ...visibleAfter(-1, horizon), object_id: { $nin: held } }, condition] };
      const options = {
        projection: { object_id: 1, date_added: 1 },
        hint: index,
        sort: IN_ORDER,
        ...(most === Number.MAX_SAFE_INTEGER ? {} : { limit: most }),
      };
      for await (const version of documents.objects.find(filter, options)) found.set(version.date_added, version);
    }
    return [...found.values()].toSorted((one, other) => one.date_added - other.date_added).slice(0, most);
  }
}

function conditionsOf(rule: RetentionEntry, at: Microseconds): { condition: Filter<VersionDocument>; index: string }[] {
  const { added, valid } = dueBefore(rule, at);
  return [
    ...(added === undefined ? [] : [{ condition: { date_added: { $lt: int64(added) } }, index: 'since' }]),
    ...(valid === undefined ? [] : [{ condition: { valid_until: { $lt: int64(valid) } }, index: 'valid_until' }]),
  ];
}
