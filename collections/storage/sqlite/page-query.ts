// Turns an object query into SQL whose cost is that of the page: each shape walks one index and stops at the limit.
import type { ObjectQuery, VersionSelection } from '../port.ts';

/** SQL and its named parameters; `limit` must be one more than the page, to learn whether there is more. */
export interface PageStatement {
  readonly sql: string;
  readonly parameters: Record<string, string | number>;
}

/** What `VersionSelection` and `specVersions` ask of a row `o`, as an SQL condition. */
export interface RowCondition {
  readonly sql: string;
  readonly parameters: Record<string, string | number>;
}

const COLLECTION = '(SELECT number FROM collections WHERE id = :collection)';

/** The statement that gives `columns` of the rows that `query` asks for, oldest `date_added` first. */
export function pageStatement(columns: string, collection: string, query: ObjectQuery): PageStatement {
  const condition = versionCondition(query.versions, query.specVersions);
  const parameters: Record<string, string | number> = {
    ...condition.parameters,
    collection,
    after: query.addedAfter ?? Number.MIN_SAFE_INTEGER,
    limit: query.limit + 1,
  };
  if (query.types !== undefined) parameters['types'] = JSON.stringify([...new Set(query.types)]);
  if (query.ids !== undefined) parameters['ids'] = JSON.stringify([...new Set(query.ids)]);
  return { sql: `SELECT ${columns} ${rows(query, condition.sql)} ORDER BY o.date_added LIMIT :limit`, parameters };
}

function rows(query: ObjectQuery, condition: string): string {
  if (query.ids !== undefined) {
    const ofType = query.types === undefined ? '' : ' AND o.type IN (SELECT value FROM json_each(:types))';
    return (
      // Named, as the planner would rather walk everything since d than look a few ids up.
      `FROM objects o INDEXED BY objects_by_identity WHERE ${inCollection(condition)}` +
      ` AND o.object_id IN (SELECT value FROM json_each(:ids))${ofType}`
    );
  }
  if (query.types !== undefined) return mergedRows('type', ':types', query);
  if (asksOnlyForValues(query.versions)) return mergedRows('version', ':values', query);
  return `FROM objects o WHERE ${inCollection(condition)}`;
}

function inCollection(condition: string): string {
  return `o.collection = ${COLLECTION} AND o.date_added > :after AND ${condition}`;
}

// Takes a page's worth from each value's own stretch of the index, so that a value with few rows, or a hundred values,
// never makes the others be read to the end.
function mergedRows(column: 'type' | 'version', values: string, query: ObjectQuery): string {
  const condition = versionCondition(query.versions, query.specVersions, 'i');
  const ownStretch =
    `SELECT i.date_added FROM objects i WHERE i.collection = ${COLLECTION} AND i.${column} = wanted.value` +
    ` AND i.date_added > :after AND ${condition.sql} ORDER BY i.date_added LIMIT :limit`;
  return (
    `FROM json_each(${values}) wanted CROSS JOIN objects o` +
    ` ON o.collection = ${COLLECTION} AND o.date_added IN (${ownStretch})`
  );
}

/** The condition for the versions of a removal or a page: see T-3.4.1-05, -09, -12, -17. */
export function versionCondition(
  versions: VersionSelection,
  specVersions: readonly string[] | undefined,
  row = 'o',
): RowCondition {
  const parameters: Record<string, string | number> = {};
  const ofSpec = specVersions === undefined ? `${row}.in_newest_spec = 1` : specCondition(row, specVersions, parameters);
  if (versions === 'all') return { sql: ofSpec, parameters };
  const wanted: string[] = [];
  if (versions.last) wanted.push(edgeCondition(row, 'is_last', '>', specVersions));
  if (versions.first) wanted.push(edgeCondition(row, 'is_first', '<', specVersions));
  if (versions.values.length > 0) {
    wanted.push(`${row}.version IN (SELECT value FROM json_each(:values))`);
    parameters['values'] = JSON.stringify(versions.values);
  }
  return { sql: `${ofSpec} AND (${wanted.join(' OR ')})`, parameters };
}

function specCondition(
  row: string,
  specVersions: readonly string[],
  parameters: Record<string, string | number>,
): string {
  if (specVersions.length === 1) {
    parameters['spec'] = specVersions[0] ?? '';
    return `${row}.spec_version = :spec`;
  }
  parameters['specs'] = JSON.stringify(specVersions);
  return `${row}.spec_version IN (SELECT value FROM json_each(:specs))`;
}

// The flags are per specification version; where several are asked for, the edge is that of all of them together.
function edgeCondition(
  row: string,
  flag: 'is_first' | 'is_last',
  beyond: '<' | '>',
  specVersions: readonly string[] | undefined,
): string {
  if (specVersions === undefined || specVersions.length === 1) return `${row}.${flag} = 1`;
  return (
    `(${row}.${flag} = 1 AND NOT EXISTS (SELECT 1 FROM objects e WHERE e.collection = ${row}.collection` +
    ` AND e.object_id = ${row}.object_id AND e.spec_version IN (SELECT value FROM json_each(:specs))` +
    ` AND e.version ${beyond} ${row}.version))`
  );
}

function asksOnlyForValues(versions: VersionSelection): boolean {
  return versions !== 'all' && !versions.first && !versions.last;
}
