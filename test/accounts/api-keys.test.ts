// API keys, by every way in which tools send them; what they are limited to, and how long they last.
import { newApiKey, newCredentialId } from '../../collections/accounts/api-key.ts';
import { withoutCredential, withoutPrevious, withRotated } from '../../collections/accounts/change-credentials.ts';
import { now } from '../../schemas/timestamp.ts';
import { hashPassword } from '../../collections/accounts/password.ts';
import { basic, passwordOf, startExchange, type Answer, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { DEEP, HIDDEN, MAIN } from '../protocol/test-catalogue.ts';
import { change, digestOf, give, giveKey, HOUR, withHeaders } from './give.ts';

let exchange: RunningExchange;
beforeAll(async () => {
  exchange = await startExchange({ settings: { apiKeyHeader: 'X-API-Key' } });
});
afterAll(() => exchange.close());

const ask = (headers: Readonly<Record<string, string>>, path = '/taxii2/'): Promise<Answer> => withHeaders(exchange.origin, headers).get(path);
const bearer = (key: string): Record<string, string> => ({ authorization: `Bearer ${key}` });
const idOf = (key: string): string => key.split('_')[1] ?? '';

describe('a key is taken', () => {
  let key: string;
  beforeAll(async () => {
    key = await giveKey(exchange.store, 'both');
  });

  test.each<[way: string, headers: (key: string) => Record<string, string>]>([
    ['as the password of HTTP Basic', (given) => ({ authorization: basic('both', given) })],
    ['… without a name', (given) => ({ authorization: basic('', given) })],
    ['… with any name', (given) => ({ authorization: basic('token', given) })],
    ['as Bearer', (given) => ({ authorization: `Bearer ${given}` })],
    ['… in lower case, with two spaces', (given) => ({ authorization: `bearer  ${given}` })],
    ['as Token', (given) => ({ authorization: `Token ${given}` })],
    ['in the header of its own', (given) => ({ 'x-api-key': given })],
    ['… with spaces around it', (given) => ({ 'x-api-key': ` ${given} ` })],
  ])('%s', async (_way, headers) => {
    expect((await ask(headers(key))).json.api_roots).toHaveLength(2);
    const [wrong, unknown] = [`${key.slice(0, -1)}${key.endsWith('A') ? 'B' : 'A'}`, newApiKey(newCredentialId()).key];
    for (const other of [wrong, unknown, key.slice(0, -1), `${key}A`, '']) {
      expect((await ask(headers(other))).status).toBe(401);
    }
  });

  test.each<[way: string, headers: (key: string) => Record<string, string>]>([
    ['in another header', (given) => ({ 'x-auth-token': given })],
    ['as the name of HTTP Basic', (given) => ({ authorization: basic(given, '') })],
    ['behind another scheme', (given) => ({ authorization: `ApiKey ${given}` })],
    ['in the URL', () => ({})],
    ['twice in its header', (given) => ({ 'x-api-key': `${given}, ${given}` })],
    ['beside a wrong password', (given) => ({ 'x-api-key': given, authorization: basic('both', 'wrong') })],
    ['with only its digest', (given) => ({ authorization: `Bearer lk_${idOf(given)}_${digestOf(given).slice(0, 43)}` })],
  ])('not %s', async (_way, headers) => {
    expect((await ask(headers(key), `/taxii2/?api_key=${key}&access_token=${key}`)).status).toBe(401);
  });

  test.each([
    ['Bearer x', 'Basic realm="taxii", charset="UTF-8", Bearer realm="taxii", error="invalid_token"'],
    ['Token x', 'Basic realm="taxii", charset="UTF-8", Bearer realm="taxii", error="invalid_token"'],
    ['Bearer', 'Basic realm="taxii", charset="UTF-8", Bearer realm="taxii", error="invalid_token"'],
    ['Basic x', 'Basic realm="taxii", charset="UTF-8"'],
    ['Bearers x', 'Basic realm="taxii", charset="UTF-8"'],
  ])('T-1.6.9-03 %j is answered 401 with Basic as the first challenge', async (authorization, challenge) => {
    const answer = await ask({ authorization });
    expect([answer.status, answer.headers['www-authenticate']]).toEqual([401, challenge]);
  });

  test('the password of the account goes on to be taken', async () => {
    expect((await exchange.as('both').get('/taxii2/')).status).toBe(200);
    expect((await ask({ authorization: basic('', passwordOf('both')) })).status).toBe(401);
  });
});

describe('a key counts', () => {
  test('until just before it expires', async () => {
    const expired = await giveKey(exchange.store, 'both', { expiresAt: now() - 1 });
    const lasting = await giveKey(exchange.store, 'both', { expiresAt: now() + HOUR });
    expect((await ask(bearer(expired))).status).toBe(401);
    expect((await ask(bearer(lasting))).status).toBe(200);
  });

  test('beside the one that replaces it, for as long as was said', async () => {
    const old = await giveKey(exchange.store, 'both');
    const { key: fresh } = newApiKey(idOf(old));
    const rotate = (oldUntil: number | undefined) =>
      change(exchange.store, 'both', (account) => withRotated(account, idOf(old), { proof: digestOf(fresh), at: now(), ...(oldUntil === undefined ? {} : { oldUntil }) }));
    await rotate(now() + HOUR);
    expect([(await ask(bearer(old))).status, (await ask(bearer(fresh))).status]).toEqual([200, 200]);
    await change(exchange.store, 'both', (account) => ({
      ...account,
      credentials: (account.credentials ?? []).map((one) => (one.previous === undefined ? one : { ...one, previous: { ...one.previous, validUntil: now() - 1 } })),
    }));
    expect([(await ask(bearer(old))).status, (await ask(bearer(fresh))).status]).toEqual([401, 200]);
    const { key: newest } = newApiKey(idOf(old));
    await change(exchange.store, 'both', (account) => withRotated(account, idOf(old), { proof: digestOf(newest), at: now(), oldUntil: now() + HOUR }));
    expect([(await ask(bearer(old))).status, (await ask(bearer(fresh))).status, (await ask(bearer(newest))).status]).toEqual([401, 200, 200]);
    await change(exchange.store, 'both', (account) => withoutPrevious(account, idOf(old)));
    expect([(await ask(bearer(fresh))).status, (await ask(bearer(newest))).status]).toEqual([401, 200]);
    await change(exchange.store, 'both', (account) => withoutCredential(account, idOf(old)));
    expect((await ask(bearer(newest))).status).toBe(401);
  });

  test('as long as its account does', async () => {
    const key = await giveKey(exchange.store, 'reader');
    expect((await ask(bearer(key))).status).toBe(200);
    await change(exchange.store, 'reader', (account) => ({ ...account, disabled: true }));
    expect((await ask(bearer(key))).status).toBe(401);
    await change(exchange.store, 'reader', (account) => ({ ...account, disabled: false }));
    expect((await ask(bearer(key))).status).toBe(200);
  });

  test('only where the account may be used from', async () => {
    const key = await giveKey(exchange.store, 'writer');
    const statuses = async () => [(await ask(bearer(key))).status, (await exchange.as('writer').get('/taxii2/')).status];
    for (const [networks, status] of [[['192.0.2.0/24'], 401], [['192.0.2.0/24', '127.0.0.0/8'], 200], [['::1'], 401], [['127.0.0.1'], 200]] as const) {
      await change(exchange.store, 'writer', (account) => ({ ...account, networks }));
      expect(await statuses()).toEqual([status, status]);
    }
  });

  test('for nobody when two accounts have it by mistake', async () => {
    const key = await giveKey(exchange.store, 'neither');
    const credential = (await exchange.store.accounts.find('neither'))?.credentials?.find(({ id }) => id === idOf(key));
    expect((await ask(bearer(key))).status).toBe(200);
    await change(exchange.store, 'both', (account) => ({ ...account, credentials: [...(account.credentials ?? []), ...(credential === undefined ? [] : [credential])] }));
    expect((await ask(bearer(key))).status).toBe(401);
    await change(exchange.store, 'both', (account) => withoutCredential(account, idOf(key)));
  });

  test('when it was last used is kept, once the exchange ends', async () => {
    const other = await startExchange();
    const key = await giveKey(other.store, 'both');
    const before = now();
    expect((await withHeaders(other.origin, bearer(key)).get('/taxii2/')).status).toBe(200);
    const noted: unknown[] = [];
    const { noteUses } = other.store.writer;
    Object.assign(other.store.writer, { noteUses: (uses: readonly { credential: string; lastUsed: number }[]) => (noted.push(...uses), noteUses(uses as never)) });
    await other.close();
    expect(noted).toEqual([{ account: 'both', credential: idOf(key), lastUsed: expect.any(Number) }]);
    expect((noted[0] as { lastUsed: number }).lastUsed).toBeGreaterThanOrEqual(before);
  });
});

describe('a scope leaves of the rights of the agency', () => {
  const main = `/one/collections/${MAIN}/`;
  const hidden = `/one/collections/${HIDDEN}/`;

  // What the account `both` may with a key of that scope: it has all rights in all collections without one.
  test.each<[what: string, scope: { collections?: string[]; rights?: ('read' | 'write')[] }, expected: Record<string, number>]>([
    ['everything', {}, { main: 200, post: 202, remove: 200, hidden: 200 }],
    ['reading', { rights: ['read'] }, { main: 200, post: 403, remove: 403, hidden: 200 }],
    ['writing', { rights: ['write'] }, { main: 403, post: 202, remove: 403, hidden: 403 }],
    ['one collection', { collections: [MAIN] }, { main: 200, post: 202, remove: 200, hidden: 404 }],
    ['reading in one collection', { collections: [MAIN], rights: ['read'] }, { main: 200, post: 403, remove: 403, hidden: 404 }],
    ['other collections', { collections: [HIDDEN, DEEP] }, { main: 404, post: 404, remove: 404, hidden: 200 }],
    ['nothing', { collections: [] }, { main: 404, post: 404, remove: 404, hidden: 404 }],
    ['no rights', { rights: [] }, { main: 404, post: 404, remove: 404, hidden: 404 }],
  ])('%s', async (_name, scope, expected) => {
    const client = withHeaders(exchange.origin, bearer(await giveKey(exchange.store, 'both', { scope })));
    const one = indicator();
    const post = await client.post(`${main}objects/`, { objects: [one] });
    expect({
      main: (await client.get(`${main}objects/`)).status,
      post: post.status,
      remove: (await client.delete(`${main}objects/${one.id}/`)).status,
      hidden: (await client.get(`${hidden}objects/`)).status,
    }).toEqual(expected);
  });

  test('is what discovery, API roots and collections tell', async () => {
    const client = withHeaders(exchange.origin, bearer(await giveKey(exchange.store, 'both', { scope: { collections: [MAIN], rights: ['read'] } })));
    expect((await client.get('/taxii2/')).json.api_roots).toEqual(['/one/']);
    expect((await client.get('/deep/two/')).status).toBe(404);
    expect((await client.get('/one/collections/')).json.collections.map(({ id, can_read, can_write }: Record<string, unknown>) => [id, can_read, can_write])).toEqual([[MAIN, true, false]]);
  });

  test('never adds to them', async () => {
    const key = await giveKey(exchange.store, 'reader', { scope: { collections: [MAIN, HIDDEN], rights: ['read', 'write'] } });
    const client = withHeaders(exchange.origin, bearer(key));
    expect((await client.get(`${main}objects/`)).status).toBe(200);
    expect((await client.post(`${main}objects/`, { objects: [indicator()] })).status).toBe(403);
    expect((await client.get(`${hidden}objects/`)).status).toBe(404);
  });

  test('a status is shown to keys of its collection only', async () => {
    const posted = await exchange.as('both').post(`${main}objects/`, { objects: [indicator()] });
    const statusFor = async (collections: string[]): Promise<number> =>
      (await ask(bearer(await giveKey(exchange.store, 'both', { scope: { collections } })), `/one/status/${posted.json.id}/`)).status;
    expect([await statusFor([MAIN]), await statusFor([HIDDEN])]).toEqual([200, 404]);
  });

  test('of a password beside the own one is that of its credential', async () => {
    const own = (await exchange.store.accounts.find('both'))?.password;
    await give(exchange.store, 'both', 'password', await hashPassword('another password', own), { scope: { rights: ['read'] } });
    const limited = withHeaders(exchange.origin, { authorization: basic('both', 'another password') });
    expect((await limited.get(`${main}objects/`)).status).toBe(200);
    expect((await limited.post(`${main}objects/`, { objects: [indicator()] })).status).toBe(403);
    expect((await exchange.as('both').post(`${main}objects/`, { objects: [indicator()] })).status).toBe(202);
  });
});
