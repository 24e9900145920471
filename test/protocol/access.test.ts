// Who may do what: every endpoint, every right, every method (TAXII 2.1, 1.6.9, 5, 8.2.2, matrix 9.1)
import { hashPassword } from '../../collections/accounts/password.ts';
import { publish } from './conversation.ts';
import { addAccount, basic, clientOf, passwordOf, startExchange, type RunningExchange } from './running-exchange.ts';
import { indicator } from './stix-objects.ts';
import { HIDDEN, MAIN } from './test-catalogue.ts';

let exchange: RunningExchange;
const kept = indicator();
/** A status of each agency that may write. */
const statusOf = new Map<string, string>();

beforeAll(async () => {
  exchange = await startExchange();
  for (const collection of [MAIN, HIDDEN]) await publish(exchange.as('both'), `/one/collections/${collection}/`, kept);
  for (const agency of ['both', 'writer']) {
    statusOf.set(agency, (await publish(exchange.as(agency), `/one/collections/${MAIN}/`, indicator())).id);
  }
});
afterAll(() => exchange.close());

/** Sends the request of a row: OBJECT is an object that is there just for it. */
async function ask(agency: string, method: string, path: string) {
  let asked = path.replace('STATUS', statusOf.get(agency) ?? statusOf.get('both') ?? '');
  if (asked.includes('OBJECT')) {
    const object = indicator();
    await publish(exchange.as('both'), asked.slice(0, asked.indexOf('objects/')), object);
    asked = asked.replace('OBJECT', object.id);
  }
  if (method === 'POST') return exchange.as(agency).post(asked, { objects: [indicator()] });
  return exchange.as(agency).send(method, asked);
}

const main = `/one/collections/${MAIN}/`;
const hidden = `/one/collections/${HIDDEN}/`;

type Row = [
  requirement: string,
  method: string,
  path: string,
  both: number,
  reader: number,
  writer: number,
  neither: number,
];
const MATRIX: readonly Row[] = [
  ['T-4.1-01', 'GET', '/taxii2/', 200, 200, 200, 200],
  ['T-4.2-03', 'GET', '/one/', 200, 200, 200, 404],
  ['T-4.2-02', 'GET', '/deep/two/', 200, 404, 404, 404],
  ['T-4.3-03, T-4.3-04', 'GET', '/one/status/STATUS/', 200, 404, 200, 404],
  ['T-5.1-01', 'GET', '/one/collections/', 200, 200, 200, 404],
  ['T-5.2-01', 'GET', main, 200, 200, 200, 404],
  ['T-5.3-02, T-5.2.1-05', 'GET', `${main}manifest/`, 200, 200, 403, 404],
  ['T-5.4-02, T-5.2.1-05', 'GET', `${main}objects/`, 200, 200, 403, 404],
  ['T-5.5-02, T-5.2.1-05', 'POST', `${main}objects/`, 202, 403, 202, 404],
  ['T-5.6-03, T-5.2.1-05', 'GET', `${main}objects/OBJECT/`, 200, 200, 403, 404],
  ['T-5.7-03, T-5.2.1-05', 'DELETE', `${main}objects/OBJECT/`, 200, 403, 403, 404],
  ['T-5.8-02, T-5.2.1-05', 'GET', `${main}objects/OBJECT/versions/`, 200, 200, 403, 404],
  ['T-5.2-01', 'GET', hidden, 200, 404, 404, 404],
  ['T-5.3-02', 'GET', `${hidden}manifest/`, 200, 404, 404, 404],
  ['T-5.4-02', 'GET', `${hidden}objects/`, 200, 404, 404, 404],
  ['T-5.5-02', 'POST', `${hidden}objects/`, 202, 404, 404, 404],
  ['T-5.6-03', 'GET', `${hidden}objects/OBJECT/`, 200, 404, 404, 404],
  ['T-5.7-03', 'DELETE', `${hidden}objects/OBJECT/`, 200, 404, 404, 404],
  ['T-5.8-02', 'GET', `${hidden}objects/OBJECT/versions/`, 200, 404, 404, 404],
];
const AGENCIES = ['both', 'reader', 'writer', 'neither'] as const;

describe.each(AGENCIES)('the agency "%s"', (agency) => {
  const column = 3 + AGENCIES.indexOf(agency);
  test.each(MATRIX.map((row) => [row[0], row[1], row[2], Number(row[column])] as const))(
    '%s, T-B-03 %s %s is %i',
    async (_, method, path, status) => {
      expect((await ask(agency, method, path)).status).toBe(status);
    },
  );

  test.each(MATRIX.filter(([, method]) => method === 'GET').map((row) => [row[2], Number(row[column])] as const))(
    'T-3.1-14 HEAD %s is %i as well',
    async (path, status) => {
      expect((await ask(agency, 'HEAD', path)).status).toBe(status);
    },
  );
});

describe('what may not be seen', () => {
  test.each(MATRIX.filter(([, , path]) => path.startsWith(hidden)).map(([, method, path]) => [method, path] as const))(
    'T-B-04, T-3.6.1-04, T-8.2.2-08 %s %s is answered word for word as if the collection were not there',
    async (method, path) => {
      const missing = path.replace(HIDDEN, '4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f').replace('OBJECT', kept.id);
      const [one, other] = [await ask('reader', method, path), await exchange.as('reader').send(method, missing)];
      expect(one.status).toBe(404);
      const { date: _date, 'x-request-id': _requestId, ...headers } = one.headers;
      expect(other.headers).toMatchObject(headers);
      expect({ ...one.json, error_id: '' }).toEqual({ ...other.json, error_id: '' });
    },
  );

  test('T-1.6.9-04, T-8.2.2-08 is left out of what lists it, and the rest stays valid', async () => {
    const reader = exchange.as('reader');
    expect(JSON.stringify((await reader.get('/one/collections/')).json)).not.toMatch(/idden/);
    expect(JSON.stringify((await reader.get('/taxii2/')).json)).not.toMatch(/deep/);
  });

  test('T-B-04 whether an object is there makes no difference to who may not read', async () => {
    const [there, missing] = [
      await exchange.as('writer').get(`${main}objects/${kept.id}/`),
      await exchange.as('writer').get(`${main}objects/indicator--4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f/`),
    ];
    expect({ ...there.json, error_id: '' }).toEqual({ ...missing.json, error_id: '' });
  });

  test('T-5.7-03, T-5.5-02 what was refused was not done', async () => {
    for (const agency of ['reader', 'writer', 'neither'])
      await exchange.as(agency).delete(`${main}objects/${kept.id}/`);
    expect((await exchange.as('both').get(`${main}objects/${kept.id}/`)).status).toBe(200);
  });
});

const PATHS = [...new Set(MATRIX.map(([, , path]) => path)), '/nowhere/', '/one/nothing/', '/'];
const METHODS = ['GET', 'HEAD', 'POST', 'DELETE', 'PUT', 'OPTIONS'];

describe.each(PATHS)('without credentials, %s', (path) => {
  test.each(METHODS)('T-1.6.9-02, T-5-02 %s is 401 with a challenge', async (method) => {
    const asked = path.replace('STATUS', statusOf.get('both') ?? '').replace('OBJECT', kept.id);
    const { status, headers } = await exchange.anonymous.send(method, asked);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toMatch(/^Basic realm="[^"]+"/);
  });
});

test('T-1.6.9-03 the challenge is one of HTTP Basic, in UTF-8', async () => {
  const { headers } = await exchange.anonymous.get('/taxii2/');
  expect(headers['www-authenticate']).toBe('Basic realm="taxii", charset="UTF-8"');
});

describe('credentials', () => {
  const right = basic('both', passwordOf('both'));
  const encoded = right.slice('Basic '.length);
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  test.each<[what: string, authorization: string]>([
    ['a wrong password', basic('both', 'wrong')],
    ['a password in another case', basic('both', passwordOf('both').toUpperCase())],
    ['the beginning of the password', basic('both', 'password')],
    ['a password with something behind it', basic('both', `${passwordOf('both')}x`)],
    ['the password of another account', basic('both', passwordOf('reader'))],
    ['an unknown account', basic('nobody', passwordOf('nobody'))],
    ['no password', basic('both', '')],
    ['no account', basic('', passwordOf('both'))],
    ['no colon', `Basic ${base64('both')}`],
    ['nothing', 'Basic '],
    ['no base64', 'Basic $$$$'],
    ['another scheme', `Bearer ${encoded}`],
    ['a scheme that only ends like the right one', `NotBasic ${encoded}`],
    ['no scheme', encoded],
    ['bytes that are no UTF-8', `Basic ${Buffer.from([0xff, 0x3a, 0xff]).toString('base64')}`],
    ['ten thousand characters', basic('both', 'x'.repeat(10_000))],
    ['the name of a property that every object has', basic('__proto__', 'x')],
  ])('T-5-02, T-1.6.9-02 with %s a request is 401', async (_, authorization) => {
    const { status, headers } = await clientOf(exchange.origin, authorization).get(main);
    expect(status).toBe(401);
    expect(headers['www-authenticate']).toBeDefined();
  });

  test.each<[what: string, authorization: string]>([
    ['as they are', right],
    ['the scheme in lower case', `basic ${encoded}`],
    ['the scheme in upper case', `BASIC ${encoded}`],
    ['two spaces after the scheme', `Basic  ${encoded}`],
  ])('T-8.2.2-06 HTTP Basic is implemented: the right credentials, %s', async (_, authorization) => {
    expect((await clientOf(exchange.origin, authorization).get(main)).status).toBe(200);
  });

  test.each(['pässwörd ☃', ':begins with a colon', 'ends with a colon:', ' spaces ', '"quotes" and \\', '漢字'])(
    'T-8.2.2-06 a password may be "%s"',
    async (password) => {
      const account = { name: 'particular', agency: 'both', password: await hashPassword(password), disabled: false };
      await exchange.store.writer.saveAccount(account);
      expect((await clientOf(exchange.origin, basic('particular', password)).get(main)).status).toBe(200);
    },
  );
});

describe('accounts that change', () => {
  const path = '/taxii2/';
  const save = async (password: string, disabled: boolean) =>
    exchange.store.writer.saveAccount({
      name: 'changing',
      agency: 'both',
      password: await hashPassword(password),
      disabled,
    });
  const status = async (password: string) =>
    (await clientOf(exchange.origin, basic('changing', password)).get(path)).status;

  test('T-1.6.9-02 a new password holds at once, and the old one no longer', async () => {
    await save('old', false);
    expect(await status('old')).toBe(200);
    await save('new', false);
    expect([await status('old'), await status('new')]).toEqual([401, 200]);
  });

  test('T-1.6.9-02 a disabled account is 401 at once, and 200 when it is enabled again', async () => {
    await save('secret', false);
    expect(await status('secret')).toBe(200);
    await save('secret', true);
    expect(await status('secret')).toBe(401);
    await save('secret', false);
    expect(await status('secret')).toBe(200);
  });

  test('T-1.6.9-02, T-5-02 an account whose agency left the catalogue is 401', async () => {
    await addAccount(exchange.store, 'departed');
    expect((await exchange.as('departed').get(path)).status).toBe(401);
  });
});
