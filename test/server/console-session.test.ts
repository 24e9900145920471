// Signing in to the console: the same accounts, a cookie that only the console's pages can use, and its end.
import { pino } from 'pino';
import { hashPassword } from '../../collections/accounts/password.ts';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { createApp } from '../../server/app.ts';
import { listen } from '../../server/listen.ts';
import { cookieHeader, newSeal, readSeal, STAYS, STAYS_IDLE, writeSeal, type Seal } from '../../server/console/cookie.ts';
import { ask, PASSWORD, PEOPLE, signIn, startConsoleWorld, trySignIn, type ConsoleWorld } from './console-world.ts';

let world: ConsoleWorld;
beforeAll(async () => {
  world = await startConsoleWorld('SQLite');
});
afterAll(() => world.close());

test('who signs in gets a cookie that scripts and other sites have no use of', async () => {
  const answer = await trySignIn(world.origin, PEOPLE.member, PASSWORD);
  expect([answer.status, answer.json.agency.kind, answer.json.is_operator]).toEqual([200, 'member', false]);
  expect(answer.headers.get('set-cookie')).toMatch(/^liaison-console=[\w.-]+; Path=\/console; HttpOnly; SameSite=Strict$/);
  expect(cookieHeader('x', true)).toMatch(/; Secure$/);
});

test('the same answer for a wrong password, a wrong name and a disabled account, and no prompt of the browser', async () => {
  await world.store.writer.saveAccount({ name: 'gone', agency: PEOPLE.member, password: await hashPassword(PASSWORD), disabled: true });
  const answers = await Promise.all([[PEOPLE.member, 'wrong'], ['nobody', PASSWORD], ['gone', PASSWORD]].map(([name = '', password = '']) => trySignIn(world.origin, name, password)));
  for (const { status, json, headers } of answers) {
    expect([status, json.error_code, json.description]).toEqual([401, 'signed-out', answers[0]?.json.description]);
    expect(headers.get('www-authenticate')).not.toMatch(/basic|bearer/i);
    expect(headers.get('set-cookie')).toBeNull();
  }
});

test('failed attempts lock out, as they do everywhere', async () => {
  const locked = await startConsoleWorld('SQLite', { exchange: { attempts: createAttempts() } });
  const statuses: number[] = [];
  for (let attempt = 0; attempt < 7; attempt += 1) statuses.push((await trySignIn(locked.origin, PEOPLE.vendor, 'wrong')).status);
  expect([statuses[0], statuses.at(-1)]).toEqual([401, 429]);
  expect((await trySignIn(locked.origin, PEOPLE.vendor, PASSWORD)).status).toBe(429);
  await locked.close();
});

test('nothing of the API is there without a session, and no other credentials count in its place', async () => {
  const basic = `Basic ${Buffer.from(`${PEOPLE.operator}:${PASSWORD}`).toString('base64')}`;
  for (const path of ['session', 'overview', 'sharing', 'publications', 'audit', 'audit/export', 'no-such-page']) {
    expect([path, (await ask(world.origin, `/api/${path}/`)).status]).toEqual([path, 401]);
    expect([path, (await ask(world.origin, `/api/${path}/`, { headers: { authorization: basic } })).status]).toEqual([path, 401]);
  }
});

test.each([
  ['without a token', { 'x-csrf-token': '' }],
  ['with a token of another session', { 'x-csrf-token': 'A'.repeat(43) }],
  ['from another site', { 'sec-fetch-site': 'cross-site' }],
  ['from another host of the same site', { 'sec-fetch-site': 'same-site' }],
])('what changes something is refused %s', async (_, headers) => {
  const operator = await signIn(world.origin, PEOPLE.operator);
  const changes = [{ kind: 'agency', subject: 'kaspersky', collection: 'x', rights: [] }];
  for (const [method, path] of [['PUT', '/api/sharing/'], ['POST', '/api/sharing/preview/'], ['DELETE', '/api/session/']] as const) {
    const answer = await operator.send(method, path, { revision: 1, changes }, headers);
    expect([method, answer.status, answer.json.error_code]).toEqual([method, 403, 'foreign-request']);
  }
  expect((await operator.get('/api/session/')).status).toBe(200);
});

test('nobody is signed in by a page of another site, nor by a form', async () => {
  expect((await trySignIn(world.origin, PEOPLE.member, PASSWORD, { 'sec-fetch-site': 'cross-site' })).status).toBe(403);
  for (const type of ['text/plain', 'application/x-www-form-urlencoded']) {
    expect((await trySignIn(world.origin, PEOPLE.member, PASSWORD, { 'content-type': type })).status).toBe(415);
  }
});

test.each(['[]', '"x"', '{', '', '{"name":1,"password":2}', `{"name":"${'x'.repeat(300_000)}"}`])('a body that is no sign-in is refused: %.20s', async (body) => {
  const answer = await ask(world.origin, '/api/session/', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect([400, 413]).toContain(answer.status);
});

test('who signs out is out, also with a cookie that was copied before', async () => {
  const member = await signIn(world.origin, PEOPLE.member);
  const out = await member.send('DELETE', '/api/session/');
  expect([out.status, out.headers.get('set-cookie')]).toEqual([200, expect.stringContaining('Max-Age=0')]);
  expect((await member.get('/api/overview/')).status).toBe(401);
});

test('who signs out is out at every server on the store, after a restart, too, and nobody else is', async () => {
  const elsewhere = await listen(createApp(world.exchange, { negotiation: 'lenient' }, pino({ level: 'silent' })), { host: '127.0.0.1', port: 0 });
  const [leaving, staying] = [await signIn(world.origin, PEOPLE.member), await signIn(world.origin, PEOPLE.member)];
  const there = (visitor: { readonly cookie: string }) => ask(elsewhere.origin, '/api/overview/', { headers: { cookie: visitor.cookie } });
  expect([(await there(leaving)).status, (await there(staying)).status]).toEqual([200, 200]);
  await leaving.send('DELETE', '/api/session/');
  expect([(await there(leaving)).status, (await there(staying)).status, (await staying.get('/api/overview/')).status]).toEqual([401, 200, 200]);
  await elsewhere.close();
});

test('who signs out does not undo what is done to the account meanwhile', async () => {
  const account = { name: 'leaver', agency: PEOPLE.member, password: await hashPassword(PASSWORD), disabled: false };
  await world.store.writer.saveAccount(account);
  const visitor = await signIn(world.origin, 'leaver');
  await Promise.all([visitor.send('DELETE', '/api/session/'), world.store.writer.saveAccount({ ...account, disabled: true })]);
  expect(await world.store.accounts.find('leaver')).toMatchObject({ disabled: true });
  await world.store.writer.saveAccount(account);
  expect((await visitor.get('/api/overview/')).status).toBe(401);
});

test('who signs out while the account is disabled is out when it is enabled again', async () => {
  const account = { name: 'suspended', agency: PEOPLE.member, password: await hashPassword(PASSWORD), disabled: false };
  await world.store.writer.saveAccount(account);
  const visitor = await signIn(world.origin, 'suspended');
  await world.store.writer.saveAccount({ ...account, disabled: true });
  expect((await visitor.send('DELETE', '/api/session/')).status).toBe(200);
  await world.store.writer.saveAccount(account);
  expect((await visitor.get('/api/overview/')).status).toBe(401);
});

describe('a session ends with what it was begun with', () => {
  const account = async (changes: object): Promise<void> =>
    world.store.writer.saveAccount({ name: 'passing', agency: PEOPLE.member, password: await hashPassword(PASSWORD), disabled: false, ...changes });

  test.each<[what: string, changes: () => Promise<object>]>([
    ['the account is disabled', async () => ({ disabled: true })],
    ['the password is another', async () => ({ password: await hashPassword('another password') })],
    ['the account may be used from elsewhere only', async () => ({ networks: ['192.0.2.0/24'] })],
    ['the agency is none of the catalogue', async () => ({ agency: 'no-such-agency' })],
  ])('%s', async (_, changes) => {
    await account({});
    const visitor = await signIn(world.origin, 'passing');
    expect((await visitor.get('/api/overview/')).status).toBe(200);
    await account({ ...(await world.store.accounts.find('passing')), ...(await changes()) });
    expect((await visitor.get('/api/overview/')).status).toBe(401);
  });
});

describe('the cookie', () => {
  const key = new Uint8Array(32).fill(7);
  const seal: Seal = newSeal({ account: 'a', credentials: ['password'], state: 's' }, 1_000_000);
  const header = `theme=dark; liaison-console=${writeSeal(key, seal)}`;

  test('is read back as it was written, until its time has run out', () => {
    expect(readSeal(key, header, 1_000_001)).toEqual(seal);
    expect(readSeal(key, header, 1_000_000 + STAYS_IDLE)).toBeUndefined();
    const used = `liaison-console=${writeSeal(key, { ...seal, used: 1_000_000 + STAYS - 1 })}`;
    expect(readSeal(key, used, 1_000_000 + STAYS - 1)).toBeDefined();
    expect(readSeal(key, used, 1_000_000 + STAYS)).toBeUndefined();
  });

  test.each<[what: string, forged: () => string | undefined]>([
    ['nothing', () => undefined],
    ['another key', () => `liaison-console=${writeSeal(new Uint8Array(32), seal)}`],
    ['a changed payload', () => header.replace(/=(\w)(\w+)\./, (_, first: string, rest: string) => `=${first === 'A' ? 'B' : 'A'}${rest}.`)],
    ['half of it', () => header.slice(0, -10)],
    ['two of them', () => `${header}; ${header}`],
    ['no JSON', () => 'liaison-console=AAAA.AAAA'],
  ])('counts for nothing: %s', (_, forged) => {
    expect(readSeal(key, forged(), 1_000_001)).toBeUndefined();
  });
});

test('where it is switched off nothing is there, and nobody is let in', async () => {
  const without = await listen(createApp(world.exchange, { negotiation: 'lenient', console: false }, pino({ level: 'silent' })), { host: '127.0.0.1', port: 0 });
  const authorization = `Basic ${Buffer.from(`${PEOPLE.operator}:${PASSWORD}`).toString('base64')}`;
  for (const path of ['/', '/api/session/', '/openapi.json']) {
    expect([path, (await ask(without.origin, path)).status]).toEqual([path, 401]);
    expect([path, (await ask(without.origin, path, { headers: { authorization } })).status]).toEqual([path, 404]);
  }
  expect((await trySignIn(without.origin, PEOPLE.operator, PASSWORD)).status).toBe(401);
  await without.close();
});

describe('pages', () => {
  test.each(['/', '/sharing/', '/collections/x/objects/y/', '/api', '/%2e%2e/%2e%2e/package.json', '/assets/../../../package.json'])('%s is a page or nothing, under a policy without exceptions', async (path) => {
    const { status, headers, text } = await ask(world.origin, path);
    expect([200, 401, 404]).toContain(status);
    expect(text).not.toContain('"dependencies"');
    if (status !== 200) return;
    const policy = headers.get('content-security-policy') ?? '';
    expect(policy).toContain("default-src 'none'");
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/unsafe|\*|https?:|data:|blob:/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(text).not.toMatch(/<script(?![^>]* src=)|\son\w+=|<style|style=/);
  });

  test('an API root can not be called console', async () => {
    const { checkCatalogue } = await import('../../schemas/catalogue/check.ts');
    const faults = checkCatalogue({ discovery: { title: 't' }, api_roots: [{ path: 'console', title: 't', collections: [] }] });
    expect(faults.map(({ message }) => message)).toEqual(['must not begin with "console", where the console is']);
  });
});
