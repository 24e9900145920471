// The collections in which an agency has a right, by the catalogue: an operator may not see them all.
import type { CatalogueResource } from '../../server/console/resources.ts';
import { useResource } from '../load.ts';

/** A collection, as far as tools have to know it. */
export interface GrantedCollection {
  readonly id: string;
  readonly title: string;
  /** The path of its API root. */
  readonly root: string;
}

/** For operators. Empty until it is known; for an agency that isn't known, all collections. */
export function useGrantedCollections(agency: string | undefined): readonly GrantedCollection[] {
  const { value } = useResource<CatalogueResource>('/catalogue/');
  if (value === undefined) return [];
  const { api_roots: roots = [], groups = [], grants = [] } = value.catalogue;
  const all = roots.flatMap(({ path, collections }) => collections.map(({ id, title }) => ({ id, title, root: path })));
  if (agency === undefined) return all;
  const theirs = new Set(groups.filter(({ agencies }) => agencies.includes(agency)).map(({ name }) => name));
  const isGranted = (id: string): boolean => grants.some((grant) => grant.collection === id && (grant.agency === agency || (grant.group !== undefined && theirs.has(grant.group))));
  return all.filter(({ id }) => isGranted(id));
}
