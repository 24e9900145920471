// Reads the whole of a store in MongoDB, for copying it.
import type {
  ArchivedAccount,
  ArchivedCollection,
  ArchivedFeed,
  ArchivedPublication,
  ArchivedRemoval,
  PageLimit,
  StoreArchive,
} from '../archive.ts';
import type { CollectionId, CredentialUse, Page } from '../port.ts';
import type { Catalogue } from '../../../schemas/catalogue/catalogue.ts';
import type { AuditChain } from '../../audit/chain.ts';
import { StoreUnusable } from '../unusable.ts';
import { archivedVersions } from './archived-versions.ts';
import { auditReader } from './audit.ts';
import { collectionsOf } from './catalogue-in-force.ts';
import { connect, holdsStore, orClose, type Connection } from './connect.ts';
import { readCopyNote } from './copy-note.ts';
import { bytesOf, catalogueOf, int64, type AccountDocument, type PublicationDocument, type VersionDocument } from './documents.ts';
import { createEnvelopes, type Envelopes } from './envelopes.ts';
import { withPortErrors } from './failures.ts';
import { horizonOf, visibleAfter, type Horizon } from './horizon.ts';
import { holdReader } from './holds.ts';
import { IN_ORDER } from './page-query.ts';
import type { RemovalDocument } from './release-documents.ts';
import { toAccount, toUse } from './reader.ts';
import { toFinalStatus, toPublication } from './statuses.ts';
import { isFinished } from './write-publications.ts';

/**
 * Opens the store in that database. Of each collection it shows what was there when it was first asked for; deletions
 * apart, which the digest finds out.
 * @throws {StoreUnusable} when there is none, or it can't be used
 * @throws {StoreUnavailable} when the database doesn't answer
 */
export async function openMongoArchive(uri: string): Promise<StoreArchive> {
  const connection = await connect(uri);
  return orClose(connection.client, async () => {
    if (!(await holdsStore(connection.documents))) throw new StoreUnusable(`There is no store in ${connection.place}.`);
    return mongoArchive(connection, 'one picture');
  });
}

/**
 * Reads everything through a connection, which `close` closes.
 * @param shows `one picture`: of each collection what was there at first; `what is there`: at each call
 */
export function mongoArchive({ client, database, documents }: Connection, shows: 'one picture' | 'what is there'): StoreArchive {
  const envelopes = createEnvelopes(database);
  const horizons = new Map<CollectionId, Promise<Horizon>>();
  const log = auditReader(documents, horizonIn);
  let chains: Promise<AuditChain[]> | undefined;
  const { objects, removals, publications, turns, catalogues, accounts, uses, settings } = documents;

  return withPortErrors<StoreArchive>({
    async collections() {
      const declared = collectionsOf(await catalogueNow());
      const written: CollectionId[] = await turns.distinct('collection');
      const ids = [...declared.union(new Set(written))].toSorted();
      const found: ArchivedCollection[] = [];
      for (const id of ids) {
        const { upTo } = await horizonIn(id);
        found.push({ id, lastDateAdded: Math.max(upTo - 1, 0), isDeclared: declared.has(id) });
      }
      return found.filter(({ lastDateAdded, isDeclared }) => isDeclared || lastDateAdded > 0);
    },
    async versions(collection, after, limit) {
      const horizon = await horizonIn(collection);
      const filter = { collection, ...visibleAfter(after, horizon) };
      const found = objects.find(filter, { hint: 'since', sort: IN_ORDER, limit: limit.items + 1 });
      const { items, more } = await pageOf(found, limit, async (document) => document, ({ body }) => body.length());
      return { items: await archivedVersions(documents, collection, horizon, items), more };
    },
    async removals(collection, after, limit) {
      const { upTo } = await horizonIn(collection);
      const filter = { collection, date: { $gt: int64(after), $lt: int64(upTo) } };
      const found = removals.find(filter, { hint: 'since', sort: { date: 1 }, limit: limit.items + 1 });
      return pageOf(found, limit, async (document) => toArchivedRemoval(document), ({ rivals }) => rivals.length);
    },
    holds: () => holdReader(documents).list(),
    async feeds() {
      const aggregates: CollectionId[] = await turns.distinct('collection', { 'feeds.0': { $exists: true } });
      const found: ArchivedFeed[] = [];
      for (const aggregate of aggregates.toSorted()) {
        const { feeds } = await horizonIn(aggregate);
        const inOrder = feeds.toSorted((one, other) => (one.part < other.part ? -1 : 1));
        found.push(...inOrder.map(({ part, filter, position }) => ({ aggregate, part, filter, position })));
      }
      return found;
    },
    async publications(after, limit) {
      const found = publications.find({ _id: { $gt: after } }, { sort: { _id: 1 } });
      const toItem = async (document: PublicationDocument) => toArchived(document, await horizonIn(document.collection), envelopes);
      return pageOf(found, limit, toItem, ({ body }) => body?.length ?? 0);
    },
    async accounts() {
      const used = Map.groupBy((await uses.find({}, { sort: { _id: 1 } }).toArray()).map(toUse), ({ account }) => account);
      const found = await accounts.find({}, { sort: { _id: 1 } }).toArray();
      return found.map((document) => toArchivedAccount(document, used.get(document._id)));
    },
    async catalogue() {
      const newest = await catalogues.findOne({}, { sort: { _id: -1 } });
      return newest === null ? undefined : { revision: newest._id, document: newest.document };
    },
    async signingKey() {
      const setting = await settings.findOne({ _id: 'signing_key' });
      return bytesOf(setting?.value as VersionDocument['body']);
    },
    auditChains: chainsNow,
    async audit(chain, after, limit) {
      if (shows === 'what is there') return log.entries(chain, after, limit);
      // Chains go on while they are copied.
      const number = (await chainsNow()).find((one) => one.chain === chain)?.number ?? 0;
      return (await log.entries(chain, after, limit)).filter((entry) => entry.number <= number);
    },
    copyNote: () => readCopyNote(documents),
    async size() {
      const counts = [objects, removals, publications].map((each) => each.estimatedDocumentCount());
      return (await Promise.all(counts)).reduce((sum, count) => sum + count, 0);
    },
    close: () => client.close(),
  });

  function horizonIn(collection: CollectionId): Promise<Horizon> {
    const known = horizons.get(collection) ?? readHorizon(collection);
    if (shows === 'one picture') horizons.set(collection, known);
    return known;
  }

  function chainsNow(): Promise<AuditChain[]> {
    const known = chains ?? readChains();
    if (shows === 'one picture') chains = known;
    return known;
  }

  // What is kept of a chain may be behind its entries.
  async function readChains(): Promise<AuditChain[]> {
    const kept = await log.chains();
    const newest = kept.map(({ chain }) => documents.audit.findOne({ chain }, { sort: { number: -1 } }));
    const last = await Promise.all(newest);
    return kept.map((chain, index) => {
      const entry = last[index];
      return entry === null || entry === undefined || entry.number < chain.number ? chain : { ...chain, number: entry.number, hash: bytesOf(entry.hash) };
    });
  }

  async function readHorizon(collection: CollectionId): Promise<Horizon> {
    const end = await turns.findOne({ collection, kind: 'end' }, { sort: { turn: -1 } });
    return horizonOf(end?.kind === 'end' ? end : undefined);
  }

  async function catalogueNow(): Promise<Catalogue | undefined> {
    const newest = await catalogues.findOne({}, { sort: { _id: -1 } });
    return newest === null ? undefined : catalogueOf(newest);
  }
}

/** `toItem` may give nothing for a document that doesn't count. */
async function pageOf<Document, Item>(
  documents: AsyncIterable<Document>,
  limit: PageLimit,
  toItem: (document: Document) => Promise<Item | undefined>,
  bytesIn: (item: Item) => number,
): Promise<Page<Item>> {
  const items: Item[] = [];
  let bytes = 0;
  for await (const document of documents) {
    if (items.length === limit.items || bytes >= limit.bytes) return { items, more: true };
    const item = await toItem(document);
    if (item === undefined) continue;
    bytes += bytesIn(item);
    items.push(item);
  }
  return { items, more: false };
}

function toArchivedRemoval(document: RemovalDocument): ArchivedRemoval {
  const { date, object_id: id, type, spec_version: specVersion, version_text: version, date_added: dateAdded, rivals, by, reason } = document;
  return {
    date,
    id,
    type,
    specVersion,
    version,
    dateAdded,
    rivals,
    ...(by === undefined ? {} : { by }),
    ...(reason === undefined ? {} : { reason }),
  };
}

// One that a server is about to finish without having kept it first isn't there yet.
async function toArchived(
  document: PublicationDocument,
  horizon: Horizon,
  envelopes: Envelopes,
): Promise<ArchivedPublication | undefined> {
  if (isFinished(document, horizon)) return toFinalStatus(document);
  if (!document.is_received) return undefined;
  const body = await envelopes.read(document._id);
  return { ...toPublication(document), successes: [], failures: [], ...(body === undefined ? {} : { body }) };
}

function toArchivedAccount(document: AccountDocument, uses: readonly CredentialUse[] | undefined): ArchivedAccount {
  const account = { ...toAccount(document), createdAt: document.created_at, changedAt: document.changed_at };
  return uses === undefined ? account : { ...account, uses };
}

