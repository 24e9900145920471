// Puts content into a store in MongoDB on which no server works.
import type { ArchivedAccount, ArchivedCollection, ArchivedPublication, ArchivedVersion, StoreRestore } from '../archive.ts';
import { versionKey } from '../../../schemas/timestamp.ts';
import type { CollectionId } from '../port.ts';
import { addVersion, candidateOf, LONGEST_BODY, toVersionDocument, type AddedVersion } from './append.ts';
import { StoreUnusable } from '../unusable.ts';
import { mongoArchive } from './archive.ts';
import { connect, orClose, prepare } from './connect.ts';
import { writeCopyNote } from './copy-note.ts';
import { binary, deleteVersions, int64, STILL, type Documents, type PublicationDocument } from './documents.ts';
import { createEnvelopes, type Envelopes } from './envelopes.ts';
import { distinctionUpdates, existingVersions, isStored } from './existing-versions.ts';
import { withPortErrors } from './failures.ts';
import { packDetails } from './statuses.ts';
import { accountWriter, toAccountDocument } from './write-accounts.ts';
import { messages, toDocument } from './write-publications.ts';

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

function collectionRestore(documents: Documents) {
  const { objects, turns } = documents;
  return { putCollections, newestVersion, append, removeVersions };

  async function putCollections(collections: readonly ArchivedCollection[]): Promise<void> {
    const staying = new Set(collections.map(({ id }) => id));
    const there: CollectionId[] = [...(await turns.distinct('collection')), ...(await objects.distinct('collection'))];
    for (const id of new Set(there)) if (!staying.has(id)) await removeVersions(id);
    await turns.deleteMany({});
    for (const { id: collection, lastDateAdded } of collections) {
      if (lastDateAdded === 0) continue;
      const end = { kind: 'end', collection, turn: 1, token: 'copy', up_to: int64(lastDateAdded + 1), fences: [] } as const;
      await turns.insertOne({ _id: `${collection}/1/end`, ...end });
    }
  }

  async function newestVersion(collection: CollectionId): Promise<number> {
    const options = { projection: { date_added: 1 }, sort: { date_added: -1 }, hint: 'since' } as const;
    return (await objects.findOne({ collection }, options))?.date_added ?? 0;
  }

  // Distinctions first: what a call that died has done of them is dated later than what is there, and taken for undone.
  async function append(collection: CollectionId, versions: readonly ArchivedVersion[]): Promise<void> {
    const [oldest] = versions;
    if (oldest === undefined) return;
    const ids = [...new Set(versions.map(({ id }) => id))];
    const known = await existingVersions(documents, collection, ids, { upTo: oldest.dateAdded, fences: [], turn: 0 });
    const added = versions.map((version): AddedVersion => {
      const { body, dateAdded, id, version: text } = version;
      if (body.length > LONGEST_BODY) {
        throw new StoreUnusable(`The object ${id} has ${body.length} bytes, more than MongoDB can keep; the most is ${LONGEST_BODY}.`);
      }
      const twins = (known.get(id) ?? []).filter((one) => one.spec_version === version.specVersion);
      const key = text === undefined ? undefined : versionKey(text);
      if (twins.some((one) => (key === undefined ? !one.is_versioned : one.version === key))) {
        throw new Error(`The source has ${id} in version ${text ?? 'none'} twice in collection ${collection}.`);
      }
      return addVersion(candidateOf({ ...version, start: 0, end: body.length }, { bytes: body }), dateAdded, known);
    });
    const stored = [...known.values()].flat().filter(isStored);
    const updates = stored.flatMap((version) => distinctionUpdates(collection, version));
    if (updates.length > 0) await objects.bulkWrite(updates, { ordered: false });
    for (const message of messages(added)) {
      await objects.insertMany(message.map((version) => toVersionDocument(collection, version)));
    }
  }

  async function removeVersions(collection: CollectionId): Promise<void> {
    await deleteVersions(documents, collection, STILL);
  }
}

function exchangeRestore(documents: Documents, envelopes: Envelopes) {
  const { publications, accounts, uses, catalogues, settings } = documents;
  const { noteUses } = accountWriter(documents);
  return {
    putPublications,
    putAccounts,
    async putCatalogue(catalogue): Promise<void> {
      await catalogues.deleteMany({});
      if (catalogue !== undefined) await catalogues.insertOne({ _id: catalogue.revision, document: catalogue.document });
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
