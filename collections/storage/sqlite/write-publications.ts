// Publications in the embedded store: received, finished in one transaction with their objects, forgotten in time.
import type { DatabaseSync } from 'node:sqlite';
import { constants, zstdCompressSync } from 'node:zlib';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import type {
  CheckedEnvelope,
  CollectionId,
  Publication,
  PublicationStatus,
  PublisherRights,
  StatusDetails,
} from '../port.ts';
import { listsText, packStatus, type PackedStatus } from '../finished-publication.ts';
import { contentOf, type EnvelopeContent } from '../packed-objects.ts';
import type { Runs } from '../../audit/dates.ts';
import { publicationEvent } from '../../audit/write-events.ts';
import { appender, type AppendOutcome } from './append.ts';
import { auditWriter } from './audit.ts';
import { inTransaction } from './database.ts';
import { definitionWriter, type MarkedObject } from './definitions.ts';
import { statementCache } from './statements.ts';
import { STATUS, toPublicationStatus } from './reader.ts';

/** `receive`, `finish` and `forgetStatuses` of `StoreWriter`. */
export function publicationWriter(database: DatabaseSync) {
  const prepare = statementCache(database);
  const appendFor = appender(database);
  const { noteUses } = definitionWriter(database);
  const { record } = auditWriter(database);
  return { receive, finish, forgetStatuses };

  function receive(publication: Publication, body: Uint8Array): void {
    insertPublication(publication, body);
  }

  function finish(publication: Publication, envelope: CheckedEnvelope, rights: PublisherRights): PackedStatus {
    const content = contentOf(envelope);
    return inTransaction(database, () => {
      const before = storedStatus(publication.statusId);
      if (before?.completedAt !== undefined) return packStatus(before);
      if (before === undefined) insertPublication(publication, null);
      const collection = declaredCollection(publication.collection);
      const { successes, failures, dates } =
        collection === undefined
          ? refuseAll(content, 'the collection was removed from the catalogue')
          : appendAll(collection, content, envelope.bytes, rights);
      const status = complete(publication, successes, [...content.refused, ...failures]);
      record([publicationEvent(publication, status.failureCount, dates)]);
      return status;
    });
  }

  function forgetStatuses(completedBefore: Microseconds): number {
    return Number(prepare('DELETE FROM publications WHERE completed_at < ?').run(completedBefore).changes);
  }

  function appendAll(
    collection: { number: number; lastDateAdded: Microseconds },
    { accepted }: EnvelopeContent,
    bytes: Uint8Array,
    rights: PublisherRights,
  ) {
    const { append, end } = appendFor(collection.number, rights);
    const marked: MarkedObject[] = [];
    const successes: StatusDetails[] = [];
    const failures: StatusDetails[] = [];
    const earliest = Math.max(now(), collection.lastDateAdded + 1);
    let dateAdded = earliest;
    for (const object of accepted) {
      const body = bytes.subarray(object.start, object.end);
      const { kind, version } = append(object, body, dateAdded);
      const details = { id: object.id, version };
      if (kind === 'added') {
        successes.push(object.message === undefined ? details : { ...details, message: object.message });
        if (object.uses.length > 0) marked.push({ ...object, dateAdded });
        dateAdded += 1;
      } else {
        (kind === 'present' ? successes : failures).push({ ...details, message: WHY_NOT[kind] });
      }
    }
    end();
    noteUses(collection.number, marked, rights);
    if (dateAdded > earliest) {
      prepare('UPDATE collections SET last_date_added = ? WHERE number = ?').run(dateAdded - 1, collection.number);
    }
    const dates: Runs = dateAdded === earliest ? [] : [earliest, dateAdded - 1];
    return { successes, failures, dates };
  }

  function complete(publication: Publication, successes: StatusDetails[], failures: StatusDetails[]): PackedStatus {
    const completedAt = now();
    const lists = listsText(successes, failures);
    const { changes } = prepare(
      'UPDATE publications SET completed_at = ?, success_count = ?, failure_count = ?, details = ?, body = NULL' +
        ' WHERE status_id = ?',
    ).run(completedAt, successes.length, failures.length, compressed(lists), publication.statusId);
    if (changes === 0) throw new Error(`The status ${publication.statusId} went while it was completed.`);
    return packStatus({ ...publication, completedAt, successes, failures }, lists);
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

/** What a status says of an object that wasn't added. */
const WHY_NOT: Readonly<Record<Exclude<AppendOutcome['kind'], 'added'>, string>> = {
  present: 'already in the collection; nothing changed',
  'other-content': 'this version is in the collection with other content, which stays',
  'not-creator': 'another agency brought this object here; only it may publish new versions',
};

function refuseAll({ accepted }: EnvelopeContent, message: string) {
  const failures = accepted.map(({ id, version }) => ({ id, version: version ?? '', message }));
  return { successes: [], failures, dates: [] };
}

/** Most of it are ids, which no level makes smaller. */
const QUICKLY = { params: { [constants.ZSTD_c_compressionLevel]: 1 } };

/** Successes and failures as they are kept. */
export function packDetails(successes: readonly StatusDetails[], failures: readonly StatusDetails[]): Uint8Array {
  return compressed(listsText(successes, failures));
}

function compressed(lists: string): Uint8Array {
  return zstdCompressSync(lists, QUICKLY);
}
