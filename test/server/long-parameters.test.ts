// P8: parameters and headers that are made to be slow, or long lists to break the store, are answered like any others.
import { basic, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';

/** In milliseconds, where a quadratic reading takes minutes. */
const LONGEST_ANSWER = 5_000;
/** Characters: request line and headers have room for twice as many. */
const LONG = 120_000;
const MAIN = '/one/collections/main';

let exchange: RunningExchange;
const object = indicator();
beforeAll(async () => {
  exchange = await startExchange({ listen: { trustedProxies: ['127.0.0.1'] } });
  await exchange.as('both').post(`${MAIN}/objects/`, { objects: [object] });
});
afterAll(() => exchange.close());

async function inTime<Result>(asking: Promise<Result>): Promise<Result> {
  const started = performance.now();
  const answer = await asking;
  expect(performance.now() - started).toBeLessThan(LONGEST_ANSWER);
  return answer;
}

describe.each(['objects', 'manifest', 'changes', `objects/${object.id}`, `objects/${object.id}/versions`])('T-3.4-02, T-3.4-22 %s', (endpoint) => {
  test.each([
    ['an unknown parameter, 60,000 times', 'x&'.repeat(LONG / 2), 200],
    ['limit, 20,000 times', 'limit&'.repeat(LONG / 6), 400],
    ['a limit of 120,000 digits', `limit=${'9'.repeat(LONG)}`, 200],
    ['a next of 120,000 characters', `next=1.${'A'.repeat(LONG)}.AAAAAAAAAAAAAAAAAAAAAA`, 400],
  ])('%s', async (_, query, status) => {
    expect((await inTime(exchange.as('both').get(`${MAIN}/${endpoint}/?${query}`))).status).toBe(status);
  });
});

describe('T-3.4-20 long lists', () => {
  test.each([
    ['32,000 types', `match[type]=${'x,'.repeat(32_000)}indicator`, 200],
    ['32,000 ids', `match[id]=${'x,'.repeat(32_000)}${object.id}`, 200],
    ['20,000 STIX versions', `match[spec_version]=${'2.0,'.repeat(16_000)}2.1`, 200],
    ['3,000 versions', `match[version]=${Array.from({ length: 3_000 }, (_, second) => new Date(second * 1_000).toISOString().replace('.000', '')).join(',')}`, 200],
    ['60,000 types', `match[type]=${'x,'.repeat(60_000)}indicator`, 400],
  ])('%s', async (_, query, status) => {
    for (const endpoint of ['objects', 'manifest']) {
      expect((await inTime(exchange.as('both').get(`${MAIN}/${endpoint}/?${query}`))).status).toBe(status);
    }
  });

  test.each([
    ['STIX versions', `match[spec_version]=${'2.0,'.repeat(40_000)}2.0`],
    ['versions', `match[version]=${Array.from({ length: 8_000 }, (_, second) => new Date(second * 1_000).toISOString()).join(',')}`],
  ])('of %s, in a deletion', async (_, query) => {
    const answer = await inTime(exchange.as('both').delete(`${MAIN}/objects/${object.id}/?${query}`));
    expect(answer.status).toBe(404);
  });
});

describe('headers', () => {
  const blank = ' '.repeat(LONG);
  test.each([
    ['white space in Forwarded', 'forwarded', `for=192.0.2.1;${blank}"`, 400],
    ['hops in Forwarded', 'forwarded', 'for=127.0.0.1,'.repeat(LONG / 16), 200],
    ['hops in X-Forwarded-For', 'x-forwarded-for', '127.0.0.1,'.repeat(LONG / 12), 200],
    ['white space in Content-Type', 'content-type', `application/taxii+json;${blank}"`, 200],
    ['white space in Authorization', 'authorization', `Basic ${blank}"`, 401],
    ['padding in Authorization', 'authorization', `Bearer ${'A'.repeat(LONG / 2)}${'='.repeat(LONG / 2)}"`, 401],
    ['codings in Accept-Encoding', 'accept-encoding', `gzip;q=0.${'0'.repeat(LONG)},gzip`, 200],
  ])('%s', async (_, name, value, status) => {
    const headers = { authorization: basic('both', passwordOf('both')), [name]: value };
    expect((await inTime(exchange.anonymous.get('/taxii2/', headers))).status).toBe(status);
  });
});
