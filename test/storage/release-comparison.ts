// A store and the model of it, side by side: whatever is done is done in both, and what they answer is compared.
import { randomUUID } from 'node:crypto';
import { catalogueOf } from '../../collections/catalogue/from-document.ts';
import { passes } from '../../collections/aggregates/filter.ts';
import type { PartSight, Sight } from '../../collections/markings/sight.ts';
import { viewerThrough, viewerWith, type Viewer } from '../../collections/markings/viewer.ts';
import type { ObjectQuery, PublisherRights, Removal, RemovalNote, Store, VersionRecord } from '../../collections/storage/port.ts';
import type { CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import type { Microseconds } from '../../schemas/timestamp.ts';
import { AGENCIES, IDS, MAPPED, type Place, type Question, type Step } from './arbitrary-release.ts';
import { bodyOf, envelopeOf, finish, publicationTo, type TestObject } from './objects.ts';
import { recordOf, ReleaseModel, type Fate, type ModelRow } from './release-model.ts';

const UNLIMITED = { limit: 100_000, maximumBytes: Number.MAX_SAFE_INTEGER };
const EVERYTHING: ObjectQuery = { versions: 'all', specVersions: ['2.0', '2.1'], ...UNLIMITED };

/** A store and its model, with two collections of their own and an aggregate of both. */
export class Comparison {
  readonly #store: Store;
  readonly #model = new ReleaseModel();
  readonly #collections: Readonly<Record<Place, CollectionEntry>>;
  readonly #held = new Set<string>();
  /** The answers of the model, by the state of the store, the viewer and the question. */
  readonly #kept = new Map<string, readonly object[]>();
  #aggregate: CollectionEntry;

  private constructor(store: Store, collections: Readonly<Record<Place, CollectionEntry>>) {
    this.#store = store;
    this.#collections = collections;
    this.#aggregate = collections.both;
  }

  /** Declares new collections in the store, instead of those that it has. */
  static async on(store: Store): Promise<Comparison> {
    return new Comparison(store, await declareCollections(store));
  }

  /** Lets it happen in both. */
  async take(step: Step): Promise<void> {
    switch (step.kind) {
      case 'publish':
        return this.#publish(step.place, step, step.objects);
      case 'remove':
        return this.#remove(step.place, step.sight, removalOf(step), step.note);
      case 'filter': {
        const declared = { of: this.#parts(), highestMarking: 'red' as const };
        this.#aggregate = { ...this.#aggregate, aggregate: { ...declared, ...(step.types && { types: step.types }) } };
        return this.feed();
      }
      case 'hold':
        return this.#hold(step.place, step.id, step.isHeld);
    }
  }

  /** Takes what is new into the aggregate, and out of it what its filters no longer let pass. */
  async feed(): Promise<void> {
    const { id, aggregate = { of: [], highestMarking: 'red' } } = this.#aggregate;
    const wants = (type: string): boolean => passes(aggregate, type, () => []);
    for (const part of this.#parts()) {
      const newest = this.#newestDate(id);
      const unwanted = this.#model.unwanted(id, part, wants);
      const expected = this.#model.awaiting(id, part, wants);
      for (let call = 0; !(await this.#store.writer.feed(this.#aggregate, part)); call += 1) expect(call).toBeLessThan(100);
      await this.#removeFromModel(unwanted, {});
      if (unwanted.length > 0) await this.#forgetRemovals();
      const news = await this.#newVersions(id, newest, AGENCIES.map((agency) => ownViewer(agency, part)));
      expect(news).toHaveLength(expected.length);
      for (const [index, row] of expected.entries()) this.#model.show(id, row, news[index]?.dateAdded ?? 1);
      expect(news).toEqual(this.#model.rows.slice(this.#model.rows.length - expected.length).map(recordOf));
    }
  }

  /** Asks both, page by page. */
  async ask({ looking: { place, sight, parts }, from, limit, maximumBytes, ...filters }: Question): Promise<void> {
    const collection = this.#idOf(place);
    const through = new Map(this.#parts().flatMap((id, index) => {
      const part = parts[index];
      return part === undefined ? [] : [[id, asAgency(part, sight.agency)] as const];
    }));
    const viewer = place === 'both' ? viewerThrough(sight.agency, through) : viewerWith(sight);
    const rows = this.#model.rows.filter((row) => row.collection === collection);
    const addedAfter = from === undefined ? undefined : rows[from % Math.max(rows.length, 1)]?.dateAdded;
    const query = { ...UNLIMITED, ...present({ ...filters, addedAfter }) } as unknown as ObjectQuery;
    await this.#compareAnswers(collection, viewer, query, limit, maximumBytes);
    await this.#compareNewestFirst(collection, viewer, query, limit);
    await this.#compareTally(collection, viewer);
    await this.#compareChanges(collection, viewer, addedAfter, limit);
    for (const id of filters.ids ?? IDS) {
      const isThere = this.#model.answer(collection, viewer, { ...EVERYTHING, ids: [id] }).length > 0;
      expect([id, await this.#store.objects.has(collection, viewer, id)]).toEqual([id, isThere]);
    }
  }

  /** Asks both for all changes, as many different viewers. */
  async follow(): Promise<void> {
    for (const [agency, clearance] of AGENCIES.flatMap((name) => ([undefined, 1, 4] as const).map((most) => [name, most] as const))) {
      const seen: Sight = { agency, clearance, defaultLevel: 1, closed: [MAPPED] };
      const through = { inPart: seen, through: { ...seen, ceiling: 3 as const } };
      const inAll = viewerThrough(agency, new Map(this.#parts().map((id) => [id, through])));
      for (const part of this.#parts()) await this.#compareChanges(part, viewerWith(seen), undefined, UNLIMITED.limit);
      await this.#compareChanges(this.#idOf('both'), inAll, undefined, UNLIMITED.limit);
    }
  }

  /** Holds what everything is answered with against what was answered in the same state. */
  async lookAround(): Promise<void> {
    for (const [agency, clearance] of AGENCIES.flatMap((name) => ([undefined, 1, 4] as const).map((most) => [name, most] as const))) {
      const seen: Sight = { agency, clearance, defaultLevel: 1, closed: [] };
      const inAll = viewerThrough(agency, new Map(this.#parts().map((id) => [id, { inPart: seen, through: { ...seen, ceiling: 3 as const } }])));
      const places = [[this.#idOf('both'), inAll] as const, ...this.#parts().map((id) => [id, viewerWith(seen)] as const)];
      for (const [collection, viewer] of places) {
        const records = this.#model.answer(collection, viewer, EVERYTHING).map(recordOf);
        await this.#compareWithKept(collection, viewer, EVERYTHING, records);
      }
    }
  }

  async #publish(place: Place, rights: PublisherRights, objects: readonly TestObject[]): Promise<void> {
    const collection = this.#idOf(place);
    const { agency } = rights.sight;
    const publication = { ...publicationTo(collection, objects.length), agency };
    const { successes, failures } = await finish(this.#store, publication, envelopeOf(objects), rights);
    const news = await this.#newVersions(collection, this.#newestDate(collection), [ownViewer(agency)]);
    const dates = news.map(({ dateAdded }) => dateAdded);
    // Dates that the store didn't give are wrong in whatever way: the comparison below tells.
    const fates = this.#model.publish(collection, rights, objects, () => dates.shift() ?? 1);
    expect(successes.map(({ id }) => id)).toEqual(idsOf(fates, ['added', 'present']));
    expect(failures.map(({ id }) => id)).toEqual(idsOf(fates, ['other-content', 'not-creator']));
    const added = this.#model.rows.slice(this.#model.rows.length - idsOf(fates, ['added']).length);
    expect(news).toEqual(added.map(recordOf));
  }

  async #remove(place: Place, sight: Sight, removal: Removal, note: RemovalNote): Promise<void> {
    const [viewer, collection] = [viewerWith(sight), this.#idOf(place)];
    const going = this.#model.goingBy(viewer, collection, removal);
    const outcome = await this.#store.writer.remove(collection, removal, { viewer, ...note });
    if (going.length > 0 && this.#held.has(`${place} ${removal.id}`)) {
      expect(outcome).toMatchObject({ hold: { collection, id: removal.id, reason: 'under way' } });
      return;
    }
    expect(outcome).toEqual({ removed: going.length });
    await this.#removeFromModel(going, note);
  }

  // When they were deleted is told by the store, to whoever published them.
  async #removeFromModel(going: readonly ModelRow[], note: RemovalNote): Promise<void> {
    const dates = new Map<ModelRow, Microseconds>();
    for (const row of going.flatMap((one) => [one, ...this.#model.rows.filter(({ shows }) => shows === one)])) {
      const after = this.#newestDate(row.collection);
      const { items } = await this.#store.objects.changes(row.collection, ownViewer(row.publisher, row.part), after, UNLIMITED.limit);
      const change = items.find(({ kind, record }) => kind === 'deleted' && record.dateAdded === row.dateAdded);
      expect(change).toMatchObject({ record: recordOf(row) });
      dates.set(row, change?.date ?? 0);
    }
    expect(new Set([...dates].map(([row, date]) => `${row.collection} ${date}`)).size).toBe(dates.size);
    this.#model.remove(going, note, (row) => dates.get(row) ?? 0);
  }

  // Whether the filter takes versions out one by one or at once decides who is told of some of them: both will do.
  async #forgetRemovals(): Promise<void> {
    await this.#store.writer.forgetRemovals(Number.MAX_SAFE_INTEGER);
    this.#model.tombstones = [];
  }

  async #hold(place: Place, id: string, isHeld: boolean): Promise<void> {
    const [collection, key] = [this.#idOf(place), `${place} ${id}`];
    if (isHeld) {
      await this.#store.writer.hold({ collection, id, since: 5, by: 'a court', reason: 'under way' });
      this.#held.add(key);
    } else {
      expect(await this.#store.writer.unhold(collection, id)).toBe(this.#held.delete(key));
    }
  }

  async #compareAnswers(collection: string, viewer: Viewer, query: ObjectQuery, limit: number, maximumBytes: number): Promise<void> {
    const { objects } = this.#store;
    const expected = this.#model.answer(collection, viewer, query);
    await this.#compareWithKept(collection, viewer, query, expected.map(recordOf));
    expect(await objects.records(collection, viewer, query)).toEqual({ items: expected.map(recordOf), more: false });
    const whole = await objects.page(collection, viewer, query);
    expect({ items: whole.items.map(told), more: whole.more }).toEqual({ items: expected.map(bodied), more: false });
    // What is left is served page by page, each as long as it can be.
    let left = expected;
    do {
      const addedAfter = left === expected ? query.addedAfter : expected[expected.length - left.length - 1]?.dateAdded;
      const asked = { ...query, ...(addedAfter === undefined ? {} : { addedAfter }) };
      const records = await objects.records(collection, viewer, { ...asked, limit });
      expect(records).toEqual({ items: left.slice(0, limit).map(recordOf), more: left.length > limit });
      const page = await objects.page(collection, viewer, { ...asked, limit, maximumBytes });
      const fitting = left.slice(0, lengthOfPage(left, limit, maximumBytes));
      expect({ items: page.items.map(told), more: page.more }).toEqual({ items: fitting.map(bodied), more: left.length > fitting.length });
      left = left.slice(Math.max(fitting.length, 1));
    } while (left.length > 0);
  }

  // The same answers from the other end, each page from where the one before it ended.
  async #compareNewestFirst(collection: string, viewer: Viewer, query: ObjectQuery, limit: number): Promise<void> {
    let left = this.#model.answer(collection, viewer, query).toReversed();
    let addedBefore: Microseconds | undefined;
    do {
      const asked = { ...query, newestFirst: true as const, limit, ...(addedBefore === undefined ? {} : { addedBefore }) };
      const page = await this.#store.objects.page(collection, viewer, asked);
      expect({ items: page.items.map(told), more: page.more }).toEqual({ items: left.slice(0, limit).map(bodied), more: left.length > limit });
      addedBefore = page.items.at(-1)?.dateAdded;
      left = left.slice(limit);
    } while (left.length > 0);
  }

  async #compareTally(collection: string, viewer: Viewer): Promise<void> {
    const all = this.#model.answer(collection, viewer, { ...UNLIMITED, versions: 'all', specVersions: ['2.0', '2.1'] });
    const newest = all.at(-1)?.dateAdded;
    const expected = { versions: all.length, ...(newest === undefined ? {} : { newest }) };
    expect(await this.#store.objects.tally(collection, viewer)).toEqual(expected);
  }

  // Whoever has kept an answer has the state that it was given in: as long as that is the same, so is the answer.
  async #compareWithKept(collection: string, viewer: Viewer, query: ObjectQuery, records: readonly object[]): Promise<void> {
    const { revision, view, newest } = await this.#store.objects.state(collection, viewer);
    const key = JSON.stringify([collection, revision, view, query]);
    const kept = this.#kept.get(key) ?? records;
    this.#kept.set(key, kept);
    expect(records).toEqual(kept);
    if (query.addedAfter !== undefined && newest <= query.addedAfter) expect(records).toEqual([]);
  }

  async #compareChanges(collection: string, viewer: Viewer, after: Microseconds | undefined, limit: number): Promise<void> {
    let left = this.#model.changes(collection, viewer).filter(({ date }) => after === undefined || date > after);
    let position = after;
    do {
      const expected = left.slice(0, limit);
      const changes = await this.#store.objects.changes(collection, viewer, position, limit);
      expect(changes).toEqual({ items: expected, more: left.length > limit });
      position = expected.at(-1)?.date;
      left = left.slice(limit);
    } while (left.length > 0);
  }

  /** The versions that came after the date, by asking those who published them. */
  async #newVersions(collection: string, addedAfter: Microseconds, viewers: readonly Viewer[]): Promise<VersionRecord[]> {
    const asked = viewers.map((viewer) => this.#store.objects.records(collection, viewer, { ...EVERYTHING, addedAfter }));
    const news = await Promise.all(asked);
    // A marking definition is told to whoever used it as well.
    const byDate = new Map(news.flatMap(({ items }) => items).map((record) => [record.dateAdded, record]));
    return [...byDate.values()].toSorted((one, other) => one.dateAdded - other.dateAdded);
  }

  #newestDate(id: string): Microseconds {
    const added = this.#model.rows.filter(({ collection }) => collection === id).map(({ dateAdded }) => dateAdded);
    const deleted = this.#model.tombstones.filter(({ collection }) => collection === id).map(({ date }) => date);
    return [...added, ...deleted].reduce((newest, date) => Math.max(newest, date), 0);
  }

  #idOf(place: Place): string {
    return this.#collections[place].id;
  }

  #parts(): string[] {
    return [this.#idOf('one'), this.#idOf('two')];
  }
}

/** Somebody who sees all that the agency published, and nothing else. */
function ownViewer(agency: string, part?: string): Viewer {
  const own: Sight = { agency, clearance: undefined, defaultLevel: 1, closed: [] };
  return part === undefined ? viewerWith(own) : viewerThrough(agency, new Map([[part, { inPart: own, through: own }]]));
}

async function declareCollections(store: Store): Promise<Record<Place, CollectionEntry>> {
  const [one, two, both] = [randomUUID(), randomUUID(), randomUUID()];
  const catalogue = catalogueOf({
    discovery: { title: 'Release' },
    api_roots: [
      {
        path: 'one',
        title: 'One',
        collections: [{ id: one, title: 'One' }, { id: two, title: 'Two' }, { id: both, title: 'Both', aggregate: { of: [one, two] } }],
      },
    ],
  });
  await store.writer.replaceCatalogue(catalogue, true);
  const entries = new Map(catalogue.apiRoots.flatMap(({ collections }) => collections.map((entry) => [entry.id, entry])));
  return { one: entries.get(one), two: entries.get(two), both: entries.get(both) } as Record<Place, CollectionEntry>;
}

function removalOf({ id, versions, specVersions }: Extract<Step, { kind: 'remove' }>): Removal {
  return { id, versions, ...(specVersions && { specVersions }) };
}

function lengthOfPage(rows: readonly ModelRow[], limit: number, maximumBytes: number): number {
  let bytes = 0;
  for (const [index, { object: published }] of rows.entries()) {
    bytes += Buffer.byteLength(bodyOf(published));
    if (index + 1 === limit || bytes >= maximumBytes) return index + 1;
  }
  return rows.length;
}

function asAgency({ inPart, through }: PartSight, agency: string): PartSight {
  return { inPart: { ...inPart, agency }, through: { ...through, agency } };
}

function present(members: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(members).filter(([, value]) => value !== undefined));
}

function idsOf(fates: readonly Fate[], kinds: readonly Fate['kind'][]): string[] {
  return fates.filter(({ kind }) => kinds.includes(kind)).map(({ object: { id } }) => id);
}

function told({ dateAdded, body }: { readonly dateAdded: Microseconds; readonly body: Uint8Array }): object {
  return { dateAdded, body: Buffer.from(body).toString('utf8') };
}

function bodied({ dateAdded, object: published }: ModelRow): object {
  return { dateAdded, body: bodyOf(published) };
}
