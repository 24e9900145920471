// The part of the storage contract about the audit log.
import { randomUUID } from 'node:crypto';
import { readEntry } from '../../collections/audit/verify.ts';
import { findAbout, findEntries, verifyAudit } from '../../collections/audit/search.ts';
import type { AuditQuery, Store } from '../../collections/storage/port.ts';
import { now } from '../../schemas/timestamp.ts';
import { DEEP, MAIN, testCatalogue } from '../protocol/test-catalogue.ts';
import { EVERYTHING, publish, type StorePlace } from './contract.ts';
import { REMOVER, UNRESTRICTED } from './objects.ts';

const V1 = '2026-01-01T00:00:00.000Z';

/** Runs it against an adapter. */
export function auditContract(adapter: string, makePlace: () => Promise<StorePlace>): void {
  describe(`${adapter} keeps an audit log`, () => {
    let place: StorePlace;
    let store: Store;
    beforeEach(async () => {
      place = await makePlace();
      store = await place.open();
      await store.writer.replaceCatalogue(testCatalogue(), false, 'root@hub');
    });
    afterEach(async () => {
      await store.close();
      await place.dispose();
    });

    const said = async (query: AuditQuery = {}) => {
      const entries = [];
      for await (const { text } of findEntries(store.audit, query)) entries.push(readEntry(text));
      return entries;
    };

    test('a publication is there with the dates of what it added, when it is acknowledged', async () => {
      const ids = ['indicator--1', 'indicator--2'];
      await publish(store, MAIN, ids.map((id) => ({ id, version: V1 })));
      const [first] = (await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING)).items;
      const status = await publish(store, MAIN, [{ id: 'indicator--1', version: V1 }, { id: 'indicator--2', version: V1, content: 'other' }]);
      expect(await said({ kinds: ['publication'] })).toMatchObject([
        { agency: 'both', account: 'tester', collection: MAIN, total: 2, added: 2, failures: 0, dates: `${first?.dateAdded.toString(36)} 2` },
        { status: status.statusId, total: 2, added: 0, failures: 1 },
      ]);
    });

    test('a deletion is there with who did it and why; one that deletes nothing is not', async () => {
      await publish(store, MAIN, [{ id: 'indicator--1', version: V1 }]);
      const remove = () => store.writer.remove(MAIN, { id: 'indicator--1', versions: 'all' }, { ...REMOVER, account: 'tester', reason: 'a mistake' });
      await remove();
      await remove();
      expect(await said({ kinds: ['deletion'] })).toMatchObject([
        { agency: 'both', account: 'tester', collection: MAIN, objects: ['indicator--1'], versions: 1, reason: 'a mistake' },
      ]);
    });

    test('what retention deletes is there, too; a dry run is not', async () => {
      await publish(store, MAIN, [{ id: 'indicator--1', version: V1 }, { id: 'indicator--2', version: V1 }]);
      const far = now() + 10 * 86_400e6;
      await store.writer.retain(MAIN, { days: 1 }, far, 500, true);
      await store.writer.retain(MAIN, { days: 1 }, far, 500, false);
      expect(await said({ kinds: ['deletion'] })).toMatchObject([{ objects: ['indicator--1', 'indicator--2'], versions: 2, reason: 'retention: 1 days' }]);
    });

    test('holds, accounts and the catalogue are there with who changed them, and without secrets', async () => {
      await store.writer.hold({ collection: MAIN, id: 'indicator--1', since: now(), by: 'a court', reason: 'case 7' });
      await store.writer.unhold(MAIN, 'indicator--1', 'root@hub');
      await store.writer.unhold(MAIN, 'indicator--1', 'root@hub');
      const account = { name: 'siem', agency: 'both', password: '$argon2id$one', disabled: false };
      await store.writer.saveAccount(account, 'root@hub');
      await store.writer.saveAccount(account, 'root@hub');
      const credentials = [{ id: '0a', name: 'key', kind: 'api-key' as const, proof: 'feedbeef', createdAt: 1 }];
      await store.writer.saveAccount({ ...account, password: '$argon2id$two', disabled: true, credentials }, 'root@hub');
      await store.writer.replaceCatalogue({ ...testCatalogue(), discovery: { ...testCatalogue().discovery, title: 'Other' } }, false, 'root@hub');
      const entries = await said();
      expect(entries).toMatchObject([
        { kind: 'catalogue', by: 'root@hub', revision: 1, changes: [''] },
        { kind: 'hold', by: 'a court', objects: ['indicator--1'], reason: 'case 7' },
        { kind: 'release', by: 'root@hub', objects: ['indicator--1'] },
        { kind: 'account', by: 'root@hub', account: 'siem', changes: ['created'] },
        { kind: 'account', changes: ['password changed', 'disabled', 'api-key "key" (0a) added'] },
        { kind: 'catalogue', revision: 2, changes: ['/discovery/title'] },
      ]);
      expect(JSON.stringify(entries)).not.toMatch(/argon2id|feedbeef/);
    });

    test('entries are found by time, kind, agency, account and collection, in pages', async () => {
      const at = now();
      const events = Array.from({ length: 2_500 }, (_, index) => ({
        kind: 'denial' as const,
        at: at + index,
        reason: 'right' as const,
        requests: index,
        agency: index % 2 === 0 ? 'even' : 'odd',
        account: `account ${index % 3}`,
        collection: index % 5 === 0 ? MAIN : DEEP,
      }));
      await store.writer.record(events);
      const numbersOf = async (query: AuditQuery) => (await said({ ...query, kinds: ['denial'] })).map((entry) => entry?.['requests']);
      expect(await numbersOf({})).toEqual(events.map(({ requests }) => requests));
      expect(await numbersOf({ agency: 'odd', account: 'account 1', collection: MAIN })).toEqual(
        events.filter(({ requests }) => requests % 2 === 1 && requests % 3 === 1 && requests % 5 === 0).map(({ requests }) => requests),
      );
      expect(await numbersOf({ from: at + 10, to: at + 12 })).toEqual([10, 11]);
    });

    test('who was given an object is found by its versions, deleted ones included', async () => {
      await publish(store, MAIN, [{ id: 'indicator--1', version: V1 }, { id: 'indicator--2', version: V1 }]);
      const dates = (await store.objects.records(MAIN, UNRESTRICTED, EVERYTHING)).items.map(({ dateAdded }) => dateAdded);
      const given = (account: string, date = 0) =>
        ({ kind: 'disclosure', at: now(), agency: 'both', account, collection: MAIN, of: 'objects', requests: 1, versions: 1, dates: `${date.toString(36)} 1` }) as const;
      await store.writer.record([given('first', dates[0]), given('second', dates[1])]);
      await store.writer.remove(MAIN, { id: 'indicator--1', versions: 'all' }, REMOVER);
      const found = [];
      for await (const { text } of findAbout(store.audit, 'indicator--1', {})) found.push(readEntry(text));
      expect(found).toMatchObject([{ kind: 'publication' }, { kind: 'disclosure', account: 'first' }, { kind: 'deletion' }]);
    });

    test('the log is whole after a restart, and after its beginning had its time', async () => {
      const past = now() - 100 * 86_400e6;
      const old = Array.from({ length: 5 }, (_, index) => ({ kind: 'denial' as const, at: past + index, reason: 'right' as const, requests: 1 }));
      await store.close();
      store = await place.open();
      await publish(store, MAIN, [{ id: `indicator--${randomUUID()}`, version: V1 }]);
      const findings = await verifyAudit(store.audit);
      expect(findings.flatMap(({ faults }) => faults)).toEqual([]);
      expect(findings.reduce((sum, { entries }) => sum + entries, 0)).toBe(2);
      await store.close();
      await place.dispose();

      place = await makePlace();
      store = await place.open();
      await store.writer.record(old);
      await publish(store, MAIN, [{ id: 'indicator--3', version: V1 }]);
      expect(await store.writer.prune(past + 3)).toBe(3);
      expect(await store.writer.prune(past + 3)).toBe(0);
      expect((await said()).map((entry) => entry?.['kind'])).toEqual(['denial', 'denial', 'publication', 'pruning']);
      await store.close();
      store = await place.open();
      expect((await verifyAudit(store.audit)).flatMap(({ faults }) => faults)).toEqual([]);
    });

    test('entries that are recorded at the same time are all there, once', async () => {
      const record = (index: number) => store.writer.record([{ kind: 'denial', at: now(), reason: 'right', requests: index }]);
      await Promise.all(Array.from({ length: 100 }, (_, index) => record(index)));
      const numbers = (await said({ kinds: ['denial'] })).map((entry) => Number(entry?.['requests']));
      expect(numbers.toSorted((one, other) => one - other)).toEqual(Array.from({ length: 100 }, (_, index) => index));
      expect((await verifyAudit(store.audit)).flatMap(({ faults }) => faults)).toEqual([]);
    });
  });
}
