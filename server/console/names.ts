// What people call the objects that others refer to, as far as they are there for the asker.
import type { OpenCollection } from '../../collections/open-collection.ts';
import type { JsonObject } from '../../schemas/stix/json.ts';
import { cut, markingIdsOf, parsed, titleOf } from './describe.ts';

/** Titles by id. What isn't here isn't there for the asker, or is one too many. */
export type Names = ReadonlyMap<string, string>;

/** So many are looked up for one answer. */
const MOST_NAMES = 200;
const MAXIMUM_BYTES = 4 * 1024 * 1024;
const LONGEST_NAME = 80;
const LAST = { versions: { first: false, last: true, values: [] }, maximumBytes: MAXIMUM_BYTES } as const;

/** Looks up what relationships and sightings connect, and markings. */
export async function namesFor(collection: OpenCollection, objects: readonly JsonObject[]): Promise<Names> {
  const ids = [...new Set(objects.flatMap((object) => [...endsOf(object), ...markingIdsOf(object)]))].slice(0, MOST_NAMES);
  if (ids.length === 0) return new Map();
  const { items } = await collection.look({ ...LAST, ids, limit: ids.length }, undefined, ids.length);
  return new Map(items.map(parsed).map((object) => [String(object.id), cut(titleOf(object, new Map()), LONGEST_NAME)]));
}

/** The ids that a relationship or a sighting connects; of anything else none. */
export function endsOf({ type, source_ref: source, target_ref: target, sighting_of_ref: sighted }: JsonObject): string[] {
  const ends = type === 'relationship' ? [source, target] : type === 'sighting' ? [sighted] : [];
  return ends.filter((end) => typeof end === 'string');
}
