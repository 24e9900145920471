// Puts content into an embedded store, each call in one transaction.
import type { DatabaseSync } from 'node:sqlite';
import type { ArchivedAccount, ArchivedCollection, ArchivedPublication, ArchivedVersion, StoreRestore } from '../archive.ts';
import type { CollectionId } from '../port.ts';
import { appender } from './append.ts';
import { sqliteArchive } from './archive.ts';
import { writeCopyNote } from './copy-note.ts';
import { inTransaction, migrate, openForWriting, statementCache } from './database.ts';
import { accountPutter, accountWriter } from './write-accounts.ts';
import { packDetails } from './write-publications.ts';

/**
 * Opens the store in that file, which is created or migrated first.
 * @throws {StoreUnusable} when the file can't be opened, is no Liaison store, or is of a newer program
 */
export function openSqliteRestore(file: string): StoreRestore {
  migrate(file);
  const database = openForWriting(file);
  const { putCollections, newestVersion, append, removeVersions } = collectionRestore(database);
  const { putPublications, putAccounts } = exchangeRestore(database);
  const prepare = statementCache(database);
  return {
    ...sqliteArchive(database),
    putCopyNote: async (note) => writeCopyNote(database, note),
    putCollections: async (collections) => inTransaction(database, () => putCollections(collections)),
    newestVersion: async (collection) => newestVersion(collection),
    append: async (collection, versions) => inTransaction(database, () => append(collection, versions)),
    removeVersions: async (collection) => removeVersions(collection),
    putPublications: async (after, upTo, publications) =>
      inTransaction(database, () => putPublications(after, upTo, publications)),
    putAccounts: async (accounts) => inTransaction(database, () => putAccounts(accounts)),
    putCatalogue: async (catalogue) =>
      inTransaction(database, () => {
        prepare('DELETE FROM catalogue').run();
        if (catalogue === undefined) return;
        const { revision, document } = catalogue;
        prepare('INSERT INTO catalogue (only_row, revision, document) VALUES (1, ?, ?)').run(revision, document);
      }),
    putSigningKey: async (key) => void prepare("UPDATE settings SET value = ? WHERE name = 'signing_key'").run(key),
  };
}

function collectionRestore(database: DatabaseSync) {
  const prepare = statementCache(database);
  const appendOne = appender(database);
  return { putCollections, newestVersion, append, removeVersions };

  function putCollections(collections: readonly ArchivedCollection[]): void {
    const staying = new Set(collections.map(({ id }) => id));
    for (const row of prepare('SELECT id FROM collections').all()) {
      const id = String(row['id']);
      if (staying.has(id)) continue;
      removeVersions(id);
      prepare('DELETE FROM collections WHERE id = ?').run(id);
    }
    for (const { id, lastDateAdded, isDeclared } of collections) {
      prepare(
        'INSERT INTO collections (id, last_date_added, is_declared) VALUES (?, ?, ?) ON CONFLICT (id) DO UPDATE' +
          ' SET last_date_added = excluded.last_date_added, is_declared = excluded.is_declared',
      ).run(id, lastDateAdded, Number(isDeclared));
    }
  }

  function newestVersion(collection: CollectionId): number {
    const sql = 'SELECT MAX(date_added) AS newest FROM objects WHERE collection = ?';
    return Number(prepare(sql).get(numberOf(collection))?.['newest'] ?? 0);
  }

  function append(collection: CollectionId, versions: readonly ArchivedVersion[]): void {
    const number = numberOf(collection);
    for (const { id, type, specVersion, version, dateAdded, body } of versions) {
      const object = { id, type, specVersion, ...(version === undefined ? {} : { version }), start: 0, end: body.length };
      const { kind } = appendOne(number, object, body, dateAdded);
      if (kind !== 'added') throw new Error(`The source has ${id} in version ${version ?? 'none'} twice in collection ${collection}.`);
    }
  }

  function removeVersions(collection: CollectionId): void {
    prepare('DELETE FROM objects WHERE collection = ?').run(numberOf(collection));
  }

  function numberOf(id: CollectionId): number {
    const row = prepare('SELECT number FROM collections WHERE id = ?').get(id);
    if (row === undefined) throw new Error(`The collection ${id} was not put into the copy.`);
    return Number(row['number']);
  }
}

function exchangeRestore(database: DatabaseSync) {
  const prepare = statementCache(database);
  const { noteUses } = accountWriter(database);
  const putAccount = accountPutter(database);
  return { putPublications, putAccounts };

  function putPublications(after: string, upTo: string | undefined, publications: readonly ArchivedPublication[]): void {
    if (upTo === undefined) prepare('DELETE FROM publications WHERE status_id > ?').run(after);
    else prepare('DELETE FROM publications WHERE status_id > ? AND status_id <= ?').run(after, upTo);
    for (const publication of publications) insertPublication(publication);
  }

  function insertPublication({ successes, failures, completedAt, body, ...publication }: ArchivedPublication): void {
    prepare(
      'INSERT INTO publications (status_id, api_root, collection, account, agency, requested_at, completed_at,' +
        ' total_count, success_count, failure_count, details, body) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      publication.statusId,
      publication.apiRoot,
      publication.collection,
      publication.account,
      publication.agency,
      publication.requestedAt,
      completedAt ?? null,
      publication.totalCount,
      successes.length,
      failures.length,
      completedAt === undefined ? null : packDetails(successes, failures),
      body ?? null,
    );
  }

  function putAccounts(accounts: readonly ArchivedAccount[]): void {
    prepare('DELETE FROM accounts').run();
    prepare('DELETE FROM credential_uses').run();
    for (const { createdAt, changedAt, uses = [], ...account } of accounts) {
      putAccount(account, createdAt, changedAt);
      noteUses(uses);
    }
  }
}
