// An exchange in memory that decides by the parts in collections/markings/ and collections/publishing/ and keeps what an adapter keeps: labels,
// publishers and lines, never what follows from them. Its answers are compared with the model's.
import { isDeepStrictEqual } from 'node:util';
import { createDirectory } from '../../collections/directory.ts';
import { contentFindings } from '../../collections/markings/admission.ts';
import { labelKey, widened, type Label } from '../../collections/markings/label.ts';
import { placementOf, selectedVersions, shownVersions, type LinedVersion } from '../../collections/markings/lines.ts';
import { maySee } from '../../collections/markings/sight.ts';
import { factsOf } from '../../collections/markings/facts.ts';
import { sightsOf } from '../../collections/markings/sights.ts';
import { viewerThrough, viewerWith, type Viewer } from '../../collections/markings/viewer.ts';
import { gatherMarks } from '../../collections/publishing/envelope-marks.ts';
import { judgeMarks } from '../../collections/publishing/judge-marks.ts';
import { demandsOf } from '../../collections/publishing/release.ts';
import type { ObjectQuery, SpecVersion, VersionSelection } from '../../collections/storage/port.ts';
import type { Catalogue, CollectionEntry } from '../../schemas/catalogue/catalogue.ts';
import { describeObject } from '../../schemas/stix/describe-object.ts';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { tlpLevelOf } from '../../schemas/stix/tlp.ts';
import { formatTimestamp, versionKey } from '../../schemas/timestamp.ts';
import type { StixObject } from '../protocol/stix-objects.ts';
import type { ModelOutcome } from './model.ts';

interface Row extends LinedVersion {
  readonly collection: string;
  readonly object: StixObject;
  readonly text: string;
  label: Label;
  /** In an aggregate, the row that it shows. */
  readonly source?: Row;
}

/** What is told of a version, dates aside. */
export interface Told {
  readonly object: StixObject;
  readonly dateAdded: number;
}

/** The exchange. */
export class PureExchange {
  catalogue: Catalogue;
  #rows: Row[] = [];
  #uses: { readonly definition: Row; readonly user: Row }[] = [];
  #date = 0;

  constructor(catalogue: Catalogue) {
    this.catalogue = catalogue;
  }

  /** The newest date that was given. */
  get lastDate(): number {
    return this.#date;
  }

  /** Publishes an envelope; gives the fate of each object. */
  publish(agency: string, collection: string, objects: readonly StixObject[]): ModelOutcome[] {
    const entry = this.#collection(collection);
    const sight = sightsOf(this.catalogue).in(agency, collection);
    const stored = this.#shown(collection, viewerWith(sight)).filter(({ object }) => object.type === 'marking-definition');
    const said = new Map(stored.map(({ object }) => [object.id, tlpLevelOf(object as JsonObject) ?? ('other' as const)]));
    const demands = demandsOf(entry, agency, createDirectory(0, this.catalogue));
    const marks = gatherMarks();
    const combinations = (objects as readonly JsonObject[]).map((object) =>
      contentFindings(object, demands.policy, demands.identity).length === 0 ? marks.add(object) : undefined,
    );
    const verdicts = judgeMarks(marks.gathered, demands, said);
    const added: { row: Row; uses: readonly string[] }[] = [];
    const outcomes = objects.map((object, index): ModelOutcome => {
      const verdict = verdicts[combinations[index] ?? -1];
      if (verdict === undefined || verdict.findings.length > 0) return 'refused';
      const { labelled } = verdict;
      const description = describeObject(object as JsonObject);
      const key = versionKey(description?.version ?? '');
      const specVersion: SpecVersion = description?.specVersion ?? '2.1';
      const newcomer = { specVersion, ...(key === undefined ? {} : { version: key }) };
      const placement = placementOf(this.#ofObject(collection, object.id), sight, newcomer, entry.newVersions);
      if (placement.kind === 'not-creator') return 'not-creator';
      if (placement.kind === 'there') return isDeepStrictEqual(placement.twin.object, object) ? 'present' : 'other-content';
      const dateAdded = (this.#date += 1);
      const text = description?.version ?? formatTimestamp(dateAdded);
      const row: Row = {
        collection, object, dateAdded, text, specVersion, publisher: agency, label: labelled.label, line: placement.line,
        version: versionKey(text) ?? '', isVersioned: description?.version !== undefined,
      };
      this.#rows.push(row);
      this.#feed(row);
      added.push({ row, uses: labelled.uses });
      return 'added';
    });
    for (const { row, uses } of added) this.#note(row, uses, sight.agency);
    return outcomes;
  }

  /** Deletes what the agency sees of an object and selects; gives the number of versions that went. */
  remove(agency: string, collection: string, id: string, versions: VersionSelection, specs?: readonly SpecVersion[]): number {
    const shown = shownVersions(this.#ofObject(collection, id), this.#viewer(agency, collection));
    const going = new Set(selectedVersions(shown, versions, specs ?? ['2.0', '2.1']));
    this.#rows = this.#rows.filter((row) => !going.has(row) && !(row.source !== undefined && going.has(row.source)));
    return going.size;
  }

  /** What the agency is answered, without regard for the limit. */
  answer(agency: string, collection: string, query: ObjectQuery): Told[] {
    const viewer = this.#viewer(agency, collection);
    const ids = new Set(this.#rows.filter((row) => row.collection === collection).map(({ object }) => object.id));
    return [...ids]
      .flatMap((id) => selectedVersions(shownVersions(this.#ofObject(collection, id), viewer), query.versions, query.specVersions))
      .filter(({ object }) => query.ids?.includes(object.id) ?? true)
      .filter(({ object }) => query.types?.includes(object.type) ?? true)
      .filter(({ dateAdded }) => query.addedAfter === undefined || dateAdded > query.addedAfter)
      .toSorted((one, other) => one.dateAdded - other.dateAdded);
  }

  /** The dates of what the agency may see by its markings, wherever, shown or not. */
  allowed(agency: string): Set<number> {
    const sights = sightsOf(this.catalogue);
    const inParts = this.#rows.filter(({ source }) => source === undefined);
    const isAllowed = ({ collection, label, publisher }: Row): boolean =>
      maySee(sights.in(agency, collection), label, publisher);
    return new Set(inParts.filter(isAllowed).map(({ dateAdded }) => dateAdded));
  }

  #viewer(agency: string, collection: string): Viewer {
    const sights = sightsOf(this.catalogue);
    const isAggregate = this.#collection(collection).aggregate !== undefined;
    return isAggregate ? viewerThrough(agency, sights.through(agency, collection)) : viewerWith(sights.in(agency, collection));
  }

  // An aggregate's part of a label is the source's, however that changes.
  #ofObject(collection: string, id: string): Row[] {
    return this.#rows
      .filter((row) => row.collection === collection && row.object.id === id)
      .map((row) => (row.source === undefined ? row : Object.assign(row, { label: row.source.label })));
  }

  #shown(collection: string, viewer: Viewer): Row[] {
    const ids = new Set(this.#rows.filter((row) => row.collection === collection).map(({ object }) => object.id));
    return [...ids].flatMap((id) => shownVersions(this.#ofObject(collection, id), viewer));
  }

  #feed(row: Row): void {
    for (const { id, aggregate } of this.#collections()) {
      if (aggregate?.of.includes(row.collection) !== true) continue;
      const isWanted =
        (aggregate.types?.includes(row.object.type) ?? true) &&
        (aggregate.labels?.some((label) => factsOf(row.object as JsonObject).labels.includes(label)) ?? true);
      if (!isWanted && row.object.type !== 'marking-definition') continue;
      this.#rows.push({ ...row, collection: id, part: row.collection, source: row });
    }
  }

  #note(user: Row, uses: readonly string[], agency: string): void {
    const viewer = this.#viewer(agency, user.collection);
    for (const id of uses) {
      for (const definition of shownVersions(this.#ofObject(user.collection, id), viewer)) {
        this.#uses.push({ definition, user });
        this.#widen(definition, user);
      }
    }
  }

  #widen(definition: Row, user: Row): void {
    const before = labelKey(definition.label);
    definition.label = widened(definition.label, user.label, user.publisher);
    if (labelKey(definition.label) === before) return;
    for (const use of this.#uses) {
      if (use.user === definition) this.#widen(use.definition, definition);
    }
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
