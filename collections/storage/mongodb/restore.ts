// Puts content into a store in MongoDB on which no server works.
import type { ArchivedAccount, ArchivedPublication, StoreRestore } from '../archive.ts';
import { mongoArchive } from './archive.ts';
import { connect, orClose, prepare } from './connect.ts';
import { toChainDocument, toDocument as toAuditDocument } from './audit-documents.ts';
import { writeCopyNote } from './copy-note.ts';
import { binary, int64, type Documents, type PublicationDocument } from './documents.ts';
import { createEnvelopes, type Envelopes } from './envelopes.ts';
import { withPortErrors } from './failures.ts';
import { toHoldDocument } from './holds.ts';
import { packDetails } from './statuses.ts';
import { collectionRestore } from './restore-versions.ts';
import { useWriter, toAccountDocument } from './write-accounts.ts';
import { toDocument } from './write-publications.ts';

/**
 * Opens the store in that database and makes it first.
 * @throws {StoreUnusable} when it can't be used
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openMongoRestore(uri: string): Promise<StoreRestore> {
  const connection = await connect(uri);
  return orClose(connection.client, async () => {
    await prepare(connection.documents);
    const { documents, database } = connection;
    return {
      ...mongoArchive(connection, 'what is there'),
      ...withPortErrors({
        putCopyNote: (note) => writeCopyNote(documents, note),
        ...collectionRestore(documents),
        ...exchangeRestore(documents, createEnvelopes(database)),
      } satisfies Partial<StoreRestore>),
    };
  });
}

function exchangeRestore(documents: Documents, envelopes: Envelopes) {
  const { publications, accounts, uses, catalogues, settings, holds, audit, auditChains } = documents;
  const noteUses = useWriter(documents);
  return {
    putPublications,
    putAccounts,
    async putCatalogue(catalogue): Promise<void> {
      await catalogues.deleteMany({});
      if (catalogue !== undefined) await catalogues.insertOne({ _id: catalogue.revision, document: catalogue.document });
    },
    async putHolds(kept): Promise<void> {
      await holds.deleteMany({});
      if (kept.length > 0) await holds.insertMany(kept.map(toHoldDocument));
    },
    async putAudit(entries): Promise<void> {
      if (entries.length === 0) return;
      const rows = entries.map(toAuditDocument);
      await audit.deleteMany({ _id: { $in: rows.map(({ _id }) => _id) } });
      await audit.insertMany(rows);
    },
    async putAuditChains(chains): Promise<void> {
      await auditChains.deleteMany({});
      if (chains.length > 0) await auditChains.insertMany(chains.map(toChainDocument));
      for (const { chain, prunedUpTo } of chains) if (prunedUpTo > 0) await audit.deleteMany({ chain, number: { $lte: int64(prunedUpTo) } });
    },
    async putSigningKey(key): Promise<void> {
      await settings.replaceOne({ _id: 'signing_key' }, { value: binary(key) }, { upsert: true });
    },
  } satisfies Partial<StoreRestore>;

  async function putPublications(
    after: string,
    upTo: string | undefined,
    archived: readonly ArchivedPublication[],
  ): Promise<void> {
    const range = { _id: { $gt: after, ...(upTo === undefined ? {} : { $lte: upTo }) } };
    const pending = await publications.find({ ...range, is_settled: false }, { projection: { _id: 1 } }).toArray();
    for (const { _id } of pending) await envelopes.forget(_id);
    await publications.deleteMany(range);
    for (const { statusId, body } of archived) if (body !== undefined) await envelopes.keep(statusId, body);
    if (archived.length > 0) await publications.insertMany(archived.map(toPublicationDocument));
  }

  async function putAccounts(archived: readonly ArchivedAccount[]): Promise<void> {
    await accounts.deleteMany({});
    await uses.deleteMany({});
    const rows = archived.map(({ createdAt, changedAt, ...account }) => toAccountDocument(account, createdAt, changedAt));
    if (rows.length > 0) await accounts.insertMany(rows);
    await noteUses(archived.flatMap((account) => account.uses ?? []));
  }
}

function toPublicationDocument(publication: ArchivedPublication): PublicationDocument {
  const { completedAt, successes, failures } = publication;
  if (completedAt === undefined) return { ...toDocument(publication), is_received: true, is_settled: false };
  const outcome = { completed_at: int64(completedAt), details: packDetails(successes, failures) };
  return { ...toDocument(publication), is_received: false, ...outcome, is_settled: true };
}
