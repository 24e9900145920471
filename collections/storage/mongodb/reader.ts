// Reads from MongoDB: the horizon first, then what lies before it.
import type { ClientSession, FindOptions, MongoClient } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { Credential } from '../../accounts/credential.ts';
import type {
  Account,
  AccountReader,
  CollectionId,
  CredentialUse,
  ObjectQuery,
  ObjectReader,
  Page,
  Publication,
  PublicationReader,
  StoredObject,
  VersionRecord,
} from '../port.ts';
import { textOf } from './append.ts';
import { bytesOf, int64, type AccountDocument, type Documents, type PublicationDocument, type UseDocument, type VersionDocument } from './documents.ts';
import type { Envelopes } from './envelopes.ts';
import { horizonOf, visibleAfter, type Horizon } from './horizon.ts';
import { IN_ORDER, pageFilter } from './page-query.ts';
import { toFinalStatus, toPendingStatus, toPublication } from './statuses.ts';
import { isFinished } from './write-publications.ts';

const RECORD = { _id: 0, object_id: 1, date_added: 1, version: 1, version_text: 1, spec_version: 1 } as const;
const STORED_OBJECT = { _id: 0, date_added: 1, body: 1 } as const;

/** Pages of objects from MongoDB. Each answer takes two questions: the horizon, and the page. */
export function objectReader(client: MongoClient, documents: Documents): ObjectReader {
  return {
    async page(collection, query): Promise<Page<StoredObject>> {
      const items: StoredObject[] = [];
      let bytes = 0;
      let more = false;
      await walk(collection, query, STORED_OBJECT, (document) => {
        more = items.length === query.limit || bytes >= query.maximumBytes;
        if (more) return 'enough';
        const body = bytesOf(document.body);
        bytes += body.length;
        items.push({ dateAdded: document.date_added, body });
        return 'go on';
      });
      return { items, more };
    },
    async records(collection, query): Promise<Page<VersionRecord>> {
      const items: VersionRecord[] = [];
      await walk(collection, query, RECORD, (document) => {
        items.push(toVersionRecord(document));
        return 'go on';
      });
      return { items: items.slice(0, query.limit), more: items.length > query.limit };
    },
    has: (collection, id) =>
      client.withSession(CAUSAL, async (session) => {
        const horizon = await readHorizon(documents, collection, session);
        const filter = { collection, object_id: id, ...visibleAfter(-1, horizon) };
        return (await documents.objects.findOne(filter, { session, projection: { _id: 1 }, hint: 'versions_of' })) !== null;
      }),
  };

  async function walk(
    collection: CollectionId,
    query: ObjectQuery,
    projection: FindOptions['projection'] & object,
    take: (document: VersionDocument) => 'go on' | 'enough',
  ): Promise<void> {
    await client.withSession(CAUSAL, async (session) => {
      const horizon = await readHorizon(documents, collection, session);
      const found = pageFilter(collection, query, horizon);
      // What most polls are told is told by the horizon alone: nothing new.
      if (found === undefined || horizon.upTo - 1 <= (query.addedAfter ?? -1)) return;
      const limit = query.limit + 1;
      const options = { session, projection, hint: found.index, sort: IN_ORDER, limit, batchSize: limit };
      for await (const document of documents.objects.find(found.filter, options)) {
        if (take(document) === 'enough') break;
      }
    });
  }
}

// What was there for the first question is there for the second, also if another member of the replica set answers it.
const CAUSAL = { causalConsistency: true } as const;

async function readHorizon({ turns }: Documents, collection: CollectionId, session: ClientSession): Promise<Horizon> {
  const filter = { collection, kind: 'end' } as const;
  const [end] = await turns.find(filter, { session, hint: 'newest', sort: { turn: -1 }, limit: 1 }).toArray();
  return end?.kind === 'end' ? horizonOf(end) : horizonOf(undefined);
}

/** Publications from MongoDB. */
export function publicationReader(client: MongoClient, documents: Documents, envelopes: Envelopes): PublicationReader {
  const { publications } = documents;
  return {
    status: (statusId) =>
      client.withSession(CAUSAL, async (session) => {
        const document = await publications.findOne({ _id: statusId }, { session });
        if (document === null) return undefined;
        return (await isFinal(document, session)) ? toFinalStatus(document) : toPendingStatus(document);
      }),
    pendingSince: (before: Microseconds) =>
      client.withSession(CAUSAL, async (session) => {
        const filter = { is_settled: false, requested_at: { $lt: int64(before) }, is_received: true };
        const found = publications.find(filter, { session, projection: { details: 0 }, sort: { requested_at: 1 } });
        const pending: Publication[] = [];
        for (const document of await found.toArray()) if (!(await isFinal(document, session))) pending.push(toPublication(document));
        return pending;
      }),
    pendingBody: (statusId) =>
      client.withSession(CAUSAL, async (session) => {
        const document = await publications.findOne({ _id: statusId, is_settled: false }, { session, projection: { details: 0 } });
        return document === null || (await isFinal(document, session)) ? undefined : envelopes.read(statusId);
      }),
  };

  async function isFinal(document: PublicationDocument, session: ClientSession): Promise<boolean> {
    if (document.is_settled || document.turn === undefined) return document.is_settled;
    return isFinished(document, await readHorizon(documents, document.collection, session));
  }
}

/** Accounts from MongoDB. */
export function accountReader({ accounts, uses }: Documents): AccountReader {
  return {
    async find(name) {
      const document = await accounts.findOne({ _id: name });
      return document === null ? undefined : toAccount(document);
    },
    async list() {
      return (await accounts.find({}, { sort: { _id: 1 } }).toArray()).map(toAccount);
    },
    async holding(handle) {
      return (await accounts.find({ handles: handle }).toArray()).map(toAccount);
    },
    async uses(account) {
      return (await uses.find({ account }, { sort: { _id: 1 } }).toArray()).map(toUse);
    },
  };
}

/** The account of a document. */
export function toAccount(document: AccountDocument): Account {
  const { _id, agency, password, disabled, credentials, networks, certificate_required: certificateRequired } = document;
  return {
    name: _id,
    agency,
    ...(password === '' ? {} : { password }),
    disabled,
    ...(credentials === undefined ? {} : { credentials: JSON.parse(credentials) as Credential[] }),
    ...(networks === undefined ? {} : { networks }),
    ...(certificateRequired === undefined ? {} : { certificateRequired }),
  };
}

/** The use of a document. */
export function toUse({ account, credential, last_used: lastUsed }: UseDocument): CredentialUse {
  return { account, credential, lastUsed };
}

function toVersionRecord(document: VersionDocument): VersionRecord {
  return {
    id: document.object_id,
    dateAdded: document.date_added,
    version: textOf(document),
    specVersion: document.spec_version,
  };
}
