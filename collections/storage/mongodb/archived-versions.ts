// Versions as an archive shows them: with the distinctions that they have whatever the engine.
import { labelKey } from '../../markings/label.ts';
import { edgesOf, type Edges } from '../../markings/groups.ts';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { ArchivedVersion } from '../archive.ts';
import type { CollectionId } from '../port.ts';
import { textOf } from './append.ts';
import { bytesOf, type Documents, type VersionDocument } from './documents.ts';
import { isStill, visibleAfter, type Horizon } from './horizon.ts';
import { FACTS, labelOfVersion, toLined } from './labels.ts';

/** The versions, which are all of that collection, at that horizon. */
export async function archivedVersions(
  documents: Documents,
  collection: CollectionId,
  horizon: Horizon,
  versions: readonly VersionDocument[],
): Promise<ArchivedVersion[]> {
  const mixed = versions.filter(({ is_mixed: isMixed }) => isMixed === true);
  const edges = await edgesOfMixed(documents, collection, horizon, mixed);
  return versions.map((version) => toArchivedVersion(version, horizon, edges.get(version.date_added)));
}

/**
 * By `date_added`. Where an object has several groups, a version may be kept as a candidate for more than it is in its
 * group: a marking definition is always alone, as its label grows, and what was labelled later is a candidate for
 * everything.
 */
async function edgesOfMixed(
  { objects }: Documents,
  collection: CollectionId,
  horizon: Horizon,
  mixed: readonly VersionDocument[],
): Promise<Map<Microseconds, Edges>> {
  if (mixed.length === 0) return new Map();
  const ids = [...new Set(mixed.map(({ object_id: id }) => id))];
  const filter = { collection, object_id: { $in: ids }, ...visibleAfter(-1, horizon) };
  const options = { projection: { ...FACTS, object_id: 1 }, hint: 'versions_of', batchSize: 10_000 } as const;
  const facts = Map.groupBy(await objects.find(filter, options).toArray(), ({ object_id: id }) => id);
  const edges = [...facts.values()].flatMap((ofObject) => [...edgesOf(ofObject.map(toLined))]);
  return new Map(edges.map(([{ dateAdded }, of]) => [dateAdded, of]));
}

// What is kept has to be so as well: a version that isn't a candidate for what it is would be found by nobody.
function toArchivedVersion(document: VersionDocument, horizon: Horizon, edges: Edges | undefined): ArchivedVersion {
  return {
    dateAdded: document.date_added,
    id: document.object_id,
    type: document.type,
    specVersion: document.spec_version,
    ...(document.is_versioned ? { version: textOf(document) } : {}),
    isFirst: isStill(document.first_until, horizon) && edges?.isFirst !== false,
    isLast: isStill(document.last_until, horizon) && edges?.isLast !== false,
    inNewestSpec: isStill(document.newest_spec_until, horizon) && edges?.inNewestSpec !== false,
    label: labelKey(labelOfVersion(document)),
    publisher: document.publisher,
    line: document.line,
    isRevoked: document.is_revoked === true,
    ...(document.valid_until === undefined ? {} : { validUntil: document.valid_until }),
    definitions: document.definitions?.toSorted((one, other) => one - other) ?? [],
    ...(document.part === undefined ? {} : { shows: { part: document.part, dateAdded: document.part_date ?? 0 } }),
    body: bytesOf(document.body),
  };
}
