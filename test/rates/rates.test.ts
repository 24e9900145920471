// How much accounts and agencies may take, in one process and in several on one store.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { pino } from 'pino';
import { createRates, type RateLimits } from '../../collections/rates/rates.ts';
import { shareRates } from '../../collections/rates/share-rates.ts';
import { openSqliteStore } from '../../collections/storage/sqlite/store.ts';
import { StoreUnavailable } from '../../collections/storage/unavailable.ts';

const SIEM = { account: 'siem', agency: 'police' };
const SOAR = { account: 'soar', agency: 'police' };
const limits = (given: Partial<RateLimits>): RateLimits => ({ windowSeconds: 60, account: {}, agency: {}, ...given });

describe('one process', () => {
  test('lets as many requests pass as there may be, each account on its own', async () => {
    const rates = createRates(limits({ account: { requests: 2 } }));
    expect((await rates.admit(SIEM)).states).toMatchObject([{ subject: 'account', kind: 'requests', limit: 2, remaining: 1 }]);
    expect((await rates.admit(SIEM)).exceeded).toBeUndefined();
    const refused = await rates.admit(SIEM);
    expect(refused.exceeded).toMatchObject({ subject: 'account', remaining: 0, windowSeconds: 60 });
    expect(refused.exceeded?.secondsLeft).toBeGreaterThan(50);
    expect(refused.exceeded?.secondsLeft).toBeLessThanOrEqual(60);
    expect((await rates.admit(SOAR)).exceeded).toBeUndefined();
  });

  test('counts all accounts of an agency together', async () => {
    const rates = createRates(limits({ agency: { requests: 2 } }));
    await rates.admit(SIEM);
    await rates.admit(SOAR);
    expect((await rates.admit(SIEM)).exceeded).toMatchObject({ subject: 'agency', kind: 'requests' });
    expect((await rates.admit({ account: 'other', agency: 'ministry' })).exceeded).toBeUndefined();
  });

  test.each(['bytes', 'objects'] as const)('refuses the request after the one that took the last %s', async (kind) => {
    const rates = createRates(limits({ account: { [kind]: 100 } }));
    rates.count(SIEM, kind, 99);
    expect((await rates.admit(SIEM)).exceeded).toBeUndefined();
    rates.count(SIEM, kind, 500);
    expect((await rates.admit(SIEM)).exceeded).toMatchObject({ kind });
    expect((await rates.admit(SOAR)).exceeded).toBeUndefined();
  });

  test('a refused request is not counted, and a window ends', async () => {
    const rates = createRates(limits({ windowSeconds: 1, account: { requests: 1 } }));
    await rates.admit(SIEM);
    expect((await rates.admit(SIEM)).exceeded).toMatchObject({ secondsLeft: 1 });
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await rates.admit(SIEM)).exceeded).toBeUndefined();
  });

  test('nobody gets more requests than there may be in a window, whoever asks and in whichever order', async () => {
    const consumer = fc.record({ account: fc.constantFrom('a', 'b', 'c'), agency: fc.constantFrom('x', 'y') });
    await fc.assert(
      fc.asyncProperty(fc.array(consumer, { maxLength: 60 }), fc.nat(5), fc.nat(8), async (requests, account, agency) => {
        const rates = createRates(limits({ account: { requests: account + 1 }, agency: { requests: agency + 1 } }));
        const passed: typeof requests = [];
        for (const each of requests) if ((await rates.admit(each)).exceeded === undefined) passed.push(each);
        const most = (key: 'account' | 'agency') => Math.max(0, ...[...Map.groupBy(passed, (each) => each[key]).values()].map(({ length }) => length));
        expect(most('account')).toBeLessThanOrEqual(account + 1);
        expect(most('agency')).toBeLessThanOrEqual(agency + 1);
      }),
    );
  });
});

describe('several processes on one store', () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-rates-'));
  const store = openSqliteStore(join(folder, 'liaison.db'));
  afterAll(async () => {
    await store.close();
    rmSync(folder, { recursive: true });
  });
  const silent = pino({ level: 'silent' });
  const start = () => {
    const rates = createRates(limits({ agency: { requests: 10 } }));
    return { rates, sharing: shareRates(store.writer, rates, silent, 60_000) };
  };

  test('count together, and nothing twice; one that starts later begins with nothing', async () => {
    const [one, other] = [start(), start()];
    await one.sharing.share();
    await other.sharing.share();
    for (let count = 0; count < 4; count += 1) await one.rates.admit(SIEM);
    for (let count = 0; count < 3; count += 1) await other.rates.admit(SOAR);
    for (let round = 0; round < 3; round += 1) {
      await one.sharing.share();
      await other.sharing.share();
    }
    expect((await one.rates.admit(SIEM)).states).toMatchObject([{ remaining: 2 }]);
    const late = start();
    await late.sharing.share();
    await late.sharing.share();
    expect((await late.rates.admit(SIEM)).states).toMatchObject([{ remaining: 9 }]);
    for (const { sharing } of [one, other, late]) await sharing.close();
  });

  test('an outage of the store stops nobody, and is made up for', async () => {
    const { rates, sharing } = start();
    await sharing.share();
    await sharing.close();
    let isAway = true;
    const writer = {
      shareUse: (...parameters: Parameters<typeof store.writer.shareUse>) =>
        isAway ? Promise.reject(new StoreUnavailable('away')) : store.writer.shareUse(...parameters),
    };
    const afar = createRates(limits({ agency: { requests: 10 } }));
    const cut = shareRates(writer, afar, silent, 60_000);
    await afar.admit(SIEM);
    await cut.share();
    isAway = false;
    await cut.share();
    const listener = start();
    await listener.sharing.share();
    await afar.admit(SIEM);
    await cut.share();
    await listener.sharing.share();
    expect((await listener.rates.admit(SIEM)).states).toMatchObject([{ remaining: 8 }]);
    expect((await rates.admit(SIEM)).states).toMatchObject([{ remaining: 9 }]);
    await cut.close();
    await listener.sharing.close();
  });
});
