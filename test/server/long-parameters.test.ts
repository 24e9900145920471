// P8: parameters and headers that are made to be slow, or long lists to break the store, are answered like any others.
import { basic, passwordOf, startExchange, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator } from '../protocol/stix-objects.ts';

/** In milliseconds, where a quadratic reading takes minutes. */
const LONGEST_ANSWER = 30_000;
/** Characters: request line and headers have little more room. */
const LONG = 60_000;
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
    ['an unknown parameter, 99 times', `limit=1${'&x'.repeat(99)}`, 200],
    ['an unknown parameter, 100 times', `limit=1${'&x'.repeat(100)}`, 400],
    ['an unknown parameter, 30,000 times', 'x&'.repeat(LONG / 2), 400],
    ['an unknown parameter of 60,000 characters', `x=${'x'.repeat(LONG)}`, 200],
    ['limit, 10,000 times', 'limit&'.repeat(LONG / 6), 400],
    ['a limit of 60,000 digits', `limit=${'9'.repeat(LONG)}`, 200],
    ['a limit of 60,000 zeros', `limit=${'0'.repeat(LONG)}`, 400],
    ['a next of 60,000 characters', `next=1.${'A'.repeat(LONG)}.AAAAAAAAAAAAAAAAAAAAAA`, 400],
  ])('%s', async (_, query, status) => {
    expect((await inTime(exchange.as('both').get(`${MAIN}/${endpoint}/?${query}`))).status).toBe(status);
  });
});

describe('T-3.4-20 long lists', () => {
  test.each([
    ['12,000 types', `match[type]=${'x,'.repeat(12_000)}indicator`, 200],
    ['12,000 ids', `match[id]=${'x,'.repeat(12_000)}${object.id}`, 200],
    ['6,000 STIX versions', `match[spec_version]=${'2.0,'.repeat(6_000)}2.1`, 200],
    ['1,000 versions', `match[version]=${Array.from({ length: 1_000 }, (_, second) => new Date(second * 1_000).toISOString().replace('.000', '')).join(',')}`, 200],
    ['15,000 types', `match[type]=${'x,'.repeat(15_000)}indicator`, 400],
    ['7,500 types and 7,500 ids', `match[type]=${'x,'.repeat(7_500)}x&match[id]=${'x,'.repeat(7_500)}x`, 400],
  ])('%s', async (_, query, status) => {
    for (const endpoint of ['objects', 'manifest']) {
      expect((await inTime(exchange.as('both').get(`${MAIN}/${endpoint}/?${query}`))).status).toBe(status);
    }
  });

  test.each([
    ['6,000 STIX versions', `match[spec_version]=${'2.0,'.repeat(6_000)}2.0`, 404],
    ['8,000 STIX versions', `match[spec_version]=${'2.0,'.repeat(8_000)}2.0`, 400],
    ['600 versions', `match[version]=${Array.from({ length: 600 }, (_, second) => new Date(second * 1_000).toISOString()).join(',')}`, 404],
  ])('of %s, in a deletion', async (_, query, status) => {
    const answer = await inTime(exchange.as('both').delete(`${MAIN}/objects/${object.id}/?${query}`));
    expect(answer.status).toBe(status);
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
