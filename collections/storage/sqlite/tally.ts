// How much of a collection of the embedded store a viewer is shown: by the counts that are kept for each label, so that it
// costs the same however much there is.
import type { DatabaseSync } from 'node:sqlite';
import { shownVersions } from '../../markings/lines.ts';
import type { Tally } from '../port.ts';
import { factsReader } from './facts.ts';
import type { KeptId } from './kept-values.ts';
import type { ShownRows } from './object-reader.ts';
import { viewParameters, visible } from './page-query.ts';
import { statementCache } from './statements.ts';
import type { View } from './view.ts';

const NEWEST = { versions: 'all', specVersions: ['2.0', '2.1'], newestFirst: true, limit: 1, maximumBytes: 1 } as const;

/** Tallies through a connection. */
export function tallier(database: DatabaseSync, shownRows: ShownRows): (view: View) => Tally {
  const prepare = statementCache(database);
  const factsOf = factsReader(database);

  function counted(sql: string, view: View): number {
    return Number(prepare(sql).get(viewParameters(view))?.['count'] ?? 0);
  }

  return function tally(view) {
    const kept = counted(`SELECT TOTAL(o.versions) AS count FROM label_uses o WHERE o.collection = :collection${visible(view, 'o')}`, view);
    // Of an object whose versions aren't alike in label, publisher and line the counts don't tell what is shown.
    const mixed = 'FROM objects o INDEXED BY objects_mixed WHERE o.collection = :collection AND o.is_plain = 0';
    const unlike = counted(`SELECT COUNT(*) AS count ${mixed}${visible(view, 'o')}`, view);
    const ids = prepare(`SELECT DISTINCT o.object_id ${mixed}`).all({ collection: view.collection });
    const shown = ids.reduce((sum, { object_id: id }) => sum + shownVersions(factsOf(view.collection, id as KeptId), view.viewer).length, 0);
    const [newest] = shownRows('o.date_added', view, NEWEST);
    return { versions: kept - unlike + shown, ...(newest === undefined ? {} : { newest: Number(newest['date_added']) }) };
  };
}
