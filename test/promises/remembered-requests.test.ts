// What is remembered of requests: whoever asks what they asked before is let in and answered as if nobody had ever asked,
// whatever becomes of accounts, credentials, grants, collections and API roots meanwhile.
import { randomUUID } from 'node:crypto';
import { jest } from '@jest/globals';
import fc from 'fast-check';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { hashPassword } from '../../collections/accounts/password.ts';
import type { Account } from '../../collections/storage/port.ts';
import type { Catalogue } from '../../schemas/catalogue/catalogue.ts';
import { now } from '../../schemas/timestamp.ts';
import { basic, clientOf, passwordOf, startExchange, TAXII, type Answer, type RunningExchange } from '../protocol/running-exchange.ts';
import { MAIN } from '../protocol/test-catalogue.ts';

const OBJECT = 'indicator--0b1f2f5e-6a1c-4f5e-9d8e-4f6f2f1c7a55';
const indicator = (modified: string): object => ({
  type: 'indicator',
  spec_version: '2.1',
  id: OBJECT,
  created: '2026-01-01T00:00:00.000Z',
  modified,
  indicator_types: ['malicious-activity'],
  pattern: "[file:name = 'a']",
  pattern_type: 'stix',
  valid_from: '2026-01-01T00:00:00Z',
});
const PATHS = [
  '/one/collections/main/objects/',
  `/one/collections/${MAIN}/objects/?limit=1`,
  `/one/collections/main/objects/${OBJECT}/`,
  `/one/collections/main/objects/${OBJECT}/versions/`,
  '/one/collections/main/objects/indicator--11111111-1111-4111-8111-111111111111/',
  '/one/collections/main/objects/deep/collections/',
  '/one/collections/main/manifest/',
  '/one/collections/',
  '/one/',
] as const;

describe('a request that was asked before', () => {
  let running: RunningExchange;
  let asked = 0;

  beforeEach(async () => {
    running = await startExchange();
    await running.as('both').post('/one/collections/main/objects/', { objects: [indicator('2026-01-01T00:00:00.000Z')] });
  });
  afterEach(() => running.close());

  /** The same request twice: as it was asked before, and in a way in which nobody ever asked. */
  async function compare(account: string, password: string, path: string): Promise<void> {
    asked += 1;
    const client = clientOf(running.origin, basic(account, password));
    const again = await client.get(path);
    const anew = await client.get(path, { accept: `${TAXII}, application/x.${asked}` });
    expect(told(again)).toEqual(told(anew));
  }

  const compareAll = async (passwords: readonly string[] = [passwordOf('reader')]): Promise<void> => {
    for (const path of PATHS) for (const password of passwords) await compare('reader', password, path);
  };

  async function changeReader(change: (account: Account) => Partial<Account> | Promise<Partial<Account>>): Promise<void> {
    const account = (await running.store.accounts.find('reader')) as Account;
    await running.store.writer.saveAccount({ ...account, ...(await change(account)) });
  }

  const asReader = () => running.as('reader').get(PATHS[0]);

  test('is let in without another look at who asks', async () => {
    await asReader();
    const looks = jest.spyOn(running.exchange, 'authenticate');
    for (let request = 0; request < 5; request += 1) expect((await asReader()).status).toBe(200);
    // Objects of one collection are alike, too: the first one is looked at.
    for (let request = 0; request < 5; request += 1) await running.as('reader').get(`/one/collections/main/objects/indicator--${randomUUID()}/`);
    expect(looks).toHaveBeenCalledTimes(1);
  });

  test('is refused as soon as the account is disabled, and let in as soon as it is not', async () => {
    for (const [disabled, status] of [[false, 200], [true, 401], [false, 200]] as const) {
      await changeReader(() => ({ disabled }));
      expect((await asReader()).status).toBe(status);
      expect((await asReader()).status).toBe(status);
    }
  });

  test('is refused as soon as its password is another one', async () => {
    expect((await asReader()).status).toBe(200);
    await changeReader(async () => ({ password: await hashPassword('another one') }));
    expect((await asReader()).status).toBe(401);
  });

  test('is refused from the instant on at which its credential expires', async () => {
    const expiresAt = now() + 400_000;
    const credential = { id: 'soon', name: 'soon', kind: 'password', proof: await hashPassword('until soon'), expiresAt } as const;
    await changeReader(() => ({ credentials: [credential] }));
    const client = clientOf(running.origin, basic('reader', 'until soon'));
    let refused = 0;
    for (const end = Date.now() + 5_000; refused === 0 && Date.now() < end; ) {
      const before = now();
      const { status } = await client.get(PATHS[0]);
      if (status === 401) refused = now();
      else expect(before).toBeLessThan(expiresAt);
    }
    expect(refused).toBeGreaterThanOrEqual(expiresAt);
  });

  test('is refused while somebody else keeps the account locked for the same host', async () => {
    await running.close();
    running = await startExchange({ exchange: { attempts: createAttempts() } });
    expect((await asReader()).status).toBe(200);
    for (let attempt = 0; attempt < 6; attempt += 1) await clientOf(running.origin, basic('reader', `wrong ${attempt}`)).get(PATHS[0]);
    expect((await asReader()).status).toBe(429);
  });

  test('finds the API root that its path leads to now', async () => {
    await compareAll();
    await running.changeCatalogue((catalogue) => ({
      ...catalogue,
      apiRoots: catalogue.apiRoots.map((root) => (root.path === 'deep/two' ? { ...root, path: 'one/collections/main/objects/deep' } : root)),
      grants: [...catalogue.grants, ...grantsInDeep(catalogue)],
    }));
    await compareAll();
    expect((await running.as('reader').get('/one/collections/main/objects/deep/collections/')).json.collections).toHaveLength(1);
  });

  test('P5 gets what it would get if nobody had asked before, whatever is changed in between', async () => {
    const passwords = [passwordOf('reader'), 'another one'] as const;
    const other = await hashPassword(passwords[1]);
    const own = await hashPassword(passwords[0]);
    let published = 0;
    const changes: Readonly<Record<string, () => Promise<unknown>>> = {
      nothing: async () => undefined,
      publish: () => running.as('both').post('/one/collections/main/objects/', { objects: [indicator(new Date(Date.UTC(2027, 0, 1) + (published += 1)).toISOString())] }),
      delete: () => running.as('both').delete(`/one/collections/main/objects/${OBJECT}/`),
      disable: () => changeReader(({ disabled }) => ({ disabled: !disabled })),
      password: () => changeReader(({ password }) => ({ password: password === own ? other : own })),
      networks: () => changeReader(({ networks }) => ({ networks: networks?.[0] === '10.0.0.0/8' ? ['127.0.0.0/8'] : ['10.0.0.0/8'] })),
      grant: () => running.changeCatalogue((catalogue) => ({ ...catalogue, grants: catalogue.grants.map((grant) => ('group' in grant ? { ...grant, rights: grant.rights.includes('read') ? ['write'] : ['read'] } : grant)) })),
      alias: () => running.changeCatalogue((catalogue) => withMain(catalogue, (alias) => (alias === 'main' ? 'other' : 'main'))),
    };
    await fc.assert(
      fc.asyncProperty(fc.array(fc.constantFrom(...Object.keys(changes)), { minLength: 2, maxLength: 6 }), async (names) => {
        for (const name of names) {
          await changes[name]?.();
          await compareAll(passwords);
        }
      }),
      { numRuns: 12, interruptAfterTimeLimit: 15_000 },
    );
  });
});

function grantsInDeep(catalogue: Catalogue): Catalogue['grants'] {
  const deep = catalogue.apiRoots.find(({ path }) => path === 'deep/two')?.collections[0];
  return deep === undefined ? [] : [{ agency: 'reader', collection: deep.id, rights: ['read'] }];
}

function withMain(catalogue: Catalogue, aliasOf: (alias: string | undefined) => string): Catalogue {
  return {
    ...catalogue,
    apiRoots: catalogue.apiRoots.map((root) => ({
      ...root,
      collections: root.collections.map((entry) => (entry.id === MAIN ? { ...entry, alias: aliasOf(entry.alias) } : entry)),
    })),
  };
}

// But for what differs with every answer.
function told({ status, headers, body }: Answer): object {
  const { date: _date, 'x-request-id': _id, 'content-length': _length, 'retry-after': _after, ...others } = headers;
  return { status, headers: others, body: body.toString('utf8').replace(/"error_id":"[^"]*"/, '') };
}
