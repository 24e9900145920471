// Walks along an index through the versions that a query asks for, and leaves out what the viewer isn't shown.
import type { Filter, FindCursor } from 'mongodb';
import { selectedVersions, shownVersions } from '../../markings/lines.ts';
import type { Openness } from '../../markings/openness.ts';
import { opennessOf } from '../../markings/viewer.ts';
import type { CollectionId, ObjectQuery } from '../port.ts';
import { bytesOf, int64, type Documents, type VersionDocument } from './documents.ts';
import { visibleAfter } from './horizon.ts';
import { DEFINITIONS, FACTS, labelOfVersion, toLined, type LabelBook, type NamedUse } from './labels.ts';
import type { Reading, ShownVersions } from './object-reader.ts';
import { IN_ORDER, NEWEST_FIRST, pageFilter, type PageFilter } from './page-query.ts';

/** What is settled, and asked about, together. */
const PORTION = { documents: 500, bytes: 4 * 1024 * 1024 };
/** An index is walked in so many stretches side by side; MongoDB sorts what has more. */
const MOST_STRETCHES = 190;

/** What every candidate has to tell. */
const CANDIDATE = { _id: 0, object_id: 1, date_added: 1, is_mixed: 1, label: 1, own_label: 1, uses: 1, publisher: 1, part: 1 } as const;

/** Reads the versions that are shown. Of those whose object has several groups the facts are asked for, too. */
export function createShownVersions({ objects }: Documents, labels: LabelBook): ShownVersions {
  return async function* shownIn(reading, query, projection) {
    const { collection, viewer, horizon, session } = reading;
    // What most polls are told is told by the horizon alone: nothing new.
    if (horizon.upTo - 1 <= (query.addedAfter ?? -1)) return;
    const openness = await labels.opennessIn(collection, viewer, horizon, session);
    for (let asked = query; ; ) {
      let last: number | undefined;
      let count = 0;
      for await (const portion of portions(candidates(reading, asked, openness, { ...CANDIDATE, ...projection }))) {
        count += portion.length;
        last = portion.at(-1)?.date_added;
        yield* await withBodies(reading, await settled(reading, query, portion, openness));
      }
      if (count <= query.limit || last === undefined) return;
      asked = query.newestFirst === true ? { ...query, addedBefore: last } : { ...query, addedAfter: last };
    }
  };

  async function* candidates(
    reading: Reading,
    query: ObjectQuery,
    { open, own }: Openness<NamedUse>,
    projection: object,
  ): AsyncGenerator<VersionDocument> {
    const page = pageFilter(reading.collection, query, reading.horizon);
    if (page === undefined) return;
    if (open === 'all') {
      yield* find(reading, query, page, projection);
      return;
    }
    const isOpen = { label: { $in: [...open.map(({ name }) => name), DEFINITIONS] } };
    const isOwn = { publisher: reading.viewer.agency, label: { $in: own.map(({ name }) => name) } };
    if (page.index === 'since' && open.length < MOST_STRETCHES) {
      const stretches = [find(reading, query, also({ ...page, index: 'label_since' }, isOpen), projection)];
      if (own.length > 0) stretches.push(find(reading, query, also({ ...page, index: 'publisher_since' }, isOwn), projection));
      yield* merged(stretches, query.limit + 1, query.newestFirst === true);
      return;
    }
    yield* find(reading, query, also(page, own.length === 0 ? isOpen : { $or: [isOpen, isOwn] }), projection);
  }

  function find({ session }: Reading, { limit, newestFirst }: ObjectQuery, { filter, index }: PageFilter, projection: object): FindCursor<VersionDocument> {
    const most = limit + 1;
    const sort = newestFirst === true ? NEWEST_FIRST : IN_ORDER;
    return objects.find(filter, { session, projection, hint: index, sort, limit: most, batchSize: most });
  }

  async function settled(
    reading: Reading,
    query: ObjectQuery,
    portion: readonly VersionDocument[],
    { open }: Openness<NamedUse>,
  ): Promise<VersionDocument[]> {
    const { viewer } = reading;
    const dates = await datesShown(reading, query, portion.filter(({ is_mixed: isMixed }) => isMixed));
    return portion.filter((version) => {
      if (version.is_mixed === true) return dates.has(version.date_added);
      if (version.label !== DEFINITIONS && open !== 'all') return true;
      const openness = opennessOf(viewer, labelOfVersion(version), version.part);
      return openness === 'anyone' || (openness === 'own' && version.publisher === viewer.agency);
    });
  }

  /** Of those objects the dates of what the query asks for, were there no others. */
  async function datesShown(
    { collection, viewer, horizon, session }: Reading,
    { versions, specVersions }: ObjectQuery,
    mixed: readonly VersionDocument[],
  ): Promise<Set<number>> {
    if (mixed.length === 0) return new Set();
    const ids = [...new Set(mixed.map(({ object_id: id }) => id))];
    const filter = { collection, object_id: { $in: ids }, ...visibleAfter(-1, horizon) };
    const options = { session, projection: { ...FACTS, object_id: 1 }, hint: 'versions_of', batchSize: 10_000 } as const;
    const facts = Map.groupBy(await objects.find(filter, options).toArray(), ({ object_id: id }) => id);
    const shown = [...facts.values()].flatMap((ofObject) =>
      selectedVersions(shownVersions(ofObject.map(toLined), viewer), versions, specVersions),
    );
    return new Set(shown.map(({ dateAdded }) => dateAdded));
  }

  // What shows another version has that one's body. One whose body has gone is just being deleted.
  async function withBodies({ session }: Reading, portion: readonly VersionDocument[]): Promise<VersionDocument[]> {
    const showing = portion.filter(({ part_date: date }) => date !== undefined);
    const parts = Map.groupBy(showing, ({ part = '' }) => part);
    const bodies = new Map<string, VersionDocument['body']>();
    for (const [part, versions] of parts) {
      const filter = { collection: part, date_added: { $in: versions.map(({ part_date: date = 0 }) => int64(date)) } };
      const options = { session, projection: { _id: 0, date_added: 1, body: 1 }, hint: 'since', batchSize: 10_000 } as const;
      for await (const { date_added: date, body } of objects.find(filter, options)) bodies.set(placeOf(part, date), body);
    }
    return portion.flatMap((version): VersionDocument[] => {
      if (version.part_date === undefined) return [version];
      const body = bodies.get(placeOf(version.part ?? '', version.part_date));
      return body === undefined ? [] : [{ ...version, body }];
    });
  }
}

function placeOf(part: CollectionId, date: number): string {
  return `${part}/${date}`;
}

function also({ filter, index }: PageFilter, condition: Filter<VersionDocument>): PageFilter {
  return { index, filter: { $and: [filter, condition] } };
}

async function* portions(versions: AsyncIterable<VersionDocument>): AsyncGenerator<VersionDocument[]> {
  let portion: VersionDocument[] = [];
  let bytes = 0;
  for await (const version of versions) {
    portion.push(version);
    bytes += version.body === undefined ? 0 : bytesOf(version.body).length;
    if (portion.length < PORTION.documents && bytes < PORTION.bytes) continue;
    yield portion;
    portion = [];
    bytes = 0;
  }
  if (portion.length > 0) yield portion;
}

/** Merges walks that are in order of date and have nothing in common. */
async function* merged(walks: readonly AsyncIterable<VersionDocument>[], most: number, isBackwards: boolean): AsyncGenerator<VersionDocument> {
  const iterators = walks.map((walk) => walk[Symbol.asyncIterator]());
  try {
    // One after the other: a session does one thing at a time.
    const heads: IteratorResult<VersionDocument>[] = [];
    for (const iterator of iterators) heads.push(await iterator.next());
    for (let count = 0; count < most; count += 1) {
      let first = -1;
      for (const [index, head] of heads.entries()) {
        if (head.done === true) continue;
        const next = first === -1 ? undefined : (heads[first]?.value as VersionDocument);
        const isNext = next === undefined || head.value.date_added < next.date_added !== isBackwards;
        if (isNext) first = index;
      }
      const iterator = iterators[first];
      if (iterator === undefined) return;
      yield heads[first]?.value as VersionDocument;
      heads[first] = await iterator.next();
    }
  } finally {
    for (const iterator of iterators) await iterator.return?.();
  }
}
