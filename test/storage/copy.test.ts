// Copying a store: everything is kept, whatever the engines; a copy that died goes on; nothing else is overwritten.
import fc from 'fast-check';
import type { StoreArchive, StoreRestore } from '../../collections/storage/archive.ts';
import { copyStore, type CopyOutcome } from '../../collections/storage/copy.ts';
import { digestOf } from '../../collections/storage/digest.ts';
import { viewerThrough, viewerWith } from '../../collections/markings/viewer.ts';
import { openArchive, openRestore } from '../../collections/storage/open-archive.ts';
import { openStore } from '../../collections/storage/open-store.ts';
import type { Store } from '../../collections/storage/port.ts';
import { DEEP, HIDDEN, MAIN, MIXED, testCatalogue } from '../protocol/test-catalogue.ts';
import { EVENTFUL, HISTORY, live, type Happening } from './arbitrary-content.ts';
import { EVERYTHING, publish } from './contract.ts';
import { COPY_PAIRS, type TestPlace } from './copy-engines.ts';
import { Died, dyingRestore, type Done } from './dying-restore.ts';
import { bodyOf, emptyEnvelope, envelopeOf, finish, publicationTo, REMOVER, RIGHTS, rightsOf, UNRESTRICTED } from './objects.ts';

/** Pages so small that even a short history has several. */
const SMALL = { items: 2, bytes: 150 };
const NAMES = { from: 'the source', to: 'the copy' };

describe.each(COPY_PAIRS)('from $name', ({ from, to, runs }) => {
  let source: TestPlace;
  let target: TestPlace;
  beforeEach(async () => {
    source = await from.makePlace();
    target = await to.makePlace();
  });
  afterEach(async () => {
    await source.dispose();
    await target.dispose();
  });

  const happen = (history: readonly Happening[], place = source) => withStore(place, (store) => live(store, history));
  const copyAll = (change?: (restore: StoreRestore) => StoreRestore) => copyBetween(source, target, change);

  test('everything is kept, as the two stores tell it', async () => {
    await happen(EVENTFUL);
    const { differences } = await copyAll();
    expect(differences).toEqual([]);
    const [before, after] = [await withStore(source, everythingIn), await withStore(target, everythingIn)];
    expect(after).toEqual(before);
    expect(before.collections.map(({ all }) => all.length)).toEqual([4, 5, 0]);
    expect(before.throughAggregate).toHaveLength(4);
    expect(before.collections[0]?.changes.filter(({ kind }) => kind === 'deleted')).toHaveLength(2);
    expect(before.holds).toHaveLength(2);
    expect(before.pending).toHaveLength(1);
    expect(before.accounts.map(({ disabled }) => disabled)).toEqual([false, true]);
  });

  test('P7 versions that not every reader sees together are the same, however an engine finds them', async () => {
    await happen(GROUPED);
    const { source: original, copy, differences } = await copyAll();
    expect(differences).toEqual([]);
    expect(copy).toEqual(original);
    const edges = async (place: TestPlace) => withArchive(place, async (archive) => {
      const { items } = await archive.versions(MAIN, 0, { items: 100, bytes: 1e6 });
      return items.map(({ isFirst, isLast, inNewestSpec }) => [isFirst, isLast, inNewestSpec].map(Number).join(''));
    });
    const expected = ['101', '001', '011', '110', '101', '011', '111'];
    expect([await edges(source), await edges(target)]).toEqual([expected, expected]);
    expect(await withStore(target, everythingIn)).toEqual(await withStore(source, everythingIn));
  });

  test('everything is kept, whatever happened in the source', async () => {
    await fc.assert(
      fc.asyncProperty(HISTORY, async (history) => {
        const [one, other] = [await from.makePlace(), await to.makePlace()];
        try {
          await happen(history, one);
          const { source: original, copy, differences } = await copyBetween(one, other);
          expect(differences).toEqual([]);
          expect(copy.sha256).toBe(original.sha256);
          expect(await withStore(other, everythingIn)).toEqual(await withStore(one, everythingIn));
        } finally {
          await one.dispose();
          await other.dispose();
        }
      }),
      { numRuns: runs, endOnFailure: process.env['CI'] !== undefined },
    );
  });

  test('a copy goes on where the source was: later dates, the next revision, no version twice (P1, P4)', async () => {
    await happen(EVENTFUL);
    await copyAll();
    const lastDates = await withArchive(source, async (archive) => new Map((await archive.collections()).map(({ id, lastDateAdded }) => [id, lastDateAdded])));
    await withStore(target, async (store) => {
      const { revision } = await store.catalogue.read();
      expect(await store.writer.replaceCatalogue(testCatalogue(), false)).toEqual({ applied: true, revision: revision + 1 });
      // Deleted before, or in a collection that was gone, and now with a later date than it had.
      for (const [collection, object] of [[MAIN, { id: 'malware--3' }], [DEEP, { id: 'tool--1' }]] as const) {
        await publish(store, collection, [object]);
        const { items } = await store.objects.records(collection, UNRESTRICTED, { ...EVERYTHING, ids: [object.id] });
        expect(items[0]?.dateAdded).toBeGreaterThan(lastDates.get(collection) ?? Infinity);
      }
      const again = await publish(store, MIXED, [{ id: 'ipv4-addr--1' }]);
      expect(again.successes[0]?.message).toMatch(/already/);
      const [pending] = await store.publications.pendingSince(Number.MAX_SAFE_INTEGER);
      const finished = await finish(store, pending ?? publicationTo(MAIN, 0), emptyEnvelope(), RIGHTS);
      expect(finished.completedAt).toBeDefined();
    });
  });

  test('copying twice changes nothing', async () => {
    await happen(EVENTFUL);
    const first = await copyAll();
    const second = await copyAll((restore) => ({
      ...restore,
      append: () => Promise.reject(new Error('There was nothing to append.')),
      removeVersions: () => Promise.reject(new Error('There was nothing to remove.')),
    }));
    expect(second).toEqual(first);
    expect(await withStore(target, everythingIn)).toEqual(await withStore(source, everythingIn));
  });

  test('a copy that nobody used takes what came to the source since', async () => {
    await happen(EVENTFUL);
    await copyAll();
    await happen(LATER);
    expect((await copyAll()).differences).toEqual([]);
    expect(await withStore(target, everythingIn)).toEqual(await withStore(source, everythingIn));
  });

  test('statuses that the source has forgotten go from the copy, too', async () => {
    await happen(EVENTFUL);
    const before = await copyAll();
    await happen([async ({ writer }) => void (await writer.forgetStatuses(Number.MAX_SAFE_INTEGER))]);
    const after = await copyAll();
    const statuses = ({ copy }: CopyOutcome) => copy.parts.find(({ part }) => part === 'publications')?.count;
    expect([statuses(before), statuses(after)]).toEqual([7, 1]);
    expect(after.differences).toEqual([]);
  });

  test('a collection that went before anything was in it goes from the copy, too', async () => {
    await happen([async ({ writer }) => void (await writer.replaceCatalogue(testCatalogue(), false))]);
    await copyAll();
    const catalogue = testCatalogue();
    const apiRoots = catalogue.apiRoots.map((root) => ({ ...root, collections: root.collections.filter(({ id }) => id !== HIDDEN) }));
    const without = { ...catalogue, apiRoots, grants: [] };
    await happen([async ({ writer }) => void (await writer.replaceCatalogue(without, false))]);
    const { copy, differences } = await copyAll();
    expect(differences).toEqual([]);
    expect(copy.parts.flatMap(({ id }) => id ?? [])).not.toContain(HIDDEN);
  });

  test.each<Done>(['nothing', 'a half', 'all'])('died at any call with %s of it done, it is not used, and goes on to the same', async (done) => {
    await happen(EVENTFUL);
    const expected = await withArchive(source, digestOf);
    let at = 0;
    for (let isOver = false; !isOver; at += 1) {
      const half = await to.makePlace();
      try {
        isOver = !(await dies(copyBetween(source, half, (restore) => dyingRestore(restore, at, done))));
        if (!isOver) await expectUnusable(half, at, done);
        const { copy, differences } = await copyBetween(source, half);
        expect(differences).toEqual([]);
        expect(copy).toEqual(expected);
      } finally {
        await half.dispose();
      }
    }
    expect(at).toBeGreaterThan(12);
  });

  // Before its first call there is no copy yet, and with all of the last one done it is complete.
  async function expectUnusable(place: TestPlace, at: number, done: Done): Promise<void> {
    const note = await withRestore(place, (restore) => restore.copyNote());
    if (note === undefined) expect({ at, done }).toEqual({ at: 0, done: 'nothing' });
    else if (note.digest !== undefined) expect(done).not.toBe('nothing');
    else await expect(openStore(place.place)).rejects.toThrow(/isn't complete\. Finish it: liaison store copy --from the source --to /);
  }

  test('died anywhere, it goes on to what the source has become meanwhile', async () => {
    await fc.assert(
      fc.asyncProperty(HISTORY, fc.nat({ max: 20 }), fc.constantFrom<Done>('nothing', 'a half', 'all'), HISTORY, async (before, at, done, after) => {
        const [one, other] = [await from.makePlace(), await to.makePlace()];
        try {
          await happen([...EVENTFUL, ...before], one);
          await dies(copyBetween(one, other, (restore) => dyingRestore(restore, at, done)));
          await happen(after, one);
          expect((await copyBetween(one, other)).differences).toEqual([]);
          expect(await withStore(other, everythingIn)).toEqual(await withStore(one, everythingIn));
        } finally {
          await one.dispose();
          await other.dispose();
        }
      }),
      { numRuns: runs, endOnFailure: process.env['CI'] !== undefined },
    );
  });

  describe('is refused, and nothing is changed,', () => {
    const expectRefusal = async (sentence: RegExp): Promise<void> => {
      const before = await withRestore(target, digestOf);
      await expect(copyAll()).rejects.toThrow(sentence);
      expect(await withRestore(target, digestOf)).toEqual(before);
    };

    test('into a store that holds other content, which is told', async () => {
      await happen(EVENTFUL);
      await happen(EVENTFUL, target);
      await expectRefusal(/^The store the copy isn't empty: it holds versions and statuses \(\d+\), collections \(4\), accounts \(2\), revisions of a catalogue \(2\)\./);
    });

    test('into a copy of another store', async () => {
      const other = await from.makePlace();
      await happen(EVENTFUL, other);
      await dies(copyBetween(other, target, (restore) => dyingRestore(restore, 5, 'all')));
      await other.dispose();
      await happen(EVENTFUL);
      await expectRefusal(/is a copy of another store, the source\. Name another place\./);
    });

    test('into a copy that was used since', async () => {
      await happen(EVENTFUL);
      await copyAll();
      await happen(LATER, target);
      await expectRefusal(/was copied from the source before, and was changed since/);
    });

    test('from a copy that is not complete', async () => {
      const other = await from.makePlace();
      await happen(EVENTFUL, other);
      await dies(copyBetween(other, source, (restore) => dyingRestore(restore, 5, 'all')));
      await other.dispose();
      await expectRefusal(/^The store the source is a copy that isn't complete\./);
    });
  });

  test('what went wrong on the way is found in the end, with the part and both counts', async () => {
    await happen(EVENTFUL);
    const { source: original, copy, differences } = await copyAll((restore) => ({
      ...restore,
      append: (collection, versions) => restore.append(collection, versions.filter(({ id }) => id !== 'ipv4-addr--1')),
      putAccounts: (accounts) => restore.putAccounts(accounts.map((account) => ({ ...account, changedAt: account.changedAt + 1 }))),
    }));
    expect(copy.sha256).not.toBe(original.sha256);
    expect(differences).toMatchObject([
      { source: { part: 'collection', id: MIXED, count: 5 }, copy: { part: 'collection', id: MIXED, count: 4 } },
      { source: { part: 'accounts', count: 2 }, copy: { part: 'accounts', count: 2 } },
    ]);
    await expect(openStore(target.place)).rejects.toThrow(/isn't complete/);
    expect((await copyAll()).differences).toEqual([]);
  });

  test('pages end when they reach their bytes, and hold one version at least', async () => {
    await happen(EVENTFUL);
    const first = bodyOf({ id: 'indicator--1', version: '2024-02-29T23:59:59.999Z' });
    await withArchive(source, async (archive) => {
      const page = async (items: number, bytes: number) => {
        const { items: found, more } = await archive.versions(MIXED, 0, { items, bytes });
        return { found: found.length, more };
      };
      expect(await page(100, 1)).toEqual({ found: 1, more: true });
      expect(await page(100, first.length)).toEqual({ found: 1, more: true });
      expect(await page(100, first.length + 1)).toEqual({ found: 2, more: true });
      expect(await page(4, 1e6)).toEqual({ found: 4, more: true });
      expect(await page(5, 1e6)).toEqual({ found: 5, more: false });
    });
  });
});

/** Versions of a marking definition, whose label may grow, and those of an object that has two labels. */
const GROUPED: readonly Happening[] = [
  async ({ writer }) => {
    await writer.replaceCatalogue(testCatalogue(), false);
    const days = ['2024-01-01', '2024-01-02', '2024-01-03'].map((day) => `${day}T00:00:00.000Z`);
    const definitions = days.map((version) => ({ id: 'marking-definition--1', version }));
    const indicators = days.map((version, index) => ({ id: 'indicator--1', version, label: { markings: [], ...(index === 2 ? { level: 3 as const } : {}) } }));
    const objects = [...definitions, { id: 'marking-definition--1', specVersion: '2.0' as const }, ...indicators];
    await writer.finish(publicationTo(MAIN, objects.length), envelopeOf(objects), RIGHTS);
  },
];

/** What comes later: new versions, a deletion, a pending publication that is finished, another account. */
const LATER: readonly Happening[] = [
  async (store) => {
    const { writer } = store;
    for (const publication of await store.publications.pendingSince(Number.MAX_SAFE_INTEGER)) {
      await writer.finish(publication, emptyEnvelope(), RIGHTS);
    }
    await publish(store, MIXED, [{ id: 'indicator--1', version: '2030-01-01T00:00:00.000Z' }, { id: 'note--9' }]);
    await writer.remove(MAIN, { id: 'malware--1', versions: 'all' }, REMOVER);
    await writer.saveAccount({ name: 'later', agency: 'both', password: '$argon2id$c', disabled: false });
    await writer.replaceCatalogue(testCatalogue(), false);
  },
];

async function copyBetween(
  source: TestPlace,
  target: TestPlace,
  change: (restore: StoreRestore) => StoreRestore = (restore) => restore,
): Promise<CopyOutcome> {
  return withArchive(source, (archive) => withRestore(target, (restore) => copyStore(archive, change(restore), { ...NAMES, limit: SMALL })));
}

/** Whether it did; any other failure fails the test. */
async function dies(copying: Promise<unknown>): Promise<boolean> {
  try {
    await copying;
    return false;
  } catch (error) {
    if (error instanceof Died) return true;
    throw error;
  }
}

async function withStore<Result>({ place }: TestPlace, work: (store: Store) => Promise<Result>): Promise<Result> {
  return closing(await openStore(place), work);
}

async function withArchive<Result>({ place }: TestPlace, work: (archive: StoreArchive) => Promise<Result>): Promise<Result> {
  return closing(await openArchive(place), work);
}

async function withRestore<Result>({ place }: TestPlace, work: (restore: StoreRestore) => Promise<Result>): Promise<Result> {
  return closing(await openRestore(place), work);
}

async function closing<Kept extends { close(): Promise<void> }, Result>(kept: Kept, work: (kept: Kept) => Promise<Result>): Promise<Result> {
  try {
    return await work(kept);
  } finally {
    await kept.close();
  }
}

/** Agencies that see less than all. */
const OTHERS = [
  viewerWith(rightsOf('writer', { clearance: undefined }).sight),
  viewerWith(rightsOf('reader', { clearance: 1 }).sight),
  viewerWith(rightsOf('stranger', { clearance: 4, closed: ['marking-definition--1'] }).sight),
];
const THROUGH = viewerThrough('both', new Map([MAIN, MIXED, DEEP].map((part) => [part, { inPart: RIGHTS.sight, through: RIGHTS.sight }])));

/** Everything that can be asked of a store by way of its port. */
async function everythingIn(store: Store) {
  const collections = [MAIN, MIXED, DEEP].map(async (collection) => {
    const all = { ...EVERYTHING, versions: 'all' as const, specVersions: ['2.0', '2.1'] };
    const first = { ...EVERYTHING, versions: { first: true, last: false, values: [] } };
    return {
      all: (await store.objects.records(collection, UNRESTRICTED, all)).items,
      bodies: (await store.objects.page(collection, UNRESTRICTED, all)).items.map(({ body }) => Buffer.from(body).toString('latin1')),
      last: (await store.objects.records(collection, UNRESTRICTED, EVERYTHING)).items,
      first: (await store.objects.records(collection, UNRESTRICTED, first)).items,
      firstOfOldSpec: (await store.objects.records(collection, UNRESTRICTED, { ...first, specVersions: ['2.0'] })).items,
      seen: await Promise.all(OTHERS.map(async (viewer) => (await store.objects.records(collection, viewer, all)).items)),
      changes: (await store.objects.changes(collection, UNRESTRICTED, undefined, 1_000)).items,
      lastOfBoth: (await store.objects.records(collection, UNRESTRICTED, { ...EVERYTHING, specVersions: ['2.0', '2.1'] })).items,
    };
  });
  // Of those that were received in the same instant none is older.
  const pending = (await store.publications.pendingSince(Number.MAX_SAFE_INTEGER)).toSorted(
    (one, other) => one.requestedAt - other.requestedAt || (one.statusId < other.statusId ? -1 : 1),
  );
  return {
    collections: await Promise.all(collections),
    pending: await Promise.all(pending.map(async (one) => ({ ...one, body: [...((await store.publications.pendingBody(one.statusId)) ?? [])] }))),
    throughAggregate: (await store.objects.page(HIDDEN, THROUGH, { ...EVERYTHING, versions: 'all' })).items.map(({ body }) => Buffer.from(body).toString('latin1')),
    holds: await store.holds.list(),
    catalogue: await store.catalogue.read(),
    accounts: await store.accounts.list(),
    uses: await store.accounts.uses('analyst'),
    signingKey: Buffer.from(store.signingKey).toString('hex'),
  };
}
