// Appends one version of an object to a collection and keeps its flags right; runs inside the writer's transaction.
import type { DatabaseSync, StatementSync } from 'node:sqlite';
import { sameJson } from '../../../schemas/json/same-json.ts';
import { formatTimestamp, versionKey, type Microseconds, type VersionKey } from '../../../schemas/timestamp.ts';
import type { AcceptedObject } from '../port.ts';
import { statementCache } from './database.ts';

/** What became of an object: `added` with this `date_added`, or `present` with the same or with `other` content. */
export interface AppendOutcome {
  readonly kind: 'added' | 'present' | 'other-content';
  /** The stored version's text (T-4.3.1-07..-09). */
  readonly version: string;
}

interface Flags {
  readonly isFirst: boolean;
  readonly isLast: boolean;
  readonly inNewestSpec: boolean;
}

/** Appends objects to the collection of that number in an open transaction. */
export type Append = (
  collection: number,
  object: AcceptedObject,
  body: Uint8Array,
  dateAdded: Microseconds,
) => AppendOutcome;

const VERSION_COLUMNS = 'version, version_text, body';

/** Prepares appending on a connection that may write. */
export function appender(database: DatabaseSync): Append {
  const prepare = statementCache(database);
  const insert: StatementSync = prepare(
    'INSERT INTO objects (collection, date_added, object_id, type, spec_version, version, version_text, is_versioned,' +
      ' is_first, is_last, in_newest_spec, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
  );

  return function append(collection, object, body, dateAdded) {
    const text = object.version ?? formatTimestamp(dateAdded);
    const version = requireVersionKey(text);
    const isKnown = hasAnyVersion(collection, object.id);
    const stored = isKnown ? storedTwin(collection, object, version) : undefined;
    if (stored !== undefined) {
      const kind = sameJson(stored['body'] as Uint8Array, body) ? 'present' : 'other-content';
      return { kind, version: (stored['version_text'] as string | null) ?? `${stored['version']}Z` };
    }
    const flags = isKnown ? takePlace(collection, object, version) : { isFirst: true, isLast: true, inNewestSpec: true };
    insert.run(
      collection,
      dateAdded,
      object.id,
      object.type,
      object.specVersion,
      version,
      text === `${version}Z` ? null : text,
      Number(object.version !== undefined),
      Number(flags.isFirst),
      Number(flags.isLast),
      Number(flags.inNewestSpec),
      body,
    );
    return { kind: 'added', version: text };
  };

  function hasAnyVersion(collection: number, id: string): boolean {
    return prepare('SELECT 1 FROM objects WHERE collection = ? AND object_id = ? LIMIT 1').get(collection, id) !== undefined;
  }

  // An object without a version of its own is the same item however often it comes (T-5.5-06).
  function storedTwin(collection: number, object: AcceptedObject, version: VersionKey) {
    const ofId = `SELECT ${VERSION_COLUMNS} FROM objects WHERE collection = ? AND object_id = ? AND spec_version = ?`;
    return object.version === undefined
      ? prepare(`${ofId} AND is_versioned = 0 LIMIT 1`).get(collection, object.id, object.specVersion)
      : prepare(`${ofId} AND version = ?`).get(collection, object.id, object.specVersion, version);
  }

  /** Finds the new version's place among those that are there, and takes their flags where it displaces them. */
  function takePlace(collection: number, object: AcceptedObject, version: VersionKey): Flags {
    const newestSpec = newestSpecVersion(collection, object.id);
    if (object.specVersion > newestSpec) {
      prepare('UPDATE objects SET in_newest_spec = 0 WHERE collection = ? AND object_id = ? AND in_newest_spec = 1').run(
        collection,
        object.id,
      );
    }
    const inNewestSpec = object.specVersion >= newestSpec;
    const isFirst = displaces(collection, object, 'is_first', (other) => version < other);
    const isLast = displaces(collection, object, 'is_last', (other) => version > other);
    return { isFirst, isLast, inNewestSpec };
  }

  function newestSpecVersion(collection: number, id: string): string {
    const sql =
      'SELECT spec_version FROM objects WHERE collection = ? AND object_id = ? ORDER BY spec_version DESC LIMIT 1';
    return String(prepare(sql).get(collection, id)?.['spec_version']);
  }

  function displaces(
    collection: number,
    object: AcceptedObject,
    flag: 'is_first' | 'is_last',
    isBeyond: (other: VersionKey) => boolean,
  ): boolean {
    const order = flag === 'is_first' ? 'ASC' : 'DESC';
    const holder = prepare(
      'SELECT rowid, version FROM objects WHERE collection = ? AND object_id = ? AND spec_version = ?' +
        ` ORDER BY version ${order} LIMIT 1`,
    ).get(collection, object.id, object.specVersion);
    if (holder === undefined) return true;
    if (!isBeyond(String(holder['version']))) return false;
    prepare(`UPDATE objects SET ${flag} = 0 WHERE rowid = ?`).run(Number(holder['rowid']));
    return true;
  }
}

function requireVersionKey(text: string): VersionKey {
  const key = versionKey(text);
  if (key === undefined) throw new TypeError(`"${text}" is no version; objects are checked before they are appended.`);
  return key;
}
