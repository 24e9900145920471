// Reads the whole of an embedded store, for copying it.
import { existsSync } from 'node:fs';
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import type {
  ArchivedAccount,
  ArchivedCollection,
  ArchivedFeed,
  ArchivedPublication,
  ArchivedRemoval,
  ArchivedVersion,
  CopyNote,
  PageLimit,
  StoreArchive,
} from '../archive.ts';
import type { CredentialUse, Page, SpecVersion } from '../port.ts';
import { StoreUnusable } from '../unusable.ts';
import { auditReader } from './audit.ts';
import { readCopyNote } from './copy-note.ts';
import { migrate, openForReading } from './database.ts';
import { ID, idOf, specVersionOf, typeOf, VERSION } from './kept-values.ts';
import { statementCache } from './statements.ts';
import { holdReader } from './holds.ts';
import { versionText } from './version-record.ts';
import { readSigningKey, toAccount, toPublicationStatus, toUse } from './reader.ts';

type Row = Record<string, SQLOutputValue>;

const COLUMNS =
  `o.date_added, ${ID} AS id, o.type, o.spec_version, ${VERSION} AS version, o.version_text, o.is_versioned, o.is_first,` +
  ' o.is_last, o.in_newest_spec, o.line, o.is_revoked, o.valid_until, o.part_date, o.body';

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
        `SELECT ${COLUMNS}, l.says, a.name AS agency, p.id AS part_id,` +
        ' (SELECT json_group_array(u.definition ORDER BY u.definition) FROM definition_uses u' +
        ' WHERE u.collection = o.collection AND u.user = o.date_added) AS definitions' +
        ' FROM objects o JOIN labels l ON l.number = o.label JOIN agencies a ON a.number = o.publisher' +
        ' LEFT JOIN collections p ON p.number = o.part' +
        ' WHERE o.collection = (SELECT number FROM collections WHERE id = ?) AND o.date_added > ?' +
        ' ORDER BY o.date_added LIMIT ?';
      return pageOf(prepare(sql).iterate(collection, after, limit.items + 1), limit, toArchivedVersion, ({ body }) => body.length);
    },
    async removals(collection, after, limit) {
      const sql =
        'SELECT * FROM removals WHERE collection = (SELECT number FROM collections WHERE id = ?) AND date > ?' +
        ' ORDER BY date LIMIT ?';
      return pageOf(prepare(sql).iterate(collection, after, limit.items + 1), limit, toArchivedRemoval, ({ rivals }) => rivals.length);
    },
    holds: async () => holdReader(database).list(),
    async feeds() {
      const sql =
        'SELECT a.id AS aggregate, p.id AS part, f.filter, f.position FROM feeds f' +
        ' JOIN collections a ON a.number = f.aggregate JOIN collections p ON p.number = f.part ORDER BY a.id, p.id';
      return prepare(sql).all().map(toArchivedFeed);
    },
    async publications(after, limit) {
      const sql = 'SELECT * FROM publications WHERE status_id > ? ORDER BY status_id LIMIT ?';
      return pageOf(prepare(sql).iterate(after, limit.items + 1), limit, toArchivedPublication, ({ body }) => body?.length ?? 0);
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
    auditChains: () => auditReader(database).chains(),
    audit: (chain, after, limit) => auditReader(database).entries(chain, after, limit),
    copyNote: async (): Promise<CopyNote | undefined> => readCopyNote(database),
    async size() {
      const row = prepare(
        'SELECT (SELECT COUNT(*) FROM objects) + (SELECT COUNT(*) FROM removals) + (SELECT COUNT(*) FROM publications) AS size',
      ).get();
      return Number(row?.['size']);
    },
    close: async () => database.close(),
  };
}

function pageOf<Item>(
  rows: Iterable<Row>,
  limit: PageLimit,
  toItem: (row: Row) => Item,
  bytesOf: (item: Item) => number,
): Page<Item> {
  const items: Item[] = [];
  let bytes = 0;
  for (const row of rows) {
    if (items.length === limit.items || bytes >= limit.bytes) return { items, more: true };
    const item = toItem(row);
    bytes += bytesOf(item);
    items.push(item);
  }
  return { items, more: false };
}

function toArchivedCollection(row: Row): ArchivedCollection {
  return { id: String(row['id']), lastDateAdded: Number(row['last_date_added']), isDeclared: row['is_declared'] === 1 };
}

function toArchivedVersion(row: Row): ArchivedVersion {
  return {
    dateAdded: Number(row['date_added']),
    id: idOf(row['id']),
    type: typeOf(row['type']),
    specVersion: specVersionOf(row['spec_version']),
    ...(row['is_versioned'] === 1 ? { version: versionText(row) } : {}),
    isFirst: row['is_first'] === 1,
    isLast: row['is_last'] === 1,
    inNewestSpec: row['in_newest_spec'] === 1,
    label: String(row['says']),
    publisher: String(row['agency']),
    line: Number(row['line']),
    isRevoked: row['is_revoked'] === 1,
    ...(row['valid_until'] === null ? {} : { validUntil: Number(row['valid_until']) }),
    definitions: JSON.parse(String(row['definitions'])) as number[],
    ...(row['part_id'] === null ? {} : { shows: { part: String(row['part_id']), dateAdded: Number(row['part_date']) } }),
    body: row['body'] as Uint8Array,
  };
}

function toArchivedRemoval(row: Row): ArchivedRemoval {
  return {
    date: Number(row['date']),
    id: String(row['object_id']),
    type: String(row['type']),
    specVersion: row['spec_version'] as SpecVersion,
    version: String(row['version_text']),
    dateAdded: Number(row['date_added']),
    rivals: String(row['rivals']),
    ...(row['removed_by'] === null ? {} : { by: String(row['removed_by']) }),
    ...(row['reason'] === null ? {} : { reason: String(row['reason']) }),
  };
}

function toArchivedFeed(row: Row): ArchivedFeed {
  return {
    aggregate: String(row['aggregate']),
    part: String(row['part']),
    filter: String(row['filter']),
    position: Number(row['position']),
  };
}

function toArchivedPublication(row: Row): ArchivedPublication {
  return { ...toPublicationStatus(row), ...(row['body'] === null ? {} : { body: row['body'] as Uint8Array }) };
}

function toArchivedAccount(row: Row, uses: readonly CredentialUse[] | undefined): ArchivedAccount {
  const account = { ...toAccount(row), createdAt: Number(row['created_at']), changedAt: Number(row['changed_at']) };
  return uses === undefined ? account : { ...account, uses };
}
