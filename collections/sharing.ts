// Who shares what with whom: the grants as a matrix, and what another catalogue would show to whom.
import type { Catalogue, CollectionEntry, GrantEntry } from '../schemas/catalogue/catalogue.ts';
import { describeChanges, differenceOf } from './catalogue/difference.ts';
import { changedCatalogue } from './catalogue/edit-catalogue.ts';
import { createDirectory, type Directory } from './directory.ts';
import { viewerKey, type Viewer } from './markings/viewer.ts';
import type { CollectionId, ObjectReader } from './storage/port.ts';

/** Another grant in the place of the one that an agency or group has in a collection; without rights there is none. */
export type GrantChange = GrantEntry;

/** What an agency sees of a collection, before and after. */
export interface SightChange {
  readonly agency: string;
  readonly collection: CollectionId;
  /** Numbers of versions. */
  readonly before: number;
  readonly after: number;
}

/**
 * The catalogue with these grants.
 * @throws {CatalogueRefused} where the result would be none
 */
export function withGrants(catalogue: Catalogue, changes: readonly GrantChange[]): Catalogue {
  return changedCatalogue(catalogue, (document) => ({ ...document, grants: changes.reduce(withGrant, document.grants ?? []) }));
}

function withGrant(grants: readonly GrantEntry[], change: GrantChange): readonly GrantEntry[] {
  const place = grants.findIndex((grant) => isSame(grant, change));
  const entries = change.rights.length === 0 ? [] : [change];
  return place === -1 ? [...grants, ...entries] : grants.toSpliced(place, 1, ...entries);
}

function isSame(one: GrantEntry, other: GrantEntry): boolean {
  return one.collection === other.collection && one.agency === other.agency && one.group === other.group;
}

/** The changes in words, a line for each. */
export function wordsFor(before: Catalogue, after: Catalogue): string[] {
  const changes = differenceOf(before, after);
  return changes.length === 0 ? [] : describeChanges(changes).split('\n');
}

/** What agencies would see otherwise, by number of versions; those, and collections, that come or go among them. */
export async function sightChanges(objects: Pick<ObjectReader, 'tally'>, before: Directory, after: Catalogue): Promise<SightChange[]> {
  const later = createDirectory(before.revision, after);
  const [agencies, collections] = [namesIn(before.catalogue, after), idsIn(before.catalogue, after)];
  const changes: SightChange[] = [];
  for (const agency of agencies) {
    for (const collection of collections) {
      const [was, willBe] = [viewerIn(before, agency, collection), viewerIn(later, agency, collection)];
      if (keyOf(was) === keyOf(willBe)) continue;
      const [seen, willSee] = await Promise.all([was, willBe].map(async (viewer) => (viewer === undefined ? 0 : (await objects.tally(collection, viewer)).versions)));
      changes.push({ agency, collection, before: seen ?? 0, after: willSee ?? 0 });
    }
  }
  return changes;
}

/** The agency as it looks into the collection; `undefined` where it doesn't. */
function viewerIn(directory: Directory, name: string, collection: CollectionId): Viewer | undefined {
  const agency = directory.agency(name);
  const entry = collectionsIn(directory.catalogue).find(({ id }) => id === collection);
  if (agency === undefined || entry === undefined || !directory.rights(agency, collection).canRead) return undefined;
  return directory.viewer(agency, entry);
}

function keyOf(viewer: Viewer | undefined): string {
  return viewer === undefined ? '' : viewerKey(viewer);
}

function namesIn(...catalogues: readonly (Catalogue | undefined)[]): Set<string> {
  return new Set(catalogues.flatMap((catalogue) => catalogue?.agencies.map(({ name }) => name) ?? []));
}

function idsIn(...catalogues: readonly (Catalogue | undefined)[]): Set<CollectionId> {
  return new Set(catalogues.flatMap((catalogue) => collectionsIn(catalogue).map(({ id }) => id)));
}

function collectionsIn(catalogue: Catalogue | undefined): readonly CollectionEntry[] {
  return catalogue?.apiRoots.flatMap(({ collections }) => collections) ?? [];
}
