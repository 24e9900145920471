// How much of a collection in MongoDB a viewer is shown: counted along an index, and one by one where labels don't decide.
import type { Filter } from 'mongodb';
import { shownVersions } from '../../markings/lines.ts';
import type { Tally } from '../port.ts';
import type { Documents, VersionDocument } from './documents.ts';
import { visibleAfter } from './horizon.ts';
import { DEFINITIONS, FACTS, toLined, type LabelBook } from './labels.ts';
import type { Reading, ShownVersions } from './object-reader.ts';

const NEWEST = { versions: 'all', specVersions: ['2.0', '2.1'], newestFirst: true, limit: 1, maximumBytes: 1 } as const;

/** Tallies in a database. */
export function tallier(
  { objects }: Documents,
  labels: LabelBook,
  shownIn: ShownVersions,
): (reading: Reading) => Promise<Tally> {
  return async function tally(reading) {
    const { collection, viewer, horizon, session } = reading;
    const { open, own } = await labels.opennessIn(collection, viewer, horizon, session);
    const all: Filter<VersionDocument> = { collection, ...visibleAfter(-1, horizon) };
    const plain: Filter<VersionDocument> = { is_mixed: { $ne: true }, label: { $ne: DEFINITIONS } };
    const count = (condition: object): Promise<number> => objects.countDocuments({ $and: [all, plain, condition] }, { session });
    let versions = 0;
    if (open === 'all') versions += await count({});
    else {
      versions += await count({ label: { $in: open.map(({ name }) => name) } });
      if (own.length > 0) versions += await count({ publisher: viewer.agency, label: { $in: own.map(({ name }) => name) } });
    }
    let newest: VersionDocument | undefined;
    for await (const version of shownIn(reading, NEWEST, { date_added: 1 })) {
      newest = version;
      break;
    }
    return { versions: versions + (await countUnlike(reading, all)), ...(newest === undefined ? {} : { newest: newest.date_added }) };
  };

  // Definitions, whose labels grow, and objects whose versions aren't alike in label, publisher and line.
  async function countUnlike({ viewer, session }: Reading, all: Filter<VersionDocument>): Promise<number> {
    const options = { session, projection: { ...FACTS, object_id: 1 }, batchSize: 10_000 } as const;
    const unlike = await objects.find({ $and: [all, { $or: [{ is_mixed: true }, { label: DEFINITIONS }] }] }, options).toArray();
    const facts = Map.groupBy(unlike, ({ object_id: id }) => id);
    return [...facts.values()].reduce((sum, ofObject) => sum + shownVersions(ofObject.map(toLined), viewer).length, 0);
  }
}
