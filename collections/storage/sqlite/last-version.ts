// The last version of one object, which is what most questions about a single object ask for: one row of one index, and no more.
import type { DatabaseSync } from 'node:sqlite';
import type { ObjectQuery } from '../port.ts';
import { StoredObject } from '../stored-object.ts';
import { keptId } from './kept-values.ts';
import { onlyEdge } from './page-query.ts';
import type { View } from './view.ts';

/** The id, where nothing is asked for but the last version of that one object. */
export function asksForLastOf({ ids, types, addedAfter, addedBefore, specVersions, versions }: ObjectQuery): string | undefined {
  const hasOthers = types !== undefined || addedAfter !== undefined || addedBefore !== undefined || specVersions !== undefined;
  return ids?.length === 1 && !hasOthers && onlyEdge(versions) === 'last' ? ids[0] : undefined;
}

/**
 * Reads last versions, in the state that the view is of. `unsure` where it takes more than one row to tell what the viewer is shown:
 * in aggregates, and of objects whose versions aren't alike in who sees them.
 */
export function lastVersionReader(database: DatabaseSync): (view: View, id: string) => StoredObject | undefined | 'unsure' {
  const find = database.prepare(
    'SELECT o.date_added, o.label, o.publisher, o.is_plain, o.body FROM objects o INDEXED BY objects_by_identity' +
      ' WHERE o.collection = ? AND o.object_id = ? AND o.in_newest_spec = 1 AND o.is_last = 1',
  );
  find.setReturnArrays(true);
  return function lastVersion({ collection, viewer, open, own, agency }, id) {
    if (viewer.parts !== undefined) return 'unsure';
    const row = find.get(collection, keptId(id)) as unknown as readonly [number, number, number, number, Uint8Array] | undefined;
    if (row === undefined) return undefined;
    const [dateAdded, label, publisher, isPlain, body] = row;
    if (isPlain !== 1) return 'unsure';
    const isShown = open === 'all' || open.includes(label) || (publisher === agency && own.includes(label));
    return isShown ? new StoredObject(dateAdded, body) : undefined;
  };
}
