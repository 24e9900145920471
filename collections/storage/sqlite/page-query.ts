// Turns an object query into SQL whose cost is that of the page: each shape walks one index, or merges a few stretches of
// one, and stops at the limit. Of objects with several groups it gives candidates: see collections/markings/groups.ts.
import type { ObjectQuery, VersionSelection } from '../port.ts';
import { idList, keptId, keptSpecVersion, keptType, keptVersion, LISTED_IDS } from './kept-values.ts';
import { LIMIT } from './statements.ts';
import type { View } from './view.ts';

/** SQL and its named parameters; `limit` must be one more than the page, to learn whether there is more. */
export interface PageStatement {
  readonly sql: string;
  readonly parameters: Parameters;
}

/** Named parameters of a statement. */
export type Parameters = Record<string, string | number | bigint | Uint8Array>;

/** What `VersionSelection` and `specVersions` ask of a row `o`, as an SQL condition. */
interface RowCondition {
  readonly sql: string;
  readonly parameters: Parameters;
}

/** Merging more stretches costs more than looking at each row. */
const MOST_STRETCHES = 100;

/** The kinds of rows that an index tells apart before their places, and the condition that a row `i` is of one of them. */
const KINDS = 'SELECT 1 AS last, 1 AS newest UNION ALL SELECT 1, 0 UNION ALL SELECT 0, 1 UNION ALL SELECT 0, 0';
const KIND = ' AND i.is_last = kind.last AND i.in_newest_spec = kind.newest';

/** Whether so few versions are there for the viewer that their labels find a type faster than the type does. */
export type Sparseness = (view: View) => boolean;

/** The statement that gives `columns` of the rows `o` that `query` asks for, oldest `date_added` first. */
export function pageStatement(columns: string, view: View, query: ObjectQuery, isSparse: Sparseness): PageStatement {
  const condition = versionCondition(query.versions, query.specVersions);
  const parameters: Parameters = {
    ...condition.parameters,
    ...viewParameters(view),
    after: query.addedAfter ?? Number.MIN_SAFE_INTEGER,
    before: query.addedBefore ?? Number.MAX_SAFE_INTEGER,
    limit: query.limit + 1,
  };
  const types = query.types === undefined ? [] : [...new Set(query.types)].map(keptType);
  if (types.length === 1) parameters['type'] = types[0] ?? '';
  else if (query.types !== undefined) parameters['types'] = JSON.stringify(types.map((type) => (typeof type === 'bigint' ? Number(type) : type)));
  if (query.ids !== undefined && isOne(query.ids)) parameters['id'] = keptId(query.ids[0] ?? '');
  else if (query.ids !== undefined) Object.assign(parameters, idList(query.ids));
  const { from, order = 'o.place' } = rows(view, query, condition.sql, isSparse);
  return { sql: `SELECT ${columns} ${from} ORDER BY ${order}${direction(query)} ${LIMIT}`, parameters };
}

interface Rows {
  readonly from: string;
  readonly order?: string;
}

// Every index is named: the planner would now and then rather walk everything since d.
function rows(view: View, query: ObjectQuery, condition: string, isSparse: Sparseness): Rows {
  if (query.ids !== undefined) return rowsOfIds(view, query, condition);
  const mayMerge = view.open !== 'all' && view.open.length < MOST_STRETCHES;
  if (query.types !== undefined) {
    if (mayMerge && isSparse(view)) return labelStretches(view, query, ` AND ${ofTypes(query.types, 'i')}`);
    if (query.specVersions === undefined && onlyEdge(query.versions) === 'last') {
      if (isOne(query.types)) return oneStretch('objects_by_type', 'o.type = :type AND ', view, query, condition);
      return valueStretches('type', 'json_each(:types) wanted', view, query);
    }
    const types = isOne(query.types) ? '(SELECT :type AS value) wanted' : 'json_each(:types) wanted';
    return valueStretches('type', `${types} CROSS JOIN (${KINDS}) kind`, view, query, KIND);
  }
  if (asksOnlyForValues(query.versions)) return valueStretches('version', '(SELECT unhex(value) AS value FROM json_each(:values)) wanted', view, query);
  if (mayMerge) return labelStretches(view, query, '');
  const edge = query.specVersions === undefined ? onlyEdge(query.versions) : undefined;
  if (edge !== undefined) return oneStretch(edge === 'last' ? 'objects_current' : 'objects_original', '', view, query, condition);
  const asked = `o.collection = :collection AND o.date_added > :after${before(query, 'o.date_added < :before')}`;
  return { from: `FROM objects o INDEXED BY objects_by_date WHERE ${asked} AND ${condition}${visible(view, 'o')}`, order: 'o.date_added' };
}

function rowsOfIds(view: View, query: ObjectQuery, condition: string): Rows {
  const { ids = [], types } = query;
  const asked = `o.collection = :collection AND o.object_id ${isOne(ids) ? '= :id' : `IN (${LISTED_IDS})`}`;
  const since = `o.date_added > :after${before(query, 'o.date_added < :before')}`;
  const ofType = types === undefined ? '' : ` AND ${ofTypes(types, 'o')}`;
  return { from: `FROM objects o INDEXED BY objects_by_identity WHERE ${asked} AND ${since} AND ${condition}${ofType}${visible(view, 'o')}` };
}

function oneStretch(index: string, key: string, view: View, query: ObjectQuery, condition: string): Rows {
  return { from: `FROM objects o INDEXED BY ${index} WHERE o.collection = :collection AND ${key}${places(query, 'o')} AND ${condition}${visible(view, 'o')}` };
}

// Takes a page's worth from each value's own stretch of the index, so that a value with few rows, or a hundred values,
// never makes the others be read to the end.
function valueStretches(column: 'type' | 'version', values: string, view: View, query: ObjectQuery, further = ''): Rows {
  const condition = versionCondition(query.versions, query.specVersions, 'i');
  const ownStretch =
    `SELECT i.place FROM objects i INDEXED BY objects_by_${column} WHERE i.collection = :collection AND i.${column} = wanted.value${further}` +
    ` AND ${places(query, 'i')} AND ${condition.sql}${visible(view, 'i')}` +
    ` ORDER BY i.place${direction(query)} ${LIMIT}`;
  return { from: `FROM ${values} CROSS JOIN objects o ON o.place IN (${ownStretch})` };
}

function labelStretches(view: View, query: ObjectQuery, further: string): Rows {
  const condition = versionCondition(query.versions, query.specVersions, 'i');
  const merged = mergedStretches(view, {
    table: 'objects',
    order: 'place',
    condition: `${places(query, 'i')} AND ${condition.sql}${further}`,
    direction: direction(query),
  });
  return { from: `FROM (${merged}) m CROSS JOIN objects o ON o.place = m.r`, order: 'm.d' };
}

// In a collection places are in the order of dates, so that an index needn't have the dates.
function places(query: ObjectQuery, row: string): string {
  const ofDates = 'SELECT p.place FROM objects p INDEXED BY objects_by_date WHERE p.collection = :collection AND';
  return (
    `${row}.place >= (${ofDates} p.date_added > :after ORDER BY p.date_added LIMIT 1)` +
    before(query, `${row}.place <= (${ofDates} p.date_added < :before ORDER BY p.date_added DESC LIMIT 1)`)
  );
}

/** What is merged from stretches of the indexes `…_by_label` and `…_by_publisher` of a table. */
export interface Stretches {
  readonly table: 'objects' | 'removals';
  /** The column whose order the stretches have. */
  readonly order: 'place' | 'date';
  /** For rows `i`. */
  readonly condition: string;
  /** ` DESC` where the newest come first. */
  readonly direction?: string;
}

/** The order `d` and rows `r` of what is there for the viewer, in order, as far as the limit. */
export function mergedStretches({ open, own }: View, { table, order, condition, direction = '' }: Stretches): string {
  const stretch = (index: string, key: string): string =>
    `SELECT i.${order} AS d, i.rowid AS r FROM ${table} i INDEXED BY ${table}_by_${index}` +
    ` WHERE i.collection = :collection AND ${key} AND ${condition}`;
  const stretches = (open === 'all' ? [] : open).map((_label, index) => stretch('label', `i.label = :label${index}`));
  if (own.length > 0) {
    stretches.push(stretch('publisher', 'i.publisher = :agency AND i.label IN (SELECT value FROM json_each(:own))'));
  }
  return `${stretches.join(' UNION ALL ')} ORDER BY 1${direction} ${LIMIT}`;
}

// Said only where it is asked for, so that polls keep the plans that they have.
function before({ addedBefore }: ObjectQuery, condition: string): string {
  return addedBefore === undefined ? '' : ` AND ${condition}`;
}

function direction({ newestFirst }: ObjectQuery): string {
  return newestFirst === true ? ' DESC' : '';
}

function ofTypes(types: readonly string[], row: string): string {
  return `${row}.type ${isOne(types) ? '= :type' : 'IN (SELECT value FROM json_each(:types))'}`;
}

function isOne(list: readonly string[]): boolean {
  return new Set(list).size === 1;
}

/** The edge that is asked for, where nothing else is. */
export function onlyEdge(versions: VersionSelection): 'first' | 'last' | undefined {
  if (versions === 'all' || versions.values.length > 0 || versions.first === versions.last) return undefined;
  return versions.first ? 'first' : 'last';
}

/** Whether stretches can be merged for the view. */
export function canMerge({ open }: View): boolean {
  return open !== 'all' && open.length < MOST_STRETCHES;
}

/** What the statements of a view are given. */
export function viewParameters({ collection, open, own, agency }: View): Parameters {
  const parameters: Parameters = { collection };
  if (open !== 'all') {
    parameters['open'] = JSON.stringify(open);
    if (open.length < MOST_STRETCHES) for (const [index, label] of open.entries()) parameters[`label${index}`] = label;
  }
  if (own.length > 0) Object.assign(parameters, { own: JSON.stringify(own), agency: agency ?? -1 });
  return parameters;
}

/** The condition that a row is there for the viewer; begins with AND, or is empty. */
export function visible({ open, own }: View, row: string): string {
  if (open === 'all') return '';
  const isOpen = `${row}.label IN (SELECT value FROM json_each(:open))`;
  if (own.length === 0) return ` AND ${isOpen}`;
  return ` AND (${isOpen} OR (${row}.publisher = :agency AND ${row}.label IN (SELECT value FROM json_each(:own))))`;
}

/** The condition for the versions of a page: see T-3.4.1-05, -09, -12, -17. */
function versionCondition(
  versions: VersionSelection,
  specVersions: readonly string[] | undefined,
  row = 'o',
): RowCondition {
  const parameters: Parameters = {};
  const ofSpec = specVersions === undefined ? `${row}.in_newest_spec = 1` : specCondition(row, specVersions, parameters);
  if (versions === 'all') return { sql: ofSpec, parameters };
  const wanted: string[] = [];
  if (versions.last) wanted.push(edgeCondition(row, 'is_last', '>', specVersions));
  if (versions.first) wanted.push(edgeCondition(row, 'is_first', '<', specVersions));
  if (versions.values.length > 0) {
    wanted.push(`${row}.version IN (SELECT unhex(value) FROM json_each(:values))`);
    parameters['values'] = JSON.stringify([...new Set(versions.values)].map((version) => keptVersion(version).toString('hex')));
  }
  return { sql: `${ofSpec} AND (${wanted.join(' OR ')})`, parameters };
}

function specCondition(
  row: string,
  specVersions: readonly string[],
  parameters: Parameters,
): string {
  if (specVersions.length === 1) {
    parameters['spec'] = keptSpecVersion(specVersions[0] ?? '');
    return `${row}.spec_version = :spec`;
  }
  parameters['specs'] = JSON.stringify(specVersions.map(keptSpecVersion));
  return `${row}.spec_version IN (SELECT value FROM json_each(:specs))`;
}

// The flags are per specification version; where several are asked for, the edge is that of all of them together. Where an
// object has several groups, that isn't for a row to say.
function edgeCondition(
  row: string,
  flag: 'is_first' | 'is_last',
  beyond: '<' | '>',
  specVersions: readonly string[] | undefined,
): string {
  if (specVersions === undefined || specVersions.length === 1) return `${row}.${flag} = 1`;
  return (
    `(${row}.${flag} = 1 AND (${row}.is_plain = 0 OR NOT EXISTS (SELECT 1 FROM objects e` +
    ` WHERE e.collection = ${row}.collection AND e.object_id = ${row}.object_id` +
    ` AND e.spec_version IN (SELECT value FROM json_each(:specs)) AND e.version ${beyond} ${row}.version)))`
  );
}

function asksOnlyForValues(versions: VersionSelection): boolean {
  return versions !== 'all' && !versions.first && !versions.last;
}
