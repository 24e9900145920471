// Reads the whole of an embedded store, for copying it.
import { existsSync } from 'node:fs';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type {
  ArchivedAccount,
  ArchivedCollection,
  ArchivedPublication,
  ArchivedVersion,
  CopyNote,
  PageLimit,
  StoreArchive,
} from '../archive.ts';
import type { CredentialUse, Page, SpecVersion } from '../port.ts';
import { StoreUnusable } from '../unusable.ts';
import { readCopyNote } from './copy-note.ts';
import { migrate, openForReading, statementCache } from './database.ts';
import { readSigningKey, toAccount, toPublicationStatus, toUse } from './reader.ts';

type Row = Record<string, SQLOutputValue>;

/**
 * Opens the store in that file as it is now: whatever is published meanwhile, the archive shows this one state.
 * @throws {StoreUnusable} when the file isn't there, can't be opened, is no Liaison store, or is of a newer program
 */
export function openSqliteArchive(file: string): StoreArchive {
  if (!existsSync(file)) throw new StoreUnusable(`There is no store ${file}.`);
  migrate(file);
  const database = openForReading(file);
  // The snapshot is that of the first statement after this.
  database.exec('BEGIN');
  readSigningKey(database);
  return sqliteArchive(database);
}

/** Reads everything through a connection, which `close` closes. */
export function sqliteArchive(database: DatabaseSync): StoreArchive {
  const prepare = statementCache(database);
  return {
    async collections() {
      const sql = 'SELECT * FROM collections WHERE is_declared = 1 OR last_date_added > 0 ORDER BY id';
      return prepare(sql).all().map(toArchivedCollection);
    },
    async versions(collection, after, limit) {
      const sql =
        'SELECT * FROM objects WHERE collection = (SELECT number FROM collections WHERE id = ?) AND date_added > ?' +
        ' ORDER BY date_added LIMIT ?';
      return pageOf(prepare(sql).iterate(collection, after, limit.items + 1), limit, toArchivedVersion);
    },
    async publications(after, limit) {
      const sql = 'SELECT * FROM publications WHERE status_id > ? ORDER BY status_id LIMIT ?';
      return pageOf(prepare(sql).iterate(after, limit.items + 1), limit, toArchivedPublication);
    },
    async accounts() {
      const uses = Map.groupBy(prepare('SELECT * FROM credential_uses ORDER BY account, credential').all().map(toUse), ({ account }) => account);
      return prepare('SELECT * FROM accounts ORDER BY name').all().map((row) => toArchivedAccount(row, uses.get(String(row['name']))));
    },
    async catalogue() {
      const row = prepare('SELECT revision, document FROM catalogue').get();
      return row === undefined ? undefined : { revision: Number(row['revision']), document: String(row['document']) };
    },
    signingKey: async () => readSigningKey(database),
    copyNote: async (): Promise<CopyNote | undefined> => readCopyNote(database),
    async size() {
      const row = prepare('SELECT (SELECT COUNT(*) FROM objects) + (SELECT COUNT(*) FROM publications) AS size').get();
      return Number(row?.['size']);
    },
    close: async () => database.close(),
  };
}

function pageOf<Item extends { readonly body?: Uint8Array }>(
  rows: Iterable<Row>,
  limit: PageLimit,
  toItem: (row: Row) => Item,
): Page<Item> {
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (items.length === limit.items || bytes >= limit.bytes) return { items, more: true };
    const item = toItem(row);
    bytes += item.body?.length ?? 0;
    items.push(item);
  }
  return { items, more: false };
}

function toArchivedCollection(row: Row): ArchivedCollection {
  return { id: String(row['id']), lastDateAdded: Number(row['last_date_added']), isDeclared: row['is_declared'] === 1 };
}

function toArchivedVersion(row: Row): ArchivedVersion {
  const version = row['version_text'] === null ? `${row['version']}Z` : String(row['version_text']);
  return {
    dateAdded: Number(row['date_added']),
    id: String(row['object_id']),
    type: String(row['type']),
    specVersion: row['spec_version'] as SpecVersion,
    ...(row['is_versioned'] === 1 ? { version } : {}),
    isFirst: row['is_first'] === 1,
    isLast: row['is_last'] === 1,
    inNewestSpec: row['in_newest_spec'] === 1,
    body: row['body'] as Uint8Array,
  };
}

function toArchivedPublication(row: Row): ArchivedPublication {
  return { ...toPublicationStatus(row), ...(row['body'] === null ? {} : { body: row['body'] as Uint8Array }) };
}

function toArchivedAccount(row: Row, uses: readonly CredentialUse[] | undefined): ArchivedAccount {
  const account = { ...toAccount(row), createdAt: Number(row['created_at']), changedAt: Number(row['changed_at']) };
  return uses === undefined ? account : { ...account, uses };
}
