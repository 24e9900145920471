// The part of the storage contract about what processes tell each other of what was taken from them.
import type { Store } from '../../collections/storage/port.ts';
import type { StorePlace } from './contract.ts';

/** Runs it against an adapter. */
export function rateContract(adapter: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${adapter} keeps what was taken from each process`, () => {
    let place: StorePlace;
    let store: Store;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
    });
    afterEach(async () => {
      await store.close();
      await place.dispose();
    });

    test('each is told what the others told last', async () => {
      expect(await store.writer.shareUse('one', 10, { 'account requests siem.a$b': 1 }, 0)).toEqual([]);
      expect(await store.writer.shareUse('two', 11, {}, 0)).toEqual([{ process: 'one', use: { 'account requests siem.a$b': 1 } }]);
      expect(await store.writer.shareUse('one', 12, { 'account requests siem.a$b': 5 }, 0)).toEqual([{ process: 'two', use: {} }]);
      expect(await store.writer.shareUse('two', 13, {}, 0)).toEqual([{ process: 'one', use: { 'account requests siem.a$b': 5 } }]);
    });

    test('those that were silent are forgotten', async () => {
      await store.writer.shareUse('one', 10, { x: 1 }, 0);
      expect(await store.writer.shareUse('two', 30, {}, 20)).toEqual([]);
      expect(await store.writer.shareUse('three', 31, {}, 0)).toEqual([{ process: 'two', use: {} }]);
    });
  });
}
