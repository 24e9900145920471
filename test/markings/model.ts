// A slow, obviously right model of release: what an exchange keeps, and who may see which of it. It works from the
// objects as they were published and the catalogue as it is, knows no labels, sights or lines, and looks at everything
// each time. Tests compare the exchange with it.
import { isDeepStrictEqual } from 'node:util';
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { formatTimestamp, versionKey } from '../../schemas/timestamp.ts';
import type { ObjectQuery, SpecVersion, VersionSelection } from '../../collections/storage/port.ts';
import { answerOf, type ModelVersion } from '../storage/model.ts';
import type { StixObject } from '../protocol/stix-objects.ts';

/** From the one for everybody to the one for nobody else. */
const SCALE = ['clear', 'green', 'amber', 'amber+strict', 'red'];

/** The published markings of the TLP that the tests use, by level. */
export const TLP = {
  white: 'marking-definition--613f2e26-407d-48c7-9eca-b8e91df99dc9',
  clear: 'marking-definition--94868c89-83c2-464b-929b-a1a8aa3c8487',
  green: 'marking-definition--bab4a63c-aed9-4cf5-a766-dfca5abac2bb',
  green1: 'marking-definition--34098fce-860f-48ae-8e50-ebd3cc5e41da',
  amber: 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421',
  amber1: 'marking-definition--f88d31f6-486f-44da-b317-01333bde0b82',
  'amber+strict': 'marking-definition--939a9414-2ddd-4d32-a0cd-375ea402b003',
  red: 'marking-definition--e828b379-4e03-4974-9ac4-e53a884c97c1',
  red1: 'marking-definition--5e57c739-391a-4eb3-b6be-7d15ca92d5ed',
} as const;

const LEVELS: ReadonlyMap<string, number> = new Map(
  Object.entries(TLP).map(([name, id]) => [id, SCALE.indexOf(name.replace('1', '').replace('white', 'clear'))]),
);

/** One stored version, as its publisher sent it. */
export interface ModelEntry extends ModelVersion {
  readonly collection: string;
  readonly publisher: string;
  readonly object: StixObject;
  /** The markings of the object that its publisher could look up, as of then. */
  readonly known: ReadonlySet<string>;
  /** Numbers the histories that were begun in ignorance of each other, per object. */
  readonly history: number;
  /** In an aggregate collection: the entry that it shows. */
  readonly source?: ModelEntry;
}

/** What becomes of a published object. */
export type ModelOutcome = 'added' | 'present' | 'other-content' | 'not-creator' | 'refused';

/** An exchange, slow and obviously right. */
export class ModelExchange {
  catalogue: Catalogue;
  #entries: ModelEntry[] = [];
  #used: { readonly definition: ModelEntry; readonly by: ModelEntry }[] = [];
  #date = 0;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  /** Publishes an envelope; gives the fate of each object. `dates` are told by the exchange that it is compared with. */
  publish(agency: string, collection: string, objects: readonly StixObject[], nextDate = () => this.#date + 1): ModelOutcome[] {
    const visible = this.seen(agency, collection);
    const isKnownAlready = (id: string): boolean =>
      LEVELS.has(id) || this.catalogue.releasability.some(({ marking }) => marking === id) || visible.some((entry) => entry.id === id);
    const knownOf = this.#explain(agency, collection, objects, isKnownAlready);
    const before = new Set(this.#entries);
    const outcomes = objects.map((object) => this.#take(agency, collection, object, knownOf(object), nextDate));
    this.#noteUses(agency, collection, (entry) => !before.has(entry));
    return outcomes;
  }

  /** Deletes what the agency sees of an object and selects; gives the number of versions that went. */
  remove(agency: string, collection: string, id: string, versions: VersionSelection, specs?: readonly SpecVersion[]): number {
    const ofObject = this.seen(agency, collection).filter((entry) => entry.id === id);
    const query: ObjectQuery = { versions, specVersions: specs ?? ['2.0', '2.1'], limit: 1, maximumBytes: 1 };
    const going = new Set<ModelVersion>(answerOf(ofObject, query));
    this.#entries = this.#entries.filter((entry) => !going.has(entry) && !(entry.source && going.has(entry.source)));
    return going.size;
  }

  /** What the agency is answered, without regard for the limit. */
  answer(agency: string, collection: string, query: ObjectQuery): ModelVersion[] {
    return answerOf(this.seen(agency, collection), query);
  }

  /** Everything that is there for the agency in the collection, in order of date. */
  seen(agency: string, collection: string): ModelEntry[] {
    const entry = this.#collection(collection);
    if (entry.aggregate === undefined) return this.#seenInPart(agency, collection);
    if (this.clearance(agency, entry) === undefined) return [];
    const inLines = new Map(entry.aggregate.of.map((part) => [part, new Set(this.#inLine(agency, part))]));
    const through = this.#entries.filter((shown) => {
      const { source } = shown;
      if (shown.collection !== collection || source === undefined) return false;
      const part = this.#collection(source.collection);
      if (this.clearance(agency, part) === undefined) return false;
      if (inLines.get(source.collection)?.has(source) !== true) return false;
      return this.#passesCeiling(agency, entry, source);
    });
    const isOfOnePart = (one: ModelEntry, other: ModelEntry): boolean => one.source?.collection === other.source?.collection;
    const inParts = through.filter((shown) => !through.some((other) => isOfOnePart(other, shown) && comesBefore(other, shown, agency)));
    return inParts.filter((shown) => !inParts.some((other) => comesBefore(other, shown, undefined)));
  }

  #seenInPart(agency: string, collection: string): ModelEntry[] {
    const inLine = this.#inLine(agency, collection);
    return inLine.filter((entry) => !inLine.some((other) => comesBefore(other, entry, agency)));
  }

  /** Of the line of each object that is there for the agency what it may see, twins included. */
  #inLine(agency: string, collection: string): ModelEntry[] {
    const allowed = this.#entries.filter((one) => one.collection === collection && this.maySee(agency, one));
    return allowed.filter((entry) => {
      const ofObject = allowed.filter(({ id }) => id === entry.id);
      const own = ofObject.filter(({ publisher }) => publisher === agency);
      const candidates = own.length > 0 ? own : ofObject;
      return entry.history === Math.min(...candidates.map((one) => one.history));
    });
  }

  /** Whether the markings of an entry allow the agency to see it. */
  maySee(agency: string, entry: ModelEntry): boolean {
    return this.#withUsers(entry).some((one) => one.publisher === agency || this.#isReleased(agency, one));
  }

  /** The entry and, when it is a marking definition, all that ever bore the marking, directly or not. */
  #withUsers(entry: ModelEntry, found = new Set<ModelEntry>()): ModelEntry[] {
    found.add(entry);
    for (const { definition, by } of this.#used) {
      if (definition === entry && !found.has(by)) this.#withUsers(by, found);
    }
    return [...found];
  }

  /** The level up to which the agency may read in the collection; `undefined` where it may not read. */
  clearance(agency: string, collection: CollectionEntry): number | undefined {
    const { grants, groups, defaultClearance } = this.catalogue;
    const isIn = (group: string | undefined): boolean =>
      groups.some(({ name, agencies }) => name === group && agencies.includes(agency));
    const theirs = grants.filter((grant) => {
      const isForThem = grant.agency === agency || isIn(grant.group);
      return grant.collection === collection.id && isForThem && grant.rights.includes('read');
    });
    const byDefault = isIn(collection.group) ? defaultClearance.members : defaultClearance.others;
    const levels = theirs.map(({ clearance }) => clearance ?? (collection.aggregate ? 'red' : byDefault));
    return levels.length === 0 ? undefined : Math.max(...levels.map((level) => SCALE.indexOf(level)));
  }

  #isReleased(agency: string, entry: ModelEntry): boolean {
    const clearance = this.clearance(agency, this.#collection(entry.collection));
    if (clearance === undefined || this.level(entry) > clearance) return false;
    const { agencies, groups, releasability } = this.catalogue;
    if (agencies.some(({ name, kind }) => name === agency && kind === 'operator')) return true;
    const marks = allMarks(entry.object);
    return releasability
      .filter(({ marking }) => marks.includes(marking))
      .every((open) => {
        const inGroups = groups.filter(({ name }) => open.groups.includes(name)).flatMap((group) => group.agencies);
        return open.agencies.includes(agency) || inGroups.includes(agency);
      });
  }

  /** The level of an entry: that of its strictest marking. */
  level({ object, known, collection }: ModelEntry): number {
    const [whole, all] = [wholeMarks(object), allMarks(object)];
    if (LEVELS.has(object.id) && all.length === 0) return 0;
    if (all.some((id) => !known.has(id))) return SCALE.indexOf('red');
    const said = all.map((id) => LEVELS.get(id) ?? 0);
    const isUnmarked = !whole.some((id) => LEVELS.has(id));
    const byDefault = SCALE.indexOf(this.#collection(collection).defaultMarking);
    return Math.max(...said, isUnmarked ? byDefault : 0);
  }

  // Beyond what a grant in the part allows, an aggregate's own ceiling and the clearance of its grants count.
  #passesCeiling(agency: string, aggregate: CollectionEntry, source: ModelEntry): boolean {
    const ceiling = SCALE.indexOf(aggregate.aggregate?.highestMarking ?? 'red');
    const clearance = this.clearance(agency, aggregate) ?? -1;
    return this.#withUsers(source).some((one) => {
      const level = this.level(one);
      if (level > ceiling) return false;
      return one.publisher === agency || (level <= clearance && this.#isReleased(agency, one));
    });
  }

  // Tells which markings of an object are known. A definition that is refused isn't there to explain anything.
  #explain(agency: string, collection: string, objects: readonly StixObject[], isKnownAlready: (id: string) => boolean): (object: StixObject) => Set<string> {
    let definitions = objects.filter(({ type }) => type === 'marking-definition');
    for (;;) {
      const defined = new Set(definitions.map(({ id }) => id));
      const knownOf = (object: StixObject): Set<string> => new Set(allMarks(object).filter((id) => isKnownAlready(id) || defined.has(id)));
      const taken = definitions.filter(
        (object) => !this.#isRefused(agency, this.#collection(collection), draftOf(agency, collection, object, knownOf(object), 0)),
      );
      if (taken.length === definitions.length) return knownOf;
      definitions = taken;
    }
  }

  #take(agency: string, collection: string, object: StixObject, known: ReadonlySet<string>, nextDate: () => number): ModelOutcome {
    const entry = this.#collection(collection);
    const dateAdded = nextDate();
    const draft = draftOf(agency, collection, object, known, dateAdded);
    if (this.#isRefused(agency, entry, draft)) return 'refused';
    const seen = this.#seenInPart(agency, collection).filter(({ id }) => id === object.id);
    const twin = seen.find((other) => isSameVersion(other, draft));
    if (twin !== undefined) return isDeepStrictEqual(twin.object, object) ? 'present' : 'other-content';
    if (entry.newVersions === 'creator' && seen[0] !== undefined && seen[0].publisher !== agency) return 'not-creator';
    this.#date = dateAdded;
    this.#store({ ...draft, history: seen[0]?.history ?? (entry.newVersions === 'anyone' ? 0 : this.#nextHistory(collection, object.id)) });
    return 'added';
  }

  #isRefused(agency: string, { granularMarkings, unknownMarkings, highestMarking, attribution }: CollectionEntry, entry: ModelEntry): boolean {
    const all = allMarks(entry.object);
    const { identity } = this.catalogue.agencies.find(({ name }) => name === agency) ?? {};
    const hasAuthor = entry.object['created_by_ref'] !== undefined || entry.object['created'] !== undefined;
    const isFree = !hasAuthor || LEVELS.has(entry.id) || entry.id === identity;
    return (
      (granularMarkings === 'refuse' && partMarks(entry.object).length > 0) ||
      (unknownMarkings === 'refuse' && all.some((id) => !entry.known.has(id))) ||
      this.level(entry) > SCALE.indexOf(highestMarking) ||
      (attribution === 'require-own' && !isFree && entry.object['created_by_ref'] !== identity)
    );
  }

  #store(entry: ModelEntry): void {
    this.#entries.push(entry);
    for (const { id, aggregate } of this.#collections()) {
      if (aggregate?.of.includes(entry.collection) !== true) continue;
      const labels = (entry.object['labels'] ?? []) as readonly string[];
      const isWanted =
        (aggregate.types?.includes(entry.type) ?? true) && (aggregate.labels?.some((label) => labels.includes(label)) ?? true);
      // What its markings mean belongs to an object.
      if (!isWanted && entry.type !== 'marking-definition') continue;
      this.#entries.push({ ...entry, collection: id, source: entry });
    }
  }

  // Whoever bears a marking that it can look up shows the definition to whoever sees it, from then on.
  #noteUses(agency: string, collection: string, isNew: (entry: ModelEntry) => boolean): void {
    const visible = this.#seenInPart(agency, collection);
    for (const by of this.#entries.filter((entry) => entry.collection === collection && isNew(entry))) {
      const definitions = visible.filter(({ id }) => by.known.has(id) && allMarks(by.object).includes(id) && !LEVELS.has(id));
      for (const definition of definitions) this.#used.push({ definition, by });
    }
  }

  #nextHistory(collection: string, id: string): number {
    const histories = this.#entries.filter((entry) => entry.collection === collection && entry.id === id).map(({ history }) => history);
    return Math.max(-1, ...histories) + 1;
  }

  #collection(id: string): CollectionEntry {
    const found = this.#collections().find((entry) => entry.id === id);
    if (found === undefined) throw new Error(`${id} is no collection`);
    return found;
  }

  #collections(): CollectionEntry[] {
    return this.catalogue.apiRoots.flatMap((root) => root.collections);
  }
}

/** The markings of the whole object. */
export function wholeMarks(object: StixObject): string[] {
  return (object['object_marking_refs'] ?? []) as string[];
}

function draftOf(publisher: string, collection: string, object: StixObject, known: ReadonlySet<string>, dateAdded: number): ModelEntry {
  const version = String(object['modified'] ?? object['created'] ?? formatTimestamp(dateAdded));
  const specVersion = object['spec_version'] === undefined && object['created'] !== undefined ? '2.0' : '2.1';
  return { id: object.id, type: object.type, specVersion, version, dateAdded, collection, publisher, object, known, history: 0 };
}

function partMarks(object: StixObject): string[] {
  const markings = (object['granular_markings'] ?? []) as { marking_ref?: string }[];
  return markings.flatMap(({ marking_ref }) => (marking_ref === undefined ? [] : [marking_ref]));
}

function allMarks(object: StixObject): string[] {
  return [...wholeMarks(object), ...partMarks(object)];
}

function comesBefore(other: ModelEntry, entry: ModelEntry, agency: string | undefined): boolean {
  if (other === entry || other.id !== entry.id || !isSameVersion(other, entry)) return false;
  const [otherIsOwn, isOwn] = [other.publisher === agency, entry.publisher === agency];
  return otherIsOwn === isOwn ? other.dateAdded < entry.dateAdded : otherIsOwn;
}

function isSameVersion(one: ModelEntry, other: ModelEntry): boolean {
  if (one.specVersion !== other.specVersion) return false;
  const isVersioned = ({ object }: ModelEntry): boolean => object['created'] !== undefined || object['modified'] !== undefined;
  if (!isVersioned(one) || !isVersioned(other)) return isVersioned(one) === isVersioned(other);
  return versionKey(one.version) === versionKey(other.version);
}
