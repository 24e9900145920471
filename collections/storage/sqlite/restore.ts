// Puts content into an embedded store, each call in one transaction.
import type { DatabaseSync } from 'node:sqlite';
import type { ArchivedAccount, ArchivedPublication, StoreRestore } from '../archive.ts';
import { sqliteArchive } from './archive.ts';
import { writeCopyNote } from './copy-note.ts';
import { inTransaction, migrate, openForWriting } from './database.ts';
import { auditRestore } from './audit.ts';
import { holdPutter } from './holds.ts';
import { statementCache } from './statements.ts';
import { collectionRestore, versionRestore } from './restore-versions.ts';
import { accountPutter, accountWriter } from './write-accounts.ts';
import { packDetails } from './write-publications.ts';

/**
 * Opens the store in that file, which is created or migrated first.
 * @throws {StoreUnusable} when the file can't be opened, is no Liaison store, or is of a newer program
 */
export function openSqliteRestore(file: string): StoreRestore {
  migrate(file);
  const database = openForWriting(file);
  const { newestVersion, append, removeVersions } = versionRestore(database);
  const { putCollections, putRemovals, putFeeds } = collectionRestore(database);
  const hold = holdPutter(database);
  const { putAudit, putAuditChains } = auditRestore(database);
  const { putPublications, putAccounts } = exchangeRestore(database);
  const prepare = statementCache(database);
  return {
    ...sqliteArchive(database),
    putCopyNote: async (note) => writeCopyNote(database, note),
    putCollections: async (collections) => inTransaction(database, () => putCollections(collections)),
    newestVersion: async (collection) => newestVersion(collection),
    append: async (collection, versions) => inTransaction(database, () => append(collection, versions)),
    removeVersions: async (collection) => removeVersions(collection),
    putRemovals: async (collection, after, upTo, removals) =>
      inTransaction(database, () => putRemovals(collection, after, upTo, removals)),
    putFeeds: async (feeds) => inTransaction(database, () => putFeeds(feeds)),
    putHolds: async (holds) =>
      inTransaction(database, () => {
        prepare('DELETE FROM holds').run();
        for (const one of holds) hold(one);
      }),
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
    putAudit: async (entries) => inTransaction(database, () => putAudit(entries)),
    putAuditChains: async (chains) => inTransaction(database, () => putAuditChains(chains)),
    putSigningKey: async (key) => void prepare("UPDATE settings SET value = ? WHERE name = 'signing_key'").run(key),
  };
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
