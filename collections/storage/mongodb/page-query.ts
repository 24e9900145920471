// Turns an object query into a MongoDB filter and the index that it walks in order of date_added.
import type { Filter } from 'mongodb';
import type { CollectionId, ObjectQuery, SpecVersion, VersionSelection } from '../port.ts';
import { int64, type Distinctions, type VersionDocument } from './documents.ts';
import { hasStill, visibleAfter, type Horizon } from './horizon.ts';
import type { OBJECT_INDEXES } from './indexes.ts';

/** What to find, and by which index. */
export interface PageFilter {
  readonly filter: Filter<VersionDocument>;
  readonly index: keyof typeof OBJECT_INDEXES;
}

const SPEC_VERSIONS: readonly SpecVersion[] = ['2.0', '2.1'];

/** The filter for what `query` asks for, at that horizon; `undefined` when nothing can match. */
export function pageFilter(
  collection: CollectionId,
  query: Omit<ObjectQuery, 'limit' | 'maximumBytes'>,
  horizon: Horizon,
): PageFilter | undefined {
  const versions = versionConditions(query.versions, query.specVersions, horizon);
  if (versions === undefined) return undefined;
  const { ids, types, addedAfter = -1, addedBefore } = query;
  if (addedBefore !== undefined) versions.push({ date_added: { $lt: int64(addedBefore) } });
  const filter: Filter<VersionDocument> = {
    collection,
    ...visibleAfter(addedAfter, horizon),
    ...(ids === undefined ? {} : { object_id: { $in: [...new Set(ids)] } }),
    ...(types === undefined ? {} : { type: { $in: [...new Set(types)] } }),
    ...(versions.length === 0 ? {} : { $and: versions }),
  };
  return { filter, index: indexFor(query) };
}

function indexFor({ ids, types, versions }: Pick<ObjectQuery, 'ids' | 'types' | 'versions'>): PageFilter['index'] {
  if (ids !== undefined) return 'versions_of';
  if (types !== undefined) return 'type_since';
  return versions !== 'all' && !versions.first && !versions.last ? 'version_since' : 'since';
}

// See T-3.4.1-05, -09, -12, -17.
function versionConditions(
  versions: VersionSelection,
  specVersions: readonly string[] | undefined,
  horizon: Horizon,
): Filter<VersionDocument>[] | undefined {
  const asked = specVersions === undefined ? undefined : SPEC_VERSIONS.filter((spec) => specVersions.includes(spec));
  if (asked?.length === 0) return undefined;
  const conditions = specConditions(asked, horizon);
  if (versions === 'all') return conditions;
  const [last, first]: (keyof Distinctions)[] =
    asked?.length === SPEC_VERSIONS.length ? ['last_of_all_until', 'first_of_all_until'] : ['last_until', 'first_until'];
  const wanted: Filter<VersionDocument>[] = [];
  if (versions.last && last !== undefined) wanted.push(hasStill(last, horizon));
  if (versions.first && first !== undefined) wanted.push(hasStill(first, horizon));
  if (versions.values.length > 0) wanted.push({ version: { $in: [...versions.values] } });
  const [only] = wanted;
  if (only === undefined) return undefined;
  return [...conditions, wanted.length === 1 ? only : { $or: wanted }];
}

function specConditions(asked: readonly SpecVersion[] | undefined, horizon: Horizon): Filter<VersionDocument>[] {
  if (asked === undefined) return [hasStill('newest_spec_until', horizon)];
  const [only] = asked;
  return asked.length === 1 && only !== undefined ? [{ spec_version: only }] : [];
}

/** In order of date_added, which every index here can be walked in. */
export const IN_ORDER = { date_added: 1 } as const;
/** The other way round. */
export const NEWEST_FIRST = { date_added: -1 } as const;
