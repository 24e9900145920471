// A restore that dies, as if its process were killed, at a chosen call that changes something.
import type { StoreRestore } from '../../collections/storage/archive.ts';

/** What was done of the call at which it dies. */
export type Done = 'nothing' | 'a half' | 'all';

/** Thrown where it dies. */
export class Died extends Error {
  override readonly name = 'Died';
}

/** The restore, which dies at that changing call, from 0. */
export function dyingRestore(restore: StoreRestore, at: number, done: Done): StoreRestore {
  let calls = 0;
  const mayDie = <Given extends unknown[]>(call: (...given: Given) => Promise<void>, halved: (...given: Given) => Given) => {
    return async (...given: Given): Promise<void> => {
      const isLast = calls === at;
      calls += 1;
      if (!isLast) return call(...given);
      if (done === 'a half') await call(...halved(...given));
      if (done === 'all') await call(...given);
      throw new Died(`at call ${at}`);
    };
  };
  return {
    ...restore,
    putCopyNote: mayDie(restore.putCopyNote, (note) => [note]),
    putCollections: mayDie(restore.putCollections, (collections) => [half(collections)]),
    append: mayDie(restore.append, (collection, versions) => [collection, half(versions)]),
    removeVersions: mayDie(restore.removeVersions, (collection) => [collection]),
    putRemovals: mayDie(restore.putRemovals, (collection, after, upTo, removals) => [collection, after, upTo, half(removals)]),
    putFeeds: mayDie(restore.putFeeds, (feeds) => [half(feeds)]),
    putHolds: mayDie(restore.putHolds, (holds) => [half(holds)]),
    putPublications: mayDie(restore.putPublications, (after, upTo, publications) => [after, upTo, half(publications)]),
    putAccounts: mayDie(restore.putAccounts, (accounts) => [half(accounts)]),
    putCatalogue: mayDie(restore.putCatalogue, (catalogue) => [catalogue]),
    putSigningKey: mayDie(restore.putSigningKey, (key) => [key]),
  };
}

function half<Item>(items: readonly Item[]): readonly Item[] {
  return items.slice(0, Math.ceil(items.length / 2));
}
