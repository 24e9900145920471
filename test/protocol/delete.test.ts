// Deleting: DELETE …/collections/{id}/objects/{object-id}/ (TAXII 2.1, 5.7)
import { datesIn, namesAt, pagesFrom, itemsOf, nameOf, publish } from './conversation.ts';
import { startExchange, type Client, type RunningExchange } from './running-exchange.ts';
import {
  indicator,
  indicator20,
  instant,
  ipv4Address,
  malware,
  newId,
  statementMarking,
  versionsOf,
} from './stix-objects.ts';

const BOTH_SPECS = ['application/stix+json;version=2.0', 'application/stix+json;version=2.1'];

let exchange: RunningExchange;
let both: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
});
afterAll(() => exchange.close());

/** A new collection with versions 1 to 4 of one object, and another object. */
async function versionsOneToFour() {
  const collection = await exchange.newCollection();
  const [object, other] = [indicator(), malware()];
  await publish(both, collection, ...versionsOf(object, 1, 2, 3), other, ...versionsOf(object, 4));
  return { collection, object, other, path: `${collection}objects/${object.id}/` };
}

test('T-5.7-01, T-5.7-02, T-3.1-03 DELETE on an object by its STIX id answers 200 with a media type and no body', async () => {
  const { path } = await versionsOneToFour();
  const { status, headers, body } = await both.delete(path);
  expect(status).toBe(200);
  expect(headers['content-type']).toBe('application/taxii+json;version=2.1');
  expect(body).toHaveLength(0);
});

describe.each([
  ['both', 200],
  ['reader', 403],
  ['writer', 403],
  ['neither', 404],
])('T-5.7-03, T-5.7-04 DELETE by an agency with the rights "%s" is %i', (agency, status) => {
  test('on an object that is there', async () => {
    const { collection, path } = await versionsOneToFour();
    expect((await exchange.as(agency).delete(path)).status).toBe(status);
    expect((await datesIn(both, collection)).size).toBe(status === 200 ? 1 : 5);
  });

  test('on an object that is not there, unless it is allowed to look', async () => {
    const path = `${await exchange.newCollection()}objects/${newId('indicator')}/`;
    expect((await exchange.as(agency).delete(path)).status).toBe(status === 200 ? 404 : status);
  });
});

describe('what goes', () => {
  test.each<[what: string, query: string, remaining: number[]]>([
    ['T-5.7-06 without match[version] every version', '', []],
    ['T-5.7-05 with match[version]=all every version', 'match[version]=all', []],
    ['T-5.7-05 with match[version]=last the last', 'match[version]=last', [1, 2, 3]],
    ['T-5.7-05 with match[version]=first the first', 'match[version]=first', [2, 3, 4]],
    ['T-5.7-05 with match[version]=first,last both', 'match[version]=first,last', [2, 3]],
    ['T-5.7-05 with one version that one', `match[version]=${instant(2)}`, [1, 3, 4]],
    ['T-5.7-05 with several versions those', `match[version]=${instant(2)},${instant(4)}`, [1, 3]],
    [
      'T-5.7-05 with a version and one that is not there the one',
      `match[version]=${instant(2)},${instant(9)}`,
      [1, 3, 4],
    ],
    ['T-5.7-05 with match[spec_version]=2.1 all of that', 'match[spec_version]=2.1', []],
    ['T-5.7-05 with both, what both say', `match[spec_version]=2.1&match[version]=${instant(1)}`, [2, 3, 4]],
  ])('%s', async (_, query, remaining) => {
    const { collection, object, other, path } = await versionsOneToFour();
    expect((await both.delete(`${path}?${query}`)).status).toBe(200);
    const left = [...(await datesIn(both, collection)).keys()];
    expect(left.toSorted()).toEqual(
      [...remaining.map((step) => `${object.id} ${instant(step)}`), nameOf(other)].toSorted(),
    );
  });

  test('T-5.7-06, T-5.7-05 every spec version without match[spec_version], and only the named one with it', async () => {
    const collection = await exchange.newCollection({ mediaTypes: BOTH_SPECS });
    const object = indicator({ modified: instant(2) });
    const old = indicator20({ id: object.id, modified: instant(1) });
    const path = `${collection}objects/${object.id}/`;
    await publish(both, collection, object, old);
    await both.delete(`${path}?match[spec_version]=2.0`);
    expect([...(await datesIn(both, collection)).keys()]).toEqual([nameOf(object)]);
    await publish(both, collection, old);
    await both.delete(path);
    expect((await datesIn(both, collection)).size).toBe(0);
  });

  test.each([
    ['a marking-definition', statementMarking()],
    ['an SCO', ipv4Address('198.51.100.50')],
  ])('T-5.7-02, T-5.7-07 %s goes like any other', async (_, object) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, object);
    expect((await both.delete(`${collection}objects/${object.id}/`)).status).toBe(200);
    expect((await both.get(`${collection}objects/${object.id}/`)).status).toBe(404);
  });
});

describe('what was deleted', () => {
  test('T-5.7-07 is 404 from then on: the object', async () => {
    const { path } = await versionsOneToFour();
    await both.delete(path);
    for (const query of ['', '?match[version]=all', '?match[version]=first', `?match[version]=${instant(2)}`]) {
      expect((await both.get(`${path}${query}`)).status).toBe(404);
    }
    expect((await both.get(`${path}versions/`)).status).toBe(404);
  });

  test('T-5.7-07 is 404 from then on: the version', async () => {
    const { path } = await versionsOneToFour();
    await both.delete(`${path}?match[version]=${instant(4)}`);
    expect((await both.get(`${path}?match[version]=${instant(4)}`)).status).toBe(404);
    expect((await both.get(`${path}?match[version]=${instant(3)}`)).status).toBe(200);
  });

  test('T-5.7-08 shows nowhere in its collection', async () => {
    const { collection, object, other, path } = await versionsOneToFour();
    await both.delete(`${path}?match[version]=${instant(4)}`);
    expect((await both.get(`${path}versions/`)).json.versions).toEqual([1, 2, 3].map(instant));
    expect(await namesAt(both, `${collection}objects/`)).toEqual([`${object.id} ${instant(3)}`, nameOf(other)]);
    await both.delete(path);
    for (const endpoint of ['objects/', 'manifest/']) {
      const { objects } = (await both.get(`${collection}${endpoint}?match[version]=all`)).json;
      expect(objects.map(({ id }: { id: string }) => id)).toEqual([other.id]);
      expect((await both.get(`${collection}${endpoint}?match[id]=${object.id}`)).json).toEqual({});
    }
  });

  test('T-5.7-08, T-3.4.1-09 leaves the next oldest and newest versions as first and last', async () => {
    const { path } = await versionsOneToFour();
    await both.delete(`${path}?match[version]=first,last`);
    const stepsOf = async (query: string) =>
      (await both.get(`${path}?${query}`)).json.objects.map(({ modified }: { modified: string }) => modified);
    expect(await stepsOf('match[version]=first')).toEqual([instant(2)]);
    expect(await stepsOf('match[version]=last')).toEqual([instant(3)]);
  });

  test('T-5.7-09 stays in other collections', async () => {
    const [here, there] = [await exchange.newCollection(), await exchange.newCollection()];
    const object = indicator();
    await publish(both, here, object);
    await publish(both, there, object);
    await both.delete(`${here}objects/${object.id}/`);
    expect(await namesAt(both, `${there}objects/`)).toEqual([nameOf(object)]);
  });

  test.each([
    ['a known object', indicator()],
    ['an SCO', ipv4Address('198.51.100.51')],
  ])('T-5.7-11 can be added again as a new item with a new date: %s', async (_, object) => {
    const collection = await exchange.newCollection();
    await publish(both, collection, object, malware());
    const { json } = await both.get(`${collection}manifest/`);
    await both.delete(`${collection}objects/${object.id}/`);
    await publish(both, collection, object);
    const records = (await both.get(`${collection}manifest/`)).json.objects;
    expect(records.map(({ id }: { id: string }) => id)).toEqual([json.objects[1].id, object.id]);
    expect(records[1].date_added > json.objects[1].date_added).toBe(true);
  });

  test('T-5.7-11 can be added again with other content', async () => {
    const collection = await exchange.newCollection();
    const object = indicator();
    await publish(both, collection, object);
    await both.delete(`${collection}objects/${object.id}/`);
    await publish(both, collection, { ...object, confidence: 30 });
    expect((await both.get(`${collection}objects/${object.id}/`)).json.objects[0].confidence).toBe(30);
  });

  test('T-5.7-08, T-3.5-04 is missed by nobody who is walking: the others come, each once', async () => {
    const collection = await exchange.newCollection();
    const objects = [indicator(), indicator(), indicator(), indicator(), indicator()];
    await publish(both, collection, ...objects);
    const first = (await both.get(`${collection}objects/?limit=2`)).json;
    await both.delete(`${collection}objects/${objects[1]?.id}/`);
    await both.delete(`${collection}objects/${objects[3]?.id}/`);
    const rest = itemsOf(await pagesFrom(both, `${collection}objects/?limit=1&next=${first.next}`, 'limit=1'));
    expect(rest.map(nameOf)).toEqual([objects[2], objects[4]].map((object) => object && nameOf(object)));
  });
});

describe('T-5.7-10 DELETE that finds nothing is 404, and nothing goes', () => {
  test('on an unknown object', async () => {
    const { collection } = await versionsOneToFour();
    expect((await both.delete(`${collection}objects/${newId('indicator')}/`)).status).toBe(404);
    expect((await datesIn(both, collection)).size).toBe(5);
  });

  test.each([
    ['an unknown version', `match[version]=${instant(77)}`],
    ['a spec version that the object does not have', 'match[spec_version]=2.0'],
    ['a known version of another spec version', `match[version]=${instant(1)}&match[spec_version]=2.0`],
  ])('on %s', async (_, query) => {
    const { collection, path } = await versionsOneToFour();
    expect((await both.delete(`${path}?${query}`)).status).toBe(404);
    expect((await datesIn(both, collection)).size).toBe(5);
  });

  test('on an object that is deleted already', async () => {
    const { path } = await versionsOneToFour();
    expect((await both.delete(path)).status).toBe(200);
    expect((await both.delete(path)).status).toBe(404);
  });
});

describe('T-5.7-05, T-3.4-22 a parameter that DELETE does not have is 400, and nothing goes', () => {
  test.each([
    'added_after=2024-01-01T00:00:00Z',
    'limit=1',
    'next=x',
    'match[type]=indicator',
    'match[id]=x',
    'match[confidence]=10',
    'versions=last',
    'match[Version]=last',
    'match[version]=last&limit=1',
  ])('?%s', async (query) => {
    const { collection, path } = await versionsOneToFour();
    const { status, json } = await both.delete(`${path}?${query}`);
    expect(status).toBe(400);
    expect(json.description).toContain(/^(?:match\[version\]=last&)?([^=]+)=/.exec(query)?.[1]);
    expect((await datesIn(both, collection)).size).toBe(5);
  });
});

test.each([
  'match[version]=foo',
  'match[version]=',
  'match[version]=all,last',
  'match[version]=last,last',
  'match[version]=last&match[version]=first',
  'match[spec_version]=x',
])('T-3.4-02, T-5.7-05 a malformed ?%s is 400, and nothing goes', async (query) => {
  const { collection, path } = await versionsOneToFour();
  expect((await both.delete(`${path}?${query}`)).status).toBe(400);
  expect((await datesIn(both, collection)).size).toBe(5);
});

test('T-3.4-23 encoded brackets restrict a deletion like raw ones', async () => {
  const { collection, path } = await versionsOneToFour();
  expect((await both.delete(`${path}?match%5Bversion%5D=last`)).status).toBe(200);
  expect((await datesIn(both, collection)).size).toBe(4);
});
