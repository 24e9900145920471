// Objects of the embedded store, as a viewer is shown them. Each call sees one committed state.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { selectedVersions, shownVersions } from '../../markings/lines.ts';
import { opennessOf, type Viewer } from '../../markings/viewer.ts';
import type { CollectionId, ObjectQuery, ObjectReader, Page, VersionRecord } from '../port.ts';
import { StoredObject } from '../stored-object.ts';
import { changeReader } from './change-reader.ts';
import { tallier } from './tally.ts';
import { factsReader } from './facts.ts';
import { ID, idOf, keptId } from './kept-values.ts';
import { labelOfText } from './labels.ts';
import { asksForLastOf, lastVersionReader } from './last-version.ts';
import type { Memory } from './memory.ts';
import { pageStatement, type Sparseness } from './page-query.ts';
import { pageOfPortions, portionReader } from './portions.ts';
import { statementCache } from './statements.ts';
import { RECORD, toVersionRecord } from './version-record.ts';
import { viewMaker, type View } from './view.ts';

type Row = Record<string, SQLOutputValue>;

/**
 * The rows that a query asks for and the viewer is shown, oldest first; as many as one likes to take. `o.date_added` has to
 * be among the columns.
 */
export type ShownRows = (columns: string, view: View, query: ObjectQuery) => Generator<Row>;

const BODY =
  'COALESCE((SELECT p.body FROM objects p WHERE p.collection = o.part AND p.date_added = o.part_date), o.body) AS body';

/** Reads objects through a connection. */
export function objectReader(database: DatabaseSync, memory: Memory): ObjectReader {
  const prepare = statementCache(database);
  const { makeView, rememberedView, stateOf } = viewMaker(database, memory);
  const isSparse = sparsenessIn(database);
  const shownRows = rowShower(database, isSparse);
  const portions = portionReader(database, isSparse);
  const factsOf = factsReader(database);
  const lastVersion = lastVersionReader(database);
  const changesIn = changeReader(database, shownRows);
  const tallyOf = tallier(database, shownRows);

  // The labels that a view knows have to be those that the rows have. They are, where nobody committed anything meanwhile, and
  // to find that out takes less than a transaction.
  function inView<Result>(collection: CollectionId, viewer: Viewer, read: (view: View) => Result, nothing: Result): Result {
    try {
      const result = readIn(rememberedView(collection, viewer), read, nothing);
      if (memory.isStill()) return result;
    } catch (error) {
      if (memory.isStill()) throw error;
    }
    prepare('BEGIN').run();
    try {
      return readIn(makeView(collection, viewer), read, nothing);
    } finally {
      prepare('COMMIT').run();
    }
  }

  function readIn<Result>(view: View | undefined, read: (view: View) => Result, nothing: Result): Result {
    const isEmpty = view === undefined || (view.open !== 'all' && view.open.length + view.own.length === 0);
    return isEmpty ? nothing : read(view);
  }

  return {
    async state(collection, viewer) {
      return stateOf(collection, viewer);
    },
    async page(collection, viewer, query) {
      const nothing: Page<StoredObject> = { items: [], more: false };
      return inView(collection, viewer, (view) => {
        if (isUpToDate(view, query.addedAfter)) return nothing;
        const one = asksForLastOf(query);
        const last = one === undefined ? 'unsure' : lastVersion(view, one);
        if (last !== 'unsure') return last === undefined ? nothing : { items: [last], more: false };
        const body = viewer.parts === undefined ? 'o.body AS body' : BODY;
        return pageOfPortions(
          query,
          (asked) => portions.objects(body, view, asked),
          (asked) => mapped(shownRows(`o.date_added, ${body}`, view, asked), toStoredObject),
          ({ size }) => size,
        );
      }, nothing);
    },
    async records(collection, viewer, query) {
      const nothing: Page<VersionRecord> = { items: [], more: false };
      return inView(collection, viewer, (view) => {
        if (isUpToDate(view, query.addedAfter)) return nothing;
        return pageOfPortions(
          query,
          (asked) => portions.records(view, asked),
          (asked) => mapped(shownRows(RECORD, view, asked), toVersionRecord),
          () => 0,
        );
      }, nothing);
    },
    async has(collection, viewer, id) {
      return inView(collection, viewer, (view) => isShown(view, id), false);
    },
    async tally(collection, viewer) {
      return inView(collection, viewer, tallyOf, { versions: 0 });
    },
    async changes(collection, viewer, after, limit) {
      return inView(
        collection,
        viewer,
        (view) => (isUpToDate(view, after) ? { items: [], more: false } : changesIn(view, after, limit)),
        { items: [], more: false },
      );
    },
  };

  function isShown({ viewer, collection }: View, id: string): boolean {
    const row = prepare(
      'SELECT o.is_plain, l.says, a.name, p.id AS part FROM objects o JOIN labels l ON l.number = o.label' +
        ' JOIN agencies a ON a.number = o.publisher LEFT JOIN collections p ON p.number = o.part' +
        ' WHERE o.collection = ? AND o.object_id = ? LIMIT 1',
    ).get(collection, keptId(id));
    if (row === undefined) return false;
    if (row['is_plain'] !== 1) return shownVersions(factsOf(collection, keptId(id)), viewer).length > 0;
    const openness = opennessOf(viewer, labelOfText(String(row['says'])), row['part'] === null ? undefined : String(row['part']));
    return openness === 'anyone' || (openness === 'own' && row['name'] === viewer.agency);
  }
}

function sparsenessIn(database: DatabaseSync): Sparseness {
  const prepare = statementCache(database);
  return (view) => {
    const counts = prepare(
      'SELECT TOTAL(versions) AS whole, TOTAL(versions) FILTER (WHERE label IN (SELECT value FROM json_each(?))) AS open' +
        ' FROM label_uses WHERE collection = ?',
    ).get(JSON.stringify(view.open), view.collection);
    return Number(counts?.['open']) * 4 < Number(counts?.['whole']);
  };
}

/** Walks through the candidates that statements give, and leaves out what isn't shown. */
function rowShower(database: DatabaseSync, isSparse: Sparseness): ShownRows {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);

  return function* shownRows(columns, view, query) {
    const settled = new Map<string, ReadonlySet<number>>();
    for (const row of candidates(columns, view, query)) {
      if (row['mixed'] === null || datesShown(idOf(row['mixed'])).has(Number(row['date_added']))) yield row;
    }

    // The dates of those versions of the object that the query asks for, were there no other object.
    function datesShown(id: string): ReadonlySet<number> {
      const known = settled.get(id);
      if (known !== undefined) return known;
      const shown = shownVersions(factsOf(view.collection, keptId(id)), view.viewer);
      const dates = new Set(selectedVersions(shown, query.versions, query.specVersions).map(({ dateAdded }) => dateAdded));
      settled.set(id, dates);
      return dates;
    }
  };

  function* candidates(columns: string, view: View, query: ObjectQuery): Generator<Row> {
    const all = `${columns}, IIF(o.is_plain, NULL, ${ID}) AS mixed`;
    for (let from = query; ; ) {
      const { sql, parameters } = pageStatement(all, view, from, isSparse);
      let last: number | undefined;
      let count = 0;
      for (const row of prepare(sql).iterate(parameters)) {
        count += 1;
        last = Number(row['date_added']);
        yield row;
      }
      if (count <= query.limit || last === undefined) return;
      from = query.newestFirst === true ? { ...query, addedBefore: last } : { ...query, addedAfter: last };
    }
  }
}

function* mapped<From, To>(items: Iterable<From>, map: (item: From) => To): Generator<To> {
  for (const item of items) yield map(item);
}

// Most polls find nothing new.
function isUpToDate({ lastDateAdded }: View, after: number | undefined): boolean {
  return after !== undefined && lastDateAdded <= after;
}

function toStoredObject(row: Row): StoredObject {
  return new StoredObject(Number(row['date_added']), row['body'] as Uint8Array);
}
