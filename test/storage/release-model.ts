// A model of a store with release: every version in a list, and each answer worked out anew by the functions of
// collections/markings/ over all of them. It gives no dates: those are learnt from the store that is compared with it.
import { labelKey, widened, type Label } from '../../collections/markings/label.ts';
import { placementOf, selectedVersions, shownVersions, type LinedVersion } from '../../collections/markings/lines.ts';
import { viewerWith, type Viewer } from '../../collections/markings/viewer.ts';
import type { Change, ObjectQuery, PublisherRights, Removal, RemovalNote, VersionRecord } from '../../collections/storage/port.ts';
import { formatTimestamp, versionKey, type Microseconds } from '../../schemas/timestamp.ts';
import { bodyOf, type TestObject } from './objects.ts';

/** A stored version. */
export interface ModelRow extends LinedVersion {
  readonly collection: string;
  readonly object: TestObject;
  /** As it is told (T-3.4.1-15). */
  readonly text: string;
  label: Label;
  /** In an aggregate, the row that it shows. */
  readonly shows?: ModelRow;
}

/** A deletion, with all versions of the object as they were just before. */
export interface ModelTombstone {
  readonly collection: string;
  readonly date: Microseconds;
  readonly going: ModelRow;
  readonly before: readonly ModelRow[];
  readonly note: RemovalNote;
}

/** A version that isn't stored yet, for want of a date. */
export type Undated = Omit<ModelRow, 'dateAdded' | 'text' | 'version'>;

/** What becomes of the objects of an envelope. */
export interface Fate {
  readonly kind: 'added' | 'present' | 'other-content' | 'not-creator';
  readonly object: TestObject;
}

/** A store, as a list of versions and a list of tombstones. */
export class ReleaseModel {
  rows: ModelRow[] = [];
  tombstones: ModelTombstone[] = [];
  #uses: { readonly definition: ModelRow; readonly user: ModelRow }[] = [];

  /** Publishes an envelope; `dates` gives the date of each version that is added, in the order of the envelope. */
  publish(collection: string, rights: PublisherRights, objects: readonly TestObject[], dates: () => Microseconds): Fate[] {
    const added: ModelRow[] = [];
    const fates = objects.map((object): Fate => {
      const { specVersion = '2.1', version } = object;
      const newcomer = { specVersion, ...(version === undefined ? {} : { version: keyOf(version) }) };
      const placement = placementOf(this.ofObject(collection, object.id), rights.sight, newcomer, rights.newVersions);
      if (placement.kind === 'not-creator') return { kind: 'not-creator', object };
      if (placement.kind === 'there') {
        return { kind: bodyOf(placement.twin.object) === bodyOf(object) ? 'present' : 'other-content', object };
      }
      const { label = { markings: [] } } = object;
      const { agency: publisher } = rights.sight;
      const isVersioned = version !== undefined;
      const row = dated({ collection, object, specVersion, isVersioned, publisher, label, line: placement.line }, dates());
      this.rows.push(row);
      added.push(row);
      return { kind: 'added', object };
    });
    for (const row of added) this.#noteUses(row, rights);
    return fates;
  }

  /** The versions that a viewer deletes. */
  goingBy(viewer: Viewer, collection: string, { id, versions, specVersions = ['2.0', '2.1'] }: Removal): ModelRow[] {
    return selectedVersions(shownVersions(this.ofObject(collection, id), viewer), versions, specVersions);
  }

  /** Deletes versions of an object and what shows them; `dateOf` gives the date of each deletion. */
  remove(going: readonly ModelRow[], note: RemovalNote, dateOf: (row: ModelRow) => Microseconds): void {
    const all = [...going, ...this.rows.filter(({ shows }) => shows !== undefined && going.includes(shows))];
    const tombstones = all.map((row) => ({
      collection: row.collection,
      date: dateOf(row),
      going: { ...row },
      before: this.ofObject(row.collection, row.object.id).map((one) => ({ ...one })),
      note,
    }));
    this.tombstones.push(...tombstones);
    this.rows = this.rows.filter((row) => !all.includes(row));
    // What is gone is no way for labels to widen any more.
    this.#uses = this.#uses.filter(({ definition, user }) => !all.includes(definition) && !all.includes(user));
  }

  /** What an aggregate has yet to take in from a part, in the order of the part. */
  awaiting(aggregate: string, part: string, passes: (type: string) => boolean): ModelRow[] {
    const there = new Set(this.rows.filter(({ collection }) => collection === aggregate).map(({ shows }) => shows));
    return this.rows.filter((row) => row.collection === part && !there.has(row) && passes(typeOf(row.object)));
  }

  /** What an aggregate shows of a part and would no longer take in. */
  unwanted(aggregate: string, part: string, passes: (type: string) => boolean): ModelRow[] {
    return this.rows.filter((row) => row.collection === aggregate && row.part === part && !passes(typeOf(row.object)));
  }

  /** Takes a version into an aggregate, where one without a version of its own is told by the date that it has in the part. */
  show(aggregate: string, shown: ModelRow, dateAdded: Microseconds): void {
    this.rows.push({ ...shown, collection: aggregate, part: shown.collection, dateAdded, shows: shown });
  }

  /** All that is answered to the question, whatever its limits. */
  answer(collection: string, viewer: Viewer, query: ObjectQuery): ModelRow[] {
    return this.#shown(collection, viewer)
      .flatMap((shown) => selectedVersions(shown, query.versions, query.specVersions))
      .filter(({ object }) => query.ids?.includes(object.id) ?? true)
      .filter(({ object }) => query.types?.includes(typeOf(object)) ?? true)
      .filter(({ dateAdded }) => query.addedAfter === undefined || dateAdded > query.addedAfter)
      .toSorted((one, other) => one.dateAdded - other.dateAdded);
  }

  /** Everything that became of what the viewer is, or was, shown. */
  changes(collection: string, viewer: Viewer): Change[] {
    const there = this.#shown(collection, viewer).flat().map((row): Change => ({
      kind: row.object.isRevoked === true ? 'revoked' : 'added',
      date: row.dateAdded,
      record: recordOf(row),
    }));
    const gone = this.tombstones
      .filter((tombstone) => tombstone.collection === collection)
      .filter(({ going, before }) => shownVersions(before, viewer).some(({ dateAdded }) => dateAdded === going.dateAdded))
      .map(({ date, going, note }): Change => ({ kind: 'deleted', date, record: recordOf(going), removal: note }));
    return [...there, ...gone].toSorted((one, other) => one.date - other.date);
  }

  /** All versions of an object in a collection, shown or not. */
  ofObject(collection: string, id: string): ModelRow[] {
    return this.rows.filter((row) => row.collection === collection && row.object.id === id);
  }

  #shown(collection: string, viewer: Viewer): ModelRow[][] {
    const objects = Map.groupBy(this.rows.filter((row) => row.collection === collection), ({ object }) => object.id);
    return [...objects.values()].map((versions) => shownVersions(versions, viewer));
  }

  #noteUses(user: ModelRow, { sight }: PublisherRights): void {
    for (const id of user.object.uses ?? []) {
      for (const definition of shownVersions(this.ofObject(user.collection, id), viewerWith(sight))) {
        this.#uses.push({ definition, user });
        this.#widen(definition, user);
      }
    }
  }

  #widen(definition: ModelRow, user: ModelRow): void {
    const before = labelKey(definition.label);
    definition.label = widened(definition.label, user.label, user.publisher);
    if (labelKey(definition.label) === before) return;
    for (const row of this.rows) {
      if (row.shows === definition) row.label = definition.label;
    }
    for (const use of this.#uses) {
      if (use.user === definition) this.#widen(use.definition, definition);
    }
  }
}

/** What is told of a row. */
export function recordOf({ object, dateAdded, text, specVersion }: ModelRow): VersionRecord {
  return { id: object.id, dateAdded, version: text, specVersion };
}

/** The type of a test object. */
export function typeOf({ id, type }: TestObject): string {
  return type ?? id.slice(0, id.indexOf('--'));
}

function dated(row: Undated, dateAdded: Microseconds): ModelRow {
  const text = row.object.version ?? formatTimestamp(dateAdded);
  return { ...row, dateAdded, text, version: keyOf(text) };
}

function keyOf(text: string): string {
  const key = versionKey(text);
  if (key === undefined) throw new Error(`${text} is no version`);
  return key;
}
