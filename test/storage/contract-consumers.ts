// The part of the storage contract about how accounts get on.
import type { Store } from '../../collections/storage/port.ts';
import type { StorePlace } from './contract.ts';

/** Runs it against an adapter. */
export function consumerContract(adapter: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${adapter} keeps how accounts get on`, () => {
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
    const siem = { account: 'siem', collection: 'one', day: 20_000, requests: 2, failures: 1 };

    test('numbers are added, of instants the later one stays, also when one is missing', async () => {
      await store.writer.noteConsumers([{ ...siem, lastPoll: 7 }]);
      await store.writer.noteConsumers([{ ...siem, lastPoll: 5, position: 3 }]);
      await store.writer.noteConsumers([{ ...siem, requests: 1, failures: 0, position: 4, lastPublication: 9 }]);
      expect(await store.consumers.days()).toEqual([{ ...siem, requests: 5, failures: 2, lastPoll: 7, position: 4, lastPublication: 9 }]);
    });

    test('days are apart, told by account, and forgotten', async () => {
      const days = [siem, { ...siem, day: 20_001 }, { ...siem, collection: 'two' }, { ...siem, account: 'soar' }];
      await store.writer.noteConsumers(days.toReversed());
      expect(await store.consumers.days()).toEqual(days);
      expect(await store.consumers.days('soar')).toEqual(days.slice(3));
      expect(await store.writer.forgetConsumers(20_001)).toBe(3);
      expect(await store.consumers.days()).toEqual([{ ...siem, day: 20_001 }]);
    });
  });
}
