// GET …/collections/{id}/changes/: what was added, revoked and deleted, for those who are shown it.
import { now, parseTimestamp } from '../../schemas/timestamp.ts';
import { publish } from '../protocol/conversation.ts';
import { startExchange, TAXII, type Client, type RunningExchange } from '../protocol/running-exchange.ts';
import { indicator, instant, malware, newId, versionOf, versionsOf, type StixObject } from '../protocol/stix-objects.ts';
import { testCatalogue } from '../protocol/test-catalogue.ts';
import { ALL, ALL_PROXIED, FEED, HIDDEN_PART, identityOf, PROXIED, releaseCatalogue } from './release-catalogue.ts';

const AMBER = 'marking-definition--55d920b0-5e8b-4f79-9ee9-91f868d9b421';
const DAY = 86_400 * 1e6;

let exchange: RunningExchange;
let both: Client;
let reader: Client;
beforeAll(async () => {
  exchange = await startExchange();
  both = exchange.as('both');
  reader = exchange.as('reader');
});
// A collection that comes back is empty.
beforeEach(async () => {
  await exchange.changeCatalogue(testCatalogue);
  await exchange.changeCatalogue(releaseCatalogue);
});
afterAll(() => exchange.close());

const at = (collection: string, rest = ''): string => `/desk/collections/${collection}/${rest}`;
const changesAt = (collection: string, query = ''): string => at(collection, `changes/${query}`);

/** The changes as `kind id version`. */
async function told(client: Client, collection: string, query = ''): Promise<string[]> {
  const { json } = await client.get(changesAt(collection, query));
  const changes: { change: string; id: string; version: string }[] = json.changes ?? [];
  return changes.map(({ change, id, version }) => [change, id, version].join(' '));
}

const added = (object: StixObject): string => `added ${object.id} ${String(object['modified'])}`;
const deleted = (object: StixObject): string => `deleted ${object.id} ${String(object['modified'])}`;

test('additions, revocations and deletions are told in their order, with what there is to know of each', async () => {
  const [one, two] = [indicator(), indicator()];
  const revoked = { ...versionOf(two, 1), revoked: true };
  await publish(both, at(FEED), one, two, revoked);
  expect((await both.delete(at(FEED, `objects/${one.id}/?reason=It%20was%20a%20mistake`))).status).toBe(200);
  const { json, headers } = await both.get(changesAt(FEED));
  const media_type = 'application/stix+json;version=2.1';
  const date = expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z$/);
  expect(json).toEqual({
    more: false,
    told_since: expect.stringMatching(/T00:00:00\.000000Z$/),
    changes: [
      { change: 'added', date, id: two.id, version: two['modified'], media_type },
      { change: 'revoked', date, id: two.id, version: instant(1), media_type },
      {
        change: 'deleted',
        date,
        id: one.id,
        version: one['modified'],
        media_type,
        date_added: date,
        by: identityOf('both'),
        reason: 'It was a mistake',
      },
    ],
  });
  const dates: string[] = json.changes.map((change: { date: string }) => change.date);
  expect(dates).toEqual(dates.toSorted());
  expect([headers['x-taxii-date-added-first'], headers['x-taxii-date-added-last']]).toEqual([dates[0], dates[2]]);
  expect([json.changes[2].date_added, ...dates].toSorted()[0]).toBe(json.changes[2].date_added);
});

test('without changes there is no list, and the position is echoed', async () => {
  const { json, headers } = await both.get(changesAt(FEED, '?after=2026-01-01T00:00:00.5Z'));
  expect(json).toEqual({ more: false, told_since: expect.any(String) });
  expect(headers['x-taxii-date-added-last']).toBe('2026-01-01T00:00:00.500000Z');
});

test('told_since is a midnight UTC 400 days ago, and the same for everybody', async () => {
  const before = now();
  const answers = await Promise.all([both, reader].map((client) => client.get(changesAt(FEED))));
  const [one, other] = answers.map(({ json }) => json.told_since);
  const since = parseTimestamp(one) ?? 0;
  expect([other, since % DAY]).toEqual([one, 0]);
  expect(since).toBeGreaterThanOrEqual(before - 400 * DAY);
  expect(since).toBeLessThan(now() - 399 * DAY);
});

describe('pages', () => {
  const objects = Array.from({ length: 5 }, () => indicator());
  beforeEach(async () => {
    await publish(both, at(FEED), ...objects);
  });

  test('by next, with any limit, nothing is missing and nothing comes twice', async () => {
    for (const limit of [1, 2, 5, 6]) {
      const found: string[] = [];
      let query = `?limit=${limit}`;
      for (let pages = 0; pages <= objects.length; pages += 1) {
        const { json } = await both.get(changesAt(FEED, query));
        found.push(...(json.changes ?? []).map(({ id }: StixObject) => id));
        expect(json.next === undefined).toBe(!json.more);
        if (!json.more) break;
        query = `?limit=${limit}&next=${json.next}`;
      }
      expect(found).toEqual(objects.map(({ id }) => id));
    }
  });

  test('one position serves the changes and the objects', async () => {
    const page = await both.get(at(FEED, 'objects/?limit=2'));
    const position = page.headers['x-taxii-date-added-last'];
    expect(await told(both, FEED, `?after=${position}`)).toEqual(objects.slice(2).map(added));
    const changes = await both.get(changesAt(FEED, '?limit=3'));
    const { json } = await both.get(at(FEED, `objects/?added_after=${changes.headers['x-taxii-date-added-last']}`));
    expect(json.objects).toEqual(objects.slice(3));
  });

  test('of after and next the later one counts', async () => {
    const first = await both.get(changesAt(FEED, '?limit=1'));
    const third = await both.get(changesAt(FEED, '?limit=3'));
    const after = third.headers['x-taxii-date-added-last'];
    expect(await told(both, FEED, `?next=${first.json.next}&after=${after}`)).toEqual(objects.slice(3).map(added));
    expect(await told(both, FEED, `?next=${third.json.next}&after=2000-01-01T00:00:00Z`)).toEqual(objects.slice(3).map(added));
  });

  test('a next of another agency, collection or endpoint is a damaged one', async () => {
    const { json } = await both.get(changesAt(FEED, '?limit=1'));
    const ofObjects = await both.get(at(FEED, 'objects/?limit=1'));
    const refused = await Promise.all([
      reader.get(changesAt(FEED, `?next=${json.next}`)),
      both.get(changesAt(ALL, `?next=${json.next}`)),
      both.get(changesAt(FEED, `?next=${ofObjects.json.next}`)),
      both.get(at(FEED, `objects/?next=${json.next}`)),
    ]);
    for (const { status, json: error } of refused) expect([status, error.details.parameter]).toEqual([400, 'next']);
  });
});

test.each([
  ['?limit=0', 'limit'],
  ['?limit=x', 'limit'],
  ['?after=yesterday', 'after'],
  ['?after=2026-01-01T00:00:00Z&after=2026-01-01T00:00:00Z', 'after'],
  ['?next=', 'next'],
  ['?next=1.e30.x', 'next'],
])('%s is 400, and the error names the parameter', async (query, parameter) => {
  const { status, json } = await both.get(changesAt(FEED, query));
  expect([status, json.error_code, json.details.parameter]).toEqual([400, 'invalid-parameter', parameter]);
});

test('it answers like the other endpoints of a collection', async () => {
  expect((await exchange.as('writer').get(changesAt(FEED))).status).toBe(403);
  expect((await exchange.as('neither').get(changesAt(FEED))).status).toBe(404);
  expect((await both.get(changesAt('nothing'))).status).toBe(404);
  expect((await exchange.anonymous.get(changesAt(FEED))).status).toBe(401);
  expect((await both.get(changesAt(FEED), { accept: 'text/html' })).status).toBe(406);
  const { status, headers } = await both.send('DELETE', changesAt(FEED));
  expect([status, headers.allow]).toEqual([405, 'GET, HEAD']);
  const head = await both.send('HEAD', changesAt('feed').slice(0, -1));
  expect([head.status, head.headers['content-type'], head.body.length]).toEqual([200, TAXII, 0]);
});

describe('P5', () => {
  test('what is above the clearance is told neither when it comes nor when it goes', async () => {
    const [green, amber] = [indicator(), indicator({ object_marking_refs: [AMBER] })];
    await publish(both, at(FEED), green, amber);
    expect(await told(reader, FEED)).toEqual([added(green)]);
    for (const { id } of [amber, green]) await both.delete(at(FEED, `objects/${id}/`));
    expect(await told(reader, FEED)).toEqual([deleted(green)]);
    expect(await told(both, FEED)).toEqual([deleted(amber), deleted(green)]);
  });

  test('who deleted isn\'t told where authors aren\'t, nor through an aggregate', async () => {
    const object = indicator();
    await publish(both, at(PROXIED), object);
    await both.delete(at(PROXIED, `objects/${object.id}/?reason=old`));
    for (const collection of [PROXIED, ALL_PROXIED]) {
      const { json } = await both.get(changesAt(collection));
      expect(json.changes).toEqual([expect.objectContaining({ change: 'deleted', reason: 'old' })]);
      expect(json.changes[0]).not.toHaveProperty('by');
    }
  });

  test('an agency that is no longer there isn\'t told', async () => {
    const object = indicator();
    await publish(exchange.as('both'), at(FEED), object);
    await both.delete(at(FEED, `objects/${object.id}/`));
    await exchange.changeCatalogue((catalogue) => ({
      ...catalogue,
      agencies: catalogue.agencies.filter(({ name }) => name !== 'both'),
      grants: catalogue.grants.filter(({ agency }) => agency !== 'both'),
      groups: [],
    }));
    const { json } = await reader.get(changesAt(FEED));
    expect(json.changes).toEqual([expect.not.objectContaining({ by: expect.anything() })]);
  });
});

describe('through an aggregate', () => {
  test('publications and deletions in a part are there at once, as far as the reader sees the part', async () => {
    const [here, hidden, malicious] = [indicator(), indicator(), malware()];
    await publish(both, at(FEED), here, malicious);
    await publish(both, at(HIDDEN_PART), hidden);
    expect((await both.get(at(ALL, 'objects/'))).json.objects).toEqual([here, hidden]);
    expect(await told(both, ALL)).toEqual([added(here), added(hidden)]);
    expect(await told(reader, ALL)).toEqual([added(here)]);
    await both.delete(at(FEED, `objects/${here.id}/`));
    expect(await told(reader, ALL)).toEqual([deleted(here)]);
  });

  test('nobody writes or deletes in it', async () => {
    const object = indicator();
    await publish(both, at(FEED), object);
    const { json } = await both.get(at(ALL));
    expect(json).toMatchObject({ can_read: true, can_write: false });
    expect((await both.post(at(ALL, 'objects/'), { objects: [object] })).status).toBe(403);
    expect((await both.delete(at(ALL, `objects/${object.id}/`))).status).toBe(403);
  });
});

describe('the reason of a deletion', () => {
  test.each([
    ['a line of 200 characters', `${'x'.repeat(199)}🙂`, 200],
    ['201 characters', 'x'.repeat(201), 400],
    ['two lines', 'one\ntwo', 400],
    ['a line separator', 'one\u2028two', 400],
    ['a control character', 'one\u0007', 400],
    ['nothing', '', 400],
    ['a space', ' ', 400],
  ])('%s', async (_, reason, expected) => {
    const object = indicator();
    await publish(both, at(FEED), ...versionsOf(object, 1, 2));
    const path = at(FEED, `objects/${object.id}/?match[version]=first&reason=${encodeURIComponent(reason)}`);
    const { status } = await both.delete(path);
    expect(status).toBe(expected);
    const { json } = await both.get(changesAt(FEED));
    const reasons = json.changes.map((change: { reason?: string }) => change.reason).filter(Boolean);
    expect(reasons).toEqual(status === 200 ? [reason] : []);
  });

  test('other parameters are refused, as ever', async () => {
    const { status, json } = await both.delete(at(FEED, `objects/${newId('indicator')}/?why=x`));
    expect([status, json.details.parameter]).toEqual([400, 'why']);
  });
});
