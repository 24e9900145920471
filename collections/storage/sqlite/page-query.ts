// Turns an object query into SQL whose cost is that of the page: each shape walks one index, or merges a few stretches of
// one, and stops at the limit. Of objects with several groups it gives candidates: see collections/markings/groups.ts.
import type { ObjectQuery, VersionSelection } from '../port.ts';
import { LIMIT } from './statements.ts';
import type { View } from './view.ts';

/** SQL and its named parameters; `limit` must be one more than the page, to learn whether there is more. */
export interface PageStatement {
  readonly sql: string;
  readonly parameters: Record<string, string | number>;
}

/** What `VersionSelection` and `specVersions` ask of a row `o`, as an SQL condition. */
interface RowCondition {
  readonly sql: string;
  readonly parameters: Record<string, string | number>;
}

/** Merging more stretches costs more than looking at each row. */
const MOST_STRETCHES = 100;

/** Whether so few versions are there for the viewer that their labels find a type faster than the type does. */
export type Sparseness = (view: View) => boolean;

/** The statement that gives `columns` of the rows `o` that `query` asks for, oldest `date_added` first. */
export function pageStatement(columns: string, view: View, query: ObjectQuery, isSparse: Sparseness): PageStatement {
  const condition = versionCondition(query.versions, query.specVersions);
  const parameters: Record<string, string | number> = {
    ...condition.parameters,
    ...viewParameters(view),
    after: query.addedAfter ?? Number.MIN_SAFE_INTEGER,
    before: query.addedBefore ?? Number.MAX_SAFE_INTEGER,
    limit: query.limit + 1,
  };
  if (query.types !== undefined) parameters['types'] = JSON.stringify([...new Set(query.types)]);
  if (query.ids?.length === 1) parameters['id'] = query.ids[0] ?? '';
  else if (query.ids !== undefined) parameters['ids'] = JSON.stringify([...new Set(query.ids)]);
  const { from, order = 'o.date_added' } = rows(view, query, condition.sql, isSparse);
  return { sql: `SELECT ${columns} ${from} ORDER BY ${order}${direction(query)} ${LIMIT}`, parameters };
}

interface Rows {
  readonly from: string;
  readonly order?: string;
}

function rows(view: View, query: ObjectQuery, condition: string, isSparse: Sparseness): Rows {
  const asked = `o.collection = :collection AND o.date_added > :after${before(query, 'o.date_added')} AND ${condition}${visible(view, 'o')}`;
  if (query.ids !== undefined) {
    const ofType = query.types === undefined ? '' : ' AND o.type IN (SELECT value FROM json_each(:types))';
    // Named, as the planner would rather walk everything since d than look a few ids up.
    const from = `FROM objects o INDEXED BY objects_by_identity WHERE ${asked}`;
    const isOne = query.ids.length === 1;
    return { from: `${from} AND o.object_id ${isOne ? '= :id' : 'IN (SELECT value FROM json_each(:ids))'}${ofType}` };
  }
  const mayMerge = view.open !== 'all' && view.open.length < MOST_STRETCHES;
  if (query.types !== undefined) {
    if (mayMerge && isSparse(view)) return labelStretches(view, query, ' AND i.type IN (SELECT value FROM json_each(:types))');
    return valueStretches('type', ':types', view, query);
  }
  if (asksOnlyForValues(query.versions)) return valueStretches('version', ':values', view, query);
  return mayMerge ? labelStretches(view, query, '') : { from: `FROM objects o WHERE ${asked}` };
}

// Takes a page's worth from each value's own stretch of the index, so that a value with few rows, or a hundred values,
// never makes the others be read to the end.
function valueStretches(column: 'type' | 'version', values: string, view: View, query: ObjectQuery): Rows {
  const condition = versionCondition(query.versions, query.specVersions, 'i');
  const ownStretch =
    `SELECT i.date_added FROM objects i${named(query, `objects_by_${column}`)} WHERE i.collection = :collection AND i.${column} = wanted.value` +
    ` AND i.date_added > :after${before(query, 'i.date_added')} AND ${condition.sql}${visible(view, 'i')}` +
    ` ORDER BY i.date_added${direction(query)} ${LIMIT}`;
  return {
    from:
      `FROM json_each(${values}) wanted CROSS JOIN objects o` +
      ` ON o.collection = :collection AND o.date_added IN (${ownStretch})`,
  };
}

function labelStretches(view: View, query: ObjectQuery, further: string): Rows {
  const condition = versionCondition(query.versions, query.specVersions, 'i');
  const merged = mergedStretches(view, {
    table: 'objects',
    date: 'date_added',
    condition: `${before(query, 'i.date_added')} AND ${condition.sql}${further}`,
    direction: direction(query),
  });
  return { from: `FROM (${merged}) m CROSS JOIN objects o ON o.rowid = m.r`, order: 'm.d' };
}

/** What is merged from stretches of the indexes `…_by_label` and `…_by_publisher` of a table. */
export interface Stretches {
  readonly table: 'objects' | 'removals';
  readonly date: 'date_added' | 'date';
  /** For rows `i`; begins with AND, if it isn't empty. */
  readonly condition: string;
  /** ` DESC` where the newest come first. */
  readonly direction?: string;
}

/** Dates `d` and rows `r` of what is there for the viewer, in order, as far as the limit. */
export function mergedStretches({ open, own }: View, { table, date, condition, direction = '' }: Stretches): string {
  const stretch = (index: string, key: string): string =>
    `SELECT i.${date} AS d, i.rowid AS r FROM ${table} i INDEXED BY ${table}_by_${index}` +
    ` WHERE i.collection = :collection AND ${key} AND i.${date} > :after${condition}`;
  const stretches = (open === 'all' ? [] : open).map((_label, index) => stretch('label', `i.label = :label${index}`));
  if (own.length > 0) {
    stretches.push(stretch('publisher', 'i.publisher = :agency AND i.label IN (SELECT value FROM json_each(:own))'));
  }
  return `${stretches.join(' UNION ALL ')} ORDER BY 1${direction} ${LIMIT}`;
}

// Named only where it is asked for, so that polls keep the plans that they have.
function before({ addedBefore }: ObjectQuery, column: string): string {
  return addedBefore === undefined ? '' : ` AND ${column} < :before`;
}

// With an end on either side the planner would rather walk all dates between them.
function named({ addedBefore }: ObjectQuery, index: string): string {
  return addedBefore === undefined ? '' : ` INDEXED BY ${index}`;
}

function direction({ newestFirst }: ObjectQuery): string {
  return newestFirst === true ? ' DESC' : '';
}

/** Whether stretches can be merged for the view. */
export function canMerge({ open }: View): boolean {
  return open !== 'all' && open.length < MOST_STRETCHES;
}

/** What the statements of a view are given. */
export function viewParameters({ collection, open, own, agency }: View): Record<string, string | number> {
  const parameters: Record<string, string | number> = { collection };
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
