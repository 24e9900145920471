// Labels the objects of a store of the first layout. It can be done again, and by several servers at once.
import type { AnyBulkWriteOperation } from 'mongodb';
import { firstLabels, type OldObject } from '../../markings/first-labels.ts';
import type { CollectionId } from '../port.ts';
import { bytesOf, int64, type Documents, type VersionDocument } from './documents.ts';
import { DEFINITIONS, groupKey, labelFields } from './labels.ts';
import type { LabelDocument } from './release-documents.ts';

/** How many documents are read, and changed, at once. */
const AT_ONCE = 1_000;

/** Gives every version of the store its label; who published them wasn't kept. */
export async function labelAll(documents: Documents): Promise<void> {
  const collections: CollectionId[] = await documents.objects.distinct('collection');
  for (const collection of collections) await labelCollection(documents, collection);
}

async function labelCollection({ objects, labels }: Documents, collection: CollectionId): Promise<void> {
  const all = () => objects.find({ collection }, { hint: 'since', sort: { date_added: 1 }, batchSize: AT_ONCE });
  const first = firstLabels();
  for await (const version of all()) first.define(toOldObject(version));
  for await (const version of all()) first.use(toOldObject(version));
  const coming = new Map<string, LabelDocument>();
  const groups = new Map<string, Set<string>>();
  let updates: AnyBulkWriteOperation<VersionDocument>[] = [];
  for await (const version of all()) {
    const { label, isRevoked, validUntil } = first.of(toOldObject(version));
    const fields = { ...labelFields(label, version.type, undefined), publisher: '', line: 0 };
    const ofObject = groups.get(version.object_id) ?? new Set();
    groups.set(version.object_id, ofObject.add(groupKey({ ...version, ...fields })));
    const { label: name } = fields;
    const date = int64(version.date_added);
    if (name !== DEFINITIONS && !coming.has(name)) coming.set(name, { collection, date_added: date, label: name, publisher: '' });
    const more = { ...(isRevoked ? { is_revoked: true } : {}), ...(validUntil === undefined ? {} : { valid_until: int64(validUntil) }) };
    updates.push({ updateOne: { filter: { _id: version._id }, update: { $set: { ...fields, ...more } } } } as (typeof updates)[number]);
    if (updates.length < AT_ONCE) continue;
    await objects.bulkWrite(updates, { ordered: false });
    updates = [];
  }
  if (updates.length > 0) await objects.bulkWrite(updates, { ordered: false });
  const mixed = [...groups].flatMap(([id, ofObject]) => (ofObject.size > 1 ? [id] : []));
  for (const id of mixed) await regroup({ objects }, collection, id);
  await labels.deleteMany({ collection });
  if (coming.size > 0) await labels.insertMany([...coming.values()]);
}

// Distinctions among all versions of an object aren't those in their groups: all are candidates until they are displaced.
async function regroup({ objects }: Pick<Documents, 'objects'>, collection: CollectionId, id: string): Promise<void> {
  const still = int64(Number.MAX_SAFE_INTEGER);
  const distinctions = { last_until: still, first_until: still, newest_spec_until: still, last_of_all_until: still, first_of_all_until: still };
  await objects.updateMany({ collection, object_id: id }, { $set: { is_mixed: true, ...distinctions } });
}

function toOldObject({ type, object_id: id, body }: VersionDocument): OldObject {
  return { type, id, body: bytesOf(body) };
}
