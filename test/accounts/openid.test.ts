// Tokens of an OpenID provider: whose, for whom, until when, signed with which key; and whom they let in.
import { jest } from '@jest/globals';
import { createHmac } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { handleOfToken } from '../../collections/accounts/credential.ts';
import { now } from '../../schemas/timestamp.ts';
import { createTokenVerifier, type OpenIdSettings } from '../../server/openid.ts';
import { clientOf, startExchange, type Answer, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { MAIN } from '../protocol/test-catalogue.ts';
import { change, give, giveKey } from './give.ts';
import { keySet, makeKey, sign, startProvider, type Provider, type SigningKey } from './provider.ts';

const ISSUER = 'https://login.example/';
const AUDIENCE = 'https://taxii.example';
const seconds = (offset: number): number => Math.floor(Date.now() / 1000) + offset;

let provider: Provider;
let key: SigningKey;
let exchange: RunningExchange;
const told: string[] = [];

const verifierOf = (settings: Partial<OpenIdSettings> = {}) =>
  createTokenVerifier(
    { issuer: ISSUER, audience: AUDIENCE, keys: { url: provider.url }, accountClaim: 'sub', ...settings },
    pino({ level: 'warn' }, { write: (line: string) => void told.push(line) }),
  );

beforeAll(async () => {
  provider = await startProvider();
  key = await makeKey('first');
  provider.show([key]);
  exchange = await startExchange({ settings: { apiKeyHeader: 'X-API-Key', openId: verifierOf({ agencyClaim: 'agency' }) } });
  await give(exchange.store, 'both', 'openid', handleOfToken(ISSUER, 'tool'));
});
afterAll(async () => {
  await exchange.close();
  await provider.close();
});

const claims = (changed: object = {}): Record<string, unknown> => ({ iss: ISSUER, aud: AUDIENCE, sub: 'tool', iat: seconds(0), exp: seconds(300), ...changed });
const present = (token: string, scheme = 'Bearer', path = '/taxii2/'): Promise<Answer> => clientOf(exchange.origin, `${scheme} ${token}`, true).get(path);
const statusOf = async (token: string): Promise<number> => (await present(token)).status;
const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');

test('a token of the provider lets in the account that knows its subject', async () => {
  expect((await present(await sign(key, claims()))).json.api_roots).toHaveLength(2);
  expect(await statusOf(await sign(key, claims({ sub: 'nobody' })))).toBe(401);
});

test.each<[what: string, claims: object, status: number]>([
  ['for others', { aud: 'https://other.example' }, 401],
  ['for others and this server', { aud: ['https://other.example', AUDIENCE] }, 200],
  ['for nobody', { aud: undefined }, 401],
  ['of another issuer', { iss: 'https://evil.example/' }, 401],
  ['of an issuer that is nearly it', { iss: 'https://login.example' }, 401],
  ['of no issuer', { iss: undefined }, 401],
  ['that has expired', { exp: seconds(-60) }, 401],
  ['that expired within what clocks may differ', { exp: seconds(-10) }, 200],
  ['that never expires', { exp: undefined }, 401],
  ['that expires in words', { exp: 'tomorrow' }, 401],
  ['that is not valid yet', { nbf: seconds(120) }, 401],
  ['that is nearly valid', { nbf: seconds(10) }, 200],
  ['without a subject', { sub: undefined }, 401],
  ['with a subject that is no text', { sub: 7 }, 401],
  ['with an endless subject', { sub: 'x'.repeat(256) }, 401],
])('a token %s', async (_what, changed, status) => {
  expect(await statusOf(await sign(key, claims(changed)))).toBe(status);
});

describe('a signature', () => {
  test('of none, however it is spelt, is refused', async () => {
    for (const alg of ['none', 'None', 'NONE', '']) {
      for (const signature of ['', 'x']) expect(await statusOf(`${part({ alg, kid: 'first' })}.${part(claims())}.${signature}`)).toBe(401);
    }
  });

  test('with the public key as the secret of an HMAC is refused', async () => {
    for (const secret of [JSON.stringify(key.publicJwk), keySet([key]), String(key.publicJwk.x), '']) {
      const signed = `${part({ alg: 'HS256', kid: 'first' })}.${part(claims())}`;
      expect(await statusOf(`${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`)).toBe(401);
    }
  });

  test('of another key with the same name is refused, whatever the header brings along', async () => {
    const forged = await makeKey('first');
    expect(await statusOf(await sign(forged, claims()))).toBe(401);
    expect(await statusOf(await sign(forged, claims(), { jwk: forged.publicJwk }))).toBe(401);
    expect(await statusOf(await sign(forged, claims(), { jku: 'http://127.0.0.1:9/keys' }))).toBe(401);
  });

  test('of what was changed afterwards is refused', async () => {
    const [header, , signature] = (await sign(key, claims({ sub: 'nobody' }))).split('.');
    expect(await statusOf(`${header}.${part(claims())}.${signature}`)).toBe(401);
  });

  test('there is none in what is no token', async () => {
    for (const text of ['x', 'a.b.c', '..', 'a.b.c.d.e', `${'e'.repeat(20_000)}.a.b`]) expect(await statusOf(text)).toBe(401);
  });

  test.each([['RS256'], ['PS256'], ['ES384'], ['EdDSA']])('by %s is taken', async (algorithm) => {
    const other = await makeKey(`by-${algorithm}`, algorithm);
    const file = join(mkdtempSync(join(tmpdir(), 'liaison-keys-')), 'keys.json');
    writeFileSync(file, keySet([key, other]));
    expect((await verifierOf({ keys: { file } }).verify(await sign(other, claims()))).subject).toBe('tool');
    rmSync(file);
  });
});

describe('an account', () => {
  test('keeps its limits: scope, expiry, networks, being disabled', async () => {
    await give(exchange.store, 'both', 'openid', handleOfToken(ISSUER, 'limited'), { scope: { collections: [MAIN] } });
    await give(exchange.store, 'both', 'openid', handleOfToken(ISSUER, 'over'), { expiresAt: now() - 1 });
    const token = await sign(key, claims({ sub: 'limited' }));
    expect((await present(token)).json.api_roots).toHaveLength(1);
    expect(await statusOf(await sign(key, claims({ sub: 'over', agency: 'both' })))).toBe(401);
    await change(exchange.store, 'both', (account) => ({ ...account, networks: ['10.0.0.0/8'] }));
    expect(await statusOf(token)).toBe(401);
    await change(exchange.store, 'both', ({ networks: _networks, ...account }) => ({ ...account, disabled: true }));
    expect(await statusOf(token)).toBe(401);
    await change(exchange.store, 'both', (account) => ({ ...account, disabled: false }));
    expect(await statusOf(token)).toBe(200);
  });

  test('is known to one provider only', async () => {
    await give(exchange.store, 'reader', 'openid', handleOfToken('https://other.example/', 'elsewhere'));
    expect(await statusOf(await sign(key, claims({ sub: 'elsewhere' })))).toBe(401);
  });

  test('can be named by another claim, also where that is a list of one', async () => {
    const verifier = verifierOf({ accountClaim: 'client_id' });
    const accountIn = async (value: unknown) => (await verifier.verify(await sign(key, claims({ client_id: value })))).account;
    expect(await Promise.all(['siem', ['siem'], ['siem', 'other'], 7, '', undefined].map(accountIn))).toEqual(['siem', 'siem', undefined, undefined, undefined, undefined]);
  });
});

describe('an agency', () => {
  test('is let in by its claim, without an account, and sees what it may', async () => {
    const token = await sign(key, claims({ sub: 'colleague', agency: 'reader' }));
    const [root] = (await present(token)).json.api_roots;
    const [collection] = (await present(token, 'Bearer', '/one/collections/')).json.collections;
    expect([root, collection.id, collection.can_read, collection.can_write]).toEqual(['/one/', MAIN, true, false]);
  });

  test.each([['nobody'], [['reader', 'both']], [''], [7]])('is none where the claim is %j', async (agency) => {
    expect(await statusOf(await sign(key, claims({ sub: 'colleague', agency })))).toBe(401);
  });

  test('has a status for the subject that published, and for no other', async () => {
    const token = async (sub: string) => sign(key, claims({ sub, agency: 'writer' }));
    const posted = await clientOf(exchange.origin, `Bearer ${await token('one')}`).post(`/one/collections/${MAIN}/objects/`, { objects: [indicator()] });
    const path = `/one/status/${posted.json.id}/`;
    expect([(await present(await token('one'), 'Bearer', path)).status, (await present(await token('other'), 'Bearer', path)).status]).toEqual([200, 404]);
  });
});

test('Token is another word for Bearer, and keys go on to be taken', async () => {
  expect((await present(await sign(key, claims()), 'Token')).status).toBe(200);
  expect(await statusOf(await giveKey(exchange.store, 'both'))).toBe(200);
});

test('401 tells that there are tokens', async () => {
  expect((await exchange.anonymous.get('/taxii2/')).headers['www-authenticate']).toBe('Basic realm="taxii", charset="UTF-8", Bearer realm="taxii"');
});

describe('keys are rotated', () => {
  test('at a URL: a new one is fetched when a token names it, and not again for every token that names none', async () => {
    const verifier = verifierOf();
    const next = await makeKey('second');
    await verifier.verify(await sign(key, claims()));
    const before = provider.fetched();
    provider.show([key, next]);
    const later = Date.now() + 11_000;
    const clock = jest.spyOn(Date, 'now').mockImplementation(() => later);
    try {
      expect((await verifier.verify(await sign(next, claims()))).subject).toBe('tool');
      expect(provider.fetched()).toBe(before + 1);
      const unknown = await makeKey('unknown');
      for (let count = 0; count < 20; count += 1) await expect(verifier.verify(await sign(unknown, claims()))).rejects.toThrow('no applicable key');
      expect(provider.fetched()).toBe(before + 1);
    } finally {
      clock.mockRestore();
      provider.show([key]);
    }
  });

  test('in a file: a new one counts within a second, and one that is gone no more', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'liaison-keys-'));
    const file = join(folder, 'keys.json');
    writeFileSync(file, keySet([key]));
    const verifier = verifierOf({ keys: { file } });
    const next = await makeKey('the second');
    const [old, fresh] = [await sign(key, claims()), await sign(next, claims())];
    await verifier.verify(old);
    await expect(verifier.verify(fresh)).rejects.toThrow('no applicable key');
    writeFileSync(file, keySet([next]));
    await new Promise((resolve) => setTimeout(resolve, 1_100));
    expect((await verifier.verify(fresh)).subject).toBe('tool');
    await expect(verifier.verify(old)).rejects.toThrow('no applicable key');
    rmSync(folder, { recursive: true });
  });
});

test('while the keys can not be had a token is 503 with Retry-After, passwords work, and the log tells it once', async () => {
  const failing = await startProvider();
  failing.fail(500);
  const other = await startExchange({ settings: { openId: verifierOf({ keys: { url: failing.url } }) } });
  await give(other.store, 'both', 'openid', handleOfToken(ISSUER, 'tool'));
  const ask = async (): Promise<Answer> => clientOf(other.origin, `Bearer ${await sign(key, claims())}`, true).get('/taxii2/');
  told.length = 0;
  for (let count = 0; count < 3; count += 1) {
    const answer = await ask();
    expect([answer.status, answer.json.error_code, answer.headers['retry-after']]).toEqual([503, 'provider-unavailable', '5']);
  }
  expect(told).toHaveLength(1);
  expect((await other.as('both').get('/taxii2/')).status).toBe(200);
  failing.fail(200);
  failing.show([key]);
  expect((await ask()).status).toBe(200);
  await other.close();
  await failing.close();
});
