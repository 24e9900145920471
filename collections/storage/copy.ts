// Copies a store to another place, whatever the engines, and compares the two in the end.
//
// A copy that died goes on: what is there already stays, if it is the same. So a store can be copied while a server works
// on it, which takes its time, and once more when the server has ended, which takes what came meanwhile.
import type { ArchivedCollection, CopyNote, PageLimit, StoreArchive, StoreRestore } from './archive.ts';
import { digestOf, digestUpTo, type ContentDigest, type PartDigest } from './digest.ts';
import { identityOf, refuseUnfinishedCopy } from './unfinished-copy.ts';
import { StoreUnusable } from './unusable.ts';
import { auditPages, publicationPages, removalPages, USUAL_PAGE, versionPages } from './walk-archive.ts';

/** How to copy. */
export interface CopyOptions {
  /** The two places, for people; without secrets. */
  readonly from: string;
  readonly to: string;
  readonly limit?: PageLimit;
  /** Is called with the number of versions, tombstones or publications that were dealt with since the last call. */
  readonly onItems?: (count: number, step: CopyStep) => void;
}

/** What is going on: each version, tombstone and publication is dealt with once in each step. */
export type CopyStep = (typeof COPY_STEPS)[number];

export const COPY_STEPS = ['copying', 'checking the source', 'checking the copy'] as const;

/** A part that isn't the same; `undefined` where it is not there at all. */
export interface Difference {
  readonly source: PartDigest | undefined;
  readonly copy: PartDigest | undefined;
}

/** What was found in both places. */
export interface CopyOutcome {
  readonly source: ContentDigest;
  readonly copy: ContentDigest;
  /** Empty when the copy is complete; until then it can't be used as a store. */
  readonly differences: readonly Difference[];
}

/**
 * Makes the target what the source is: an empty store, an unfinished copy of this source, or a finished one that hasn't
 * been used since.
 * @throws {StoreUnusable} when the target holds anything else, or the source is itself an unfinished copy
 */
export async function copyStore(source: StoreArchive, target: StoreRestore, options: CopyOptions): Promise<CopyOutcome> {
  refuseUnfinishedCopy(await source.copyNote(), options.from);
  const signingKey = await source.signingKey();
  const note: CopyNote = { from: options.from, identity: identityOf(signingKey) };
  await requireRoom(target, note, options);
  await target.putCopyNote(note);

  const collections = await source.collections();
  await target.putCollections(collections);
  for (const collection of collections) await copyVersions(source, target, collection, options);
  for (const collection of collections) await copyRemovals(source, target, collection, options);
  await target.putFeeds(await source.feeds());
  await target.putHolds(await source.holds());
  await copyPublications(source, target, options);
  await target.putAccounts(await source.accounts());
  await target.putCatalogue(await source.catalogue());
  await copyAudit(source, target, options);
  await target.putSigningKey(signingKey);

  const outcome = await compare(source, target, options);
  if (outcome.differences.length === 0) await target.putCopyNote({ ...note, digest: outcome.copy.sha256 });
  return outcome;
}

async function requireRoom(target: StoreRestore, { identity, from }: CopyNote, { to, limit }: CopyOptions): Promise<void> {
  const note = await target.copyNote();
  if (note === undefined) return requireEmpty(target, to);
  if (note.identity !== identity) throw new StoreUnusable(`The store ${to} is a copy of another store, ${note.from}. Name another place.`);
  if (note.digest === undefined) return undefined;
  const { sha256 } = await digestOf(target, limit === undefined ? {} : { limit });
  if (sha256 === note.digest) return undefined;
  throw new StoreUnusable(`The store ${to} was copied from ${from} before, and was changed since. Name another place.`);
}

async function requireEmpty(target: StoreArchive, to: string): Promise<void> {
  const found = [
    [await target.size(), 'versions and statuses'],
    [(await target.collections()).length, 'collections'],
    [(await target.accounts()).length, 'accounts'],
    [(await target.catalogue())?.revision ?? 0, 'revisions of a catalogue'],
  ] as const;
  const held = found.filter(([count]) => count > 0).map(([count, what]) => `${what} (${count.toLocaleString('en')})`);
  if (held.length === 0) return;
  throw new StoreUnusable(`The store ${to} isn't empty: it holds ${held.join(', ')}. Name a place where there is nothing.`);
}

async function copyVersions(
  source: StoreArchive,
  target: StoreRestore,
  { id }: ArchivedCollection,
  { limit = USUAL_PAGE, onItems }: CopyOptions,
): Promise<void> {
  const after = await keepWhatIsRight(source, target, id, limit);
  onItems?.(after.count, 'copying');
  for await (const page of versionPages(source, id, after.date, limit)) {
    await target.append(id, page);
    onItems?.(page.length, 'copying');
  }
}

/** Leaves the versions of an earlier run, if they are those of the source; else none. Gives the last one's date. */
async function keepWhatIsRight(source: StoreArchive, target: StoreRestore, id: string, limit: PageLimit) {
  const date = await target.newestVersion(id);
  if (date === 0) return { date, count: 0 };
  const isAll = (await source.versions(id, date, { items: 1, bytes: 1 })).items.length === 0;
  const upTo = { date, isAll };
  const [expected, found] = [await digestUpTo(source, id, upTo, limit), await digestUpTo(target, id, upTo, limit)];
  if (expected.sha256 === found.sha256) return { date, count: found.count };
  await target.removeVersions(id);
  return { date: 0, count: 0 };
}

// All of them each time, as old ones go between two runs.
async function copyRemovals(
  source: StoreArchive,
  target: StoreRestore,
  { id }: ArchivedCollection,
  { limit = USUAL_PAGE, onItems }: CopyOptions,
): Promise<void> {
  let after = 0;
  for await (const page of removalPages(source, id, limit)) {
    const upTo = page.at(-1)?.date ?? after;
    await target.putRemovals(id, after, upTo, page);
    onItems?.(page.length, 'copying');
    after = upTo;
  }
  await target.putRemovals(id, after, undefined, []);
}

// All of them each time: there are few, and pending ones are finished and old ones go between two runs.
async function copyPublications(source: StoreArchive, target: StoreRestore, { limit = USUAL_PAGE, onItems }: CopyOptions): Promise<void> {
  let after = '';
  for await (const page of publicationPages(source, limit)) {
    const upTo = page.at(-1)?.statusId ?? after;
    await target.putPublications(after, upTo, page);
    onItems?.(page.length, 'copying');
    after = upTo;
  }
  await target.putPublications(after, undefined, []);
}

// All of it each time: entries never change, so that what is there already is replaced by the same.
async function copyAudit(source: StoreArchive, target: StoreRestore, { limit = USUAL_PAGE }: CopyOptions): Promise<void> {
  const chains = await source.auditChains();
  for (const { chain } of chains) for await (const page of auditPages(source, chain, limit)) await target.putAudit(page);
  await target.putAuditChains(chains);
}

async function compare(source: StoreArchive, target: StoreArchive, { limit = USUAL_PAGE, onItems }: CopyOptions): Promise<CopyOutcome> {
  const told = (step: CopyStep) => ({ limit, onItems: (count: number) => onItems?.(count, step) });
  const outcome = {
    source: await digestOf(source, told('checking the source')),
    copy: await digestOf(target, told('checking the copy')),
  };
  return { ...outcome, differences: differencesOf(outcome.source, outcome.copy) };
}

/** The parts of which only one place has any, or which aren't the same. */
export function differencesOf(source: ContentDigest, copy: ContentDigest): Difference[] {
  const nameOf = ({ part, id = '' }: PartDigest): string => `${part} ${id}`;
  const copied = new Map(copy.parts.map((part) => [nameOf(part), part]));
  const original = new Map(source.parts.map((part) => [nameOf(part), part]));
  return [...new Set([...original.keys(), ...copied.keys()])]
    .map((name): Difference => ({ source: original.get(name), copy: copied.get(name) }))
    .filter((difference) => difference.source?.sha256 !== difference.copy?.sha256);
}
