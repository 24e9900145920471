// Who is asking: HTTP Basic, remembered for a while, forgotten at once (1.6.9, 8.2.2).
import { jest } from '@jest/globals';
import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { createAuthenticator } from '../../collections/accounts/authenticator.ts';
import { findPassword, generatePassword, hashPassword } from '../../collections/accounts/password.ts';
import type { Account } from '../../collections/storage/port.ts';
import { basic, clientOf, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { testCatalogue } from '../protocol/test-catalogue.ts';

const LIAISON = fileURLToPath(new URL('../../cli/liaison.js', import.meta.url));

describe('passwords', () => {
  test('are kept as argon2id with a salt of their own', async () => {
    const [one, other] = await Promise.all([hashPassword('correct horse'), hashPassword('correct horse')]);
    expect(one).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$[A-Za-z0-9+/]{22}\$[A-Za-z0-9+/]{43}$/);
    expect(one).not.toBe(other);
    expect(await findPassword('correct horse', [one])).toBe(one);
    expect(await findPassword('correct hors', [one])).toBeUndefined();
    expect(await findPassword('correct horse', [])).toBeUndefined();
  });

  test('of one account share a salt, so that several cost no more than one', async () => {
    const first = await hashPassword('the first one');
    const second = await hashPassword('the second one', first);
    const third = await hashPassword('the third one', second);
    expect(await findPassword('the third one', [first, second, third])).toBe(third);
    const costOf = async (phcs: readonly string[]): Promise<number> => {
      const started = process.cpuUsage();
      expect(await findPassword('none of them', phcs)).toBeUndefined();
      return process.cpuUsage(started).user;
    };
    expect(await costOf([first, second, third])).toBeLessThan(2 * (await costOf([first])));
  });

  test('that are made differ, and need no quoting in a shell', () => {
    const made = Array.from({ length: 100 }, generatePassword);
    expect(new Set(made).size).toBe(100);
    for (const password of made) expect(password).toMatch(/^[a-zA-Z0-9]{24}$/);
  });
});

describe('a verified password', () => {
  const account = async (password: string): Promise<Account> => ({
    name: 'soc',
    agency: 'both',
    password: await hashPassword(password),
    disabled: false,
  });

  /** An authenticator of what is stored at the moment, and how it is asked. */
  function authenticatorOf(stored: { current: Account | undefined }) {
    const authenticator = createAuthenticator({ find: async () => stored.current, holding: async () => [] }, pino({ level: 'silent' }));
    return (password: string) => authenticator.authenticate({ address: '192.0.2.1', presented: { kind: 'password', name: 'soc', password } });
  }

  const SOC = { account: 'soc', agency: 'both', credentials: ['password'], scopes: [], staysUntil: expect.any(Number) };

  test('is verified once for many requests, side by side and one after another', async () => {
    const authenticate = authenticatorOf({ current: await account('secret') });
    const started = process.cpuUsage();
    await Promise.all(Array.from({ length: 20 }, () => authenticate('secret')));
    const first = process.cpuUsage(started).user + process.cpuUsage(started).system;
    const again = process.cpuUsage();
    for (let request = 0; request < 100; request += 1) expect(await authenticate('secret')).toEqual(SOC);
    const hundred = process.cpuUsage(again).user + process.cpuUsage(again).system;
    // One verification costs some 40 ms; 120 of them would cost 5 s.
    expect(first).toBeLessThan(1_000_000);
    expect(hundred).toBeLessThan(1_000_000);
  });

  test('is forgotten when the password changes, the account is disabled or gone', async () => {
    const stored: { current: Account | undefined } = { current: await account('secret') };
    const authenticate = authenticatorOf(stored);
    expect(await authenticate('secret')).toEqual(SOC);
    stored.current = await account('changed');
    expect(await authenticate('secret')).toBeUndefined();
    expect(await authenticate('changed')).toEqual(SOC);
    stored.current = { ...stored.current, disabled: true };
    expect(await authenticate('changed')).toBeUndefined();
    stored.current = undefined;
    expect(await authenticate('changed')).toBeUndefined();
  });

  test('is forgotten after ten minutes', async () => {
    const authenticate = authenticatorOf({ current: await account('secret') });
    await authenticate('secret');
    const now = performance.now();
    const clock = jest.spyOn(performance, 'now').mockImplementation(() => now + 11 * 60 * 1000);
    const started = process.cpuUsage();
    await authenticate('secret');
    clock.mockRestore();
    expect(process.cpuUsage(started).user + process.cpuUsage(started).system).toBeGreaterThan(5_000);
  });
});

describe('a running server', () => {
  let folder: string;
  let exchange: RunningExchange;
  const liaison = (words: readonly string[], input = ''): string => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [LIAISON, ...words, '--data', folder], { input, encoding: 'utf8' });
    if (status !== 0) throw new Error(stderr);
    return stdout;
  };
  const statusFor = async (authorization: string): Promise<number> =>
    (await clientOf(exchange.origin, authorization).get('/taxii2/')).status;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'liaison-accounts-'));
    exchange = await startExchange({ folder });
  });
  afterAll(async () => {
    await exchange.close();
    rmSync(folder, { recursive: true });
  });

  test.each([
    ['no header', undefined],
    ['an empty header', ''],
    ['another scheme', 'Negotiate abc'],
    ['a scheme alone', 'Basic'],
    ['no base64', 'Basic ***'],
    ['no colon', `Basic ${Buffer.from('both').toString('base64')}`],
    ['an empty name', basic('', 'x')],
    ['an unknown account', basic('nobody', 'x')],
    ['a wrong password', basic('both', 'x')],
    ['a password that goes on', basic('both', `${passwordOf('both')}x`)],
    ['a password cut at its colon', basic('both', 'password')],
    ['a very long password', basic('both', 'x'.repeat(40_000))],
    ['bytes that are no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0xfe]).toString('base64')}`],
  ])('T-1.6.9-02 T-1.6.9-03 answers 401 with a challenge to %s', async (_what, authorization) => {
    const answer = await clientOf(exchange.origin, authorization).get('/taxii2/');
    expect(answer.status).toBe(401);
    expect(answer.headers['www-authenticate']).toBe('Basic realm="taxii", charset="UTF-8"');
    expect(answer.json).toMatchObject({ error_code: 'unauthenticated', http_status: '401' });
  });

  test('T-8.2.2-06 takes passwords with colons, spaces and any characters', async () => {
    const password = 'pä:ss: wörd 漢字 %41+"';
    liaison(['account', 'add', 'odd', '--agency', 'both', '--password-stdin'], `${password}\n`);
    expect(await statusFor(basic('odd', password))).toBe(200);
    expect(await statusFor(basic('odd', password.slice(0, -1)))).toBe(401);
  });

  test('forgets a credential at once when another process changes the password or disables the account', async () => {
    liaison(['account', 'add', 'short', '--agency', 'both', '--password-stdin'], 'first password\n');
    expect(await statusFor(basic('short', 'first password'))).toBe(200);
    liaison(['account', 'passwd', 'short', '--password-stdin'], 'second password\n');
    expect(await statusFor(basic('short', 'first password'))).toBe(401);
    expect(await statusFor(basic('short', 'second password'))).toBe(200);
    liaison(['account', 'disable', 'short']);
    expect(await statusFor(basic('short', 'second password'))).toBe(401);
    liaison(['account', 'enable', 'short']);
    expect(await statusFor(basic('short', 'second password'))).toBe(200);
  });

  test('shuts out the accounts of an agency that left the catalogue', async () => {
    expect(await statusFor(basic('writer', passwordOf('writer')))).toBe(200);
    const catalogue = testCatalogue();
    const agencies = catalogue.agencies.filter(({ name }) => name !== 'writer');
    const grants = catalogue.grants.filter(({ agency }) => agency !== 'writer');
    await exchange.store.writer.replaceCatalogue({ ...catalogue, agencies, grants }, false);
    expect(await statusFor(basic('writer', passwordOf('writer')))).toBe(401);
  });
});
