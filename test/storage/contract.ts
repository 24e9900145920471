// The storage contract: what every adapter has to do. Each adapter's own test file runs it on a real engine.
import { randomUUID } from 'node:crypto';
import type { Account, ObjectQuery, Store } from '../../collections/storage/port.ts';
import { isEnded, MOST_ENDED } from '../../collections/accounts/ended-sessions.ts';
import { viewerThrough } from '../../collections/markings/viewer.ts';
import { now } from '../../schemas/timestamp.ts';
import { DEEP, HIDDEN, MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { REMOVER, RIGHTS, type TestObject, UNRESTRICTED, aggregateOf, bodyOf, envelopeOf, finish, publicationTo } from './objects.ts';

/** A store in a place of its own, which can be closed and opened again. */
export interface StorePlace {
  open(): Promise<Store>;
  dispose(): Promise<void>;
}

/** The default question: the last version of everything. */
export const EVERYTHING: ObjectQuery = {
  versions: { first: false, last: true, values: [] },
  limit: 100_000,
  maximumBytes: Number.MAX_SAFE_INTEGER,
};

/** Appends objects as one publication. */
export async function publish(store: Store, collection: string, objects: readonly TestObject[]) {
  return finish(store, publicationTo(collection, objects.length), envelopeOf(objects), RIGHTS);
}

const idOf = (type: string): string => `${type}--${randomUUID()}`;

/** Runs the contract against an adapter. */
export function storeContract(adapter: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${adapter} keeps the storage contract`, () => {
    let place: StorePlace;
    let store: Store;

    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
      await store.writer.replaceCatalogue(testCatalogue(), false);
    });

    afterEach(async () => {
      await store.close();
      await place.dispose();
    });

    const reopen = async (): Promise<void> => {
      await store.close();
      store = await place.open();
    };
    const idsIn = async (collection: string, query: Partial<ObjectQuery> = {}): Promise<string[]> =>
      (await store.objects.records(collection, UNRESTRICTED, { ...EVERYTHING, ...query })).items.map(({ id }) => id);

    describe('appending', () => {
      test('T-3.5-06 gives every object of one publication its own, increasing date_added', async () => {
        await publish(store, MAIN, Array.from({ length: 500 }, () => ({ id: idOf('indicator'), version: '2026-01-01T00:00:00.000Z' })));
        const dates = (await store.objects.page(MAIN, UNRESTRICTED, EVERYTHING)).items.map(({ dateAdded }) => dateAdded);
        expect(dates).toHaveLength(500);
        expect(dates).toEqual([...new Set(dates)].toSorted((one, other) => one - other));
      });

      test('P1 date_added goes on increasing after the newest object was deleted (T-5.7-11)', async () => {
        const id = idOf('indicator');
        await publish(store, MAIN, [{ id, version: '2026-01-01T00:00:00.000Z' }]);
        const [before] = (await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING)).items;
        await store.writer.remove(MAIN, { id, versions: 'all' }, REMOVER);
        await publish(store, MAIN, [{ id, version: '2026-01-01T00:00:00.000Z' }]);
        const [after] = (await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING)).items;
        expect(after?.dateAdded).toBeGreaterThan(before?.dateAdded ?? Infinity);
      });

      test('P3 gives back the very bytes that were published', async () => {
        const content = { text: 'ünï\u2028cödé \\u0000 😀', deep: [[[[[{}]]]]] };
        const object = { id: idOf('note'), version: '2026-01-01T00:00:00.000Z', content };
        await publish(store, MAIN, [object]);
        const [stored] = (await store.objects.page(MAIN, UNRESTRICTED, EVERYTHING)).items;
        expect(Buffer.from(stored?.body ?? []).toString('utf8')).toBe(bodyOf(object));
      });

      test('P4 publishing again is a success that changes nothing (T-5.5-04)', async () => {
        const objects = [
          { id: idOf('indicator'), version: '2026-01-01T00:00:00.000Z' },
          { id: idOf('ipv4-addr') },
        ];
        const first = await publish(store, MAIN, objects);
        const before = await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING);
        const second = await publish(store, MAIN, objects);
        expect(second.failures).toEqual([]);
        expect(second.successes.map(({ id, version }) => ({ id, version }))).toEqual(first.successes);
        expect(second.successes.every(({ message }) => message?.includes('already'))).toBe(true);
        expect(await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING)).toEqual(before);
      });

      test('P4 other content under the same id and version is a failure, and the stored one stays (T-5.5-05)', async () => {
        const object = { id: idOf('indicator'), version: '2026-01-01T00:00:00.000Z' };
        await publish(store, MAIN, [object]);
        const status = await publish(store, MAIN, [{ ...object, content: 'other' }]);
        expect(status.successes).toEqual([]);
        expect(status.failures).toMatchObject([{ id: object.id, version: object.version }]);
        const [stored] = (await store.objects.page(MAIN, UNRESTRICTED, EVERYTHING)).items;
        expect(Buffer.from(stored?.body ?? []).toString('utf8')).toBe(bodyOf(object));
      });

      test('T-3.4.1-13 one instant in two spellings is one version', async () => {
        const id = idOf('indicator');
        await publish(store, MAIN, [{ id, version: '2026-01-01T00:00:00.000Z' }]);
        const status = await publish(store, MAIN, [{ id, version: '2026-01-01T00:00:00.000000Z', content: 1 }]);
        expect(status.failures).toMatchObject([{ id, version: '2026-01-01T00:00:00.000Z' }]);
      });

      test('T-3.4.1-13 versions that differ in the ninth digit are two versions, in order', async () => {
        const id = idOf('indicator');
        await publish(store, MAIN, [{ id, version: '2026-01-01T00:00:00.000000002Z' }, { id, version: '2026-01-01T00:00:00.000000001Z' }]);
        const { items } = await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING);
        expect(items.map(({ version }) => version)).toEqual(['2026-01-01T00:00:00.000000002Z']);
      });

      test('T-3.4.1-15 an object without a version has its date_added as version, everywhere', async () => {
        const id = idOf('ipv4-addr');
        const status = await publish(store, MAIN, [{ id }]);
        const [record] = (await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING)).items;
        expect(record?.version).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
        expect(status.successes).toEqual([{ id, version: record?.version }]);
        const { formatTimestamp, versionKey } = await import('../../schemas/timestamp.ts');
        expect(record?.version).toBe(formatTimestamp(record?.dateAdded ?? 0));
        const values = [versionKey(record?.version ?? '') ?? ''];
        expect(await idsIn(MAIN, { versions: { first: false, last: false, values } })).toEqual([id]);
      });

      test('an object is in each collection on its own terms', async () => {
        const object = { id: idOf('indicator'), version: '2026-01-01T00:00:00.000Z' };
        await publish(store, MAIN, [object]);
        await publish(store, DEEP, [{ ...object, content: 'elsewhere' }]);
        expect(await idsIn(DEEP)).toEqual([object.id]);
        expect(await idsIn(HIDDEN)).toEqual([]);
        await store.writer.remove(MAIN, { id: object.id, versions: 'all' }, REMOVER);
        expect(await idsIn(MAIN)).toEqual([]);
        expect(await idsIn(DEEP)).toEqual([object.id]);
      });
    });

    describe('pages', () => {
      test('T-3.4-09 T-3.4-13 hold no more than the limit and say whether there is more', async () => {
        await publish(store, MAIN, Array.from({ length: 10 }, () => ({ id: idOf('ipv4-addr') })));
        const page = async (limit: number) => store.objects.page(MAIN, UNRESTRICTED, { ...EVERYTHING, limit });
        expect(await page(9)).toMatchObject({ more: true, items: { length: 9 } });
        expect(await page(10)).toMatchObject({ more: false, items: { length: 10 } });
      });

      test('end when they reach their most bytes, with one object at least', async () => {
        const objects = Array.from({ length: 5 }, () => ({ id: idOf('note'), content: 'x'.repeat(1_000) }));
        await publish(store, MAIN, objects);
        const page = await store.objects.page(MAIN, UNRESTRICTED, { ...EVERYTHING, maximumBytes: 2_000 });
        expect(page).toMatchObject({ more: true, items: { length: 2 } });
        const tiny = await store.objects.page(MAIN, UNRESTRICTED, { ...EVERYTHING, maximumBytes: 1 });
        expect(tiny).toMatchObject({ more: true, items: { length: 1 } });
      });

      test('of a collection that holds nothing are empty', async () => {
        expect(await store.objects.page(HIDDEN, UNRESTRICTED, EVERYTHING)).toEqual({ items: [], more: false });
        expect(await store.objects.has(HIDDEN, UNRESTRICTED, idOf('note'))).toBe(false);
      });
    });

    describe('the state of a collection', () => {
      const stateOf = async (viewer = UNRESTRICTED, collection = MAIN) => (await store.objects.state(collection, viewer)).revision;

      test('stays the same as long as nothing happens in it, and after a restart', async () => {
        await publish(store, MAIN, [{ id: idOf('indicator') }]);
        const before = await stateOf();
        await publish(store, HIDDEN, [{ id: idOf('indicator') }]);
        await store.writer.noteConsumers([]);
        expect(await stateOf()).toBe(before);
        await reopen();
        expect(await stateOf()).toBe(before);
      });

      test('is another one, never seen before, after whatever changes an answer, by this store or by another one', async () => {
        const id = idOf('indicator');
        const other = await place.open();
        const seen = [await stateOf()];
        const note = async (): Promise<number> => seen.push(await stateOf());
        for (const store_ of [store, other]) {
          await store_.writer.finish(publicationTo(MAIN, 1), envelopeOf([{ id, version: '2026-01-01T00:00:00.000Z' }]), RIGHTS);
          await note();
          await store_.writer.remove(MAIN, { id, versions: 'all' }, REMOVER);
          await note();
        }
        await publish(store, MAIN, [{ id }]);
        await note();
        await other.writer.retain(MAIN, { days: 1 }, now() + 2 * 86_400 * 1e6, 100, false);
        await note();
        await other.close();
        expect(new Set(seen).size).toBe(seen.length);
        const { newest, asOf } = await store.objects.state(MAIN, UNRESTRICTED);
        expect(newest).toBeLessThanOrEqual(Math.max(asOf, ...(await store.objects.changes(MAIN, UNRESTRICTED, undefined, 100)).items.map(({ date }) => date)));
      });

      test('of an aggregate is another one when a definition in it becomes readable for others, though nothing comes or goes', async () => {
        const aggregate = aggregateOf(DEEP, [MAIN], { types: ['marking-definition'] });
        const sight = { agency: 'p', clearance: 4, defaultLevel: 0, closed: [] } as const;
        const rights = { sight, newVersions: 'anyone' } as const;
        const publishAs = (objects: readonly TestObject[]) => finish(store, { ...publicationTo(MAIN, objects.length), agency: 'p' }, envelopeOf(objects), rights);
        const green = { ...sight, agency: 'q', clearance: 1 } as const;
        const viewer = viewerThrough('q', new Map([[MAIN, { inPart: green, through: green }]]));
        const definitions = [idOf('marking-definition'), idOf('marking-definition')];
        await publishAs(definitions.map((one) => ({ id: one, label: { level: 4, markings: [] } })));
        while (!(await store.writer.feed(aggregate, MAIN)));
        const looks: { readonly revision: string; readonly ids: readonly string[] }[] = [];
        const look = async (): Promise<void> => {
          const revision = await stateOf(viewer, DEEP);
          const { items } = await store.objects.records(DEEP, viewer, EVERYTHING);
          looks.push({ revision, ids: items.map(({ id }) => id) });
        };
        await look();
        for (const definition of definitions) {
          // The second definition gets a label that the first one has already.
          await publishAs([{ id: idOf('indicator'), label: { level: 1, markings: [] }, uses: [definition] }]);
          await look();
        }
        expect(looks.map(({ ids }) => ids)).toEqual([[], definitions.slice(0, 1), definitions]);
        expect(new Set(looks.map(({ revision }) => revision)).size).toBe(3);
      });
    });

    describe('publications', () => {
      test('P2 an envelope that was received is pending, with its bytes, after a restart', async () => {
        const publication = publicationTo(MAIN, 1);
        await store.writer.receive(publication, new Uint8Array([123, 125]));
        await reopen();
        expect(await store.publications.status(publication.statusId)).toEqual({ ...publication, successes: [], failures: [] });
        expect(await store.publications.pendingSince(publication.requestedAt + 1)).toEqual([publication]);
        expect(await store.publications.pendingSince(publication.requestedAt)).toEqual([]);
        expect(Buffer.from((await store.publications.pendingBody(publication.statusId)) ?? [])).toEqual(Buffer.from('{}'));
      });

      test('P2 finishing makes the status complete and keeps it over a restart', async () => {
        const publication = publicationTo(MAIN, 2);
        await store.writer.receive(publication, new Uint8Array([123, 125]));
        const refused = [{ id: idOf('note'), version: 'x', message: 'why' }];
        const object = { id: idOf('note'), version: '2026-01-01T00:00:00.000Z' };
        const finished = await finish(store, publication, envelopeOf([object], refused), RIGHTS);
        expect(finished).toMatchObject({ ...publication, successes: [object], failures: refused });
        expect(finished.completedAt).toBeGreaterThanOrEqual(publication.requestedAt);
        await reopen();
        expect(await store.publications.status(publication.statusId)).toEqual(finished);
        expect(await store.publications.pendingSince(Number.MAX_SAFE_INTEGER)).toEqual([]);
        expect(await store.publications.pendingBody(publication.statusId)).toBeUndefined();
      });

      test('T-4.3.1-01 finishing twice changes nothing: complete stays complete', async () => {
        const publication = publicationTo(MAIN, 1);
        const first = await finish(store, publication, envelopeOf([{ id: idOf('ipv4-addr') }]), RIGHTS);
        const second = await finish(store, publication, envelopeOf([{ id: idOf('ipv4-addr') }]), RIGHTS);
        expect(second).toEqual(first);
        expect(await idsIn(MAIN)).toHaveLength(1);
      });

      test('T-4.3-01 statuses are forgotten by when they were completed, pending ones never', async () => {
        const [old, pending] = [publicationTo(MAIN, 1), publicationTo(MAIN, 1)];
        const { completedAt = 0 } = await finish(store, old, envelopeOf([]), RIGHTS);
        await store.writer.receive(pending, new Uint8Array([123, 125]));
        expect(await store.writer.forgetStatuses(completedAt)).toBe(0);
        expect(await store.writer.forgetStatuses(completedAt + 1)).toBe(1);
        expect(await store.publications.status(old.statusId)).toBeUndefined();
        expect(await store.publications.status(pending.statusId)).toBeDefined();
      });

      test('a publication to a collection that was removed fails object by object', async () => {
        const catalogue = testCatalogue();
        await store.writer.replaceCatalogue({ ...catalogue, apiRoots: catalogue.apiRoots.slice(0, 1), grants: [] }, false);
        const status = await publish(store, DEEP, [{ id: idOf('note'), version: '2026-01-01T00:00:00.000Z' }]);
        expect(status.successes).toEqual([]);
        expect(status.failures).toHaveLength(1);
        expect(status.failures[0]?.message).toMatch(/removed/);
      });
    });

    describe('the catalogue', () => {
      test('is revision 0 and absent in a new store, and kept over a restart', async () => {
        const other = await makePlace();
        const fresh = await other.open();
        expect(await fresh.catalogue.read()).toEqual({ revision: 0, catalogue: undefined });
        expect(await fresh.catalogue.revision()).toBe(0);
        await fresh.close();
        await other.dispose();
        const revision = await store.catalogue.revision();
        await reopen();
        expect(await store.catalogue.read()).toEqual({ revision, catalogue: testCatalogue() });
      });

      test('gets a new revision with every change', async () => {
        const before = await store.catalogue.revision();
        const outcome = await store.writer.replaceCatalogue(testCatalogue(), false);
        expect(outcome).toEqual({ applied: true, revision: before + 1 });
        expect(await store.catalogue.revision()).toBe(before + 1);
      });

      test('takes the place of the revision that was looked at, or of none: of several at once one comes in force', async () => {
        const revision = await store.catalogue.revision();
        const titled = (title: string) => ({ ...testCatalogue(), discovery: { ...testCatalogue().discovery, title } });
        const outcomes = await Promise.all(['one', 'two', 'three'].map((title) => store.writer.replaceCatalogue(titled(title), false, 'root@hub', revision)));
        expect(outcomes.filter(({ applied }) => applied)).toEqual([{ applied: true, revision: revision + 1 }]);
        expect(outcomes.filter(({ applied }) => !applied)).toEqual(Array.from({ length: 2 }, () => ({ applied: false, inForce: revision + 1 })));
        expect(await store.writer.replaceCatalogue(titled('late'), true, 'root@hub', revision)).toEqual({ applied: false, inForce: revision + 1 });
        expect((await store.catalogue.read()).catalogue?.discovery.title).toMatch(/one|two|three/);
      });

      test('does not lose a collection that holds objects, unless told to', async () => {
        await publish(store, DEEP, [{ id: idOf('note') }]);
        const catalogue = testCatalogue();
        const without = { ...catalogue, apiRoots: catalogue.apiRoots.slice(0, 1), grants: [] };
        const revision = await store.catalogue.revision();
        expect(await store.writer.replaceCatalogue(without, false)).toEqual({ applied: false, holdingObjects: [DEEP] });
        expect(await store.catalogue.revision()).toBe(revision);
        const [before] = (await store.objects.records(DEEP, UNRESTRICTED, EVERYTHING)).items;

        expect(await store.writer.replaceCatalogue(without, true)).toMatchObject({ applied: true });
        expect(await idsIn(DEEP)).toEqual([]);
        await store.writer.replaceCatalogue(catalogue, false);
        await publish(store, DEEP, [{ id: idOf('note') }]);
        const [after] = (await store.objects.records(DEEP, UNRESTRICTED, EVERYTHING)).items;
        expect(after?.dateAdded).toBeGreaterThan(before?.dateAdded ?? Infinity);
      });
    });

    describe('accounts', () => {
      const account = { name: 'analyst', agency: 'both', password: '$argon2id$…', disabled: false };

      test('are saved, replaced, listed by name and kept over a restart', async () => {
        expect(await store.accounts.find('analyst')).toBeUndefined();
        await store.writer.saveAccount(account);
        await store.writer.saveAccount({ ...account, name: 'a-first', disabled: true });
        await store.writer.saveAccount({ ...account, password: 'changed' });
        await reopen();
        expect(await store.accounts.find('analyst')).toEqual({ ...account, password: 'changed' });
        expect((await store.accounts.list()).map(({ name, disabled }) => [name, disabled])).toEqual([
          ['a-first', true],
          ['analyst', false],
        ]);
      });

      const key = { id: '00112233445566aa', name: 'siem', kind: 'api-key', proof: 'ab'.repeat(32), createdAt: 1_700_000_000_000_001 } as const;
      const certificate = {
        id: '00112233445566bb',
        name: 'tool',
        kind: 'certificate',
        proof: 'subject:CN=ä',
        expiresAt: 1_800_000_000_000_001,
        previous: { proof: 'sha256:00', validUntil: 1_750_000_000_000_001 },
        scope: { collections: [DEEP], rights: ['read'] },
      } as const;

      test('keep credentials, networks and what is required, and forget what is taken away', async () => {
        const whole: Account = { ...account, credentials: [key, certificate], networks: ['10.0.0.0/8', '::1'], certificateRequired: true };
        const { password: _none, ...withoutPassword } = whole;
        for (const saved of [whole, withoutPassword, account, whole]) {
          await store.writer.saveAccount(saved);
          expect(await store.accounts.find('analyst')).toEqual(saved);
          expect(await store.accounts.list()).toEqual([saved]);
        }
        await reopen();
        expect(await store.accounts.find('analyst')).toEqual(whole);
      });

      test('are found by a key, a certificate, and what it was before', async () => {
        const other: Account = { ...account, name: 'other', credentials: [{ ...key, id: 'ff' }] };
        const holders = async (handle: string) => (await store.accounts.holding(handle)).map(({ name }) => name);
        await store.writer.saveAccount({ ...account, credentials: [key, certificate] });
        await store.writer.saveAccount(other);
        expect(await store.accounts.holding('key:ff')).toEqual([other]);
        for (const handle of ['key:00112233445566aa', 'subject:CN=ä', 'sha256:00']) expect(await holders(handle)).toEqual(['analyst']);
        expect(await holders('subject:CN=a')).toEqual([]);
        await store.writer.saveAccount({ ...other, credentials: [certificate] });
        expect((await holders('subject:CN=ä')).toSorted()).toEqual(['analyst', 'other']);
        expect(await holders('key:ff')).toEqual([]);
        await store.writer.saveAccount(account);
        expect(await holders('subject:CN=ä')).toEqual(['other']);
      });

      test('have their last uses, of which an older one changes nothing', async () => {
        await store.writer.saveAccount({ ...account, credentials: [key] });
        const use = { account: 'analyst', credential: key.id, lastUsed: 1_700_000_000_000_007 };
        const own = { account: 'analyst', credential: 'password', lastUsed: 5 };
        expect(await store.accounts.uses('analyst')).toEqual([]);
        await store.writer.noteUses([]);
        await store.writer.noteUses([use, own, { ...use, account: 'somebody else' }]);
        await store.writer.noteUses([{ ...use, lastUsed: 6 }, { ...own, lastUsed: 6 }]);
        expect(await store.accounts.uses('analyst')).toEqual([use, { ...own, lastUsed: 6 }]);
        await store.writer.saveAccount({ ...account, disabled: true });
        expect(await store.accounts.uses('analyst')).toEqual([{ ...own, lastUsed: 6 }]);
      });
    });

    describe('ended sessions', () => {
      const account = { name: 'analyst', agency: 'both', password: '$argon2id$…', disabled: false };
      const since = Date.now() * 1_000;
      const stay = (id: string) => ({ id, since, until: since + 3_600e6 });
      const counts = async (id: string): Promise<boolean> => !isEnded((await store.accounts.find('analyst'))?.endedSessions, stay(id));

      test('are kept with the account over a restart, whoever changes it; nobody else\'s are ended', async () => {
        await store.writer.saveAccount(account);
        const before = await store.accounts.find('analyst');
        await Promise.all([store.writer.endSession('analyst', stay('a')), store.writer.endSession('analyst', stay('b')), store.writer.endSession('nobody', stay('c'))]);
        // By somebody who had read it before the sessions were ended.
        await store.writer.saveAccount({ ...account, ...before, disabled: true });
        await reopen();
        expect(await Promise.all(['a', 'b', 'c'].map(counts))).toEqual([false, false, true]);
        expect(await store.accounts.find('analyst')).toMatchObject({ ...account, disabled: true });
        expect(await store.accounts.find('nobody')).toBeUndefined();
      });

      test('are so many at most, and after that all that had begun are', async () => {
        await store.writer.saveAccount(account);
        for (let index = 0; index <= MOST_ENDED; index += 1) await store.writer.endSession('analyst', stay(`s${index}`));
        expect(await Promise.all(['s0', `s${MOST_ENDED}`, 'another'].map(counts))).toEqual([false, false, false]);
        const later = { id: 'later', since: (Date.now() + 1_000) * 1_000, until: Number.MAX_SAFE_INTEGER };
        expect(isEnded((await store.accounts.find('analyst'))?.endedSessions, later)).toBe(false);
      });

      test('are forgotten when their time has run out', async () => {
        await store.writer.saveAccount(account);
        await store.writer.endSession('analyst', { id: 'old', since: 1, until: 2 });
        await store.writer.endSession('analyst', stay('new'));
        expect((await store.accounts.find('analyst'))?.endedSessions).toEqual({ sessions: [{ id: 'new', until: stay('').until }] });
      });
    });

    test('the signing key is the same after a restart and differs between stores', async () => {
      const key = Buffer.from(store.signingKey).toString('hex');
      expect(key).toMatch(/^[0-9a-f]{64}$/);
      await reopen();
      expect(Buffer.from(store.signingKey).toString('hex')).toBe(key);
      const other = await makePlace();
      const fresh = await other.open();
      expect(Buffer.from(fresh.signingKey).toString('hex')).not.toBe(key);
      await fresh.close();
      await other.dispose();
    });
  });
}
