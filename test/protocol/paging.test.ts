// Paging: more, next, and added_after as a position (TAXII 2.1, 3.5; 3.4 on next; Appendix B)
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  completedStatus,
  datesIn,
  itemsOf,
  nameOf,
  namesAt,
  pagesFrom,
  publish,
  type WalkedPage,
} from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import { indicator, indicator20, instant, ipv4Address, malware, newId, versionOf, versionsOf } from './stix-objects.ts';
import { MAIN } from './test-catalogue.ts';

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

const get = async (path: string): Promise<WalkedPage> => {
  const { status, json } = await both.get(path);
  expect(status).toBe(200);
  return json;
};
const modifiedOf = ({ modified }: { modified: string }) => modified;

describe('walking (T-5.4-03)', () => {
  const object = indicator();
  const objects = [indicator(), malware(), ...versionsOf(object, 1, 2, 3, 4), malware()];
  let collection: string;
  let dates: string[];
  beforeAll(async () => {
    collection = await exchange.newCollection();
    await publish(both, collection, ...objects);
    dates = [...(await datesIn(both, collection)).values()];
  });

  const PATHS: readonly [endpoint: string, path: string, count: number][] = [
    ['objects', 'objects/?match[version]=all', 7],
    ['manifest', 'manifest/?match[version]=all', 7],
    ['one object', 'objects/OBJECT/?match[version]=all', 4],
    ['versions', 'objects/OBJECT/versions/?x', 4],
  ];

  describe.each(PATHS)('%s', (_, path, count) => {
    test.each([1, 2, 3, 4, 5, 6, 7, 8])(
      'T-3.5-01, T-3.5-02, T-3.7-03, T-3.4-14 by next with limit=%i',
      async (limit) => {
        const start = `${collection}${path.replace('OBJECT', object.id)}`;
        const whole = itemsOf([await get(start)]);
        const pages = await pagesFrom(both, `${start}&limit=${limit}`, `limit=${limit}`);
        expect(whole).toHaveLength(count);
        expect(itemsOf(pages)).toEqual(whole);
        expect(pages).toHaveLength(Math.ceil(count / limit));
        for (const [index, { more, next }] of pages.entries()) {
          const isLast = index === pages.length - 1;
          expect({ more, next: typeof next }).toEqual({ more: !isLast, next: isLast ? 'undefined' : 'string' });
        }
      },
    );

    test.each([1, 2, 3])('T-3.5-03 by added_after and the header Date-Added-Last, with limit=%i', async (limit) => {
      const start = `${collection}${path.replace('OBJECT', object.id)}`;
      const found: unknown[] = [];
      for (let after = '2000-01-01T00:00:00Z', more = true; more;) {
        const { json, headers } = await both.get(`${start}&limit=${limit}&added_after=${after}`);
        found.push(...itemsOf([json]));
        after = String(headers['x-taxii-date-added-last']);
        more = json.more === true;
      }
      expect(found).toEqual(itemsOf([await get(start)]));
    });
  });

  test('T-3.4-15 by next with all parameters of the first request', async () => {
    const query = `match[version]=all&match[type]=indicator&added_after=${dates[0]}&limit=2`;
    const first = await get(`${collection}objects/?${query}`);
    const second = await get(`${collection}objects/?${query}&next=${first.next}`);
    expect(itemsOf([first, second]).map(modifiedOf)).toEqual([1, 2, 3, 4].map(instant));
    expect(second.more).toBe(false);
  });

  test('T-3.4-16 the same next always gives the same page', async () => {
    const { next } = await get(`${collection}objects/?match[version]=all&limit=2`);
    const pages = [];
    for (let time = 0; time < 3; time += 1) pages.push(await get(`${collection}objects/?limit=2&next=${next}`));
    expect(pages[1]).toEqual(pages[0]);
    expect(pages[2]).toEqual(pages[0]);
  });

  test('T-3.4-15, T-3.7-03 next needs no escaping in a URL, and is taken when it is escaped', async () => {
    const { next = '' } = await get(`${collection}objects/?match[type]=indicator,malware&limit=1`);
    expect(next).toMatch(/^[A-Za-z0-9._~-]+$/);
    const escaped = [...next].map((character) => `%${character.charCodeAt(0).toString(16)}`).join('');
    expect(await get(`${collection}objects/?next=${escaped}`)).toEqual(await get(`${collection}objects/?next=${next}`));
  });

  test.each([
    [1, 3],
    [3, 1],
    [2, 1000],
  ])('T-3.4-17 limit may change from %i to %i on the way', async (before, afterwards) => {
    const pages = await pagesFrom(
      both,
      `${collection}objects/?match[version]=all&limit=${before}`,
      `limit=${afterwards}`,
    );
    expect(itemsOf(pages).map(nameOf)).toEqual(objects.map(nameOf));
    expect(pages[0]?.objects).toHaveLength(before);
  });

  test('T-3.4-17, T-3.4-12 limit may be left out on the way', async () => {
    const pages = await pagesFrom(both, `${collection}objects/?match[version]=all&limit=2`);
    expect(pages.map((page) => page.objects?.length)).toEqual([2, 5]);
  });

  describe('T-3.4-17 with filters that change', () => {
    const first = () =>
      get(`${collection}objects/?match[version]=all&match[type]=indicator&added_after=${dates[0]}&limit=1`);
    const rest = async (query: string) => {
      const { next } = await first();
      return (await namesAt(both, `${collection}objects/?next=${next}&${query}`)).map(
        (name) => name.split(' ')[1] ?? name,
      );
    };

    test('those that are left out stay', async () => {
      expect(await rest('')).toEqual([2, 3, 4].map(instant));
      expect(await rest('match[version]=all')).toEqual([2, 3, 4].map(instant));
      expect(await rest('match[type]=indicator')).toEqual([2, 3, 4].map(instant));
    });

    test('one that is stated wins', async () => {
      expect(await rest('match[version]=last')).toEqual([instant(4)]);
      expect(await rest('match[type]=malware')).toEqual([nameOf(objects[6] ?? object).split(' ')[1]]);
      expect(await rest('match[type]=tool')).toEqual([]);
    });

    test('one that is stated stays on the pages after', async () => {
      const { next } = await first();
      const pages = await pagesFrom(
        both,
        `${collection}objects/?next=${next}&match[version]=${instant(2)},${instant(4)}&limit=1`,
      );
      expect(itemsOf(pages).map(modifiedOf)).toEqual([2, 4].map(instant));
    });

    test('an earlier added_after than the position changes nothing', async () => {
      expect(await rest('added_after=2001-01-01T00:00:00Z')).toEqual([2, 3, 4].map(instant));
    });

    test('a later added_after than the position goes on from there', async () => {
      expect(await rest(`added_after=${dates[4]}`)).toEqual([instant(4)]);
    });
  });
});

describe('what next belongs to', () => {
  let here: string;
  let there: string;
  const [object, other] = [indicator(), indicator()];
  const secret = malware();
  beforeAll(async () => {
    [here, there] = [await exchange.newCollection(), await exchange.newCollection()];
    await publish(both, here, ...versionsOf(object, 1, 2, 3), ...versionsOf(other, 1, 2, 3));
    await publish(both, there, ...versionsOf(object, 1, 2, 3), secret);
  });

  const ENDPOINTS = ['objects/', 'manifest/', 'objects/OBJECT/', 'objects/OBJECT/versions/'];
  const at = (collection: string, endpoint: string, one = object) =>
    `${collection}${endpoint.replace('OBJECT', one.id)}`;
  const nextOf = async (path: string) => (await get(`${path}?match[version]=all&limit=1`)).next ?? '';

  test.each(ENDPOINTS)('T-3.4-16, T-3.4-17, T-B-01 a next of %s of another collection is 400', async (endpoint) => {
    const next = await nextOf(at(there, endpoint));
    expect((await both.get(`${at(here, endpoint)}?next=${next}`)).status).toBe(400);
  });

  describe.each(ENDPOINTS)('T-3.4-16, T-3.4-17 a next of %s', (origin) => {
    test.each(ENDPOINTS.filter((endpoint) => endpoint !== origin))('is 400 on %s', async (endpoint) => {
      const next = await nextOf(at(here, origin));
      expect((await both.get(`${at(here, endpoint)}?next=${next}`)).status).toBe(400);
    });
  });

  test.each(['objects/OBJECT/', 'objects/OBJECT/versions/'])(
    'T-3.4-17 a next of %s of another object is 400',
    async (endpoint) => {
      const next = await nextOf(at(here, endpoint, other));
      expect((await both.get(`${at(here, endpoint)}?next=${next}`)).status).toBe(400);
      expect((await both.get(`${at(here, endpoint, other)}?next=${next}`)).status).toBe(200);
    },
  );

  test.each<[what: string, damage: (next: string) => string]>([
    ['nothing of one', () => 'nonsense'],
    ['a number', () => '100'],
    ['one without its beginning', (next) => next.slice(1)],
    ['one without its end', (next) => next.slice(0, -1)],
    ['one with something behind it', (next) => `${next}A`],
    [
      'one with a character changed in the middle',
      (next) => `${next.slice(0, 9)}${next[9] === 'A' ? 'B' : 'A'}${next.slice(10)}`,
    ],
    ['one with its last part changed', (next) => next.replace(/.{4}$/, 'AAAA')],
    ['one in another case', (next) => next.toLowerCase()],
    ['one with a space in it', (next) => `${next.slice(0, 5)}%20${next.slice(5)}`],
    ['one twice', (next) => `${next}${next}`],
    ['only dots', () => '1..'],
    ['a NUL', () => '%00'],
    ['a path', () => '../../etc/passwd'],
    ['JSON', () => '%7B%22%24gt%22%3A0%7D'],
    ['ten thousand characters', () => 'A'.repeat(10_000)],
  ])('T-3.4-16, T-B-01 a damaged next is 400, never page one: %s', async (_, damage) => {
    const path = at(here, 'objects/');
    const { status, json } = await both.get(`${path}?next=${damage(await nextOf(path))}`);
    expect(status).toBe(400);
    expect(json.details).toMatchObject({ parameter: 'next' });
  });

  test('T-3.4-16, T-B-01 the payload of one next with the signature of another is 400', async () => {
    const path = at(here, 'objects/');
    const [one, two] = [await nextOf(path), (await get(`${path}?match[type]=indicator&limit=1`)).next ?? ''];
    const forged = `${one.slice(0, one.lastIndexOf('.'))}${two.slice(two.lastIndexOf('.'))}`;
    expect((await both.get(`${path}?next=${forged}`)).status).toBe(400);
  });

  test('T-B-01 next gives nothing to a client without the right to read', async () => {
    const path = at(here, 'objects/');
    const next = await nextOf(path);
    expect((await exchange.as('writer').get(`${path}?next=${next}`)).status).toBe(403);
    expect((await exchange.as('neither').get(`${path}?next=${next}`)).status).toBe(404);
    expect((await exchange.anonymous.get(`${path}?next=${next}`)).status).toBe(401);
  });

  test('T-B-01 next of another agency is 400, although both may read', async () => {
    const path = at(here, 'objects/');
    const next = await nextOf(path);
    const answer = await exchange.as('reader').get(`${path}?next=${next}`);
    expect(answer.status).toBe(400);
    expect(answer.json.details).toMatchObject({ parameter: 'next' });
  });


  test('T-B-01 next is worth nothing any more once the right to read is gone', async () => {
    const collection = await exchange.newCollection({ rights: { both: ['read', 'write'], neither: ['read'] } });
    await publish(both, collection, indicator(), indicator());
    const client = exchange.as('neither');
    const { next } = (await client.get(`${collection}objects/?limit=1`)).json;
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      grants: catalogue.grants.filter(({ agency }) => agency !== 'neither'),
    }));
    expect((await client.get(`${collection}objects/?next=${next}`)).status).toBe(404);
  });

  test('T-5.2.1-04, T-3.4-17 next goes from alias to id and back', async () => {
    const objects = [indicator(), indicator(), indicator()];
    await publish(both, '/one/collections/main/', ...objects);
    const ids = objects.map(({ id }) => id).join(',');
    const first = await get(`/one/collections/main/objects/?match[id]=${ids}&limit=1`);
    const second = await get(`/one/collections/${MAIN}/objects/?next=${first.next}&limit=1`);
    const third = await get(`/one/collections/main/objects/?next=${second.next}&limit=1`);
    expect(itemsOf([first, second, third]).map(nameOf)).toEqual(objects.map(nameOf));
  });
});

test('T-3.4-16 next is good after a restart of the server', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'liaison-restart-'));
  try {
    const path = '/one/collections/main/objects/';
    const objects = [indicator(), indicator(), indicator()];
    const before = await startExchange({ folder });
    await publish(before.as('both'), '/one/collections/main/', ...objects);
    const { next } = (await before.as('both').get(`${path}?limit=1`)).json;
    await before.close();
    const after = await startExchange({ folder });
    const rest = await namesAt(after.as('both'), `${path}?next=${next}`);
    await after.close();
    expect(rest).toEqual(objects.slice(1).map(nameOf));
  } finally {
    rmSync(folder, { recursive: true });
  }
});

describe('what changes on the way', () => {
  test('T-3.5-03, T-3.5-06 objects that come in meanwhile are on the pages after', async () => {
    const collection = await exchange.newCollection();
    const objects = [indicator(), indicator(), indicator(), indicator()];
    await publish(both, collection, ...objects.slice(0, 2));
    const first = await get(`${collection}objects/?limit=1`);
    await publish(both, collection, ...objects.slice(2));
    expect(await namesAt(both, `${collection}objects/?next=${first.next}`)).toEqual(objects.slice(1).map(nameOf));
  });

  test('T-3.5-03 a new version of an object that was not yet served takes its place at the end', async () => {
    const collection = await exchange.newCollection();
    const [one, two, three] = [indicator(), indicator(), indicator()];
    await publish(both, collection, one, two, three);
    const first = await get(`${collection}objects/?limit=1`);
    await publish(both, collection, versionOf(two, 7));
    const rest = itemsOf(await pagesFrom(both, `${collection}objects/?limit=1&next=${first.next}`, 'limit=1'));
    expect(rest.map(nameOf)).toEqual([nameOf(three), `${two.id} ${instant(7)}`]);
  });

  test('T-3.5-04 a page of which everything was deleted meanwhile is a plain 200 and an empty envelope', async () => {
    const collection = await exchange.newCollection();
    const [one, two] = [indicator(), indicator()];
    await publish(both, collection, one, two);
    const first = await get(`${collection}objects/?limit=1`);
    expect(first.more).toBe(true);
    await both.delete(`${collection}objects/${two.id}/`);
    expect(await get(`${collection}objects/?limit=1&next=${first.next}`)).toEqual({});
  });

  test('T-3.5-01 more is false when the page ends with the very last object', async () => {
    const collection = await exchange.newCollection({
      mediaTypes: ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'],
    });
    const object = indicator();
    await publish(both, collection, versionOf(object, 1), versionOf(object, 2), indicator20({ id: object.id }));
    expect(await get(`${collection}objects/?limit=1`)).toMatchObject({ more: false });
  });
});

test.each(['items=0-0', 'items 0-0', 'bytes=0-1'])(
  'T-3.5-05 Range: %s, as in TAXII 2.0, is passed over',
  async (range) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, indicator(), indicator());
    const { status, headers, json } = await both.get(`${collection}objects/`, { range });
    expect({ status, count: json.objects.length }).toEqual({ status: 200, count: 2 });
    expect(headers).not.toHaveProperty('content-range');
  },
);

describe('the limits of the server', () => {
  test('T-3.4-11, T-3.4-12, T-3.4-13, T-B-02 a page has 1,000 objects without limit and at most 10,000 with one', async () => {
    const collection = await exchange.newCollection();
    const addresses = Array.from({ length: 10_001 }, (_, index) => ipv4Address(`10.0.${index >> 8}.${index & 255}`));
    const posted = await both.post(`${collection}objects/`, { objects: addresses });
    expect(posted.status).toBe(202);
    await completedStatus(both, `/scratch/status/${posted.json.id}/`);
    const silent = await get(`${collection}manifest/`);
    expect({ count: silent.objects?.length, more: silent.more }).toEqual({ count: 1000, more: true });
    const greedy = await get(`${collection}manifest/?limit=1000000`);
    expect({ count: greedy.objects?.length, more: greedy.more }).toEqual({ count: 10_000, more: true });
    const last = await get(`${collection}manifest/?next=${greedy.next}`);
    expect({ count: last.objects?.length, more: last.more }).toEqual({ count: 1, more: false });
  });

  test('T-3.4-15, T-3.4-17 a long list of ids has a page two, with the list said again or left out', async () => {
    const collection = await exchange.newCollection();
    const [one, two] = [indicator(), indicator()];
    await publish(both, collection, one, two);
    const others = Array.from({ length: 498 }, () => newId('indicator'));
    const match = `match[id]=${[one.id, two.id, ...others].join(',')}`;
    const { next } = await get(`${collection}objects/?limit=1&${match}`);
    for (const query of [`next=${next}`, `next=${next}&${match}`]) {
      expect(await namesAt(both, `${collection}objects/?${query}`)).toEqual([nameOf(two)]);
    }
  });

  test('T-3.4-16, T-B-02 a list too long for that is 400 on page one', async () => {
    const ids = Array.from({ length: 600 }, () => newId('indicator')).join(',');
    const { status, json } = await both.get(`${await exchange.newCollection()}objects/?match[id]=${ids}`);
    expect(status).toBe(400);
    expect(json.details.parameter).toBe('match[id]');
  });

  test('T-3.4-13, T-3.5-01, T-B-02 a page of large objects ends before its limit, with more and next', async () => {
    const collection = await exchange.newCollection();
    const large = () => indicator({ description: 'x'.repeat(4.25 * 1024 * 1024) });
    for (const objects of [[large(), large()], [large(), large()], [malware()]]) {
      const posted = await both.post(`${collection}objects/`, { objects });
      await completedStatus(both, `/scratch/status/${posted.json.id}/`);
    }
    const first = await get(`${collection}objects/?limit=5`);
    expect(first.more).toBe(true);
    const second = await get(`${collection}objects/?limit=5&next=${first.next}`);
    expect(itemsOf([first, second])).toHaveLength(5);
    expect(second.more).toBe(false);
  });
});
