// The contract for lists of publications: what is pending, then what was completed last.
import { randomUUID } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Publication, Store } from '../../collections/storage/port.ts';
import { DEEP, MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import type { StorePlace } from './contract.ts';
import { bodyOf, envelopeOf, publicationTo, RIGHTS, type TestObject } from './objects.ts';

/** Runs the contract against an adapter. */
export function recentContract(adapter: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${adapter} lists publications`, () => {
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

    async function finished(collection: string, account: string): Promise<string> {
      const object: TestObject = { id: `indicator--${randomUUID()}`, version: '2026-01-01T00:00:00.000Z' };
      const refused = { id: 'note--1', version: '2026-01-01T00:00:00.000Z', message: 'no' };
      const publication: Publication = { ...publicationTo(collection, 2), account };
      await store.writer.finish(publication, envelopeOf([object], [refused]), RIGHTS);
      // Completion is told in milliseconds, and pages end between two of them: each has one of its own here.
      await sleep(2);
      return publication.statusId;
    }
    const idsOf = async (query: Parameters<Store['publications']['recent']>[0], limit = 10): Promise<string[]> =>
      (await store.publications.recent(query, limit)).map(({ statusId }) => statusId);

    test('newest first, by account and by collection, page by page', async () => {
      const [one, two, three] = [await finished(MAIN, 'a'), await finished(DEEP, 'b'), await finished(MAIN, 'b')];
      expect(await idsOf({})).toEqual([three, two, one]);
      expect(await idsOf({ account: 'b' })).toEqual([three, two]);
      expect(await idsOf({ collections: [MAIN] })).toEqual([three, one]);
      expect(await idsOf({ collections: [MAIN], account: 'a' })).toEqual([one]);
      expect(await idsOf({ collections: [] })).toEqual([]);
      const [newest] = await store.publications.recent({}, 1);
      expect(newest).toMatchObject({ statusId: three, totalCount: 2, successCount: 1, failureCount: 1, collection: MAIN, account: 'b' });
      expect(await idsOf({ completedBefore: newest?.completedAt ?? 0 })).toEqual([two, one]);
    });

    test('what is pending comes first, without numbers, and not on later pages', async () => {
      const done = await finished(MAIN, 'a');
      const pending = publicationTo(MAIN, 1);
      await store.writer.receive(pending, Buffer.from(bodyOf({ id: 'note--2' })));
      const [first, second] = await store.publications.recent({}, 10);
      expect(first).toMatchObject({ statusId: pending.statusId, successCount: 0, failureCount: 0 });
      expect(first).not.toHaveProperty('completedAt');
      expect(second?.statusId).toBe(done);
      expect(await idsOf({ completedBefore: (second?.completedAt ?? 0) + 1 })).toEqual([done]);
    });
  });
}
