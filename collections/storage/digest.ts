// A digest of everything that a store keeps, the same for the same content whatever the engine.
import { createHash, type Hash } from 'node:crypto';
import type { Microseconds } from '../../schemas/timestamp.ts';
import type { PageLimit, StoreArchive } from './archive.ts';
import type { CollectionId } from './port.ts';
import { auditPages, publicationPages, removalPages, USUAL_PAGE, versionPages } from './walk-archive.ts';

/** What a part of a store holds. */
export interface PartDigest {
  readonly part: 'collection' | 'tombstones' | 'feeds' | 'holds' | 'publications' | 'accounts' | 'catalogue' | 'audit' | 'signing key';
  /** The collection's. */
  readonly id?: CollectionId;
  /** Number of versions, tombstones, publications and so on; of the catalogue and the signing key 1, or 0 if there is none. */
  readonly count: number;
  /** In hexadecimal digits. */
  readonly sha256: string;
}

/** What a store holds. */
export interface ContentDigest {
  /** The collections in order of id, each followed by its tombstones, then the rest. */
  readonly parts: readonly PartDigest[];
  /** Of all parts. */
  readonly sha256: string;
}

/** How to read for a digest. */
export interface DigestOptions {
  readonly limit?: PageLimit;
  /** Is called with the number of versions, tombstones or publications that were looked at since the last call. */
  readonly onItems?: (count: number) => void;
}

/**
 * The digest of a store. Each record counts as JSON with its members in order of name, followed by the bytes that belong
 * to it; a collection's versions in order of `date_added`, its tombstones in order of their dates, publications by status
 * id, accounts by name.
 */
export async function digestOf(archive: StoreArchive, options: DigestOptions = {}): Promise<ContentDigest> {
  const parts: PartDigest[] = [];
  for (const collection of await archive.collections()) {
    const digest = newPart();
    digest.frame(collection);
    await addVersions(digest, archive, collection.id, options);
    parts.push(digest.end('collection', collection.id), await removalsOf(archive, collection.id, options));
  }
  parts.push(listed('feeds', await archive.feeds()), listed('holds', await archive.holds()));
  parts.push(await publicationsOf(archive, options), await accountsOf(archive), await catalogueOf(archive));
  parts.push(await auditOf(archive, options), await keyOf(archive));
  const total = createHash('sha256');
  for (const part of parts) total.update(`${canonical(part)}\n`);
  return { parts, sha256: total.digest('hex') };
}

/** Which versions of a collection to digest. */
export interface UpTo {
  readonly date: Microseconds;
  /**
   * Whether it counts which of them are the first, the last and in the newest specification version: later versions
   * decide that, too.
   */
  readonly isAll: boolean;
}

/** The digest of a collection's versions up to a date, that one included. */
export async function digestUpTo(
  archive: StoreArchive,
  collection: CollectionId,
  { date, isAll }: UpTo,
  limit: PageLimit = USUAL_PAGE,
): Promise<PartDigest> {
  const digest = newPart();
  for await (const page of versionPages(archive, collection, 0, limit)) {
    for (const { body, isFirst, isLast, inNewestSpec, ...version } of page) {
      if (version.dateAdded > date) return digest.end('collection', collection);
      digest.add(isAll ? { ...version, isFirst, isLast, inNewestSpec } : version, body);
    }
  }
  return digest.end('collection', collection);
}

async function addVersions(digest: Part, archive: StoreArchive, collection: CollectionId, options: DigestOptions): Promise<void> {
  const { limit = USUAL_PAGE, onItems } = options;
  for await (const page of versionPages(archive, collection, 0, limit)) {
    for (const { body, ...version } of page) digest.add(version, body);
    onItems?.(page.length);
  }
}

async function removalsOf(archive: StoreArchive, collection: CollectionId, options: DigestOptions): Promise<PartDigest> {
  const { limit = USUAL_PAGE, onItems } = options;
  const digest = newPart();
  for await (const page of removalPages(archive, collection, limit)) {
    for (const { rivals, ...removal } of page) digest.add(removal, Buffer.from(rivals));
    onItems?.(page.length);
  }
  return digest.end('tombstones', collection);
}

function listed(part: PartDigest['part'], records: readonly object[]): PartDigest {
  const digest = newPart();
  for (const record of records) digest.add(record);
  return digest.end(part);
}

async function publicationsOf(archive: StoreArchive, { limit = USUAL_PAGE, onItems }: DigestOptions): Promise<PartDigest> {
  const digest = newPart();
  for await (const page of publicationPages(archive, limit)) {
    for (const { body, ...publication } of page) digest.add(publication, body);
    onItems?.(page.length);
  }
  return digest.end('publications');
}

async function accountsOf(archive: StoreArchive): Promise<PartDigest> {
  const digest = newPart();
  const accounts = await archive.accounts();
  const inOrder = accounts.toSorted((one, other) => (one.name < other.name ? -1 : 1));
  for (const { uses: _changing, ...account } of inOrder) digest.add(account);
  return digest.end('accounts');
}

async function catalogueOf(archive: StoreArchive): Promise<PartDigest> {
  const digest = newPart();
  const catalogue = await archive.catalogue();
  if (catalogue !== undefined) digest.add(catalogue);
  return digest.end('catalogue');
}

async function auditOf(archive: StoreArchive, { limit = USUAL_PAGE }: DigestOptions): Promise<PartDigest> {
  const digest = newPart();
  for (const { hash, prunedHash, ...chain } of await archive.auditChains()) {
    digest.frame({ ...chain, hash: hex(hash), prunedHash: hex(prunedHash) });
    for await (const page of auditPages(archive, chain.chain, limit)) {
      for (const { hash: entryHash, ...entry } of page) digest.add({ ...entry, hash: hex(entryHash) });
    }
  }
  return digest.end('audit');
}

function hex(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('hex');
}

async function keyOf(archive: StoreArchive): Promise<PartDigest> {
  const digest = newPart();
  digest.add({}, await archive.signingKey());
  return digest.end('signing key');
}

interface Part {
  /** Adds what isn't counted. */
  frame(record: object): void;
  /** Adds a record and the bytes that belong to it, and counts it. */
  add(record: object, body?: Uint8Array): void;
  end(part: PartDigest['part'], id?: CollectionId): PartDigest;
}

function newPart(): Part {
  const digest: Hash = createHash('sha256');
  let count = 0;
  const frame = (record: object): void => void digest.update(`${canonical(record)}\n`);
  return {
    frame,
    add(record, body) {
      count += 1;
      frame({ ...record, bodyLength: body?.length });
      if (body !== undefined) digest.update(body);
    },
    end: (part, id) => ({ part, ...(id === undefined ? {} : { id }), count, sha256: digest.digest('hex') }),
  };
}

/** JSON without white space, members in order of their names. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object' || value === null) return JSON.stringify(value);
  const members = Object.entries(value).filter(([, member]) => member !== undefined);
  const sorted = members.toSorted(([one], [other]) => (one < other ? -1 : 1));
  return `{${sorted.map(([name, member]) => `${JSON.stringify(name)}:${canonical(member)}`).join(',')}}`;
}
