// While the store is away every endpoint answers 503, and says when to come back; afterwards all goes on by itself.
import { faultsOf } from '../protocol/check-answer.ts';
import { basic, type Answer } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';
import { sleep } from '../sleep.ts';
import { prepareFolder, SECRET, startFailing, type FailingExchange, type MethodName } from './failing-store.ts';

let prepared: Awaited<ReturnType<typeof prepareFolder>>;
let exchange: FailingExchange;
const start = async (): Promise<void> => {
  exchange = await startFailing(prepared.folder, { pendingAbove: 2_000 });
};
const end = async (): Promise<void> => {
  exchange.heal();
  await exchange.close();
};
beforeAll(async () => {
  prepared = await prepareFolder();
});
afterAll(() => prepared.remove());

const OBJECTS = '/one/collections/main/objects/';
const OBJECT = `${OBJECTS}indicator--0c7b5b88-8ff7-4a4d-aa9d-feb398cd0061/`;
const STATUS = '/one/status/2d086da7-4bdc-4f91-900e-d77486753710/';
const small = { objects: [indicator()] };
const large = { objects: [indicator({ description: 'x'.repeat(3_000) })] };

/** Each endpoint, and the methods of the store that it needs beyond those that every request needs. */
const ENDPOINTS: readonly [method: string, path: string, needs: MethodName[], body?: object][] = [
  ['GET', '/taxii2/', []],
  ['GET', '/one/', []],
  ['GET', STATUS, ['publications.status']],
  ['GET', '/one/collections/', []],
  ['GET', '/one/collections/main/', []],
  ['GET', '/one/collections/main/manifest/', ['objects.records']],
  ['GET', '/one/collections/main/changes/', ['objects.changes']],
  ['GET', '/one/me/', ['consumers.days', 'objects.records']],
  ['GET', OBJECTS, ['objects.page']],
  ['GET', OBJECT, ['objects.page', 'objects.has']],
  ['GET', `${OBJECT}versions/`, ['objects.records', 'objects.has']],
  ['POST', OBJECTS, ['writer.finish'], small],
  ['POST', OBJECTS, ['writer.receive'], large],
  ['DELETE', OBJECT, ['writer.remove']],
  ['POST', '/one/validation/', [], small],
];
const EVERYWHERE: readonly MethodName[] = ['accounts.find', 'catalogue.revision'];

function expectUnavailable(method: string, path: string, answer: Answer): void {
  expect(faultsOf(method, path, answer)).toEqual(['the status is 503']);
  expect(answer.headers['retry-after']).toBe('5');
  if (method !== 'HEAD') {
    const expected = { error_code: 'store-unavailable', http_status: '503', title: expect.any(String) };
    expect(answer.json).toMatchObject(expected);
    expect(answer.json.description).toMatch(/Try again in 5 seconds/);
    expect(answer.body.toString()).not.toContain(SECRET);
  }
}

describe.each(ENDPOINTS)('%s %s', (method, path, needs, body) => {
  const sent = body === undefined ? {} : { body };
  beforeAll(start);
  afterEach(() => exchange.heal());
  afterAll(end);

  test.each([...EVERYWHERE, ...needs])(
    'T-3.6-01, T-3.1-04, T-3.6.1-04 is 503 with Retry-After while %s fails, and then no longer',
    async (name) => {
      exchange.break('away', name);
      expectUnavailable(method, path, await exchange.ask(method, path, sent));
      exchange.heal();
      expect((await exchange.ask(method, path, sent)).status).toBeLessThan(500);
    },
  );

  test('T-3.1-14 HEAD is 503 with Retry-After and without a body', async () => {
    exchange.break('away', 'all');
    expectUnavailable('HEAD', path, await exchange.ask('HEAD', path));
  });

  test('P8 is answered while methods that it does not need hang', async () => {
    const needed = ENDPOINTS.flatMap(([, , names]) => names);
    exchange.break('hanging', 'ready', ...needed.filter((name) => !needs.includes(name)));
    expect((await exchange.ask(method, path, sent)).status).toBeLessThan(500);
  });
});

describe('a full disk', () => {
  beforeAll(start);
  afterEach(() => exchange.heal());
  afterAll(end);

  const writing = ENDPOINTS.filter(([, , needs]) => needs.some((name) => name.startsWith('writer.')));

  // All four, as jest takes a parameter that is missing for a callback.
  test.each(writing.map(([method, path, needs, body]) => [method, path, needs, body] as const))(
    'P2 T-3.6-01 T-3.6.1-04 %s %s is 503 that says so, and everything else goes on',
    async (method, path, needs, body) => {
      exchange.break('full', ...needs);
      const answer = await exchange.ask(method, path, body === undefined ? {} : { body });
      expect(faultsOf(method, path, answer)).toEqual(['the status is 503']);
      expect(answer.headers['retry-after']).toBe('60');
      expect(answer.json).toMatchObject({ error_code: 'store-full', http_status: '503', description: expect.stringMatching(/no room/) });
      expect(answer.body.toString()).not.toContain(SECRET);
      expect((await exchange.ask('GET', OBJECTS)).status).toBe(200);
      expect(exchange.logged.filter(({ level }) => level >= 50)).toEqual([]);
    },
  );
});

describe('authentication', () => {
  beforeAll(start);
  afterEach(() => exchange.heal());
  afterAll(end);

  test.each([
    ['right', {}],
    ['wrong', { authorization: basic('both', 'wrong') }],
    ['unknown', { authorization: basic('nobody', 'x') }],
  ])('T-1.6.9-02 T-3.6-01 credentials that are %s are 503 while nobody can look them up, not 401', async (_, sent) => {
    exchange.break('away', 'accounts.find');
    expectUnavailable('GET', '/taxii2/', await exchange.ask('GET', '/taxii2/', sent));
  });

  test('T-1.6.9-02 a request without credentials is 401 all the same', async () => {
    exchange.break('away', 'all');
    expect((await exchange.ask('GET', '/taxii2/', { authorization: undefined })).status).toBe(401);
  });

  test('account and catalogue are looked up side by side, once for each request', async () => {
    await exchange.ask('GET', '/taxii2/');
    const before = EVERYWHERE.map((name) => exchange.calls(name));
    exchange.break('hanging', ...EVERYWHERE);
    const answer = exchange.ask('GET', '/taxii2/');
    await sleep(100);
    expect(EVERYWHERE.map((name, index) => exchange.calls(name) - (before[index] ?? 0))).toEqual([1, 1]);
    exchange.heal();
    expect((await answer).status).toBe(200);
  });
});

describe('the log', () => {
  beforeEach(start);
  afterEach(end);
  const levels = () => exchange.logged.map(({ level }) => level);

  test('has an outage once when it begins and once when it is over, whatever number of requests fail', async () => {
    exchange.break('away', 'all');
    const answers = await Promise.all(Array.from({ length: 30 }, () => exchange.ask('GET', OBJECTS)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([503]));
    await sleep(1_200);
    expect(levels()).toEqual([40]);
    expect(exchange.logged[0]).toMatchObject({ msg: expect.stringMatching(/unavailable/), err: { message: SECRET } });
    exchange.heal();
    await untilTrue(() => exchange.logged.length === 2, 30_000);
    expect(exchange.logged[1]).toMatchObject({ level: 40, msg: expect.stringMatching(/available again/) });
    expect((await exchange.ask('GET', OBJECTS)).status).toBe(200);
  });

  test('has the next outage as well', async () => {
    exchange.break('away', 'objects.page');
    await exchange.ask('GET', OBJECTS);
    await untilTrue(() => exchange.logged.length === 2, 30_000);
    await exchange.ask('GET', OBJECTS);
    expect(levels()).toEqual([40, 40, 40]);
  });
});

describe('P2 an envelope that was taken as pending and met an outage', () => {
  beforeEach(start);
  afterEach(end);
  const finished = async (at: FailingExchange, status: string): Promise<{ success_count: number }> => {
    let json: { status?: string; success_count: number } = { success_count: 0 };
    await untilTrue(async () => {
      ({ json } = await at.ask('GET', status));
      return json.status === 'complete';
    }, 30_000);
    return json;
  };
  const publish = async (at: FailingExchange): Promise<{ object: string; status: string }> => {
    const object = indicator({ description: 'x'.repeat(3_000) });
    const answer = await at.ask('POST', OBJECTS, { body: { objects: [object] } });
    expect(answer).toMatchObject({ status: 202, json: { status: 'pending', pending_count: 1 } });
    return { object: `${OBJECTS}${object.id}/`, status: `/one/status/${answer.json.id}/` };
  };

  test.each<[what: string, broken: MethodName[]]>([
    ['of writing', ['writer.finish']],
    ['of all', ['writer.finish', 'publications.pendingBody', 'ready']],
  ])('%s is finished soon after it, without a restart', async (_, broken) => {
    exchange.break('away', ...broken);
    const { object, status } = await publish(exchange);
    await sleep(1_500);
    expect((await exchange.ask('GET', status)).json.status).toBe('pending');
    exchange.heal();
    expect((await finished(exchange, status)).success_count).toBe(1);
    expect((await exchange.ask('GET', `${object}?match[version]=all`)).json.objects).toHaveLength(1);
    expect(exchange.logged.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test('P4 is complete, and there once, when only the answer of the store was lost', async () => {
    exchange.break('loses the answer', 'writer.finish');
    const { object, status } = await publish(exchange);
    expect((await finished(exchange, status)).success_count).toBe(1);
    exchange.heal();
    await sleep(1_500);
    expect((await exchange.ask('GET', `${object}?match[version]=all`)).json.objects).toHaveLength(1);
    expect(exchange.logged.filter(({ level }) => level >= 50)).toEqual([]);
  });

  test('P2 keeps nobody waiting when the server ends meanwhile, and is finished by the next one', async () => {
    const other = await prepareFolder();
    const first = await startFailing(other.folder, { pendingAbove: 2_000 });
    first.break('away', 'writer.finish', 'ready');
    const { status } = await publish(first);
    await sleep(100);
    expect(await first.close()).toBeLessThan(8_000);

    const second = await startFailing(other.folder, {}, (store) => {
      store.break('away', 'publications.pendingSince', 'ready');
    });
    try {
      await sleep(500);
      expect((await second.ask('GET', status)).json.status).toBe('pending');
      second.heal();
      expect((await finished(second, status)).success_count).toBe(1);
    } finally {
      await second.close();
      other.remove();
    }
  });
});

async function untilTrue(condition: () => boolean | Promise<boolean>, patience: number): Promise<void> {
  const started = performance.now();
  while (!(await condition())) {
    if (performance.now() - started > patience) throw new Error(`It did not come true within ${patience} ms.`);
    await sleep(50);
  }
}
