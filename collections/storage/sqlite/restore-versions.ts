// Puts collections, their versions and their tombstones into an embedded store, in an open transaction.
import type { DatabaseSync } from 'node:sqlite';
import { formatTimestamp, type Microseconds } from '../../../schemas/timestamp.ts';
import { labelKey } from '../../markings/label.ts';
import { readRivals } from '../../markings/rivals.ts';
import type { ArchivedCollection, ArchivedFeed, ArchivedRemoval, ArchivedVersion } from '../archive.ts';
import type { CollectionId } from '../port.ts';
import { requireVersionKey } from './append.ts';
import { keptId } from './kept-values.ts';
import { labelWriter } from './labels.ts';
import { rowWriter } from './rows.ts';
import { statementCache } from './statements.ts';

/** `newestVersion`, `append` and `removeVersions` of `StoreRestore`. */
export function versionRestore(database: DatabaseSync) {
  const prepare = statementCache(database);
  const numberOf = collectionNumbers(database);
  const { labelNumber, agencyNumber, countUse } = labelWriter(database);
  const { insert } = rowWriter(database);
  return { newestVersion, append, removeVersions: (collection: CollectionId) => removeVersions(database, collection) };

  function newestVersion(collection: CollectionId): Microseconds {
    const sql = 'SELECT MAX(date_added) AS newest FROM objects WHERE collection = ?';
    return Number(prepare(sql).get(numberOf(collection))?.['newest'] ?? 0);
  }

  function append(collection: CollectionId, versions: readonly ArchivedVersion[]): void {
    const number = numberOf(collection);
    for (const version of versions) {
      const { shows, definitions, validUntil, dateAdded } = version;
      const part = shows === undefined ? undefined : numberOf(shows.part);
      // In an aggregate an object without versions bears the date that it has in its part.
      const text = version.version ?? formatTimestamp(shows?.dateAdded ?? dateAdded);
      const [label, publisher] = [labelNumber(version.label, part), agencyNumber(version.publisher)];
      countUse(number, label, publisher, 1);
      insert(number, {
        id: keptId(version.id),
        type: version.type,
        specVersion: version.specVersion,
        isRevoked: version.isRevoked,
        dateAdded,
        text,
        line: version.line,
        body: version.body,
        version: requireVersionKey(text),
        isVersioned: version.version !== undefined,
        label,
        publisher,
        ...(validUntil === undefined ? {} : { validUntil }),
        ...(shows === undefined || part === undefined ? {} : { shows: { part, dateAdded: shows.dateAdded } }),
      });
      for (const definition of definitions) {
        prepare('INSERT INTO definition_uses (collection, user, definition) VALUES (?, ?, ?)').run(number, dateAdded, definition);
      }
    }
  }
}

/** `putCollections`, `putRemovals` and `putFeeds` of `StoreRestore`. */
export function collectionRestore(database: DatabaseSync) {
  const prepare = statementCache(database);
  const numberOf = collectionNumbers(database);
  const { labelNumber, agencyNumber } = labelWriter(database);
  return { putCollections, putRemovals, putFeeds };

  function putCollections(collections: readonly ArchivedCollection[]): void {
    const staying = new Set(collections.map(({ id }) => id));
    const going = prepare('SELECT id FROM collections').all().map(({ id }) => String(id)).filter((id) => !staying.has(id));
    if (going.length > 0) prepare('DELETE FROM feeds').run();
    for (const id of going) {
      removeVersions(database, id);
      prepare('DELETE FROM removals WHERE collection = ?').run(numberOf(id));
    }
    for (const id of going) prepare('DELETE FROM collections WHERE id = ?').run(id);
    for (const { id, lastDateAdded, isDeclared } of collections) {
      prepare(
        'INSERT INTO collections (id, last_date_added, is_declared) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE' +
          ' SET last_date_added = excluded.last_date_added, is_declared = excluded.is_declared',
      ).run(id, lastDateAdded, Number(isDeclared));
    }
  }

  function putRemovals(
    collection: CollectionId,
    after: Microseconds,
    upTo: Microseconds | undefined,
    removals: readonly ArchivedRemoval[],
  ): void {
    const number = numberOf(collection);
    prepare('DELETE FROM removals WHERE collection = ? AND date > ? AND date <= ?').run(number, after, upTo ?? Number.MAX_SAFE_INTEGER);
    for (const removal of removals) insertRemoval(number, removal);
  }

  function insertRemoval(number: number, removal: ArchivedRemoval): void {
    const { label, publisher, part } = readRivals(removal.rivals).find(({ dateAdded }) => dateAdded === removal.dateAdded) ?? {
      label: { markings: [] },
      publisher: '',
    };
    prepare(
      'INSERT INTO removals (collection, date, object_id, type, spec_version, version_text, date_added, label, publisher,' +
        ' rivals, removed_by, reason) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      number,
      removal.date,
      removal.id,
      removal.type,
      removal.specVersion,
      removal.version,
      removal.dateAdded,
      labelNumber(labelKey(label), part === undefined ? undefined : numberOf(part)),
      agencyNumber(publisher),
      removal.rivals,
      removal.by ?? null,
      removal.reason ?? null,
    );
  }

  function putFeeds(feeds: readonly ArchivedFeed[]): void {
    prepare('DELETE FROM feeds').run();
    for (const { aggregate, part, filter, position } of feeds) {
      prepare('INSERT INTO feeds (aggregate, part, filter, position) VALUES (?, ?, ?, ?)').run(
        numberOf(aggregate),
        numberOf(part),
        filter,
        position,
      );
    }
  }
}

function removeVersions(database: DatabaseSync, collection: CollectionId): void {
  const number = collectionNumbers(database)(collection);
  for (const table of ['objects', 'definition_uses', 'label_uses']) {
    database.prepare(`DELETE FROM ${table} WHERE collection = ?`).run(number);
  }
}

function collectionNumbers(database: DatabaseSync): (id: CollectionId) => number {
  const prepare = statementCache(database);
  return (id) => {
    const row = prepare('SELECT number FROM collections WHERE id = ?').get(id);
    if (row === undefined) throw new Error(`The collection ${id} was not put into the copy.`);
    return Number(row['number']);
  };
}
