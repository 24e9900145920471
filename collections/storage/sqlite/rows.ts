// Rows of `objects`, and the flags that each has in its group: what is equal in label, publisher and line.
import type { DatabaseSync } from 'node:sqlite';
import type { Microseconds, VersionKey } from '../../../schemas/timestamp.ts';
import type { SpecVersion } from '../port.ts';
import { keptSpecVersion, keptType, keptVersion, type KeptId } from './kept-values.ts';
import { statementCache } from './statements.ts';

/** A version as it goes into a collection; labels, agencies and collections by number. */
export interface NewRow {
  /** Later than that of any row that is in the collection. */
  readonly dateAdded: Microseconds;
  readonly id: KeptId;
  readonly type: string;
  readonly specVersion: SpecVersion;
  readonly version: VersionKey;
  /** As written, or the formatted date. */
  readonly text: string;
  readonly isVersioned: boolean;
  readonly label: number;
  readonly publisher: number;
  readonly line: number;
  readonly isRevoked: boolean;
  readonly validUntil?: Microseconds;
  /** In an aggregate: the row that it shows. */
  readonly shows?: { readonly part: number; readonly dateAdded: Microseconds };
  readonly body: Uint8Array;
}

/** The group that all versions of an object are in; `undefined` when there are several. */
export interface PlainGroup {
  readonly label: number;
  readonly publisher: number;
  readonly line: number;
}

/** What is known of an object in a collection at one look. */
export type Standing = 'absent' | 'mixed' | PlainGroup;

const OF_OBJECT = 'FROM objects t WHERE t.collection = o.collection AND t.object_id = o.object_id';
const OF_GROUP = `${OF_OBJECT} AND t.line = o.line AND t.publisher = o.publisher AND t.label = o.label`;

/** Finds flags and groups of an object's rows anew, given the collection and the id as it is kept; in any layout that has groups. */
export const REGROUP =
  'UPDATE objects AS o SET' +
  ` is_first = NOT EXISTS (SELECT 1 ${OF_GROUP} AND t.spec_version = o.spec_version AND t.version < o.version),` +
  ` is_last = NOT EXISTS (SELECT 1 ${OF_GROUP} AND t.spec_version = o.spec_version AND t.version > o.version),` +
  ` in_newest_spec = NOT EXISTS (SELECT 1 ${OF_GROUP} AND t.spec_version > o.spec_version),` +
  ` is_plain = NOT EXISTS (SELECT 1 ${OF_OBJECT}` +
  ' AND (t.line <> o.line OR t.publisher <> o.publisher OR t.label <> o.label))' +
  ' WHERE o.collection = ? AND o.object_id = ?';

const ALL_FLAGS = { isFirst: 1, isLast: 1, inNewestSpec: 1 };

/** Adds and groups rows, in an open transaction. */
export function rowWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { standingOf, insert, regroup };

  function standingOf(collection: number, id: KeptId): Standing {
    const row = prepare(
      'SELECT is_plain, label, publisher, line FROM objects WHERE collection = ? AND object_id = ? LIMIT 1',
    ).get(collection, id);
    if (row === undefined) return 'absent';
    if (row['is_plain'] !== 1) return 'mixed';
    return { label: Number(row['label']), publisher: Number(row['publisher']), line: Number(row['line']) };
  }

  /** Adds a row and puts the flags of the object's rows right. Its label is for the caller to count, with `countUse`. */
  function insert(collection: number, row: NewRow, standing: Standing = standingOf(collection, row.id)): void {
    if (standing === 'absent') return add(collection, row, { ...ALL_FLAGS, isPlain: 1 });
    if (standing !== 'mixed' && isIn(row, standing)) {
      return add(collection, row, { ...takePlace(collection, row), isPlain: 1 });
    }
    add(collection, row, { ...ALL_FLAGS, isPlain: 0 });
    regroup(collection, row.id);
  }

  /** Finds flags and groups of the object's rows anew. */
  function regroup(collection: number, id: KeptId): void {
    prepare(REGROUP).run(collection, id);
  }

  /** The flags of a further row of a plain object; takes them from the rows that it displaces. */
  function takePlace(collection: number, row: NewRow) {
    const specVersion = keptSpecVersion(row.specVersion);
    const newestSpec = newestSpecVersion(collection, row.id);
    if (specVersion > newestSpec) {
      prepare('UPDATE objects SET in_newest_spec = 0 WHERE collection = ? AND object_id = ? AND in_newest_spec = 1').run(
        collection,
        row.id,
      );
    }
    return {
      isFirst: Number(displaces(collection, row, 'is_first')),
      isLast: Number(displaces(collection, row, 'is_last')),
      inNewestSpec: Number(specVersion >= newestSpec),
    };
  }

  function newestSpecVersion(collection: number, id: KeptId): number {
    const sql =
      'SELECT spec_version FROM objects WHERE collection = ? AND object_id = ? ORDER BY spec_version DESC LIMIT 1';
    return Number(prepare(sql).get(collection, id)?.['spec_version']);
  }

  function displaces(collection: number, { id, specVersion, version }: NewRow, flag: 'is_first' | 'is_last'): boolean {
    const [order, isBeyond] = flag === 'is_first' ? ['ASC', '>'] : ['DESC', '<'];
    const holder = prepare(
      `SELECT place, version ${isBeyond} ? AS is_displaced FROM objects` +
        ` WHERE collection = ? AND object_id = ? AND spec_version = ? ORDER BY version ${order} LIMIT 1`,
    ).get(keptVersion(version), collection, id, keptSpecVersion(specVersion));
    if (holder === undefined) return true;
    if (holder['is_displaced'] !== 1) return false;
    prepare(`UPDATE objects SET ${flag} = 0 WHERE place = ?`).run(Number(holder['place']));
    return true;
  }

  function add(
    collection: number,
    row: NewRow,
    flags: { isFirst: number; isLast: number; inNewestSpec: number; isPlain: number },
  ): void {
    prepare(
      'INSERT INTO objects (collection, date_added, object_id, type, spec_version, version, version_text, is_versioned,' +
        ' label, publisher, line, is_plain, is_first, is_last, in_newest_spec, is_revoked, valid_until, part, part_date,' +
        ' body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      collection,
      row.dateAdded,
      row.id,
      keptType(row.type),
      keptSpecVersion(row.specVersion),
      keptVersion(row.version),
      row.text === `${row.version}Z` ? null : row.text,
      Number(row.isVersioned),
      row.label,
      row.publisher,
      row.line,
      flags.isPlain,
      flags.isFirst,
      flags.isLast,
      flags.inNewestSpec,
      Number(row.isRevoked),
      row.validUntil ?? null,
      row.shows?.part ?? null,
      row.shows?.dateAdded ?? null,
      row.body,
    );
  }
}

function isIn(row: PlainGroup, group: PlainGroup): boolean {
  return row.label === group.label && row.publisher === group.publisher && row.line === group.line;
}
