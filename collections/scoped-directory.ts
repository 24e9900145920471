// The catalogue as a credential sees it that may do less than its agency.
import type { ApiRootEntry, AgencyEntry, CollectionEntry } from '../schemas/catalogue/catalogue.ts';
import { decide, within, type Rights, type Scope } from './access.ts';
import type { Directory } from './directory.ts';
import type { CollectionId } from './storage/port.ts';

/** The directory with rights that are those of the grants and of all scopes as well. Whatever asks it is limited. */
export function withinScopes(directory: Directory, scopes: readonly Scope[]): Directory {
  if (scopes.length === 0) return directory;
  const rights = (agency: AgencyEntry, collection: CollectionId): Rights =>
    within(directory.rights(agency, collection), scopes, collection);
  const visibleCollections = (agency: AgencyEntry, root: ApiRootEntry): readonly CollectionEntry[] =>
    directory.visibleCollections(agency, root).filter(({ id }) => decide(rights(agency, id), 'see') === 'allowed');
  const visibleRoots = (agency: AgencyEntry): readonly ApiRootEntry[] =>
    directory
      .visibleRoots(agency)
      .filter((root) => root.collections.length === 0 || visibleCollections(agency, root).length > 0);
  return { ...directory, rights, visibleCollections, visibleRoots };
}
