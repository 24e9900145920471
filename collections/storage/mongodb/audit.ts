// The audit log in MongoDB: each process goes on with a chain of its own, because two can't append to one without
// transactions. What is written to a collection is recorded before it becomes visible.
import { randomUUID } from 'node:crypto';
import type { Filter } from 'mongodb';
import { now, type Microseconds } from '../../../schemas/timestamp.ts';
import { linkEvents, newChain } from '../../audit/chain.ts';
import type { AuditEvent } from '../../audit/event.ts';
import type { AuditQuery, AuditReader, GivenVersion } from '../port.ts';
import { toChain, toChainDocument, toDocument, toEntry, type AuditDocument } from './audit-documents.ts';
import { bytesOf, int64, type Documents } from './documents.ts';
import { visibleAfter, type Horizon } from './horizon.ts';
import { textOf } from './append.ts';

/** Reads the log. */
export function auditReader(documents: Documents, horizonIn: (collection: string) => Promise<Horizon>): AuditReader {
  const { audit, auditChains, objects, removals } = documents;
  return {
    async chains() {
      const kept = new Map((await auditChains.find({}).toArray()).map((document) => [document._id, toChain(document)]));
      const names = new Set<string>([...kept.keys(), ...(await audit.distinct('chain'))]);
      return [...names].toSorted().map((name) => kept.get(name) ?? newChain(name));
    },
    async entries(chain, after, limit) {
      const found = audit.find({ chain, number: { $gt: int64(after) } }, { sort: { number: 1 }, limit });
      return (await found.toArray()).map(toEntry);
    },
    async find(query, limit) {
      const found = audit.find(filterOf(query), { sort: { at: 1, chain: 1, number: 1 }, limit });
      return (await found.toArray()).map(toEntry);
    },
    async versionsOf(objectId) {
      const given: GivenVersion[] = [];
      for await (const document of objects.find({ object_id: objectId })) {
        const { collection, date_added: dateAdded } = document;
        const isThere = (await objects.findOne({ _id: document._id, ...visibleAfter(-1, await horizonIn(collection)) }, { projection: { _id: 1 } })) !== null;
        if (isThere) given.push({ collection, dateAdded, version: textOf(document) });
      }
      for await (const { collection, date_added: dateAdded, version_text: version } of removals.find({ object_id: objectId })) {
        given.push({ collection, dateAdded, version });
      }
      return given.toSorted((one, other) => (one.collection === other.collection ? one.dateAdded - other.dateAdded : one.collection < other.collection ? -1 : 1));
    },
  };
}

function filterOf({ from, to, kinds, agency, account, collection, after }: AuditQuery): Filter<AuditDocument> {
  const conditions: Filter<AuditDocument>[] = [];
  if (from !== undefined) conditions.push({ at: { $gte: int64(from) } });
  if (to !== undefined) conditions.push({ at: { $lt: int64(to) } });
  if (kinds !== undefined) conditions.push({ kind: { $in: [...kinds] } });
  if (agency !== undefined) conditions.push({ agency });
  if (account !== undefined) conditions.push({ account });
  if (collection !== undefined) conditions.push({ collection });
  if (after !== undefined) {
    const [at, number] = [int64(after.at), int64(after.number)];
    const later = { chain: after.chain, at, number: { $gt: number } };
    conditions.push({ $or: [{ at: { $gt: at } }, { at, chain: { $gt: after.chain } }, later] });
  }
  return conditions.length === 0 ? {} : { $and: conditions };
}

/** Appends to this process' chain. */
export interface AuditWriter {
  record(events: readonly AuditEvent[]): Promise<void>;
  prune(before: Microseconds): Promise<number>;
  /** Keeps where the chain is. */
  close(): Promise<void>;
}

/** Starts a chain with the first event that is recorded. Events that come while others are written are written together. */
export function createAuditWriter(documents: Documents): AuditWriter {
  const { audit, auditChains } = documents;
  let chain = newChain(randomUUID());
  let keptNumber = 0;
  let isCertain = true;
  let waiting: AuditEvent[] = [];
  let next: Promise<void> | undefined;
  let last = Promise.resolve();
  return { record, prune, close };

  function record(events: readonly AuditEvent[]): Promise<void> {
    if (events.length === 0) return Promise.resolve();
    waiting.push(...events);
    next ??= last.then(append);
    // Whoever comes next waits for this one, however it ends.
    last = next.catch(() => undefined);
    return next;
  }

  async function append(): Promise<void> {
    const events = waiting;
    waiting = [];
    next = undefined;
    if (!isCertain) await findHead();
    const entries = linkEvents(chain, events);
    isCertain = false;
    await audit.insertMany(entries.map(toDocument));
    isCertain = true;
    const { number, hash } = entries.at(-1) ?? chain;
    chain = { ...chain, number, hash };
  }

  // An insertion failed, of which some may have arrived.
  async function findHead(): Promise<void> {
    const [newest] = await audit.find({ chain: chain.chain }, { sort: { number: -1 }, limit: 1 }).toArray();
    chain = newest === undefined ? newChain(chain.chain) : { ...chain, number: newest.number, hash: bytesOf(newest.hash) };
  }

  async function prune(before: Microseconds): Promise<number> {
    let count = 0;
    for (const name of (await audit.distinct('chain')) as string[]) count += await pruneChain(name, before);
    await keepHead();
    return count;
  }

  async function pruneChain(name: string, before: Microseconds): Promise<number> {
    const [staying] = await audit.find({ chain: name, at: { $gte: int64(before) } }, { sort: { number: 1 }, limit: 1 }).toArray();
    const going = { chain: name, ...(staying === undefined ? {} : { number: { $lt: int64(staying.number) } }) };
    const [newest] = await audit.find(going, { sort: { number: -1 }, limit: 1 }).toArray();
    if (newest === undefined) return 0;
    const kept = await auditChains.findOne({ _id: name });
    const [upTo, hash] = [newest.number, bytesOf(newest.hash)];
    // First where the chain begins from now on: entries before that count for nothing.
    const head = Math.max(kept?.number ?? 0, upTo);
    const document = { number: int64(head), hash: head === upTo ? newest.hash : (kept?.hash ?? newest.hash), pruned_up_to: int64(upTo), pruned_hash: newest.hash };
    await auditChains.replaceOne({ _id: name }, document, { upsert: true });
    if (name === chain.chain) chain = { ...chain, prunedUpTo: upTo, prunedHash: hash };
    const { deletedCount } = await audit.deleteMany({ chain: name, number: { $lte: int64(upTo) } });
    await record([{ kind: 'pruning', at: now(), chain: name, upTo, hash: Buffer.from(hash).toString('hex') }]);
    return deletedCount;
  }

  async function keepHead(): Promise<void> {
    if (chain.number === keptNumber) return;
    const { _id, ...rest } = toChainDocument(chain);
    keptNumber = chain.number;
    await auditChains.replaceOne({ _id }, rest, { upsert: true });
  }

  async function close(): Promise<void> {
    await last;
    if (isCertain) await keepHead();
  }
}
