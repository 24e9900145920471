// Guessing slows down, then locks the guesser out, over HTTP: 429 with Retry-After. Nobody else notices.
import { pino } from 'pino';
import { createAttempts } from '../../collections/accounts/attempts.ts';
import { newApiKey, newCredentialId } from '../../collections/accounts/api-key.ts';
import { basic, passwordOf, startExchange, type Answer, type RunningExchange } from '../protocol/running-exchange.ts';
import { giveKey, withHeaders } from './give.ts';

let exchange: RunningExchange;
let time: number;
let told: string[];

beforeEach(async () => {
  time = 1_000_000;
  told = [];
  const log = pino({ level: 'warn' }, { write: (line: string) => void told.push(line) });
  // Requests come from wherever X-Forwarded-For says.
  exchange = await startExchange({ log, exchange: { attempts: createAttempts(() => time) }, listen: { trustedProxies: ['loopback'] }, settings: { apiKeyHeader: 'X-API-Key' } });
});
afterEach(() => exchange.close());

const [HOME, STRANGER] = ['192.0.2.1', '198.51.100.9'];

const ask = (from: string, authorization: string): Promise<Answer> =>
  withHeaders(exchange.origin, { authorization, 'x-forwarded-for': from }).get('/taxii2/');
const right = (from: string, account = 'both'): Promise<Answer> => ask(from, basic(account, passwordOf(account)));
const guess = (from: string, password = 'wrong', account = 'both'): Promise<Answer> => ask(from, basic(account, password));

/** Guesses until it is locked out for the longest time; gives the answers' statuses and the waits. */
async function guessOn(from: string, times: number): Promise<number[]> {
  const waits: number[] = [];
  for (let count = 0; count < times; count += 1) {
    const answer = await guess(from, `guess ${count}`);
    const wait = answer.status === 429 ? Number(answer.headers['retry-after']) : 0;
    waits.push(wait);
    time += wait * 1_000;
    if (wait > 0) expect((await guess(from, `guess ${count} once more`)).status).toBe(401);
  }
  return waits;
}

test('five failures are answered 401, then each has to wait, longer and longer, also with the right password', async () => {
  for (let count = 0; count < 5; count += 1) expect((await guess(HOME)).status).toBe(401);
  const answer = await right(HOME);
  expect([answer.status, answer.headers['retry-after']]).toEqual([429, '1']);
  expect(answer.json).toMatchObject({ title: 'Too many requests', error_code: 'too-many-failed-attempts', http_status: '429' });
  time += 1_000;
  expect((await right(HOME)).status).toBe(200);
  expect((await guess(HOME)).status).toBe(401);
});

test('an unknown account can not be told from a wrong password', async () => {
  const answers = async (account: string) => {
    const found = [];
    for (let count = 0; count < 7; count += 1) {
      const { status, headers, json } = await guess(STRANGER, 'wrong', account);
      found.push([status, headers['retry-after'], headers['www-authenticate'], json.title, json.description]);
    }
    return found;
  };
  expect(await answers('nobody')).toEqual(await answers('both'));
});

test('a stranger locks itself out, and neither the agency nor its own colleagues', async () => {
  const waits = await guessOn(STRANGER, 16);
  expect(waits.filter((wait) => wait > 0)).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900].slice(0, waits.length - 5));
  expect((await right(STRANGER)).status).toBe(429);
  expect((await right(HOME)).status).toBe(200);
  expect((await right(STRANGER, 'reader')).status).toBe(200);
});

test('many guesses at once are no more than one after another', async () => {
  const statuses = await Promise.all(Array.from({ length: 60 }, async (_, count) => (await guess(STRANGER, `guess ${count}`)).status));
  expect(statuses.filter((status) => status === 401).length).toBeLessThanOrEqual(5);
  expect(statuses.filter((status) => status === 429).length).toBeGreaterThanOrEqual(55);
});

test("a tool's first requests side by side are one attempt", async () => {
  const statuses = await Promise.all(Array.from({ length: 30 }, async () => (await right(HOME)).status));
  expect(new Set(statuses)).toEqual(new Set([200]));
});

test('hosts of one IPv6 network count as one', async () => {
  for (let count = 0; count < 5; count += 1) await guess(`2001:db8:1:2::${count}`);
  expect((await right('2001:db8:1:2:ffff::1')).status).toBe(429);
  expect((await right('2001:db8:1:3::1')).status).toBe(200);
});

test('a host that guesses at keys is locked out; those who have one, or were known there, are not', async () => {
  const key = await giveKey(exchange.store, 'reader');
  expect((await right(HOME)).status).toBe(200);
  for (let count = 0; count < 80; count += 1) await ask(HOME, `Bearer ${newApiKey(newCredentialId()).key}`);
  expect((await ask(HOME, `Bearer ${newApiKey(newCredentialId()).key}`)).status).toBe(429);
  expect((await withHeaders(exchange.origin, { 'x-api-key': 'x', 'x-forwarded-for': HOME }).get('/taxii2/')).status).toBe(429);
  expect((await right(HOME, 'writer')).status).toBe(429);
  expect((await ask(HOME, `Bearer ${key}`)).status).toBe(200);
  expect((await right(HOME)).status).toBe(200);
  expect((await right(STRANGER, 'writer')).status).toBe(200);
});

test('a request without credentials is no attempt', async () => {
  for (let count = 0; count < 80; count += 1) expect((await withHeaders(exchange.origin, { 'x-forwarded-for': HOME }).get('/taxii2/')).status).toBe(401);
  expect((await right(HOME)).status).toBe(200);
});

test('the log tells of a lock once, with the account if there is one, and never what was tried', async () => {
  for (let count = 0; count < 20; count += 1) {
    time += 900_000;
    await guess(STRANGER, 'topsecret');
    time -= 600_000;
    await guess(STRANGER, 'topsecret', 'my-topsecret-password');
  }
  for (let count = 0; count < 40; count += 1) {
    const answer = await guess(STRANGER, 'topsecret');
    time += Number(answer.headers['retry-after'] ?? 0) * 1_000;
  }
  const warnings = told.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(warnings.filter(({ account }) => account === 'both')).toHaveLength(1);
  expect(warnings[0]).toMatchObject({ level: 40, host: STRANGER });
  expect(told.join('')).not.toContain('topsecret');
});

test('right credentials that are refused are told to the operator, not to who has them', async () => {
  await exchange.store.writer.saveAccount({ ...(await exchange.store.accounts.find('both')), name: 'both', agency: 'both', disabled: false, networks: ['10.0.0.0/8'] });
  const [refused, wrong] = [await right(STRANGER), await guess(STRANGER)];
  const { error_id: _one, ...told1 } = refused.json;
  const { error_id: _other, ...told2 } = wrong.json;
  expect([refused.status, told1]).toEqual([401, told2]);
  expect(told.map((line) => JSON.parse(line))).toEqual([
    expect.objectContaining({ account: 'both', credential: 'password', address: STRANGER, reason: 'the account may not be used from there' }),
  ]);
});
