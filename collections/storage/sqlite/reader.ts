// Reads the embedded store: statuses, the catalogue, accounts. Each statement sees one committed state.
import type { DatabaseSync, SQLOutputValue } from 'node:sqlite';
import { zstdDecompressSync } from 'node:zlib';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { Credential } from '../../accounts/credential.ts';
import type { EndedSessions } from '../../accounts/ended-sessions.ts';
import { completed, type StoredCatalogue } from '../../catalogue/complete.ts';
import type {
  Account,
  AccountReader,
  CatalogueReader,
  CredentialUse,
  Publication,
  PublicationReader,
  PublicationStatus,
  PublicationSummary,
  RecentPublications,
  StatusDetails,
} from '../port.ts';
import type { Memory } from './memory.ts';
import { LIMIT, statementCache } from './statements.ts';

type Row = Record<string, SQLOutputValue>;

/** Selects what `toPublicationStatus` reads, which is all but the envelope. */
export const STATUS =
  'SELECT status_id, api_root, collection, account, agency, requested_at, completed_at, total_count, details' +
  ' FROM publications WHERE status_id = ?';

/** Publications of the embedded store. */
export function publicationReader(database: DatabaseSync): PublicationReader {
  const prepare = statementCache(database);
  return {
    async status(statusId) {
      const row = prepare(STATUS).get(statusId);
      return row === undefined ? undefined : toPublicationStatus(row);
    },
    async recent(query, limit) {
      const parameters = recentParameters(query, limit);
      const select = `SELECT ${SUMMARY} FROM publications WHERE`;
      const pending = `${select} completed_at IS NULL${recentCondition(query)} ORDER BY requested_at DESC ${LIMIT}`;
      const first = query.completedBefore === undefined ? prepare(pending).all(parameters) : [];
      const completed = `${select} completed_at IS NOT NULL AND completed_at < :before${recentCondition(query)} ORDER BY completed_at DESC ${LIMIT}`;
      return [...first, ...prepare(completed).all(parameters)].slice(0, limit).map(toSummary);
    },
    async pendingSince(before: Microseconds) {
      const sql =
        'SELECT status_id, api_root, collection, account, agency, requested_at, total_count FROM publications' +
        ' WHERE completed_at IS NULL AND requested_at < ? ORDER BY requested_at';
      return prepare(sql).all(before).map(toPublication);
    },
    async pendingBody(statusId) {
      const sql = 'SELECT body FROM publications WHERE status_id = ? AND completed_at IS NULL';
      const row = prepare(sql).get(statusId);
      return row === undefined ? undefined : (row['body'] as Uint8Array);
    },
  };
}

const SUMMARY = 'status_id, api_root, collection, account, agency, requested_at, completed_at, total_count, success_count, failure_count';

function recentCondition({ account, collections }: RecentPublications): string {
  const byAccount = account === undefined ? '' : ' AND account = :account';
  return collections === undefined ? byAccount : `${byAccount} AND collection IN (SELECT value FROM json_each(:collections))`;
}

function recentParameters({ account, collections, completedBefore }: RecentPublications, limit: number): Record<string, string | number> {
  return {
    limit,
    before: completedBefore ?? Number.MAX_SAFE_INTEGER,
    ...(account === undefined ? {} : { account }),
    ...(collections === undefined ? {} : { collections: JSON.stringify(collections) }),
  };
}

function toSummary(row: Row): PublicationSummary {
  return {
    ...toPublication(row),
    ...(row['completed_at'] === null ? {} : { completedAt: Number(row['completed_at']) }),
    successCount: Number(row['success_count']),
    failureCount: Number(row['failure_count']),
  };
}

/** The catalogue of the embedded store. */
export function catalogueReader(database: DatabaseSync, { remembered }: Memory): CatalogueReader {
  const prepare = statementCache(database);
  return {
    async revision() {
      return remembered('revision', () => Number(prepare('SELECT revision FROM catalogue').get()?.['revision'] ?? 0));
    },
    async read() {
      const row = prepare('SELECT revision, document FROM catalogue').get();
      if (row === undefined) return { revision: 0, catalogue: undefined };
      const stored = JSON.parse(String(row['document'])) as StoredCatalogue;
      return { revision: Number(row['revision']), catalogue: completed(stored) };
    },
  };
}

/** Accounts of the embedded store; the same objects as long as nothing changes. */
export function accountReader(database: DatabaseSync, { remembered }: Memory): AccountReader {
  const prepare = statementCache(database);
  return {
    async find(name) {
      return remembered(`account ${name}`, () => {
        const row = prepare('SELECT * FROM accounts WHERE name = ?').get(name);
        return row === undefined ? undefined : toAccount(row);
      });
    },
    async list() {
      return prepare('SELECT * FROM accounts ORDER BY name').all().map(toAccount);
    },
    async holding(handle) {
      const sql = 'SELECT a.* FROM credential_handles h JOIN accounts a ON a.name = h.account WHERE h.handle = ?';
      const found = remembered(`holding ${handle}`, () => {
        const rows = prepare(sql).all(handle);
        return rows.length === 0 ? undefined : rows.map(toAccount);
      });
      return found === undefined ? [] : [...found];
    },
    async uses(account) {
      return prepare('SELECT * FROM credential_uses WHERE account = ? ORDER BY credential').all(account).map(toUse);
    },
  };
}

/** The key that signs `next` values. */
export function readSigningKey(database: DatabaseSync): Uint8Array {
  return database.prepare("SELECT value FROM settings WHERE name = 'signing_key'").get()?.['value'] as Uint8Array;
}

/** The status that a row of `publications` tells of. */
export function toPublicationStatus(row: Row): PublicationStatus {
  const { successes, failures } = unpackDetails(row['details'] as Uint8Array | null);
  return {
    ...toPublication(row),
    ...(row['completed_at'] === null ? {} : { completedAt: Number(row['completed_at']) }),
    successes,
    failures,
  };
}

function toPublication(row: Row): Publication {
  return {
    statusId: String(row['status_id']),
    apiRoot: String(row['api_root']),
    collection: String(row['collection']),
    account: String(row['account']),
    agency: String(row['agency']),
    requestedAt: Number(row['requested_at']),
    totalCount: Number(row['total_count']),
  };
}

function unpackDetails(packed: Uint8Array | null): { successes: StatusDetails[]; failures: StatusDetails[] } {
  if (packed === null) return { successes: [], failures: [] };
  return JSON.parse(zstdDecompressSync(packed).toString('utf8'));
}

/** The account that a row of `accounts` tells of. */
export function toAccount(row: Row): Account {
  return {
    name: String(row['name']),
    agency: String(row['agency']),
    ...(row['password'] === '' ? {} : { password: String(row['password']) }),
    disabled: row['disabled'] === 1,
    ...(row['credentials'] === null ? {} : { credentials: JSON.parse(String(row['credentials'])) as Credential[] }),
    ...(row['networks'] === null ? {} : { networks: JSON.parse(String(row['networks'])) as string[] }),
    ...(row['certificate_required'] === 1 ? { certificateRequired: true } : {}),
    ...(row['ended_sessions'] === null ? {} : { endedSessions: JSON.parse(String(row['ended_sessions'])) as EndedSessions }),
  };
}

/** The use that a row of `credential_uses` tells of. */
export function toUse(row: Row): CredentialUse {
  return { account: String(row['account']), credential: String(row['credential']), lastUsed: Number(row['last_used']) };
}
