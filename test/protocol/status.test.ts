// Statuses: GET /{api-root}/status/{status-id}/ (TAXII 2.1, 4.3)
import { setTimeout as sleep } from 'node:timers/promises';
import { jest } from '@jest/globals';
import { hashPassword } from '../../collections/accounts/password.ts';
import { completedStatus, datesIn, publish } from './conversation.ts';
import { basic, clientOf, startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  CREATED,
  extensionDefinition,
  identity,
  indicator,
  instant,
  ipv4Address,
  languageContent,
  malware,
  newId,
  relationship,
  statementMarking,
  type StixObject,
} from './stix-objects.ts';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

test('T-4.3-03, T-4.3.1-11 GET on a status answers 200 with the resource that POST answered with', async () => {
  const collection = await exchange.newCollection();
  const posted = await publish(both, collection, indicator(), malware());
  expect(posted.status).toBe('complete');
  const { status, json } = await both.get(`/scratch/status/${posted.id}/`);
  expect(status).toBe(200);
  expect(json).toEqual(posted);
});

test.each([
  ['that never was', '4f1c2d3e-5a6b-4c7d-8e9f-0a1b2c3d4e5f'],
  ['that is no UUID', 'nonsense'],
  ['that is a UUID of another version', '4f1c2d3e-5a6b-1c7d-8e9f-0a1b2c3d4e5f'],
  ['with a slash in it', 'a%2Fb'],
  ['with a NUL in it', 'a%00b'],
  ['of a thousand characters', 'a'.repeat(1000)],
])('T-4.3-02 a status %s is 404', async (_, id) => {
  expect((await both.get(`/one/status/${id}/`)).status).toBe(404);
});

test('T-4.3-04 only the account that published reads the status: another agency gets 404', async () => {
  const { id } = await publish(both, await exchange.newCollection(), indicator());
  for (const agency of ['reader', 'writer']) {
    expect((await exchange.as(agency).get(`/scratch/status/${id}/`)).status).toBe(404);
  }
});

test('T-4.3-04 another account of the same agency gets 404 as well', async () => {
  const { id } = await publish(both, await exchange.newCollection(), indicator());
  const account = { name: 'colleague', agency: 'both', password: await hashPassword('secret'), disabled: false };
  await exchange.store.writer.saveAccount(account);
  const colleague = clientOf(exchange.origin, basic('colleague', 'secret'));
  expect((await colleague.get('/scratch/')).status).toBe(200);
  expect((await colleague.get(`/scratch/status/${id}/`)).status).toBe(404);
});

test('T-4.3-04 who may only write reads the statuses of its own publications', async () => {
  const collection = await exchange.newCollection();
  const { id } = await publish(exchange.as('writer'), collection, indicator());
  expect((await exchange.as('writer').get(`/scratch/status/${id}/`)).status).toBe(200);
  expect((await both.get(`/scratch/status/${id}/`)).status).toBe(404);
});

test('T-4.3-05 a status belongs to its API root and is 404 under another', async () => {
  const { id } = await publish(both, await exchange.newCollection(), indicator());
  expect((await both.get(`/one/status/${id}/`)).status).toBe(404);
});

test('T-2-10, T-2-08 request_timestamp is when the request came in, however often the status is read', async () => {
  const before = new Date().toISOString();
  const posted = await publish(both, await exchange.newCollection(), indicator());
  const after = new Date().toISOString();
  expect(posted.request_timestamp).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{6}Z$/);
  expect(posted.request_timestamp.slice(0, 23) >= before.slice(0, 23)).toBe(true);
  expect(posted.request_timestamp.slice(0, 23) <= after.slice(0, 23)).toBe(true);
  await sleep(5);
  expect((await both.get(`/scratch/status/${posted.id}/`)).json.request_timestamp).toBe(posted.request_timestamp);
});

describe('a publication of which some was taken and some was not', () => {
  const known = indicator();
  const fresh = malware();
  const invalid = identity({ created: 'yesterday', modified: CREATED });
  let status: Awaited<ReturnType<typeof publish>>;

  beforeAll(async () => {
    const collection = await exchange.newCollection();
    await publish(both, collection, known);
    const objects = [fresh, known, { ...known, confidence: 12 }, invalid];
    const answer = await both.post(`${collection}objects/`, { objects });
    expect(answer.status).toBe(202);
    status = answer.json;
  });

  test('T-4.3.1-02, T-4.3.1-03, T-4.3.1-04 has integer counts that add up to the number of objects', () => {
    expect(status).toMatchObject({ total_count: 4, success_count: 2, failure_count: 2, pending_count: 0 });
  });

  test('T-4.3.1-01 is complete, in these very letters', () => {
    expect(status.status).toBe('complete');
  });

  test('T-4.3.1-04, T-4.3.1-06 lists every object by its STIX id', () => {
    expect(status.successes.map(({ id }: StixObject) => id).toSorted()).toEqual([known.id, fresh.id].toSorted());
    expect(status.failures.map(({ id }: StixObject) => id).toSorted()).toEqual([known.id, invalid.id].toSorted());
  });

  test('T-4.3.1-05, T-2-06 leaves an empty list out', () => {
    expect(status).not.toHaveProperty('pendings');
  });

  test('T-4.3.1-10 has a version on every failure, and a message that says why', () => {
    for (const failure of status.failures) {
      expect(failure.version).toMatch(/./);
      expect(failure.message).toMatch(/\w+ \w+/);
    }
    const refused = status.failures.find(({ id }: StixObject) => id === invalid.id);
    expect(refused.version).toBe(invalid['modified']);
    expect(refused.message).toMatch(/created/);
  });
});

test('T-4.3.1-10 a refused object that has no version of its own is listed with one all the same', async () => {
  const nameless = { type: 'identity', spec_version: '2.1', id: newId('identity') };
  const { status, json } = await both.post(`${await exchange.newCollection()}objects/`, {
    objects: [nameless, indicator()],
  });
  expect(status).toBe(202);
  expect(json.failures).toEqual([expect.objectContaining({ id: nameless.id, version: expect.stringMatching(/./) })]);
});

describe('the version that a status gives', () => {
  const author = identity();
  const [origin, target] = [indicator(), malware()];
  const late = '2024-05-06T07:08:09.123456Z';
  test.each<[requirement: string, kind: string, object: StixObject, version: string]>([
    ['T-4.3.1-07', 'of an SDO is its modified', { ...author, modified: late }, late],
    ['T-4.3.1-07', 'of an SRO is its modified', relationship(origin, 'indicates', target, { modified: late }), late],
    ['T-4.3.1-07', 'of a language-content is its modified', languageContent(author, { modified: late }), late],
    ['T-4.3.1-07', 'of an extension-definition is its modified', extensionDefinition(author, { modified: late }), late],
    ['T-4.3.1-08', 'of a marking-definition is its created', statementMarking({ created: late }), late],
    ['T-4.3.1-08', 'keeps the spelling of a created', statementMarking({ created: CREATED }), CREATED],
  ])('%s %s', async (_, _kind, object, version) => {
    const { successes } = await publish(both, await exchange.newCollection(), object);
    expect(successes).toEqual([{ id: object.id, version }]);
  });

  test('T-4.3.1-09 of an SCO is the one that the manifest has', async () => {
    const collection = await exchange.newCollection();
    const address = ipv4Address('198.51.100.7');
    const { successes } = await publish(both, collection, address);
    expect([...(await datesIn(both, collection)).keys()]).toEqual([`${address.id} ${successes[0].version}`]);
  });

  test('T-4.3.1-09 of a repeated SCO is the one that is stored', async () => {
    const collection = await exchange.newCollection();
    const address = ipv4Address('198.51.100.8');
    const first = await publish(both, collection, address);
    await sleep(3);
    const second = await publish(both, collection, indicator(), address);
    expect(second.successes[1].version).toBe(first.successes[0].version);
    const other = await both.post(`${collection}objects/`, { objects: [{ ...address, defanged: true }] });
    expect(other.json.failures[0].version).toBe(first.successes[0].version);
  });
});

describe('a publication that takes its time', () => {
  let slow: RunningExchange;
  beforeAll(async () => {
    slow = await startExchange({ publisher: { pendingAbove: 0 } });
  });
  afterAll(() => slow.close());

  test('T-4.3.1-01, T-4.3.1-03, T-4.3.1-11 is pending first, then complete, and changes no more', async () => {
    const client = slow.as('both');
    const collection = await slow.newCollection();
    const objects = [indicator(), malware(), identity()];
    const posted = await client.post(`${collection}objects/`, { objects });
    expect(posted.status).toBe(202);
    expect(posted.json).toMatchObject({ status: 'pending', total_count: 3, success_count: 0, pending_count: 3 });

    const complete = await completedStatus(client, `/scratch/status/${posted.json.id}/`);
    expect(complete).toMatchObject({ id: posted.json.id, total_count: 3, success_count: 3, pending_count: 0 });
    expect(complete.request_timestamp).toBe(posted.json.request_timestamp);
    await client.delete(`${collection}objects/${objects[0]?.id}/`);
    expect((await client.get(`/scratch/status/${posted.json.id}/`)).json).toEqual(complete);
  });

  test('T-4.3.1-01 what a complete status names is there to be read', async () => {
    const client = slow.as('both');
    const collection = await slow.newCollection();
    const object = indicator({ modified: instant(1) });
    const { json } = await client.post(`${collection}objects/`, { objects: [object] });
    await completedStatus(client, `/scratch/status/${json.id}/`);
    expect((await client.get(`${collection}objects/${object.id}/`)).json.objects).toEqual([object]);
  });
});

// The publisher forgets old statuses once a minute: here the minutes, and the days, pass at once.
describe('as time goes by', () => {
  const HOUR = 3_600_000;
  let ageing: RunningExchange;
  beforeAll(async () => {
    jest.useFakeTimers({ doNotFake: everyTimerBut('setInterval', 'clearInterval', 'Date') });
    ageing = await startExchange();
  });
  afterAll(async () => {
    await ageing.close();
    jest.useRealTimers();
  });

  test('T-4.3-01, T-4.3-02 a status is there 24 hours after its publication, and 404 once it is gone', async () => {
    const client = ageing.as('both');
    const { id } = await publish(client, await ageing.newCollection(), indicator());
    const path = `/scratch/status/${id}/`;
    const start = Date.now();

    jest.setSystemTime(start + 24 * HOUR);
    await jest.advanceTimersByTimeAsync(120_000);
    expect((await client.get(path)).status).toBe(200);

    jest.setSystemTime(start + 365 * 24 * HOUR);
    await jest.advanceTimersByTimeAsync(120_000);
    expect(await goneWithin(client, path, 100)).toBe(true);
  });
});

async function goneWithin(client: Client, path: string, attempts: number): Promise<boolean> {
  for (let attempt = 0; attempt < attempts; attempt += 1) {
    if ((await client.get(path)).status === 404) return true;
    await sleep(10);
  }
  return false;
}

function everyTimerBut(...faked: readonly string[]) {
  const timers = [
    'Date',
    'hrtime',
    'nextTick',
    'performance',
    'queueMicrotask',
    'setImmediate',
    'clearImmediate',
    'setInterval',
    'clearInterval',
    'setTimeout',
    'clearTimeout',
  ] as const;
  return timers.filter((timer) => !faked.includes(timer));
}
