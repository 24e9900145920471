// Objects in MongoDB, as a viewer is shown them: the horizon first, then what lies before it.
import type { ClientSession, MongoClient } from 'mongodb';
import { now } from '../../../schemas/timestamp.ts';
import { shownVersions } from '../../markings/lines.ts';
import { viewerKey, type Viewer } from '../../markings/viewer.ts';
import type { CollectionId, CollectionState, ObjectQuery, ObjectReader, Page, VersionRecord } from '../port.ts';
import { StoredObject } from '../stored-object.ts';
import { textOf } from './append.ts';
import { changeReader } from './change-reader.ts';
import { bytesOf, type Documents, type EndDocument, type VersionDocument } from './documents.ts';
import { horizonOf, visibleAfter, type Horizon } from './horizon.ts';
import { FACTS, toLined, type LabelBook } from './labels.ts';
import { createShownVersions } from './shown-versions.ts';
import { tallier } from './tally.ts';

const RECORD = { object_id: 1, date_added: 1, version: 1, version_text: 1, spec_version: 1 } as const;
const STORED_OBJECT = { date_added: 1, body: 1, part: 1, part_date: 1 } as const;

/** Pages of objects from MongoDB. Each answer takes two questions: the horizon, and the page. */
export function objectReader(client: MongoClient, documents: Documents, labels: LabelBook): ObjectReader {
  const shownIn = createShownVersions(documents, labels);
  const changesIn = changeReader(documents, labels, shownIn);
  const tallyOf = tallier(documents, labels, shownIn);

  function atHorizon<Result>(
    collection: CollectionId,
    read: (horizon: Horizon, session: ClientSession) => Promise<Result>,
  ): Promise<Result> {
    return client.withSession(CAUSAL, async (session) => read(await readHorizon(documents, collection, session), session));
  }

  // What a definition in a part is readable by may grow in the aggregate without a turn of its own.
  async function stateOf(collection: CollectionId, viewer: Viewer): Promise<CollectionState> {
    const asOf = now();
    const all = [collection, ...(viewer.parts?.keys() ?? [])];
    const horizons = await Promise.all(all.map(async (one) => horizonOf(await newestEnd(documents, one))));
    const newest = (horizons[0]?.upTo ?? 0) - 1;
    return { revision: horizons.map(({ turn }) => turn).join(' '), view: viewerKey(viewer), newest, asOf };
  }

  return {
    state: stateOf,
    page: (collection, viewer, query) =>
      atHorizon(collection, async (horizon, session): Promise<Page<StoredObject>> => {
        const items: StoredObject[] = [];
        let bytes = 0;
        for await (const document of shownIn({ collection, viewer, horizon, session }, query, STORED_OBJECT)) {
          if (items.length === query.limit || bytes >= query.maximumBytes) return { items, more: true };
          const object = new StoredObject(document.date_added, bytesOf(document.body));
          bytes += object.size;
          items.push(object);
        }
        return { items, more: false };
      }),
    records: (collection, viewer, query) =>
      atHorizon(collection, async (horizon, session): Promise<Page<VersionRecord>> => {
        const items: VersionRecord[] = [];
        for await (const document of shownIn({ collection, viewer, horizon, session }, query, RECORD)) {
          if (items.length === query.limit) return { items, more: true };
          items.push(toVersionRecord(document));
        }
        return { items, more: false };
      }),
    has: (collection, viewer, id) =>
      atHorizon(collection, async (horizon, session) => {
        const filter = { collection, object_id: id, ...visibleAfter(-1, horizon) };
        const found = await documents.objects.find(filter, { session, projection: FACTS, hint: 'versions_of' }).toArray();
        return shownVersions(found.map(toLined), viewer).length > 0;
      }),
    tally: (collection, viewer) => atHorizon(collection, (horizon, session) => tallyOf({ collection, viewer, horizon, session })),
    changes: (collection, viewer, after, limit) =>
      atHorizon(collection, (horizon, session) => changesIn({ collection, viewer, horizon, session }, after, limit)),
  };
}

/** Whose reading it is, of what, and at which horizon. */
export interface Reading {
  readonly collection: CollectionId;
  readonly viewer: Viewer;
  readonly horizon: Horizon;
  readonly session: ClientSession;
}

/** Versions that a query asks for and the viewer is shown, oldest first; as many as one likes to take. */
export type ShownVersions = (
  reading: Reading,
  query: ObjectQuery,
  projection: Readonly<Record<string, 1>>,
) => AsyncGenerator<VersionDocument>;

/**
 * What was there for the first question is there for the second, also if another member of the replica set answers it.
 */
export const CAUSAL = { causalConsistency: true } as const;

/** The horizon of a collection, as the session's first question. */
export async function readHorizon(documents: Documents, collection: CollectionId, session: ClientSession): Promise<Horizon> {
  return horizonOf(await newestEnd(documents, collection, session));
}

async function newestEnd({ turns }: Documents, collection: CollectionId, session?: ClientSession): Promise<EndDocument | undefined> {
  const filter = { collection, kind: 'end' } as const;
  const options = { hint: 'newest', sort: { turn: -1 }, limit: 1, ...(session === undefined ? {} : { session }) } as const;
  const [end] = await turns.find(filter, options).toArray();
  return end?.kind === 'end' ? end : undefined;
}

/** The record of a version. */
export function toVersionRecord(document: VersionDocument): VersionRecord {
  return {
    id: document.object_id,
    dateAdded: document.date_added,
    version: textOf(document),
    specVersion: document.spec_version,
  };
}
