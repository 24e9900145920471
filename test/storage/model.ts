// A slow, obviously right model of what a collection answers; adapters are compared with it.
import type { ObjectQuery, SpecVersion, VersionSelection } from '../../collections/storage/port.ts';
import { versionKey } from '../../schemas/timestamp.ts';

/** One stored version, as the model keeps it. */
export interface ModelVersion {
  readonly id: string;
  readonly type: string;
  readonly specVersion: SpecVersion;
  /** As written, or the formatted `date_added`. */
  readonly version: string;
  readonly dateAdded: number;
}

/** What the query asks of these versions: T-3.4.1-17 step by step, without regard for the limit. */
export function answerOf(stored: readonly ModelVersion[], query: ObjectQuery): ModelVersion[] {
  const bySpec = stored.filter((one) => isInSpec(stored, one, query.specVersions));
  return bySpec
    .filter((one) => isSelected(bySpec, one, query.versions))
    .filter(({ id }) => query.ids === undefined || query.ids.includes(id))
    .filter(({ type }) => query.types === undefined || query.types.includes(type))
    .filter(({ dateAdded }) => query.addedAfter === undefined || dateAdded > query.addedAfter)
    .toSorted((one, other) => one.dateAdded - other.dateAdded);
}

/** What stays after a removal. */
export function afterRemoval(
  stored: readonly ModelVersion[],
  id: string,
  versions: VersionSelection,
  specVersions: readonly string[] | undefined,
): ModelVersion[] {
  const candidates = stored.filter((one) => specVersions === undefined || specVersions.includes(one.specVersion));
  const goes = (one: ModelVersion): boolean =>
    one.id === id && candidates.includes(one) && isSelected(candidates, one, versions);
  return stored.filter((one) => !goes(one));
}

function isInSpec(
  stored: readonly ModelVersion[],
  one: ModelVersion,
  specVersions: readonly string[] | undefined,
): boolean {
  if (specVersions !== undefined) return specVersions.includes(one.specVersion);
  return stored.every((other) => other.id !== one.id || other.specVersion <= one.specVersion);
}

function isSelected(candidates: readonly ModelVersion[], one: ModelVersion, versions: VersionSelection): boolean {
  if (versions === 'all') return true;
  const key = keyOf(one);
  const siblings = candidates.filter(({ id }) => id === one.id).map(keyOf);
  if (versions.values.includes(key)) return true;
  if (versions.last && siblings.every((other) => other <= key)) return true;
  return versions.first && siblings.every((other) => other >= key);
}

function keyOf({ version }: ModelVersion): string {
  const key = versionKey(version);
  if (key === undefined) throw new Error(`${version} is no version`);
  return key;
}
