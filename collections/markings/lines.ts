// Which of the versions of one object are there for a reader, and where a new one goes.
//
// An agency that publishes an object which others have published before, out of its sight, must not learn of it: its
// own is taken as if it were the first. Where only its creator may publish versions of an object, it begins a *line* of
// versions of its own, and a reader sees one line: its own, else the first of those of which it may see anything. So
// nobody can slip a version into an object of somebody else's. Within a line two versions can be twins (the same version,
// twice), for the same reason; a reader sees one of them. Whatever a reader is shown follows from the versions that it
// may see, and from nothing else.
import type { SpecVersion, VersionSelection } from '../storage/port.ts';
import type { Microseconds, VersionKey } from '../../schemas/timestamp.ts';
import type { Label } from './label.ts';
import { maySee, type Sight } from './sight.ts';
import { sightOf, viewerWith, type Viewer } from './viewer.ts';

/** A stored version, among the others of its object in a collection. */
export interface LinedVersion {
  readonly dateAdded: Microseconds;
  readonly specVersion: SpecVersion;
  readonly version: VersionKey;
  /** False: neither `modified` nor `created`; the date stands in. */
  readonly isVersioned: boolean;
  readonly publisher: string;
  readonly label: Label;
  /** From 0, in the order in which they were begun. */
  readonly line: number;
  /** In an aggregate: the id of the collection that it is from. Lines are counted in each of them. */
  readonly part?: string;
}

/** Of the versions of one object in a collection those that are there for the viewer, oldest `date_added` first. */
export function shownVersions<Version extends LinedVersion>(versions: readonly Version[], viewer: Viewer): Version[] {
  const visible = versions.filter((version) => isSeen(version, sightOf(viewer, version.part)?.inPart));
  // Own versions come first: whoever published something sees it, whatever else is there.
  const isOwn = ({ publisher }: Version): number => (publisher === viewer.agency ? 0 : 1);
  const byRank = visible.toSorted((one, other) => isOwn(one) - isOwn(other) || one.dateAdded - other.dateAdded);
  const lines = linesOf(byRank, viewer.agency);
  const inLine = byRank.filter(({ part, line }) => lines.get(part) === line);
  // A twin that isn't let through must not take the other one along: of what passes, none of the newest would be there.
  const letThrough = inLine.filter((version) => isSeen(version, sightOf(viewer, version.part)?.through));
  const inParts = firstOfTwins(letThrough, ({ part = '' }) => part);
  // Among parts only age counts, or a reader would get what it had already when it publishes the same in another part.
  return firstOfTwins(inParts.toSorted((one, other) => one.dateAdded - other.dateAdded), () => '');
}

/** Of the versions that are shown those that a request asks for (T-3.4.1-05, -09, -12, -17). */
export function selectedVersions<Version extends LinedVersion>(
  shown: readonly Version[],
  selection: VersionSelection,
  specVersions: readonly string[] | undefined,
): Version[] {
  const newestSpec = shown.reduce((newest, { specVersion }) => (specVersion > newest ? specVersion : newest), '');
  const ofSpec = shown.filter(({ specVersion }) => specVersions?.includes(specVersion) ?? specVersion === newestSpec);
  if (selection === 'all') return ofSpec;
  const keys = ofSpec.map(({ version }) => version).toSorted();
  const wanted = new Set(selection.values);
  if (selection.first && keys[0] !== undefined) wanted.add(keys[0]);
  const last = keys.at(-1);
  if (selection.last && last !== undefined) wanted.add(last);
  return ofSpec.filter(({ version }) => wanted.has(version));
}

/** Where a version goes that an agency publishes. */
export type Placement<Version> =
  /** Nowhere: this one is there already. */
  | { readonly kind: 'there'; readonly twin: Version }
  /** Nowhere: the object is another agency's. */
  | { readonly kind: 'not-creator' }
  | { readonly kind: 'new'; readonly line: number };

/** A version that comes. */
export interface Newcomer {
  readonly specVersion: SpecVersion;
  /** Absent for an object without versions: it is the same item however often it comes (T-5.5-06). */
  readonly version?: VersionKey;
}

/**
 * Where a version goes, given all versions of its object in the collection and what its publisher sees of them.
 * @param newVersions who may publish new versions of an object
 */
export function placementOf<Version extends LinedVersion>(
  versions: readonly Version[],
  publisher: Sight,
  newcomer: Newcomer,
  newVersions: 'creator' | 'anyone',
): Placement<Version> {
  const shown = shownVersions(versions, viewerWith(publisher));
  const [first] = shown;
  if (first === undefined) return { kind: 'new', line: newVersions === 'anyone' ? 0 : nextLine(versions) };
  const twin = shown.find(({ specVersion, version, isVersioned }) => {
    if (specVersion !== newcomer.specVersion) return false;
    return newcomer.version === undefined ? !isVersioned : version === newcomer.version;
  });
  if (twin !== undefined) return { kind: 'there', twin };
  if (newVersions === 'creator' && !isCreator(publisher.agency, first.publisher)) return { kind: 'not-creator' };
  return { kind: 'new', line: first.line };
}

/**
 * Whether an agency may take itself for the one that brought an object here, whose oldest version is by that publisher. Of
 * what an earlier program stored nobody knows who that was; it is anybody's, rather than nobody's.
 */
export function isCreator(agency: string, publisher: string): boolean {
  return publisher === '' || publisher === agency;
}

function isSeen({ label, publisher }: LinedVersion, sight: Sight | undefined): boolean {
  return sight !== undefined && maySee(sight, label, publisher);
}

// Versions that are one and the same, as far as they are in one place.
function firstOfTwins<Version extends LinedVersion>(byRank: readonly Version[], placeOf: (version: Version) => string): Version[] {
  const first = new Map<string, Version>();
  for (const version of byRank) {
    const twins = `${version.specVersion} ${version.isVersioned ? version.version : ''} ${placeOf(version)}`;
    if (!first.has(twins)) first.set(twins, version);
  }
  return [...first.values()];
}

function nextLine(versions: readonly LinedVersion[]): number {
  return versions.reduce((most, { line }) => Math.max(most, line), -1) + 1;
}

/** The line of each part that is shown, given what is visible in order of rank. */
function linesOf(byRank: readonly LinedVersion[], agency: string): Map<string | undefined, number> {
  const lines = new Map<string | undefined, number>();
  const own = new Set<string | undefined>();
  for (const { part, line, publisher } of byRank) {
    if (publisher === agency) own.add(part);
    else if (own.has(part)) continue;
    lines.set(part, Math.min(lines.get(part) ?? line, line));
  }
  return lines;
}
