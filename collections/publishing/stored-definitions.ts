// Looks up what markings mean in a collection, as far as the publisher is shown their definitions there.
import type { JsonObject } from '../../schemas/stix/json.ts';
import { tlpLevelOf, type TlpLevel } from '../../schemas/stix/tlp.ts';
import { strictestSaid } from '../markings/label.ts';
import type { Viewer } from '../markings/viewer.ts';
import type { CollectionId, ObjectQuery, ObjectReader } from '../storage/port.ts';

/** Enough for any reasonable envelope in one question. */
const AT_ONCE = 1_000;

const ALL_VERSIONS: ObjectQuery = {
  types: ['marking-definition'],
  versions: 'all',
  specVersions: ['2.0', '2.1'],
  limit: AT_ONCE,
  maximumBytes: 16 * 1024 * 1024,
};

/** What the definitions with these ids say; those that aren't there for the viewer are left out. */
export async function storedDefinitions(
  objects: ObjectReader,
  collection: CollectionId,
  viewer: Viewer,
  ids: readonly string[],
): Promise<Map<string, TlpLevel | 'other'>> {
  const found = new Map<string, TlpLevel | 'other'>();
  for (let start = 0; start < ids.length; start += AT_ONCE) {
    await lookUp({ ...ALL_VERSIONS, ids: ids.slice(start, start + AT_ONCE) });
  }
  return found;

  async function lookUp(query: ObjectQuery): Promise<void> {
    const { items, more } = await objects.page(collection, viewer, query);
    for (const { body } of items) {
      const definition = JSON.parse(Buffer.from(body).toString('utf8')) as JsonObject;
      const id = String(definition['id']);
      found.set(id, strictestSaid(found.get(id), tlpLevelOf(definition) ?? 'other'));
    }
    const last = items.at(-1);
    if (more && last !== undefined) await lookUp({ ...query, addedAfter: last.dateAdded });
  }
}
