// Labels in MongoDB: how versions bear them, and which of them a collection has.
import type { ClientSession } from 'mongodb';
import { LRUCache } from 'lru-cache';
import { RED } from '../../../schemas/stix/tlp.ts';
import { labelKey, labelOfKey, type Label, type Use } from '../../markings/label.ts';
import type { LinedVersion } from '../../markings/lines.ts';
import { opennessIn, type LabelUse, type Openness } from '../../markings/openness.ts';
import type { Viewer } from '../../markings/viewer.ts';
import type { CollectionId } from '../port.ts';
import { int64, type Documents, type VersionDocument } from './documents.ts';
import { visibleAfter, type Horizon } from './horizon.ts';
import type { LabelDocument } from './release-documents.ts';

/** Under this name all marking definitions are found, as their labels grow: each of them has to be looked at. */
export const DEFINITIONS = '*';

/** What of a version `shownVersions` has to know. */
export type VersionFacts = Pick<
  VersionDocument,
  | 'date_added'
  | 'spec_version'
  | 'version'
  | 'is_versioned'
  | 'label'
  | 'own_label'
  | 'uses'
  | 'publisher'
  | 'line'
  | 'part'
>;

/** What is asked for, for `VersionFacts`. */
export const FACTS = {
  date_added: 1,
  spec_version: 1,
  version: 1,
  is_versioned: 1,
  label: 1,
  own_label: 1,
  uses: 1,
  publisher: 1,
  line: 1,
  part: 1,
} as const;

/** A label that a collection has, by the name under which versions are found. */
export interface NamedUse extends LabelUse {
  readonly name: string;
}

/** The name under which versions with that label are found; in an aggregate it has the part, too. */
export function labelName(says: string, part: CollectionId | undefined): string {
  return part === undefined ? says : `${part} ${says}`;
}

/** The fields of a version with that label. */
export function labelFields(label: Label, type: string, part: CollectionId | undefined): Pick<VersionDocument, 'label' | 'own_label' | 'uses'> {
  const { uses = [], ...plain } = label;
  if (type !== 'marking-definition') return { label: labelName(labelKey(plain), part) };
  return { label: DEFINITIONS, own_label: labelKey(plain), ...(uses.length === 0 ? {} : { uses: usesOf(label) }) };
}

/** A definition's users as a version keeps them. */
export function usesOf({ uses = [] }: Label): string[] {
  return uses.flatMap(({ label, by }) => by.map((agency) => JSON.stringify([labelKey(label), agency])));
}

/** Of what an earlier program wrote while this one was running: it isn't known before it is read. */
const UNREAD: Label = { atLeast: RED, markings: [] };

/** The label that a version bears. */
export function labelOfVersion({ label, own_label: ownLabel, uses, part }: Labelled): Label {
  if (label === undefined) return UNREAD;
  if (ownLabel === undefined) return parsed(part === undefined ? label : label.slice(part.length + 1));
  const plain = parsed(ownLabel);
  if (uses === undefined || uses.length === 0) return plain;
  const agencies = Map.groupBy(uses.map((use) => JSON.parse(use) as [string, string]), ([key]) => key);
  const keys = [...agencies.keys()].toSorted();
  return { ...plain, uses: keys.map((key): Use => ({ label: parsed(key), by: byOf(agencies.get(key) ?? []) })) };
}

type Labelled = Partial<Pick<VersionFacts, 'label' | 'own_label' | 'uses' | 'part'>>;

function byOf(uses: readonly [string, string][]): string[] {
  return [...new Set(uses.map(([, agency]) => agency))].toSorted();
}

const known = new LRUCache<string, Label>({ max: 10_000 });

function parsed(key: string): Label {
  const label = known.get(key) ?? labelOfKey(key);
  known.set(key, label);
  return label;
}

/** The version as collections/markings/ sees it. */
export function toLined<Version extends VersionFacts>(version: Version): LinedVersion & { readonly stored: Version } {
  return {
    dateAdded: version.date_added,
    specVersion: version.spec_version,
    version: version.version,
    isVersioned: version.is_versioned,
    publisher: version.publisher,
    line: version.line,
    label: labelOfVersion(version),
    ...(version.part === undefined ? {} : { part: version.part }),
    stored: version,
  };
}

/** The group of a version: distinctions are kept among those of one group. A definition's label grows, so it is one itself. */
export function groupKey({ date_added: date, label, publisher, line }: VersionFacts): string {
  return label === DEFINITIONS ? String(date) : JSON.stringify([label, publisher, line]);
}

/** Which labels a collection has, read again only when some have come. */
export interface LabelBook {
  /** @param session the one that the horizon was read in; without it some may be missing */
  usesIn(collection: CollectionId, horizon: Horizon, session?: ClientSession): Promise<readonly NamedUse[]>;
  /** Which of them are there for the viewer. */
  opennessIn(collection: CollectionId, viewer: Viewer, horizon: Horizon, session: ClientSession): Promise<Openness<NamedUse>>;
}

const MOST_COLLECTIONS = 1_000;

/** The labels in a database. */
export function labelBook({ labels }: Pick<Documents, 'labels'>): LabelBook {
  // What was read outside of the horizon's session may lack some, should another member of a replica set have answered:
  // writers bear that, readers don't.
  const kept = { byReaders: keptUses(), byWriters: keptUses() };
  // Viewers stay the same objects as long as the catalogue does.
  const judged = new WeakMap<Viewer, Map<CollectionId, { readonly uses: readonly NamedUse[]; readonly openness: Openness<NamedUse> }>>();
  return { usesIn, opennessIn: openness };

  async function usesIn(collection: CollectionId, horizon: Horizon, session?: ClientSession): Promise<readonly NamedUse[]> {
    const known = session === undefined ? kept.byWriters : kept.byReaders;
    const before = known.get(collection);
    if (before?.turn === horizon.labels) return before.uses;
    const filter = { collection, ...visibleAfter(-1, horizon) };
    const found = await labels.find(filter as object, session === undefined ? {} : { session }).toArray();
    const uses = namedUses(found);
    known.set(collection, { turn: horizon.labels, uses });
    return uses;
  }

  async function openness(collection: CollectionId, viewer: Viewer, horizon: Horizon, session: ClientSession) {
    const uses = await usesIn(collection, horizon, session);
    const ofViewer = judged.get(viewer) ?? new Map<CollectionId, { uses: readonly NamedUse[]; openness: Openness<NamedUse> }>();
    judged.set(viewer, ofViewer);
    const before = ofViewer.get(collection);
    if (before?.uses === uses) return before.openness;
    const made = opennessIn(viewer, uses);
    ofViewer.set(collection, { uses, openness: made });
    return made;
  }
}

function keptUses() {
  return new LRUCache<CollectionId, { readonly turn: number; readonly uses: readonly NamedUse[] }>({ max: MOST_COLLECTIONS });
}

function namedUses(documents: readonly LabelDocument[]): NamedUse[] {
  const byName = Map.groupBy(documents, ({ label, part }) => labelName(label, part));
  return [...byName].map(([name, same]) => ({
    name,
    label: parsed(same[0]?.label ?? ''),
    part: same[0]?.part,
    publishers: new Set(same.map(({ publisher }) => publisher)),
  }));
}

/** The labels that these versions bring to the collection, each once. */
export function labelsOf(
  collection: CollectionId,
  versions: readonly (VersionFacts & { readonly date_added: number })[],
  before: readonly NamedUse[],
): LabelDocument[] {
  const there = new Set(before.flatMap(({ name, publishers }) => [...publishers].map((publisher) => JSON.stringify([name, publisher]))));
  const coming = new Map<string, LabelDocument>();
  for (const { label: name, publisher, part, date_added: date } of versions) {
    const key = JSON.stringify([name, publisher]);
    if (name === DEFINITIONS || there.has(key) || coming.has(key)) continue;
    const label = part === undefined ? name : name.slice(part.length + 1);
    coming.set(key, { collection, date_added: int64(date), label, publisher, ...(part === undefined ? {} : { part }) });
  }
  return [...coming.values()];
}
