// Who shares what with whom: the grants as a matrix, and what other grants would show to whom.
import type { Catalogue, GrantEntry } from '../schemas/catalogue/catalogue.ts';
import { writeCatalogue } from './catalogue/write-catalogue.ts';
import { readCatalogue } from './catalogue/read-catalogue.ts';
import { describeChanges, differenceOf } from './catalogue/difference.ts';
import { createDirectory, type Directory } from './directory.ts';
import { viewerKey } from './markings/viewer.ts';
import type { CatalogueOutcome, CollectionId, ObjectReader, StoreWriter } from './storage/port.ts';

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

/** The catalogue was changed by somebody else since it was looked at. */
export class CatalogueChanged extends Error {
  override readonly name = 'CatalogueChanged';
}

/**
 * The catalogue with these grants.
 * @throws {CatalogueError} where the result would be none
 */
export function withGrants(catalogue: Catalogue, changes: readonly GrantChange[]): Catalogue {
  let grants = [...catalogue.grants];
  for (const change of changes) {
    const place = grants.findIndex((grant) => isSame(grant, change));
    const entries = change.rights.length === 0 ? [] : [change];
    grants = place === -1 ? [...grants, ...entries] : grants.toSpliced(place, 1, ...entries);
  }
  return readCatalogue(writeCatalogue({ ...catalogue, grants }), 'catalogue');
}

function isSame(one: GrantEntry, other: GrantEntry): boolean {
  return one.collection === other.collection && one.agency === other.agency && one.group === other.group;
}

/** The changes in words, a line for each. */
export function wordsFor(before: Catalogue, after: Catalogue): string[] {
  const changes = differenceOf(before, after);
  return changes.length === 0 ? [] : describeChanges(changes).split('\n');
}

/** What agencies would see otherwise, by number of versions. */
export async function sightChanges(objects: Pick<ObjectReader, 'tally'>, before: Directory, after: Catalogue): Promise<SightChange[]> {
  const later = createDirectory(before.revision, after);
  const changes: SightChange[] = [];
  for (const agency of after.agencies) {
    for (const entry of after.apiRoots.flatMap(({ collections }) => collections)) {
      const [was, willBe] = [before.viewer(agency, entry), later.viewer(agency, entry)];
      const [mayRead, willRead] = [before, later].map((directory) => directory.rights(agency, entry.id).canRead);
      if (mayRead === willRead && viewerKey(was) === viewerKey(willBe)) continue;
      const seen = mayRead === true ? (await objects.tally(entry.id, was)).versions : 0;
      const willSee = willRead === true ? (await objects.tally(entry.id, willBe)).versions : 0;
      changes.push({ agency: agency.name, collection: entry.id, before: seen, after: willSee });
    }
  }
  return changes;
}

/**
 * Puts other grants in force. In the audit log it is a change of the catalogue, by that person.
 * @param revision of the catalogue that was looked at
 * @throws {CatalogueChanged} {CatalogueError}
 */
export async function changeGrants(
  writer: Pick<StoreWriter, 'replaceCatalogue'>,
  inForce: Directory,
  revision: number,
  changes: readonly GrantChange[],
  by: string,
): Promise<CatalogueOutcome> {
  if (inForce.catalogue === undefined || inForce.revision !== revision) throw new CatalogueChanged('The catalogue was changed meanwhile.');
  return writer.replaceCatalogue(withGrants(inForce.catalogue, changes), false, by);
}
