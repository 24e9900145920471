// Changes the embedded store, one transaction a call. Lives in the writer thread, so it may block.
import type { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync } from 'node:zlib';
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import type {
  Account,
  CatalogueOutcome,
  CheckedEnvelope,
  CollectionId,
  Publication,
  PublicationStatus,
  Removal,
  StatusDetails,
} from '../port.ts';
import { appender } from './append.ts';
import { inTransaction, statementCache } from './database.ts';
import { versionCondition } from './page-query.ts';
import { STATUS, toPublicationStatus } from './reader.ts';

/** The methods of `StoreWriter`, done at once instead of promised. */
export type SqliteWriter = ReturnType<typeof sqliteWriter>;

/** All that changes a store, on a connection opened for writing. */
export function sqliteWriter(database: DatabaseSync) {
  return {
    ...publicationWriter(database),
    ...removalWriter(database),
    ...catalogueWriter(database),
    ...accountWriter(database),
  };
}

function publicationWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const append = appender(database);
  return { receive, finish, forgetStatuses };

  function receive(publication: Publication, body: Uint8Array): void {
    insertPublication(publication, body);
  }

  function finish(publication: Publication, envelope: CheckedEnvelope): PublicationStatus {
    return inTransaction(database, () => {
      const before = storedStatus(publication.statusId);
      if (before?.completedAt !== undefined) return before;
      if (before === undefined) insertPublication(publication, null);
      const collection = declaredCollection(publication.collection);
      const { successes, failures } =
        collection === undefined
          ? refuseAll(envelope, 'the collection was removed from the catalogue')
          : appendAll(collection, envelope);
      return complete(publication, successes, [...envelope.refused, ...failures]);
    });
  }

  function forgetStatuses(completedBefore: Microseconds): number {
    return Number(prepare('DELETE FROM publications WHERE completed_at < ?').run(completedBefore).changes);
  }

  function appendAll(collection: { number: number; lastDateAdded: Microseconds }, envelope: CheckedEnvelope) {
    const successes: StatusDetails[] = [];
    const failures: StatusDetails[] = [];
    const earliest = Math.max(now(), collection.lastDateAdded + 1);
    let dateAdded = earliest;
    for (const object of envelope.accepted) {
      const body = envelope.bytes.subarray(object.start, object.end);
      const { kind, version } = append(collection.number, object, body, dateAdded);
      const details = { id: object.id, version };
      if (kind === 'added') {
        successes.push(object.message === undefined ? details : { ...details, message: object.message });
        dateAdded += 1;
      } else if (kind === 'present') {
        successes.push({ ...details, message: 'already in the collection; nothing changed' });
      } else {
        failures.push({ ...details, message: 'this version is in the collection with other content, which stays' });
      }
    }
    if (dateAdded > earliest) {
      prepare('UPDATE collections SET last_date_added = ? WHERE number = ?').run(dateAdded - 1, collection.number);
    }
    return { successes, failures };
  }

  function complete(publication: Publication, successes: StatusDetails[], failures: StatusDetails[]) {
    prepare(
      'UPDATE publications SET completed_at = ?, success_count = ?, failure_count = ?, details = ?, body = NULL' +
        ' WHERE status_id = ?',
    ).run(now(), successes.length, failures.length, packDetails(successes, failures), publication.statusId);
    const status = storedStatus(publication.statusId);
    if (status === undefined) throw new Error(`The status ${publication.statusId} went while it was completed.`);
    return status;
  }

  function insertPublication(publication: Publication, body: Uint8Array | null): void {
    prepare(
      'INSERT INTO publications (status_id, api_root, collection, account, agency, requested_at, total_count, body)' +
        ' VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ).run(
      publication.statusId,
      publication.apiRoot,
      publication.collection,
      publication.account,
      publication.agency,
      publication.requestedAt,
      publication.totalCount,
      body,
    );
  }

  function storedStatus(statusId: string): PublicationStatus | undefined {
    const row = prepare(STATUS).get(statusId);
    return row === undefined ? undefined : toPublicationStatus(row);
  }

  function declaredCollection(id: CollectionId) {
    const row = prepare('SELECT number, last_date_added FROM collections WHERE id = ? AND is_declared = 1').get(id);
    if (row === undefined) return undefined;
    return { number: Number(row['number']), lastDateAdded: Number(row['last_date_added']) };
  }
}

function refuseAll(envelope: CheckedEnvelope, message: string) {
  const failures = envelope.accepted.map(({ id, version }) => ({ id, version: version ?? '', message }));
  return { successes: [], failures };
}

function packDetails(successes: StatusDetails[], failures: StatusDetails[]): Uint8Array {
  return zstdCompressSync(JSON.stringify({ successes, failures }));
}

function removalWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { remove };

  function remove(collection: CollectionId, removal: Removal): number {
    const everySpec = { sql: '1', parameters: {} };
    const condition =
      removal.versions === 'all' && removal.specVersions === undefined
        ? everySpec
        : versionCondition(removal.versions, removal.specVersions ?? ['2.0', '2.1']);
    return inTransaction(database, () => {
      const parameters = { ...condition.parameters, collection, id: removal.id };
      const removed = prepare(
        'DELETE FROM objects WHERE rowid IN (SELECT o.rowid FROM objects o' +
          ' WHERE o.collection = (SELECT number FROM collections WHERE id = :collection)' +
          ` AND o.object_id = :id AND ${condition.sql})`,
      ).run(parameters);
      if (Number(removed.changes) > 0) refreshFlags(collection, removal.id);
      return Number(removed.changes);
    });
  }

  function refreshFlags(collection: CollectionId, id: string): void {
    const twins = 'FROM objects t WHERE t.collection = o.collection AND t.object_id = o.object_id';
    const sameSpec = `${twins} AND t.spec_version = o.spec_version`;
    prepare(
      'UPDATE objects AS o SET' +
        ` is_first = NOT EXISTS (SELECT 1 ${sameSpec} AND t.version < o.version),` +
        ` is_last = NOT EXISTS (SELECT 1 ${sameSpec} AND t.version > o.version),` +
        ` in_newest_spec = NOT EXISTS (SELECT 1 ${twins} AND t.spec_version > o.spec_version)` +
        ' WHERE o.collection = (SELECT number FROM collections WHERE id = ?) AND o.object_id = ?',
    ).run(collection, id);
  }
}

function catalogueWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { replaceCatalogue };

  function replaceCatalogue(catalogue: Catalogue, removeObjects: boolean): CatalogueOutcome {
    return inTransaction(database, () => {
      const declared = new Set(catalogue.apiRoots.flatMap((root) => root.collections.map(({ id }) => id)));
      const going = declaredIds().filter((id) => !declared.has(id));
      const holdingObjects = going.filter(holdsObjects);
      if (holdingObjects.length > 0 && !removeObjects) return { applied: false, holdingObjects };
      for (const id of going) undeclare(id);
      for (const id of declared) declare(id);
      return { applied: true, revision: putInForce(catalogue) };
    });
  }

  function declaredIds(): CollectionId[] {
    return prepare('SELECT id FROM collections WHERE is_declared = 1').all().map((row) => String(row['id']));
  }

  function holdsObjects(id: CollectionId): boolean {
    const sql = 'SELECT 1 FROM objects WHERE collection = (SELECT number FROM collections WHERE id = ?) LIMIT 1';
    return prepare(sql).get(id) !== undefined;
  }

  function undeclare(id: CollectionId): void {
    prepare('DELETE FROM objects WHERE collection = (SELECT number FROM collections WHERE id = ?)').run(id);
    prepare('UPDATE collections SET is_declared = 0 WHERE id = ?').run(id);
  }

  function declare(id: CollectionId): void {
    prepare(
      'INSERT INTO collections (id, is_declared) VALUES (?, 1) ON CONFLICT (id) DO UPDATE SET is_declared = 1',
    ).run(id);
  }

  function putInForce(catalogue: Catalogue): number {
    const row = prepare(
      'INSERT INTO catalogue (only_row, revision, document) VALUES (1, 1, ?)' +
        ' ON CONFLICT (only_row) DO UPDATE SET revision = revision + 1, document = excluded.document RETURNING revision',
    ).get(JSON.stringify(catalogue));
    return Number(row?.['revision']);
  }
}

function accountWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  return { saveAccount };

  function saveAccount(account: Account): void {
    const instant = now();
    prepare(
      'INSERT INTO accounts (name, agency, password, disabled, created_at, changed_at) VALUES (?, ?, ?, ?, ?, ?)' +
        ' ON CONFLICT (name) DO UPDATE SET agency = excluded.agency, password = excluded.password,' +
        ' disabled = excluded.disabled, changed_at = excluded.changed_at',
    ).run(account.name, account.agency, account.password, Number(account.disabled), instant, instant);
  }
}
