// Reads publications and accounts from MongoDB.
import type { ClientSession, MongoClient } from 'mongodb';
import type { Microseconds } from '../../../schemas/timestamp.ts';
import type { Credential } from '../../accounts/credential.ts';
import type { EndedSessions } from '../../accounts/ended-sessions.ts';
import type { Account, AccountReader, CredentialUse, Publication, PublicationReader, PublicationSummary, RecentPublications } from '../port.ts';
import { int64, type AccountDocument, type Documents, type PublicationDocument, type UseDocument } from './documents.ts';
import type { Envelopes } from './envelopes.ts';
import { CAUSAL, readHorizon } from './object-reader.ts';
import { toFinalStatus, toPendingStatus, toPublication } from './statuses.ts';
import { isFinished } from './write-publications.ts';

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
    recent: (query, limit) =>
      client.withSession(CAUSAL, async (session) => {
        const summaries: PublicationSummary[] = [];
        if (query.completedBefore === undefined) {
          const options = { session, sort: { requested_at: -1 }, limit } as const;
          for (const document of await publications.find({ is_settled: false, ...recentFilter(query) }, options).toArray()) {
            summaries.push(toSummary(document, await isFinal(document, session)));
          }
        }
        const before = query.completedBefore === undefined ? {} : { completed_at: { $lt: int64(query.completedBefore) } };
        const completed = { is_settled: true, ...before, ...recentFilter(query) };
        const found = await publications.find(completed, { session, sort: { completed_at: -1 }, limit }).toArray();
        return [...summaries, ...found.map((document) => toSummary(document, true))].slice(0, limit);
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

function recentFilter({ account, collections }: RecentPublications): object {
  return {
    ...(account === undefined ? {} : { account }),
    ...(collections === undefined ? {} : { collection: { $in: [...collections] } }),
  };
}

function toSummary(document: PublicationDocument, isFinal: boolean): PublicationSummary {
  const status = isFinal ? toFinalStatus(document) : toPendingStatus(document);
  const { completedAt, successes, failures } = status;
  return {
    ...toPublication(document),
    ...(completedAt === undefined ? {} : { completedAt }),
    successCount: successes.length,
    failureCount: failures.length,
  };
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
  const { _id, agency, password, disabled, credentials, networks, certificate_required: certificateRequired, ended_sessions: ended } = document;
  return {
    name: _id,
    agency,
    ...(password === '' ? {} : { password }),
    disabled,
    ...(credentials === undefined ? {} : { credentials: JSON.parse(credentials) as Credential[] }),
    ...(networks === undefined ? {} : { networks }),
    ...(certificateRequired === undefined ? {} : { certificateRequired }),
    ...(ended === undefined ? {} : { endedSessions: JSON.parse(ended) as EndedSessions }),
  };
}

/** The use of a document. */
export function toUse({ account, credential, last_used: lastUsed }: UseDocument): CredentialUse {
  return { account, credential, lastUsed };
}
